//! Declared names: each once, spelled as the language wants, found again or suggested.

use std::cell::Cell;
use std::collections::HashMap;

use gatewright_core::policy::Span;

use super::suggest::{self, Similar, Vocabulary};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{Value, Word};

/// What kind of thing names stand for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    /// `role`, as in "there is no role `viewr`".
    pub what: &'static str,
    /// How one is declared, for help.
    pub declaration: &'static str,
    /// How it is spelled.
    pub spelling: Spelling,
}

/// How a name is spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// `snake_case`.
    Snake,
    /// `CamelCase`.
    Camel,
}

/// The longest name: names become parts of zone names, header values and identifiers.
pub(super) const LONGEST: usize = 64;

/// How many wrong names of a kind are answered with a similar one.
const SUGGESTIONS: u32 = 200;

/// The declarations of one kind, in the order written.
#[derive(Debug)]
pub(super) struct Names<T> {
    kind: Kind,
    entries: Vec<Entry<T>>,
    by_text: HashMap<String, usize>,
    /// How often a name may still be looked for that is like a wrong one.
    suggestions: Cell<u32>,
}

/// One declaration.
#[derive(Debug)]
pub(super) struct Entry<T> {
    /// The declared name.
    pub word: Word,
    /// What it stands for.
    pub value: T,
    /// The whole declaration.
    whole: Span,
    used: Cell<bool>,
}

impl<T> Names<T> {
    /// No names of this kind yet.
    pub(super) fn new(kind: Kind) -> Names<T> {
        Names {
            kind,
            entries: Vec::new(),
            by_text: HashMap::new(),
            suggestions: Cell::new(SUGGESTIONS),
        }
    }

    /// Adds a declaration; `whole` is all of it. The first of a name counts, so that what follows has something to refer
    /// to.
    pub(super) fn declare(
        &mut self,
        word: &Word,
        whole: Span,
        value: T,
        findings: &mut Vec<Diagnostic>,
    ) {
        check_spelling(self.kind.what, self.kind.spelling, word, findings);
        if let Some(earlier) = self.get(&word.text) {
            findings.push(declared_twice(self.kind.what, word, earlier.word.span));
            return;
        }
        self.by_text.insert(word.text.clone(), self.entries.len());
        self.entries.push(Entry { word: word.clone(), value, whole, used: Cell::new(false) });
    }

    /// The declaration that a name refers to, which is used from now on; an error where there is none.
    pub(super) fn resolve(&self, word: &Word, findings: &mut Vec<Diagnostic>) -> Option<&T> {
        let Some(entry) = self.get(&word.text) else {
            findings.push(self.unknown(word));
            return None;
        };
        entry.used.set(true);
        Some(&entry.value)
    }

    /// The declaration of a name, without using it.
    pub(super) fn get(&self, text: &str) -> Option<&Entry<T>> {
        self.by_text.get(text).and_then(|index| self.entries.get(*index))
    }

    /// A name that something else reached.
    pub(super) fn mark_used(&self, text: &str) {
        if let Some(entry) = self.get(text) {
            entry.used.set(true);
        }
    }

    /// What stands where a list of names should, is used nevertheless.
    pub(super) fn mark_value(&self, value: &Value) {
        if let Value::Name(name) = value
            && let Some(word) = name.as_word()
        {
            self.mark_used(&word.text);
        }
    }

    /// Whether something uses this name.
    pub(super) fn is_used(&self, text: &str) -> bool {
        self.get(text).is_some_and(|entry| entry.used.get())
    }

    /// All declarations, in the order written.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Entry<T>> {
        self.entries.iter()
    }

    /// All names.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.word.text.as_str())
    }

    /// All values, in the order written.
    pub(super) fn into_values(self) -> impl Iterator<Item = T> {
        self.entries.into_iter().map(|entry| entry.value)
    }

    /// The error of a name that nothing declares.
    pub(super) fn unknown(&self, word: &Word) -> Diagnostic {
        let what = self.kind.what;
        let error =
            Diagnostic::error(codes::UNKNOWN_NAME, format!("there is no {what} `{}`", word.text))
                .label(word.span, "not declared");
        let similar = self.similar_among(&word.text, self.texts());
        match similar.and_then(|better| Some((better, self.get(better.text)?))) {
            Some((better, entry)) => {
                let error = error.label(entry.word.span, "a similar name is declared here");
                better.offer(error, word.span, Vocabulary::Policy)
            }
            None => {
                let declaration = self.kind.declaration.replacen("NAME", &word.text, 1);
                error.help(format!("declare it with `{declaration}`"))
            }
        }
    }

    /// The candidate that is most like a name, as long as there are not too many wrong names.
    pub(super) fn similar_among<'a>(
        &self,
        text: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<Similar<'a>> {
        self.suggestions.set(self.suggestions.get().checked_sub(1)?);
        suggest::similar(text, candidates)
    }

    /// Reports every name that nothing uses. What a used file declares for whoever needs it is none of them.
    pub(super) fn report_unused(&self, findings: &mut Vec<Diagnostic>) {
        // Most often it was forgotten where it is needed: nobody but its author may delete it.
        let own = self.unused().filter(|entry| entry.word.span.is_in_main_file());
        findings.extend(own.map(|entry| {
            let change = Suggestion::delete_lines(entry.whole, Applicability::MaybeIncorrect);
            self.unused_name(entry).suggest("use it, or delete the declaration", change)
        }));
    }

    /// Reports every name that nothing uses, in whatever file it stands: one that other files cannot refer to.
    pub(super) fn report_unused_inside(&self, findings: &mut Vec<Diagnostic>) {
        let unused = self.unused().map(|entry| self.unused_name(entry));
        findings.extend(unused.map(|error| error.help("use it, or delete it")));
    }

    fn unused(&self) -> impl Iterator<Item = &Entry<T>> {
        self.entries.iter().filter(|entry| !entry.used.get())
    }

    fn unused_name(&self, entry: &Entry<T>) -> Diagnostic {
        let message = format!("{} `{}` is never used", self.kind.what, entry.word.text);
        Diagnostic::error(codes::UNUSED_NAME, message)
            .label(entry.word.span, "declared, but nothing depends on it")
    }
}

/// The error of a name that is declared twice.
pub(super) fn declared_twice(what: &str, word: &Word, earlier: Span) -> Diagnostic {
    Diagnostic::error(
        codes::DUPLICATE_DECLARATION,
        format!("{what} `{}` is declared twice", word.text),
    )
    .label(word.span, "declared again")
    .label(earlier, "first declared here")
    .help(match what {
        "block" | "target" => "put the settings of both into one",
        _ => "rename one of the two, or delete it",
    })
}

/// Reports a name that is not spelled as names of its kind are.
pub(super) fn check_spelling(
    what: &str,
    spelling: Spelling,
    word: &Word,
    findings: &mut Vec<Diagnostic>,
) {
    let text = &word.text;
    if text.len() > LONGEST {
        findings.push(
            Diagnostic::error(codes::NAME_SPELLING, format!("the name of this {what} is too long"))
                .label(word.span, format!("{} characters", text.len()))
                .help(format!("names have at most {LONGEST} characters")),
        );
        return;
    }
    let (right, style, respelled) = match spelling {
        Spelling::Snake => (is_snake(text), "snake_case", to_snake(text)),
        Spelling::Camel => (is_camel(text), "CamelCase", to_camel(text)),
    };
    if !right {
        let error = Diagnostic::error(
            codes::NAME_SPELLING,
            format!("the name of {what} `{text}` is not in {style}"),
        )
        .label(word.span, "spelled otherwise");
        findings.push(match respelled {
            Some(better) => {
                // Credentials name roles: another spelling is another role to whoever issues them.
                let applicability = Applicability::when(what != "role");
                error.suggest(
                    format!("write `{better}`"),
                    Suggestion::replace(word.span, better, applicability),
                )
            }
            None => error,
        });
    }
}

fn is_snake(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn is_camel(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn to_snake(text: &str) -> Option<String> {
    let mut snake = String::new();
    let mut after_small = false;
    for character in text.chars() {
        if character.is_ascii_uppercase() && after_small {
            snake.push('_');
        }
        after_small = character.is_ascii_lowercase() || character.is_ascii_digit();
        snake.push(character.to_ascii_lowercase());
    }
    let snake = snake.trim_matches('_').to_owned();
    is_snake(&snake).then_some(snake)
}

fn to_camel(text: &str) -> Option<String> {
    let mut camel = String::new();
    for part in text.split('_') {
        let mut characters = part.chars();
        camel.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(characters.as_str());
    }
    is_camel(&camel).then_some(camel)
}
