//! A policy on disk, and files that it names.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use gatewright_compiler::diagnostic::{Diagnostic, codes};
use gatewright_compiler::source::Source;
use gatewright_compiler::syntax;
use gatewright_core::policy::Policy;

use crate::failure::Failure;

/// A policy that has no errors.
pub(crate) struct PolicyFile {
    pub(crate) policy: Policy,
    pub(crate) source: Source,
    folder: PathBuf,
}

impl PolicyFile {
    /// Reads and checks a policy.
    pub(crate) fn open(path: &Path) -> Result<PolicyFile, Failure> {
        let name = path.display().to_string();
        let bytes = read(path, syntax::LARGEST)?;
        let source = syntax::decode(&name, &bytes)
            .map_err(|diagnostic| Failure::policy(vec![diagnostic], Vec::new()))?;
        let policy = gatewright_compiler::compile(&source)
            .map_err(|diagnostics| Failure::policy(diagnostics, vec![source.clone()]))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        Ok(PolicyFile { policy, source, folder })
    }

    /// The path of a file that the policy names.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.join(name)
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
