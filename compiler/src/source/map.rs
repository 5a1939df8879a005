//! The files of one policy.

use std::ops::Range;

use gatewright_core::policy::Span;

use super::digest::{digest, line};
use super::{Position, Source, split};

/// The files of one policy by the number that a [`Span`] gives: the main one is 0, used ones follow in the order in which
/// they are first used, and last what the policy's parameters are set to. Empty where there is no text to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap {
    files: Vec<Source>,
    assigned: Option<Box<Source>>,
}

impl From<Source> for SourceMap {
    fn from(main: Source) -> SourceMap {
        SourceMap { files: vec![main], assigned: None }
    }
}

impl SourceMap {
    /// Adds a file, which gets the number [`SourceMap::next_number`].
    pub(crate) fn add(&mut self, file: Source) {
        self.files.push(file);
    }

    /// Adds what parameters are set to, after all files; it gets the number [`SourceMap::next_number`].
    pub(crate) fn assign(&mut self, assigned: Source) {
        self.assigned = Some(Box::new(assigned));
    }

    /// The number of the file that is added next.
    pub(crate) fn next_number(&self) -> u32 {
        u32::try_from(self.files.len()).unwrap_or(u32::MAX)
    }

    /// What diagnostics call a file with this path from the main file's folder.
    pub(crate) fn name_of(&self, path: &str) -> String {
        let main = self.files.first().map_or("", Source::name);
        format!("{}{path}", split(main).0)
    }

    /// All files, the main one first.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.files.iter()
    }

    /// The text of a number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&Source> {
        let index = usize::try_from(number).ok()?;
        self.files.get(index).or(self.assigned.as_deref().filter(|_| index == self.files.len()))
    }

    /// The file in which a span stands, and where in it the span begins.
    #[must_use]
    pub fn place(&self, span: Span) -> Option<(&Source, Position)> {
        let file = self.get(span.file)?;
        Some((file, file.position(usize::try_from(span.start).ok()?)))
    }

    /// The file in which a span stands, and the places where it begins and where it ends.
    #[must_use]
    pub fn range(&self, span: Span) -> Option<(&Source, Range<Position>)> {
        let (file, start) = self.place(span)?;
        let end = file.position(usize::try_from(span.end.max(span.start)).ok()?);
        Some((file, start..end))
    }

    /// Whether a number is that of a file, and not of what parameters are set to.
    pub(crate) fn is_file(&self, number: u32) -> bool {
        number < self.next_number()
    }

    /// The text of a span; empty where there is none.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        let range = || Some(usize::try_from(span.start).ok()?..usize::try_from(span.end).ok()?);
        self.get(span.file)
            .zip(range())
            .and_then(|(file, range)| file.text().get(range))
            .unwrap_or_default()
    }

    /// What tells this policy from every other: SHA-256, 64 lower-case hexadecimal digits.
    ///
    /// Of one file it is the digest of the text. Of several it is the digest of a list that holds a line for each, as
    /// `sha256sum` prints it: the digest of the text, two spaces and the path. No policy begins like such a list.
    #[must_use]
    pub fn digest(&self) -> String {
        if let [only] = self.files.as_slice() {
            return digest(only.text());
        }
        digest(&self.files.iter().map(line).collect::<String>())
    }
}
