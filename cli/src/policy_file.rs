//! A policy on disk, and files that it names.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use gatewright_compiler::assignment::Assignments;
use gatewright_compiler::diagnostic::{Diagnostic, codes};
use gatewright_compiler::source::Source;
use gatewright_compiler::syntax;
use gatewright_core::policy::Policy;

use crate::failure::Failure;

/// A policy that has no errors.
pub(crate) struct PolicyFile {
    pub(crate) policy: Policy,
    pub(crate) source: Source,
    settings: Assignments,
    folder: PathBuf,
}

impl PolicyFile {
    /// Reads and checks a policy whose parameters are set so.
    pub(crate) fn open(path: &Path, set: &[Setting]) -> Result<PolicyFile, Failure> {
        let name = path.display().to_string();
        let bytes = read(path, syntax::LARGEST)?;
        let source = syntax::decode(&name, &bytes)
            .map_err(|diagnostic| Failure::policy(vec![diagnostic], Vec::new()))?;
        let mut settings = Assignments::new("--set");
        for Setting { name, value } in set {
            settings.add(name, value);
        }
        let policy = gatewright_compiler::compile_with(&source, &settings)
            .map_err(|diagnostics| Failure::policy(diagnostics, sources(&source, &settings)))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        Ok(PolicyFile { policy, source, settings, folder })
    }

    /// The texts that diagnostics speak of.
    pub(crate) fn sources(&self) -> Vec<Source> {
        sources(&self.source, &self.settings)
    }

    /// The path of a file that the policy names.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

fn sources(source: &Source, settings: &Assignments) -> Vec<Source> {
    std::iter::once(source.clone()).chain(settings.source()).collect()
}

/// `--set NAME=VALUE`.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    name: String,
    value: String,
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

/// Reads a whole file, or one byte more than `most` of it. Neither devices nor pipes are opened: they might never end.
pub(crate) fn read(path: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    let metadata = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if !metadata.is_file() {
        let kind = if metadata.is_dir() { "a folder" } else { "a device or pipe" };
        let message = format!("`{}` is {kind}, not a file", path.display());
        return Err(Failure::surroundings(Diagnostic::error(codes::FILE_UNREADABLE, message)));
    }
    let mut bytes = Vec::new();
    let most = u64::try_from(most).unwrap_or(u64::MAX);
    File::open(path)
        .and_then(|file| file.take(most.saturating_add(1)).read_to_end(&mut bytes))
        .map_err(|error| unreadable(path, &error))?;
    Ok(bytes)
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::NotFound {
        let message = format!("there is no file `{}`", path.display());
        return Failure::surroundings(Diagnostic::error(codes::FILE_MISSING, message));
    }
    let what = format!("`{}` cannot be read", path.display());
    Failure::io(codes::FILE_UNREADABLE, &what, error)
}
