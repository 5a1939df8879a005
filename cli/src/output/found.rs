//! What an output folder holds now.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use gatewright_compiler::diagnostic::codes;
use serde::Deserialize;

use super::{INVENTORY, Output, mode};
use crate::failure::Failure;

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    File,
    Folder,
    /// A symbolic link, a pipe, a device: never made by this program.
    Other,
}

#[derive(Deserialize)]
struct Inventory {
    files: Vec<String>,
}

/// What in the folder neither an earlier run of this program wrote nor its folders hold.
pub(super) fn foreign(folder: &Path) -> Result<Vec<String>, Failure> {
    let own = own(folder)?;
    Ok(strangers(&entries(folder, &own)?, &own))
}

/// How the folder differs from what it is to hold, a line each.
pub(crate) fn differences(folder: &Path, output: &Output) -> Result<Vec<String>, Failure> {
    let due: BTreeSet<String> = output.files.keys().cloned().collect();
    let entries = entries(folder, &due)?;
    let mut differences = Vec::new();
    for (path, artifact) in &output.files {
        let place = folder.join(path);
        match entries.get(path) {
            None => differences.push(format!("`{path}` is missing")),
            Some(Kind::Folder | Kind::Other) => differences.push(format!("`{path}` is not a file")),
            Some(Kind::File) => {
                let bytes = fs::read(&place).map_err(|error| unreadable(&place, &error))?;
                let status = fs::metadata(&place).map_err(|error| unreadable(&place, &error))?;
                let found = status.permissions().mode() & 0o7777;
                let due = mode(artifact.secrecy);
                if bytes != artifact.contents {
                    differences.push(format!("`{path}` differs"));
                } else if found != due {
                    differences.push(format!("`{path}` has mode {found:04o}, not {due:04o}"));
                }
            }
        }
    }
    for path in strangers(&entries, &due).iter().filter(|path| !due.contains(*path)) {
        differences.push(format!("`{path}` does not belong there"));
    }
    Ok(differences)
}

/// The files that an earlier run wrote, as its inventory lists them.
fn own(folder: &Path) -> Result<BTreeSet<String>, Failure> {
    let path = folder.join(INVENTORY);
    match fs::symlink_metadata(&path) {
        Ok(metadata) if metadata.is_file() => {}
        // An inventory that is a link was not written by this program.
        Ok(_) | Err(_) => return Ok(BTreeSet::new()),
    }
    let bytes = fs::read(&path).map_err(|error| unreadable(&path, &error))?;
    // One that cannot be read was written by somebody else, and so were the files.
    let Ok(inventory) = serde_json::from_slice::<Inventory>(&bytes) else {
        return Ok(BTreeSet::new());
    };
    Ok(inventory.files.into_iter().chain([String::from(INVENTORY)]).collect())
}

/// Whether a path is that of a folder which holds one of the files.
fn leads_to(path: &str, files: &BTreeSet<String>) -> bool {
    let inside = format!("{path}/");
    files.range(inside.clone()..).next().is_some_and(|file| file.starts_with(&inside))
}

/// What is neither one of the files nor a folder on the way to one.
fn strangers(entries: &BTreeMap<String, Kind>, files: &BTreeSet<String>) -> Vec<String> {
    let is_known = |path: &str, kind: Kind| match kind {
        Kind::File => files.contains(path),
        Kind::Folder => leads_to(path, files),
        Kind::Other => false,
    };
    let strangers = entries.iter().filter(|(path, kind)| !is_known(path, **kind));
    strangers.map(|(path, _)| path.clone()).collect()
}

/// What stands in the folder and in those of its folders that lead to one of the files, by path with `/`; nothing where
/// there is no folder.
fn entries(folder: &Path, files: &BTreeSet<String>) -> Result<BTreeMap<String, Kind>, Failure> {
    let mut found = BTreeMap::new();
    let mut left = vec![String::new()];
    while let Some(prefix) = left.pop() {
        let path = folder.join(&prefix);
        let listing = match fs::read_dir(&path) {
            Ok(listing) => listing,
            Err(error) if error.kind() == io::ErrorKind::NotFound && prefix.is_empty() => break,
            Err(error) => return Err(unreadable(&path, &error)),
        };
        for entry in listing {
            let entry = entry.map_err(|error| unreadable(&path, &error))?;
            let kind = entry.file_type().map_err(|error| unreadable(&path, &error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let name = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
            let kind = if kind.is_dir() {
                if leads_to(&name, files) {
                    left.push(name.clone());
                }
                Kind::Folder
            } else if kind.is_file() {
                Kind::File
            } else {
                Kind::Other
            };
            found.insert(name, kind);
        }
    }
    Ok(found)
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let what = format!("`{}` cannot be read", path.display());
    Failure::io(codes::FILE_UNREADABLE, &what, error)
}
