//! The one step that puts a finished folder in place.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use rustix::fs::{CWD, RenameFlags, renameat_with};
use tempfile::TempDir;

/// Puts the finished folder at a path. A folder that is there is exchanged for it and then removed, so that a reader
/// finds either all old files or all new ones.
pub(super) fn put_in_place(finished: TempDir, folder: &Path) -> io::Result<()> {
    if fs::symlink_metadata(folder).is_ok() {
        renameat_with(CWD, finished.path(), CWD, folder, RenameFlags::EXCHANGE)?;
        sync_parent(folder)?;
        // What stands at the temporary path now are the old files.
        return finished.close();
    }
    fs::rename(finished.path(), folder)?;
    // Its path no longer exists, so there is nothing to remove.
    let _ = finished.keep();
    sync_parent(folder)
}

fn sync_parent(folder: &Path) -> io::Result<()> {
    match folder.parent() {
        Some(parent) => File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}
