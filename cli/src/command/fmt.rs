//! `gatewright fmt FILE…`.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use gatewright_compiler::diagnostic::{Diagnostic, codes};
use gatewright_compiler::format::format;
use gatewright_compiler::source::{Source, SourceMap};
use gatewright_compiler::syntax;
use gatewright_core::policy::Span;
use similar::TextDiff;

use crate::failure::Failure;
use crate::policy_file::read;
use crate::print::print;
use crate::report::Format;
use crate::rewrite::{Rewrite, rewrite};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The policies; `-` is the standard input, whose new text goes to the standard output.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Reads the standard input, as `-` does.
    #[arg(long, conflicts_with = "files")]
    stdin: bool,
    /// Writes nothing; prints what would change, and fails if anything would.
    #[arg(long)]
    check: bool,
    /// How errors are printed; for programs, what would change is a finding.
    #[arg(long, value_enum, default_value_t, requires = "check")]
    format: Format,
}

/// Where a policy stands.
enum Place<'path> {
    StandardInput,
    File(&'path Path),
}

/// A text as it is and as it should be.
struct Formatted {
    source: Source,
    new: String,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.files.is_empty() && !arguments.stdin {
        let diagnostic = Diagnostic::error(codes::WRONG_CALL, "no policy is named")
            .help("write `gatewright fmt FILE…`, or `gatewright fmt -` to read the standard input");
        return Err(Failure::surroundings(diagnostic).in_format(arguments.format));
    }
    let files = arguments.files.iter().map(|path| match path.as_os_str() == "-" {
        true => Place::StandardInput,
        false => Place::File(path),
    });
    let standard_input = arguments.stdin.then_some(Place::StandardInput);
    let format = arguments.format;
    // A file that fails does not keep the others from being formatted.
    let failures =
        standard_input.into_iter().chain(files).filter_map(|place| place.format(arguments).err());
    Failure::several(failures.collect()).map_err(|failure| failure.in_format(format))?;
    if arguments.check { format.succeed("", &[]) } else { Ok(()) }
}

impl Place<'_> {
    fn format(&self, arguments: &Arguments) -> Result<(), Failure> {
        let formatted = self.formatted()?;
        if arguments.check {
            return formatted.compare(arguments.format);
        }
        match self {
            Place::StandardInput => print(&formatted.new),
            Place::File(_) if formatted.source.text() == formatted.new => Ok(()),
            Place::File(path) => {
                let Formatted { source, new } = formatted;
                let old = source.text().to_owned();
                rewrite(&[Rewrite { path: path.to_path_buf(), old, new }])
            }
        }
    }

    fn formatted(&self) -> Result<Formatted, Failure> {
        let name = match self {
            Place::StandardInput => String::from("standard input"),
            Place::File(path) => path.display().to_string(),
        };
        let source = syntax::decode(&name, &self.read()?)
            .map_err(|diagnostic| Failure::policy(vec![diagnostic], SourceMap::default()))?;
        let new = format(&source)
            .map_err(|diagnostics| Failure::policy(diagnostics, source.clone().into()))?;
        Ok(Formatted { source, new })
    }

    fn read(&self) -> Result<Vec<u8>, Failure> {
        let Place::File(path) = self else {
            let most = u64::try_from(syntax::LARGEST).unwrap_or(u64::MAX);
            let mut bytes = Vec::new();
            let read = io::stdin().lock().take(most.saturating_add(1)).read_to_end(&mut bytes);
            let what = "the standard input cannot be read";
            read.map_err(|error| Failure::io(codes::FILE_UNREADABLE, what, &error))?;
            return Ok(bytes);
        };
        read(path, syntax::LARGEST)
    }
}

impl Formatted {
    /// Fails where something would change; people see what.
    fn compare(&self, output: Format) -> Result<(), Failure> {
        let Formatted { source, new } = self;
        let (name, old) = (source.name(), source.text());
        if old == new {
            return Ok(());
        }
        if output == Format::Human {
            let difference = TextDiff::from_lines(old, new.as_str());
            let header = format!("{name}\tformatted");
            print(&difference.unified_diff().header(name, &header).to_string())?;
        }
        let message = format!("`{name}` is not formatted");
        let diagnostic = Diagnostic::error(codes::NOT_FORMATTED, message)
            .label(first_difference(old, new), "the first line that would change")
            .help("run the same command without `--check`");
        Err(Failure::policy(vec![diagnostic], source.clone().into()))
    }
}

/// The first line of a text that is not in the other, or the end of the text.
fn first_difference(old: &str, new: &str) -> Span {
    let same = old
        .split_inclusive('\n')
        .zip(new.split_inclusive('\n'))
        .take_while(|(one, other)| one == other);
    let start: usize = same.map(|(line, _)| line.len()).sum();
    let line = old.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span { file: 0, start: offset(start), end: offset(start + line.len()) }
}
