//! The parts of a body as what a route takes: texts, and files by their fields.

use super::{MalformedPart, MultipartError, Part, has_signature, parts};
use crate::policy::{Bounds, Presence};
use crate::primitive::scalar::within;
use crate::primitive::schema::{Reason, Violation};

/// What a route takes as a file.
#[derive(Clone, Copy, Debug)]
pub struct FileRule<'r> {
    /// The part's name.
    pub name: &'r str,
    /// Whether it may be absent.
    pub presence: Presence,
    /// How many there may be, if it is a list.
    pub list: Option<Bounds<u64>>,
    /// The largest size in bytes.
    pub max: u64,
    /// The media types, in lower case.
    pub media_types: &'r [&'r str],
}

/// The files of one field.
pub type Files<'a> = Vec<Part<'a>>;

/// A body taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    /// Names and values of what is no file, in the order written.
    pub texts: Vec<(&'a str, &'a str)>,
    /// The files of each rule.
    pub files: Vec<Files<'a>>,
}

/// Takes a body apart. That it is none wins over what is wrong with a part; of that, the first counts.
///
/// # Errors
///
/// What is wrong with the body or with its files; texts are not looked at.
pub fn read<'a>(
    body: &'a [u8],
    boundary: &[u8],
    rules: &[FileRule<'_>],
) -> Result<Parts<'a>, MultipartError> {
    let mut read = Parts { texts: Vec::new(), files: vec![Vec::new(); rules.len()] };
    let mut wrong: Option<MultipartError> = None;
    for part in parts(body, boundary) {
        let part = part?;
        let place = rules.iter().position(|rule| rule.name == part.name);
        let Some((rule, files)) =
            place.and_then(|place| Some((rules.get(place)?, read.files.get_mut(place)?)))
        else {
            match part.file_name {
                None => read.texts.push((part.name, text(&part)?)),
                // A text that comes as a file, or a file that nobody takes.
                Some(_) => {
                    wrong.get_or_insert(at(part.name, Reason::Value));
                }
            }
            continue;
        };
        if rule.list.is_none() && !files.is_empty() {
            return Err(MalformedPart::Repeated.into());
        }
        if let Err(error) = file(&part, rule) {
            wrong.get_or_insert(error);
        }
        files.push(part);
    }
    for (rule, files) in rules.iter().zip(&read.files) {
        if let Err(error) = count(rule, files.len()) {
            wrong.get_or_insert(error);
        }
    }
    match wrong {
        Some(error) => Err(error),
        None => Ok(read),
    }
}

/// Refuses texts, where nobody takes one.
///
/// # Errors
///
/// The first is an unknown field.
pub fn require_no_text(texts: &[(&str, &str)]) -> Result<(), MultipartError> {
    match texts.first() {
        Some((name, _)) => Err(at(name, Reason::Unknown)),
        None => Ok(()),
    }
}

fn at(name: &str, reason: Reason) -> MultipartError {
    Violation::here(reason).inside(name).into()
}

fn text<'a>(part: &Part<'a>) -> Result<&'a str, MalformedPart> {
    let is_text = part.media_type.is_none_or(|media_type| {
        let mut pieces = media_type.split(';').map(str::trim_ascii);
        let is_plain = pieces.next().is_some_and(|it| it.eq_ignore_ascii_case("text/plain"));
        let is_utf8 = pieces.next().is_none_or(|it| it.eq_ignore_ascii_case("charset=utf-8"));
        is_plain && is_utf8 && pieces.next().is_none()
    });
    let text = std::str::from_utf8(part.content).map_err(|_| MalformedPart::Text)?;
    if is_text { Ok(text) } else { Err(MalformedPart::Text) }
}

fn file(part: &Part<'_>, rule: &FileRule<'_>) -> Result<(), MultipartError> {
    if part.file_name.is_none() {
        return Err(at(part.name, Reason::Value));
    }
    if u64::try_from(part.content.len()).unwrap_or(u64::MAX) > rule.max {
        return Err(MultipartError::FileSize(part.name.to_owned()));
    }
    let media_type = part.media_type.unwrap_or_default();
    let taken = rule.media_types.iter().find(|taken| taken.eq_ignore_ascii_case(media_type));
    match taken {
        Some(taken) if has_signature(taken, part.content) => Ok(()),
        Some(_) | None => Err(MultipartError::FileType(part.name.to_owned())),
    }
}

fn count(rule: &FileRule<'_>, count: usize) -> Result<(), MultipartError> {
    if count == 0 {
        return match rule.presence {
            Presence::Required => {
                Err(Violation::here(Reason::Missing(rule.name.to_owned())).into())
            }
            Presence::Optional => Ok(()),
        };
    }
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    match &rule.list {
        Some(length) => within(&count, length).map_err(|_| at(rule.name, Reason::Items)),
        None => Ok(()),
    }
}
