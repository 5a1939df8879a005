//! Files out of multipart bodies.

use bytes::Bytes;
use gatewright_core::primitive::form::{Form, typed_parts};
use gatewright_core::primitive::multipart::{self, FileRule, Files, Part, Parts};
use gatewright_core::refusal::Refusal;

/// A file that a client sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// What the client calls it: one plain name, never a path. Nothing in the file has to agree with it.
    pub file_name: String,
    /// Its media type, one of those that its field takes, in lower case.
    pub media_type: String,
    /// Its octets, a part of the request's body.
    pub content: Bytes,
}

impl File {
    fn of(body: &Bytes, part: &Part<'_>) -> File {
        File {
            file_name: part.file_name.unwrap_or_default().to_owned(),
            media_type: part.media_type.unwrap_or_default().to_ascii_lowercase(),
            content: body.slice_ref(part.content),
        }
    }
}

/// Takes a body apart.
///
/// # Errors
///
/// [`Refusal::multipart`].
pub fn read_parts<'b>(
    route: &'static str,
    body: &'b Bytes,
    boundary: &[u8],
    rules: &[FileRule<'_>],
) -> Result<Parts<'b>, Refusal> {
    multipart::read(body, boundary, rules).map_err(|error| Refusal::multipart(route, &error))
}

/// Reads the texts of a body into their type.
///
/// # Errors
///
/// [`Refusal::multipart`].
pub fn read_texts<T: Form>(route: &'static str, texts: &[(&str, &str)]) -> Result<T, Refusal> {
    typed_parts(texts).map_err(|error| Refusal::multipart(route, &error.into()))
}

/// Refuses texts, where the route takes files only.
///
/// # Errors
///
/// [`Refusal::multipart`].
pub fn require_no_text(route: &'static str, texts: &[(&str, &str)]) -> Result<(), Refusal> {
    multipart::require_no_text(texts).map_err(|error| Refusal::multipart(route, &error))
}

/// The file of a field that is no list.
pub fn one_file(body: &Bytes, files: Option<Files<'_>>) -> Option<File> {
    files?.first().map(|part| File::of(body, part))
}

/// The files of a list, if there is one.
pub fn all_files(body: &Bytes, files: Option<Files<'_>>) -> Option<Vec<File>> {
    let files = files?;
    (!files.is_empty()).then(|| files.iter().map(|part| File::of(body, part)).collect())
}
