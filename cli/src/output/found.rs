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
pub(super) enum Kind {
    File,
    Folder,
    /// A symbolic link, a pipe, a device: never made by this program.
    Other,
}

#[derive(Deserialize)]
struct Inventory {
    files: Vec<String>,
}

/// Everything below a folder, by path with `/`; nothing where there is no folder.
pub(super) fn entries(folder: &Path) -> Result<BTreeMap<String, Kind>, Failure> {
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
                left.push(name.clone());
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

/// What in the folder neither an earlier run of this program wrote nor its folders hold.
pub(super) fn foreign(
    folder: &Path,
    entries: &BTreeMap<String, Kind>,
) -> Result<Vec<String>, Failure> {
    let mut own = BTreeSet::new();
    if entries.get(INVENTORY) == Some(&Kind::File) {
        let path = folder.join(INVENTORY);
        let bytes = fs::read(&path).map_err(|error| unreadable(&path, &error))?;
        // An inventory that cannot be read was written by somebody else, and so were the files.
        if let Ok(inventory) = serde_json::from_slice::<Inventory>(&bytes) {
            own.insert(String::from(INVENTORY));
            own.extend(inventory.files);
        }
    }
    let is_own = |path: &String, kind: Kind| match kind {
        Kind::File => own.contains(path),
        Kind::Folder => {
            let inside = format!("{path}/");
            own.range(inside.clone()..).next().is_some_and(|file| file.starts_with(&inside))
        }
        Kind::Other => false,
    };
    let foreign = entries.iter().filter(|(path, kind)| !is_own(path, **kind));
    Ok(foreign.map(|(path, _)| path.clone()).collect())
}

/// How the folder differs from what it is to hold, a line each.
pub(crate) fn differences(folder: &Path, output: &Output) -> Result<Vec<String>, Failure> {
    let entries = entries(folder)?;
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
    let is_due = |path: &String, kind: Kind| {
        let inside = format!("{path}/");
        output.files.contains_key(path)
            || (kind == Kind::Folder && output.files.keys().any(|file| file.starts_with(&inside)))
    };
    for (path, _) in entries.iter().filter(|(path, kind)| !is_due(path, **kind)) {
        differences.push(format!("`{path}` does not belong there"));
    }
    Ok(differences)
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let what = format!("`{}` cannot be read", path.display());
    Failure::io(codes::FILE_UNREADABLE, &what, error)
}
