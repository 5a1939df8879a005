//! Files that a target prints, in memory: the command line writes them.

use std::collections::BTreeMap;

/// Files by their path, relative to the target's folder, with `/` between names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Artifacts {
    /// The files.
    pub files: BTreeMap<String, Artifact>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Its bytes.
    pub contents: Vec<u8>,
    /// Who may read it.
    pub secrecy: Secrecy,
}

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrecy {
    /// Anyone: mode 0644.
    Public,
    /// Its owner: mode 0600. It holds key digests or a shared secret.
    Secret,
}
