//! A policy as it stands on disk, or as fixes left it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gatewright_compiler::assignment::Assignments;
use gatewright_compiler::source::{LoadError, Loader, Source, SourceMap};
use gatewright_compiler::{Compiled, syntax};

use crate::failure::Failure;
use crate::policy_file::{Folder, Setting, read};
use crate::rewrite::{Rewrite, rewrite};

/// The files of a policy, with the changes that were not written yet.
pub(crate) struct Draft {
    main: Source,
    folder: Folder,
    assignments: Assignments,
    /// By path from the main file's folder.
    changed: BTreeMap<String, Rewrite>,
}

impl Draft {
    /// Reads the main file of a policy whose parameters are set so.
    pub(crate) fn open(path: &Path, set: &[Setting]) -> Result<Draft, Failure> {
        let name = path.display().to_string();
        let bytes = read(path, syntax::LARGEST)?;
        let main = syntax::decode(&name, &bytes)
            .map_err(|diagnostic| Failure::policy(vec![diagnostic], SourceMap::default()))?;
        let folder = Folder(path.parent().unwrap_or(Path::new("")).to_path_buf());
        Ok(Draft { main, folder, assignments: Setting::assignments(set), changed: BTreeMap::new() })
    }

    /// The folder that paths in the policy are relative to.
    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.0.clone()
    }

    /// What is wrong with it.
    pub(crate) fn judge(&self) -> Compiled {
        gatewright_compiler::compile_with(self.main(), self, &self.assignments)
    }

    /// What is wrong with it, whatever its targets can enforce.
    pub(crate) fn judge_language(&self) -> Compiled {
        gatewright_compiler::check_language_with(self.main(), self, &self.assignments)
    }

    fn main(&self) -> Source {
        let changed = self.changed.get(self.main.path());
        changed.map_or_else(
            || self.main.clone(),
            |changed| Source::new(self.main.name(), changed.new.as_str()),
        )
    }

    /// Gives one of the files another text.
    pub(crate) fn change(&mut self, file: &Source, text: String) {
        let changed = self.changed.entry(file.path().to_owned()).or_insert_with(|| Rewrite {
            path: self.folder.0.join(file.path()),
            old: file.text().to_owned(),
            new: String::new(),
        });
        changed.new = text;
    }

    /// Writes what was changed.
    pub(crate) fn save(self) -> Result<(), Failure> {
        rewrite(&self.changed.into_values().collect::<Vec<_>>())
    }
}

impl Loader for Draft {
    fn load(&self, path: &str) -> Result<Vec<u8>, LoadError> {
        match self.changed.get(path) {
            Some(changed) => Ok(changed.new.clone().into_bytes()),
            None => self.folder.load(path),
        }
    }

    fn identity(&self, path: &str) -> String {
        self.folder.identity(path)
    }
}
