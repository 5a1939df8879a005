//! From text to the syntax tree.
//!
//! The steps: the text's size and nesting are bounded; `grammar.pest` says what is well formed; `parse` makes the tree.
//! Where the grammar does not match, the file is cut where its declarations begin and each is read alone, so that each
//! broken one is told.

pub mod ast;

mod brackets;
mod expected;
mod failure;
mod fragment;
pub(crate) mod grammar;
mod node;
mod parse;

use std::fmt::Write as _;

use gatewright_core::policy::Span;
use pest::Parser as _;
use pest::iterators::Pair;
use sha2::{Digest, Sha256};

use self::ast::{Ast, Caller};
use self::brackets::Brackets;
use self::grammar::{Grammar, Rule};
use self::node::Node;
use self::parse::{Contents, Parser};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Source;

/// The largest policy that is read, in bytes.
pub const LARGEST: usize = 1 << 20;

/// After that many errors the rest of a file is not looked at.
const MOST_ERRORS: usize = 100;

/// Makes a source out of a file's bytes. `name` is what diagnostics call it.
///
/// # Errors
///
/// A file that is too large or not UTF-8.
pub fn decode(name: &str, bytes: &[u8]) -> Result<Source, Diagnostic> {
    if bytes.len() > LARGEST {
        return Err(too_large(bytes.len()));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, text)),
        Err(error) => {
            let at = error.valid_up_to();
            let before = bytes.get(..at).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let message = format!("`{name}` is not UTF-8 text, first at byte {at} on line {line}");
            Err(Diagnostic::error(codes::NOT_TEXT, message))
        }
    }
}

/// Reads a policy's text.
///
/// # Errors
///
/// Everything in it that is not of the language, or not supported yet.
pub fn parse(source: &Source) -> Result<Ast, Vec<Diagnostic>> {
    let text = source.text();
    bounded(text).map_err(|diagnostic| vec![diagnostic])?;
    let mut parser = Parser::default();
    let contents = match read(&mut parser, Rule::file, text, 0) {
        Ok(contents) => contents,
        Err(whole) => {
            read_in_fragments(&mut parser, text);
            if parser.diagnostics.is_empty() {
                parser.diagnostics.push(whole);
            }
            Contents::default()
        }
    };
    match contents.header {
        Some(header) if parser.diagnostics.is_empty() => Ok(Ast {
            digest: digest(text),
            documentation: contents.documentation,
            header,
            declarations: contents.declarations,
        }),
        Some(_) | None => {
            let mut diagnostics = parser.diagnostics;
            diagnostics.sort_by_key(|diagnostic| {
                diagnostic.labels.first().map_or(Span::default(), |label| label.span)
            });
            Err(diagnostics)
        }
    }
}

/// What the grammar makes of a policy's file, before anything is judged or refused: what the formatter goes by. Without
/// a policy line, it is one that others use.
///
/// # Errors
///
/// Everything in it that is not of the language.
pub(crate) fn recognise(source: &Source) -> Result<Pair<'_, Rule>, Vec<Diagnostic>> {
    let text = source.text();
    bounded(text).map_err(|diagnostic| vec![diagnostic])?;
    let rules = [Rule::file, Rule::fragment];
    let matched = rules.into_iter().find_map(|rule| Grammar::parse(rule, text).ok());
    if let Some(file) = matched.and_then(|mut pairs| pairs.next()) {
        return Ok(file);
    }
    let mut diagnostics = parse(source).err().unwrap_or_default();
    let others = [codes::NOT_SUPPORTED_YET.id, codes::NO_POLICY_LINE.id];
    diagnostics.retain(|diagnostic| !others.contains(&diagnostic.code));
    Err(diagnostics)
}

/// Reads who calls, as a question to the evaluator says it: `customer { id: "anna", roles: [viewer] }`.
///
/// # Errors
///
/// What in it is not of the language.
pub fn parse_caller(source: &Source) -> Result<Caller, Vec<Diagnostic>> {
    let text = source.text();
    bounded(text).map_err(|diagnostic| vec![diagnostic])?;
    let pairs = Grammar::parse(Rule::caller, text);
    let pairs = pairs.map_err(|error| vec![failure::explain(&error, text, 0)])?;
    let mut parser = Parser::default();
    let caller = pairs.map(|pair| Node::new(pair, 0)).next().and_then(|node| parser.caller(&node));
    match caller {
        Some(caller) if parser.diagnostics.is_empty() => Ok(caller),
        Some(_) | None => Err(parser.diagnostics),
    }
}

/// Refuses what the grammar must not see.
fn bounded(text: &str) -> Result<(), Diagnostic> {
    if text.len() > LARGEST {
        return Err(too_large(text.len()));
    }
    let mut brackets = Brackets::default();
    let mut base = 0;
    for line in text.split_inclusive('\n') {
        if let Some(at) = line.find(is_hidden) {
            let start = u32::try_from(base + at).unwrap_or(u32::MAX);
            let message = "the file holds a character that a reader does not see";
            return Err(Diagnostic::error(codes::NOT_TEXT, message)
                .label(Span { file: 0, start, end: start.saturating_add(1) }, "here")
                .help("remove it; inside a string, write it as `\\u{…}`"));
        }
        brackets.line(line, base);
        if let Some(at) = brackets.too_deep {
            return Err(failure::too_deep(at));
        }
        base += line.len();
    }
    Ok(())
}

/// Control characters, marks that reorder the text for its reader (Unicode TR 36), and the byte order mark.
fn is_hidden(character: char) -> bool {
    match character {
        '\t' | '\r' | '\n' => false,
        '\u{200e}' | '\u{200f}' | '\u{feff}' => true,
        '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        other => other.is_control(),
    }
}

fn too_large(length: usize) -> Diagnostic {
    let message = format!("the policy has {length} bytes, more than {LARGEST}");
    Diagnostic::error(codes::TOO_LARGE, message)
}

/// Reads a text, or a part of it that begins at byte `base`.
fn read(parser: &mut Parser, rule: Rule, text: &str, base: usize) -> Result<Contents, Diagnostic> {
    let pairs = Grammar::parse(rule, text).map_err(|error| failure::explain(&error, text, base))?;
    let base = u32::try_from(base).unwrap_or(u32::MAX);
    let whole = pairs.map(|pair| Node::new(pair, base)).next();
    Ok(whole.map_or_else(Contents::default, |node| parser.contents(&node)))
}

/// Collects the errors of each fragment. What is well formed is read too: it may hold what is not supported.
fn read_in_fragments(parser: &mut Parser, text: &str) {
    for (number, range) in fragment::fragments(text).into_iter().enumerate() {
        if parser.diagnostics.len() >= MOST_ERRORS {
            return;
        }
        let part = text.get(range.clone()).unwrap_or_default();
        let rule = if number == 0 { Rule::file } else { Rule::fragment };
        let Err(diagnostic) = read(parser, rule, part, range.start) else { continue };
        let no_policy = diagnostic.code == codes::NO_POLICY_LINE.id;
        parser.diagnostics.push(diagnostic);
        if no_policy
            && !part.trim().is_empty()
            && let Err(diagnostic) = read(parser, Rule::fragment, part, range.start)
        {
            parser.diagnostics.push(diagnostic);
        }
    }
}

/// SHA-256 in lower-case hexadecimal digits.
fn digest(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::with_capacity(64), |mut digits, byte| {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests;
