//! Secrets, which never stand in a policy.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a secret is read from when a target starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Secret {
    /// `file "path"`, relative to the policy's file.
    File(String),
    /// `env "NAME"`: a variable of the environment.
    Environment(String),
}

impl fmt::Display for Secret {
    /// As the language writes it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Secret::File(path) => write!(formatter, "file \"{}\"", path.escape_debug()),
            Secret::Environment(name) => write!(formatter, "env \"{name}\""),
        }
    }
}
