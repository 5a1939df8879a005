//! A policy of several files: what a used file declares stands where the file is first used.

use std::collections::HashSet;

use gatewright_core::policy::Span;

use super::ast::{Ast, Declaration, Text};
use super::parse::{Contents, Item, Parser};
use super::{LARGEST, Parsed, Readable, Unreadable, decode_text, in_order, read_file, use_path};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{LoadError, Loader, Source, SourceMap};

/// The most files of one policy, and so the longest chain of files that use one another.
const MOST_FILES: usize = 64;

/// Reads the main file and the files that it uses, each once.
pub(super) fn read(main: Source, loader: &dyn Loader) -> Parsed {
    let mut reader = Reader {
        loader,
        parser: Parser::default(),
        sources: SourceMap::default(),
        bytes: 0,
        seen: HashSet::new(),
        chain: Vec::new(),
        declarations: Vec::new(),
        unknown: false,
    };
    let identity = loader.identity(main.path());
    let main = reader.enter(main, identity, Span::default());
    let Reader { parser, sources, declarations, unknown, .. } = reader;
    let Parser { mut diagnostics, lost, .. } = parser;
    let outcome = match main.header {
        Some(header) if diagnostics.is_empty() && !unknown => Ok(Ast {
            digest: sources.digest(),
            documentation: main.documentation,
            header,
            declarations,
            assigned: Vec::new(),
        }),
        header => {
            in_order(&mut diagnostics);
            let readable = (!unknown).then_some(Readable { header, declarations, lost });
            Err(Unreadable { diagnostics, readable })
        }
    };
    Parsed { sources, outcome }
}

struct Reader<'l> {
    loader: &'l dyn Loader,
    parser: Parser,
    sources: SourceMap,
    /// How many bytes the files have together.
    bytes: usize,
    /// The identities of all files so far.
    seen: HashSet<String>,
    /// The files that are being read, each used by the one before; the main one first.
    chain: Vec<Link>,
    declarations: Vec<Declaration>,
    /// Whether declarations are missing, and nobody knows which.
    unknown: bool,
}

struct Link {
    identity: String,
    /// The name that diagnostics show.
    name: String,
    /// What uses it.
    used: Span,
}

impl Reader<'_> {
    /// Reads a file, and what it uses where it uses it. What is left of its contents is what stands at its head.
    fn enter(&mut self, source: Source, identity: String, used: Span) -> Contents {
        self.bytes += source.text().len();
        self.seen.insert(identity.clone());
        self.chain.push(Link { identity, name: source.name().to_owned(), used });
        let read = read_file(&mut self.parser, source.text(), self.sources.next_number());
        self.unknown |= read.is_err();
        let mut contents = read.unwrap_or_default();
        self.sources.add(source);
        for item in std::mem::take(&mut contents.items) {
            match item {
                Item::Use(used) => self.follow(&used.path),
                Item::Declaration(declaration) => self.declarations.push(declaration),
            }
        }
        self.chain.pop();
        contents
    }

    /// Reads a used file, unless it was read before.
    fn follow(&mut self, written: &Text) {
        if let Err(diagnostic) = self.try_to_follow(written) {
            // What is used in a circle was read all the same.
            self.unknown |= diagnostic.code != codes::USE_CYCLE.id;
            self.parser.diagnostics.push(diagnostic);
        }
    }

    fn try_to_follow(&mut self, written: &Text) -> Result<(), Diagnostic> {
        let used = written.span;
        let using = self.sources.get(used.file).map_or("", Source::path);
        let path = use_path::resolve(using, &written.text)
            .map_err(|why| no_path(&written.text, why, used))?;
        let identity = self.loader.identity(&path);
        if let Some(first) = self.chain.iter().position(|link| link.identity == identity) {
            return Err(cycle(self.chain.get(first..).unwrap_or_default(), used));
        }
        if self.seen.contains(&identity) {
            return Ok(());
        }
        if self.seen.len() >= MOST_FILES {
            let message = format!("the policy has more than {MOST_FILES} files");
            return Err(Diagnostic::error(codes::TOO_LARGE, message).label(used, "one too many"));
        }
        let name = self.sources.name_of(&path);
        let loaded = self.loader.load(&path);
        let bytes = loaded.map_err(|error| unreadable(&name, &error, used))?;
        let text = decode_text(&name, &bytes).map_err(|error| error.label(used, "used here"))?;
        if self.bytes + text.len() > LARGEST {
            let message = format!("the policy's files have together more than {LARGEST} bytes");
            return Err(
                Diagnostic::error(codes::TOO_LARGE, message).label(used, "too much with it")
            );
        }
        self.enter(Source::used(name, path, text), identity, used);
        Ok(())
    }
}

fn no_path(written: &str, why: &str, used: Span) -> Diagnostic {
    let message = format!("no file can be used by the path `{}`", written.escape_debug());
    Diagnostic::error(codes::USE_PATH, message)
        .label(used, why)
        .help("write it relative to this file: `use \"common/schemas.gate\"`")
}

fn unreadable(name: &str, error: &LoadError, used: Span) -> Diagnostic {
    match error {
        LoadError::Missing => {
            Diagnostic::error(codes::USED_FILE, format!("there is no file `{name}`"))
                .label(used, "used here")
                .note("the path is relative to the file that uses it")
        }
        LoadError::Unreadable(why) => {
            Diagnostic::error(codes::USED_FILE, format!("`{name}` cannot be read"))
                .label(used, "used here")
                .note(why)
        }
    }
}

/// The error of a `use` of the first of these files, each of which uses the next, by the last of them.
fn cycle(links: &[Link], used: Span) -> Diagnostic {
    let name = links.first().map_or("", |link| link.name.as_str());
    let mut chain: String = links.iter().map(|link| format!("`{}` → ", link.name)).collect();
    chain.push_str(&format!("`{name}`"));
    links
        .iter()
        .skip(1)
        .fold(
            Diagnostic::error(codes::USE_CYCLE, format!("`{name}` uses itself"))
                .label(used, format!("uses `{name}` again")),
            |error, link| error.label(link.used, format!("uses `{}`", link.name)),
        )
        .note(chain)
        .help("move what both need into a file of its own")
}
