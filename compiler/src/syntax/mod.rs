//! From text to the syntax tree.
//!
//! The steps: a file's size and nesting are bounded; `grammar.pest` says what is well formed; `parse` makes the tree;
//! `files` puts what a used file declares where it is used. Where the grammar does not match, a file is cut where its
//! declarations begin and each is read alone, so that each broken one is told.

pub mod ast;

mod brackets;
mod expected;
mod failure;
mod files;
mod fragment;
mod grammar;
mod node;
mod parse;
mod use_path;

use pest::Parser as _;

use self::ast::{Ast, Caller};
use self::brackets::Brackets;
use self::grammar::{Grammar, Rule};
use self::node::{Node, Origin};
use self::parse::{Contents, Parser};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{Loader, Source, SourceMap};

/// The largest policy that is read, in bytes: its files together.
pub const LARGEST: usize = 1 << 20;

/// After that many errors the rest of a file is not looked at.
const MOST_ERRORS: usize = 100;

/// Makes a policy's main file out of its bytes. `name` is what diagnostics call it.
///
/// # Errors
///
/// A file that is too large or not UTF-8.
pub fn decode(name: &str, bytes: &[u8]) -> Result<Source, Diagnostic> {
    decode_text(name, bytes).map(|text| Source::new(name, text))
}

fn decode_text<'b>(name: &str, bytes: &'b [u8]) -> Result<&'b str, Diagnostic> {
    if bytes.len() > LARGEST {
        return Err(too_large(bytes.len()));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let before = bytes.get(..at).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let message = format!("`{name}` is not UTF-8 text, first at byte {at} on line {line}");
        Diagnostic::error(codes::NOT_TEXT, message)
    })
}

/// What reading a policy gave.
#[derive(Debug)]
pub struct Parsed {
    /// Its files: those that diagnostics speak of.
    pub sources: SourceMap,
    /// Its syntax tree, or everything in the files that is not of the language, or not supported yet.
    pub outcome: Result<Ast, Vec<Diagnostic>>,
}

/// Reads a policy: its main file, and the files that it uses.
#[must_use]
pub fn parse(main: Source, loader: &dyn Loader) -> Parsed {
    files::read(main, loader)
}

/// Reads who calls, as a question to the evaluator says it: `customer { id: "anna", roles: [viewer] }`.
///
/// # Errors
///
/// What in it is not of the language.
pub fn parse_caller(source: &Source) -> Result<Caller, Vec<Diagnostic>> {
    let text = source.text();
    let origin = Origin::of(0);
    bounded(text, origin).map_err(|diagnostic| vec![diagnostic])?;
    let pairs = Grammar::parse(Rule::caller, text);
    let pairs = pairs.map_err(|error| vec![failure::explain(&error, text, origin)])?;
    let mut parser = Parser::default();
    let node = pairs.map(|pair| Node::new(pair, origin)).next();
    let caller = node.and_then(|node| parser.caller(&node));
    match caller {
        Some(caller) if parser.diagnostics.is_empty() => Ok(caller),
        Some(_) | None => Err(parser.diagnostics),
    }
}

/// Refuses what the grammar must not see.
fn bounded(text: &str, origin: Origin) -> Result<(), Diagnostic> {
    if text.len() > LARGEST {
        return Err(too_large(text.len()));
    }
    let mut brackets = Brackets::default();
    let mut base = 0;
    for line in text.split_inclusive('\n') {
        if let Some(at) = line.find(is_hidden) {
            let message = "the file holds a character that a reader does not see";
            return Err(Diagnostic::error(codes::NOT_TEXT, message)
                .label(origin.span(base + at, 1), "here")
                .help("remove it; inside a string, write it as `\\u{…}`"));
        }
        brackets.line(line, base);
        if let Some(at) = brackets.too_deep {
            return Err(failure::too_deep(at, origin));
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

/// Reads one file, as far as it can be read; the parser has what is wrong with it.
fn read_file(parser: &mut Parser, text: &str, file: u32) -> Contents {
    let origin = Origin::of(file);
    if let Err(diagnostic) = bounded(text, origin) {
        parser.diagnostics.push(diagnostic);
        return Contents::default();
    }
    let rule = if origin.is_main() { Rule::file } else { Rule::fragment };
    let reported = parser.diagnostics.len();
    read(parser, rule, text, origin).unwrap_or_else(|whole| {
        read_in_fragments(parser, text, origin);
        if parser.diagnostics.len() == reported {
            parser.diagnostics.push(whole);
        }
        Contents::default()
    })
}

/// Reads a text, or a part of it.
fn read(
    parser: &mut Parser,
    rule: Rule,
    text: &str,
    origin: Origin,
) -> Result<Contents, Diagnostic> {
    let pairs =
        Grammar::parse(rule, text).map_err(|error| failure::explain(&error, text, origin))?;
    let whole = pairs.map(|pair| Node::new(pair, origin)).next();
    Ok(whole.map_or_else(Contents::default, |node| parser.contents(&node)))
}

/// Collects the errors of each fragment. What is well formed is read too: it may hold what is not supported.
fn read_in_fragments(parser: &mut Parser, text: &str, origin: Origin) {
    for range in fragment::fragments(text) {
        if parser.diagnostics.len() >= MOST_ERRORS {
            return;
        }
        let part = text.get(range.clone()).unwrap_or_default();
        let rule = if origin.is_main() && range.start == 0 { Rule::file } else { Rule::fragment };
        let origin = origin.later(range.start);
        let Err(diagnostic) = read(parser, rule, part, origin) else { continue };
        let no_policy = diagnostic.code == codes::NO_POLICY_LINE.id;
        parser.diagnostics.push(diagnostic);
        if no_policy
            && !part.trim().is_empty()
            && let Err(diagnostic) = read(parser, Rule::fragment, part, origin)
        {
            parser.diagnostics.push(diagnostic);
        }
    }
}

#[cfg(test)]
mod tests;
