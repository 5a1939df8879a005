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
pub(crate) mod grammar;
mod lost;
mod node;
mod parse;
mod use_path;

use gatewright_core::policy::Span;
use pest::Parser as _;
use pest::iterators::Pair;

pub use self::lost::Lost;

use self::ast::{Ast, Caller, Declaration, Header, Value};
use self::brackets::Brackets;
use self::grammar::{Grammar, Rule};
use self::node::{Node, Origin};
use self::parse::{Contents, Parser};
use crate::check;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{Alone, Loader, Source, SourceMap};

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
    /// Its syntax tree, or what is left of it.
    pub outcome: Result<Ast, Unreadable>,
}

/// A policy that is not of the language, or uses what is not supported yet.
#[derive(Debug)]
pub struct Unreadable {
    /// What is wrong, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// What could be read; nothing where even the words of the rest are unknown, such as those of a missing file.
    pub readable: Option<Readable>,
}

/// The part of a policy that could be read. It never becomes one.
#[derive(Debug)]
pub struct Readable {
    /// The line `policy NAME VERSION`.
    pub header: Option<Header>,
    /// Whole declarations, in the order written.
    pub declarations: Vec<Declaration>,
    /// What is not known about the others.
    pub lost: Lost,
}

impl Unreadable {
    /// What is wrong, and what is wrong with the part that could be read.
    pub(crate) fn with_the_rest(self, sources: &SourceMap) -> Vec<Diagnostic> {
        let Unreadable { mut diagnostics, readable } = self;
        diagnostics.extend(readable.iter().flat_map(|part| check::check_readable(part, sources)));
        in_order(&mut diagnostics);
        diagnostics.truncate(check::MOST);
        diagnostics
    }
}

/// Reads a policy: its main file, and the files that it uses.
#[must_use]
pub fn parse(main: Source, loader: &dyn Loader) -> Parsed {
    files::read(main, loader)
}

/// What the grammar makes of a policy's file, before anything is judged or refused: what the formatter goes by. Without
/// a policy line, it is one that others use.
///
/// # Errors
///
/// Everything in it that is not of the language.
pub(crate) fn recognise(source: &Source) -> Result<Pair<'_, Rule>, Vec<Diagnostic>> {
    let text = source.text();
    bounded(text, Origin::of(0)).map_err(|diagnostic| vec![diagnostic])?;
    let rules = [Rule::file, Rule::fragment];
    let matched = rules.into_iter().find_map(|rule| Grammar::parse(rule, text).ok());
    if let Some(file) = matched.and_then(|mut pairs| pairs.next()) {
        return Ok(file);
    }
    let unreadable = parse(source.clone(), &Alone).outcome.err();
    let mut diagnostics = unreadable.map_or_else(Vec::new, |found| found.diagnostics);
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

/// Reads what a parameter is set to, unless that is a string; `None` where it is no value.
pub(crate) fn parse_assigned(text: &str) -> Option<Value> {
    let origin = Origin::of(0);
    bounded(text, origin).ok()?;
    let pairs = Grammar::parse(Rule::assigned, text).ok()?;
    let mut parser = Parser::default();
    let node = pairs.map(|pair| Node::new(pair, origin)).next()?;
    let value = parser.value(&node.children().next()?)?;
    parser.diagnostics.is_empty().then_some(value)
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
            let hidden = line.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
            return Err(Diagnostic::error(codes::NOT_TEXT, message)
                .label(
                    origin.span(base + at, hidden.len_utf8()),
                    format!("U+{:04X}", u32::from(hidden)),
                )
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
///
/// # Errors
///
/// Where not even the words of the rest are known: the parser has why.
fn read_file(parser: &mut Parser, text: &str, file: u32) -> Result<Contents, Unknown> {
    let origin = Origin::of(file);
    if let Err(diagnostic) = bounded(text, origin) {
        parser.diagnostics.push(diagnostic);
        return Err(Unknown);
    }
    let rule = if origin.is_main() { Rule::file } else { Rule::fragment };
    read(parser, rule, text, origin).or_else(|whole| {
        let reported = parser.diagnostics.len();
        let contents = read_in_fragments(parser, text, origin)?;
        if parser.diagnostics.len() == reported {
            parser.diagnostics.push(whole);
            return Err(Unknown);
        }
        Ok(contents)
    })
}

/// Declarations are missing, and nobody knows which.
struct Unknown;

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

/// Reads each fragment alone, so that each broken one is told.
fn read_in_fragments(parser: &mut Parser, text: &str, origin: Origin) -> Result<Contents, Unknown> {
    let mut contents = Contents::default();
    for range in fragment::fragments(text) {
        if parser.diagnostics.len() >= MOST_ERRORS {
            return Err(Unknown);
        }
        let part = text.get(range.clone()).unwrap_or_default();
        let is_head = origin.is_main() && range.start == 0;
        let rule = if is_head { Rule::file } else { Rule::fragment };
        let origin = origin.later(range.start);
        let mut found = read(parser, rule, part, origin);
        if let Err(diagnostic) = &found
            && diagnostic.code == codes::NO_POLICY_LINE.id
            // With one, the line is there, but its word is misspelled.
            && diagnostic.suggestion.is_none()
            && !part.trim().is_empty()
        {
            parser.diagnostics.push(diagnostic.clone());
            found = read(parser, Rule::fragment, part, origin);
        }
        match found {
            Ok(found) => {
                contents.header = contents.header.or(found.header);
                contents.documentation = contents.documentation.or(found.documentation);
                contents.items.extend(found.items);
            }
            Err(diagnostic) => {
                parser.lost.add(part);
                parser.diagnostics.push(diagnostic);
            }
        }
    }
    Ok(contents)
}

/// Puts diagnostics into the order of the text.
fn in_order(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_key(|diagnostic| {
        diagnostic.labels.first().map_or(Span::default(), |label| label.span)
    });
}

#[cfg(test)]
mod tests;
