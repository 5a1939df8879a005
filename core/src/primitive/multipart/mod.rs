//! Multipart bodies: `multipart/form-data` (RFC 7578) as browsers write it, and nothing else.
//!
//! Only what every reader of such bodies reads alike is one: the delimiter stands nowhere but between parts, lines end
//! with CRLF, nothing stands before the first part and behind the last, and a part says of itself its name, perhaps its
//! file's name, and perhaps its media type. So no reader can find a part, a name or a file that is not looked at here.

mod announced;
mod file;
mod head;
mod read;
mod split;
#[cfg(test)]
mod tests;

use super::form::{FormError, Malformed};
use super::schema::Violation;

pub use announced::{MULTIPART, boundary};
pub use file::{has_signature, is_file_name};
pub use read::{FileRule, Files, Parts, read, require_no_text};
pub use split::{Part, parts};

/// Why a multipart body is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MultipartError {
    /// It is none, wherever in it that shows.
    #[error(transparent)]
    Malformed(#[from] MalformedPart),
    /// Its texts are no form: a field that is no list stands twice.
    #[error(transparent)]
    Form(#[from] Malformed),
    /// A file is larger than its field takes.
    #[error("the file `{0}` is larger than its field takes")]
    FileSize(String),
    /// A file is not of the media types that its field takes, or does not begin as its media type does.
    #[error("the file `{0}` is of no media type that its field takes")]
    FileType(String),
    /// It is one, and not what the route takes.
    #[error(transparent)]
    Schema(#[from] Violation),
}

impl From<FormError> for MultipartError {
    fn from(error: FormError) -> MultipartError {
        match error {
            FormError::Malformed(malformed) => MultipartError::Form(malformed),
            FormError::Schema(violation) => MultipartError::Schema(violation),
        }
    }
}

/// Why something is no multipart body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MalformedPart {
    /// It does not begin with the delimiter, or does not end with the last one.
    #[error("the body does not begin or end with its delimiter")]
    Ends,
    /// The delimiter stands where readers differ in whether it is one.
    #[error("the body has its delimiter where it is none")]
    Delimiter,
    /// A part's head that is none, or too long.
    #[error("a part has no head, or one that is too long")]
    Head,
    /// A line of a part's head that does not belong there.
    #[error("a part says something of itself that it must not")]
    Header,
    /// A part that does not say exactly what it is called.
    #[error("a part has no plain name")]
    Name,
    /// A file's name that means something to a file system or to another reader.
    #[error("a file has a name that could mean something else")]
    FileName,
    /// A text that is not UTF-8, or of another media type.
    #[error("a part is neither a text in UTF-8 nor a file")]
    Text,
    /// A field that is no list stands twice.
    #[error("a file stands twice that is no list")]
    Repeated,
}
