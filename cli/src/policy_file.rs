//! A policy on disk, and files that it names.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use gatewright_compiler::assignment::Assignments;
use gatewright_compiler::diagnostic::{Diagnostic, codes};
use gatewright_compiler::source::{LoadError, Loader, SourceMap};
use gatewright_compiler::{Compiled, syntax};
use gatewright_core::policy::Policy;

use crate::draft::Draft;
use crate::failure::{Failure, reason};

/// A policy that has no errors.
pub(crate) struct PolicyFile {
    pub(crate) policy: Policy,
    pub(crate) sources: SourceMap,
    folder: PathBuf,
}

impl PolicyFile {
    /// Reads and checks a policy whose parameters are set so.
    pub(crate) fn open(path: &Path, set: &[Setting]) -> Result<PolicyFile, Failure> {
        let draft = Draft::open(path, set)?;
        let compiled = draft.judge();
        PolicyFile::of(&draft, compiled)
    }

    /// The same without a word about targets.
    pub(crate) fn open_language(path: &Path, set: &[Setting]) -> Result<PolicyFile, Failure> {
        let draft = Draft::open(path, set)?;
        let compiled = draft.judge_language();
        PolicyFile::of(&draft, compiled)
    }

    fn of(draft: &Draft, compiled: Compiled) -> Result<PolicyFile, Failure> {
        let Compiled { sources, outcome } = compiled;
        match outcome {
            Ok(policy) => Ok(PolicyFile { policy, sources, folder: draft.folder() }),
            Err(diagnostics) => Err(Failure::policy(diagnostics, sources)),
        }
    }

    /// The path of a file that the policy names.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// `--set NAME=VALUE`.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    name: String,
    value: String,
}

impl Setting {
    /// All of them, as the compiler takes them.
    pub(crate) fn assignments(set: &[Setting]) -> Assignments {
        let mut assignments = Assignments::new("--set");
        for Setting { name, value } in set {
            assignments.add(name, value);
        }
        assignments
    }
}

impl FromStr for Setting {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Setting, &'static str> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() => {
                Ok(Setting { name: String::from(name), value: String::from(value) })
            }
            Some(_) | None => Err("write NAME=VALUE"),
        }
    }
}

/// The files that a policy may use.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Loader for Folder {
    fn load(&self, path: &str) -> Result<Vec<u8>, LoadError> {
        match read_file(&self.0.join(path), syntax::LARGEST) {
            Ok(bytes) => Ok(bytes),
            Err(Unread::Kind(kind)) => Err(LoadError::Unreadable(format!("it is {kind}"))),
            Err(Unread::Error(error)) if error.kind() == io::ErrorKind::NotFound => {
                Err(LoadError::Missing)
            }
            Err(Unread::Error(error)) => Err(LoadError::Unreadable(reason(&error))),
        }
    }

    fn identity(&self, path: &str) -> String {
        let found = fs::canonicalize(self.0.join(path));
        // Debug output tells apart what is not UTF-8.
        found.map_or_else(|_| path.to_owned(), |found| format!("{found:?}"))
    }
}

/// Reads a whole file, or one byte more than `most` of it.
pub(crate) fn read(path: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    read_file(path, most).map_err(|unread| match unread {
        Unread::Kind(kind) => {
            let message = format!("`{}` is {kind}, not a file", path.display());
            Failure::surroundings(Diagnostic::error(codes::FILE_UNREADABLE, message))
        }
        Unread::Error(error) if error.kind() == io::ErrorKind::NotFound => {
            let message = format!("there is no file `{}`", path.display());
            Failure::surroundings(Diagnostic::error(codes::FILE_MISSING, message))
        }
        Unread::Error(error) => {
            let what = format!("`{}` cannot be read", path.display());
            Failure::io(codes::FILE_UNREADABLE, &what, &error)
        }
    })
}

/// Why a file was not read.
enum Unread {
    /// It is something else, such as a folder.
    Kind(&'static str),
    Error(io::Error),
}

/// Neither devices nor pipes are opened: they might never end.
fn read_file(path: &Path, most: usize) -> Result<Vec<u8>, Unread> {
    let metadata = fs::metadata(path).map_err(Unread::Error)?;
    if !metadata.is_file() {
        let kind = if metadata.is_dir() { "a folder" } else { "a device or pipe" };
        return Err(Unread::Kind(kind));
    }
    let mut bytes = Vec::new();
    let most = u64::try_from(most).unwrap_or(u64::MAX);
    File::open(path)
        .and_then(|file| file.take(most.saturating_add(1)).read_to_end(&mut bytes))
        .map_err(Unread::Error)?;
    Ok(bytes)
}
