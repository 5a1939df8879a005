//! Writes an output folder: built beside, then put in place in one step.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use gatewright_compiler::diagnostic::{Diagnostic, codes};
use gatewright_compiler::target::artifact::Artifact;

use super::exchange::put_in_place;
use super::found::foreign;
use super::{Output, mode};
use crate::failure::Failure;
use crate::interruption::Interruption;

/// Foreign files that are named; the rest are counted.
const NAMED: usize = 10;

/// Makes the folder hold exactly the output. Before the last step nothing of it is touched, and after a failure nothing
/// of the new files is left.
pub(crate) fn write(folder: &Path, output: &Output) -> Result<(), Failure> {
    let folder = place(folder)?;
    let strangers = foreign(&folder)?;
    if !strangers.is_empty() {
        return Err(foreign_files(&folder, &strangers));
    }
    let parent = folder.parent().unwrap_or(Path::new("/"));
    fs::create_dir_all(parent).map_err(|error| unwritable(parent, &error))?;
    let interruption = Interruption::watch().map_err(|error| unwritable(&folder, &error))?;
    let beside = tempfile::Builder::new()
        .prefix(".gatewright-")
        .tempdir_in(parent)
        .map_err(|error| unwritable(parent, &error))?;
    fill(beside.path(), output, &interruption).map_err(|error| unwritable(&folder, &error))?;
    put_in_place(beside, &folder).map_err(|error| unwritable(&folder, &error))
}

/// The folder's path with its parents resolved. The folder itself must not be a link: replacing it would replace the
/// link, and leave what it points to as it was.
fn place(folder: &Path) -> Result<PathBuf, Failure> {
    let resolve = |path: &Path| match fs::canonicalize(path) {
        Ok(path) => Ok(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => std::path::absolute(path),
        Err(error) => Err(error),
    };
    // Without a slash at its end, which would make the system follow a link.
    let folder: PathBuf = folder.components().collect();
    let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
        return resolve(&folder).map_err(|error| unwritable(&folder, &error));
    };
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let folder = resolve(parent).map_err(|error| unwritable(&folder, &error))?.join(name);
    let kind = match fs::symlink_metadata(&folder) {
        Ok(metadata) if metadata.is_dir() => return Ok(folder),
        Ok(metadata) if metadata.is_symlink() => "a symbolic link",
        Ok(_) => "not a folder",
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(folder),
        Err(error) => return Err(unwritable(&folder, &error)),
    };
    let message = format!("the output folder `{}` is {kind}", folder.display());
    let diagnostic = Diagnostic::error(codes::OUTPUT_UNWRITABLE, message);
    Err(Failure::surroundings(diagnostic.help("name a folder of its own")))
}

/// Writes all files. Their modes do not depend on the umask, and a secret is never readable by others, not even while
/// it is written.
fn fill(folder: &Path, output: &Output, interruption: &Interruption) -> io::Result<()> {
    for (path, artifact) in &output.files {
        interruption.check()?;
        let mut inside = folder.to_path_buf();
        let (parents, name) = path.rsplit_once('/').unwrap_or(("", path));
        for parent in parents.split('/').filter(|parent| !parent.is_empty()) {
            inside.push(parent);
            make_folder(&inside)?;
        }
        write_file(&inside.join(name), artifact)?;
    }
    fs::set_permissions(folder, Permissions::from_mode(0o755))
}

fn make_folder(path: &Path) -> io::Result<()> {
    match fs::create_dir(path) {
        Ok(()) => fs::set_permissions(path, Permissions::from_mode(0o755)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

fn write_file(path: &Path, artifact: &Artifact) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(&artifact.contents)?;
    file.set_permissions(Permissions::from_mode(mode(artifact.secrecy)))?;
    file.sync_all()
}

fn foreign_files(folder: &Path, strangers: &[String]) -> Failure {
    let message = format!("`{}` holds files that gatewright did not write", folder.display());
    let mut diagnostic = Diagnostic::error(codes::FOREIGN_FILES, message);
    for stranger in strangers.iter().take(NAMED) {
        diagnostic = diagnostic.note(format!("`{stranger}`"));
    }
    let rest = strangers.len().saturating_sub(NAMED);
    if rest > 0 {
        diagnostic = diagnostic.note(format!("and {rest} more"));
    }
    Failure::surroundings(
        diagnostic.help("move them away, or name another folder; nothing was touched"),
    )
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let what = format!("`{}` cannot be written", path.display());
    Failure::io(codes::OUTPUT_UNWRITABLE, &what, error)
}
