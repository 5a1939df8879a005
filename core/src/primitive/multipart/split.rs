//! Parts out of a body, in one pass over its octets.

use memchr::memmem;

use super::MalformedPart;
use super::head::Head;

/// The longest head of a part, with its last line end.
const LONGEST_HEAD: usize = 1024;

/// One part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// What it is called.
    pub name: &'a str,
    /// What the client calls its file; a text has none.
    pub file_name: Option<&'a str>,
    /// Its media type as the client wrote it.
    pub media_type: Option<&'a str>,
    /// Its octets.
    pub content: &'a [u8],
}

/// The parts of a body, in the order written.
///
/// # Errors
///
/// Whatever other readers could read otherwise.
pub fn parts<'a>(
    body: &'a [u8],
    boundary: &[u8],
) -> impl Iterator<Item = Result<Part<'a>, MalformedPart>> {
    let delimiter = [b"--", boundary].concat();
    Split { body: Some(body), begun: false, finder: memmem::Finder::new(&delimiter).into_owned() }
}

struct Split<'a> {
    /// What is left, from a delimiter on; nothing at the end and after an error.
    body: Option<&'a [u8]>,
    begun: bool,
    /// Takes time that is linear in what it looks through, whatever the delimiter is.
    finder: memmem::Finder<'static>,
}

impl<'a> Split<'a> {
    /// The next part; nothing behind the last delimiter.
    fn part(&mut self, body: &'a [u8]) -> Result<Option<Part<'a>>, MalformedPart> {
        let rest = body.strip_prefix(self.finder.needle()).ok_or(MalformedPart::Ends)?;
        if let Some(end) = rest.strip_prefix(b"--") {
            let is_end = self.begun && (end.is_empty() || end == b"\r\n");
            return if is_end { Ok(None) } else { Err(MalformedPart::Ends) };
        }
        self.begun = true;
        let rest = rest.strip_prefix(b"\r\n").ok_or(MalformedPart::Delimiter)?;
        let at = self.finder.find(rest).ok_or(MalformedPart::Ends)?;
        let (part, next) = rest.split_at_checked(at).ok_or(MalformedPart::Ends)?;
        // A line end of another kind before it would make it a delimiter to some readers.
        let part = part.strip_suffix(b"\r\n").ok_or(MalformedPart::Delimiter)?;
        self.body = Some(next);
        let window = part.get(..LONGEST_HEAD).unwrap_or(part);
        let length = memmem::find(window, b"\r\n\r\n").ok_or(MalformedPart::Head)?;
        let (head, content) = part.split_at_checked(length).ok_or(MalformedPart::Head)?;
        let Head { name, file_name, media_type } = Head::read(head)?;
        let content = content.get(4..).unwrap_or_default();
        Ok(Some(Part { name, file_name, media_type, content }))
    }
}

impl<'a> Iterator for Split<'a> {
    type Item = Result<Part<'a>, MalformedPart>;

    fn next(&mut self) -> Option<Result<Part<'a>, MalformedPart>> {
        let body = self.body.take()?;
        self.part(body).transpose()
    }
}
