//! Replaces files by new ones, each in one step.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, fchown};
use std::path::{Path, PathBuf};

use gatewright_compiler::diagnostic::codes;
use tempfile::NamedTempFile;

use crate::failure::Failure;
use crate::interruption::Interruption;

/// A file with the text that was read from it and the one that it is to have.
pub(crate) struct Rewrite {
    pub(crate) path: PathBuf,
    pub(crate) old: String,
    pub(crate) new: String,
}

/// Writes the new texts. Each is whole before the first takes its place: a reader finds the old one or the new one, with
/// the mode and the owner of the old. A link stays, and what it points to is replaced.
pub(crate) fn rewrite(files: &[Rewrite]) -> Result<(), Failure> {
    let mut ready = Vec::new();
    for file in files {
        let prepared = Interruption::watch().and_then(|interruption| {
            let prepared = prepare(file)?;
            interruption.check()?;
            Ok(prepared)
        });
        ready.push(prepared.map_err(|error| unwritable(&file.path, &error))?);
    }
    for (file, (beside, place)) in files.iter().zip(ready) {
        beside.persist(place).map_err(|error| unwritable(&file.path, &error.error))?;
    }
    Ok(())
}

/// A whole new file beside the old one, and the path of that.
fn prepare(file: &Rewrite) -> io::Result<(NamedTempFile, PathBuf)> {
    let place = fs::canonicalize(&file.path)?;
    // One that must not be written is not replaced either.
    let metadata = OpenOptions::new().append(true).open(&place)?.metadata()?;
    // Root may write it all the same.
    if metadata.permissions().readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    if fs::read(&place)? != file.old.as_bytes() {
        return Err(io::Error::other("somebody else changed it"));
    }
    let folder = place.parent().unwrap_or(Path::new("/"));
    let mut beside = tempfile::Builder::new().prefix(".gatewright-").tempfile_in(folder)?;
    beside.write_all(file.new.as_bytes())?;
    let own = beside.as_file().metadata()?;
    if (own.uid(), own.gid()) != (metadata.uid(), metadata.gid()) {
        fchown(beside.as_file(), Some(metadata.uid()), Some(metadata.gid()))?;
    }
    beside.as_file().set_permissions(metadata.permissions())?;
    beside.as_file().sync_all()?;
    Ok((beside, place))
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let what = format!("`{}` cannot be written", path.display());
    let help = "nothing of it was changed";
    Failure::io(codes::POLICY_UNWRITABLE, &what, error).with_help(help)
}
