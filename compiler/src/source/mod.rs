//! The texts of a policy, where in them a byte stands, and where the text of a used file comes from.

pub(crate) mod digest;
mod loader;
mod map;

pub use loader::{Alone, LoadError, Loader};
pub use map::SourceMap;

/// One source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    name: String,
    path: String,
    text: String,
    /// Where each line begins; never empty.
    lines: Vec<usize>,
    /// How many characters begin before each multiple of [`STEP`] bytes.
    characters: Vec<usize>,
}

/// A line may be as long as the text: so many bytes are looked at for a column.
const STEP: usize = 1024;

/// A place for people: both numbers begin at 1, columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Source {
    /// A policy's main file with the name that diagnostics show: its path, with `/`.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Source {
        let name = name.into();
        let path = split(&name).1.to_owned();
        Source::used(name, path, text)
    }

    /// A used file; `path` is relative to the folder of the main file.
    pub(crate) fn used(name: String, path: String, text: impl Into<String>) -> Source {
        let text = text.into();
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        let mut before = 0;
        let characters = text.as_bytes().chunks(STEP).map(|chunk| {
            let here = before;
            before += begun(chunk);
            here
        });
        let characters = characters.collect();
        Source { name, path, text, lines, characters }
    }

    /// The name that diagnostics show.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The path relative to the folder of the policy's main file, with `/`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a byte stands. A byte inside a character stands where the character does, one past the end after the last.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        let start = self.line_start(line);
        let end = self.text.floor_char_boundary(offset);
        let column = self.characters_before(end).saturating_sub(self.characters_before(start));
        Position { line, column: column + 1 }
    }

    fn characters_before(&self, offset: usize) -> usize {
        let chunk = offset / STEP;
        let known = self.characters.get(chunk).or(self.characters.last());
        let start = self.characters.len().saturating_sub(1).min(chunk) * STEP;
        let rest = self.text.as_bytes().get(start..offset).map_or(0, begun);
        known.copied().unwrap_or_default() + rest
    }

    /// The byte at which a line begins; one past the last line, the text's end.
    pub(crate) fn line_start(&self, line: usize) -> usize {
        self.lines.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len())
    }
}

/// How many characters begin among these bytes.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xbf)).count()
}

/// A path's folder, with the slash at its end, and its last part.
fn split(path: &str) -> (&str, &str) {
    path.split_at(path.rfind('/').map_or(0, |slash| slash + 1))
}
