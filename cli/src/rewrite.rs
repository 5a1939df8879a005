//! Replaces the contents of files, each in one step.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use gatewright_compiler::diagnostic::codes;

use crate::failure::Failure;
use crate::interruption::Interruption;

/// Replaces files until somebody asks the program to end.
#[derive(Default)]
pub(crate) struct Rewriter {
    interruption: Option<Interruption>,
}

impl Rewriter {
    /// Gives a file new contents. A reader finds the old ones or the new ones, and after a failure the old ones; the mode
    /// stays.
    pub(crate) fn rewrite(&mut self, path: &Path, contents: &str) -> Result<(), Failure> {
        self.replace(path, contents).map_err(|error| {
            let what = format!("`{}` cannot be written", path.display());
            Failure::io(codes::OUTPUT_UNWRITABLE, &what, &error)
        })
    }

    fn replace(&mut self, path: &Path, contents: &str) -> io::Result<()> {
        // A link stays one: what it points to is replaced.
        let path = fs::canonicalize(path)?;
        let permissions = fs::metadata(&path)?.permissions();
        if permissions.readonly() {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
        }
        let interruption = match &mut self.interruption {
            Some(interruption) => interruption,
            none => none.insert(Interruption::watch()?),
        };
        let folder = path.parent().unwrap_or(Path::new("/"));
        let mut beside = tempfile::Builder::new().prefix(".gatewright-").tempfile_in(folder)?;
        beside.write_all(contents.as_bytes())?;
        beside.as_file().set_permissions(permissions)?;
        beside.as_file().sync_all()?;
        interruption.check()?;
        beside.persist(&path)?;
        Ok(())
    }
}
