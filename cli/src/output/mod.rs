//! The output folder: what it holds, whether that is up to date, and how it is replaced in one step.

mod exchange;
mod found;
mod write;

use std::collections::BTreeMap;

use gatewright_compiler::target::artifact::{Artifact, Artifacts, Secrecy};
use gatewright_core::policy::Policy;
use serde::Serialize;

pub(crate) use found::differences;
pub(crate) use write::write;

/// The file that tells which files are the program's own.
const INVENTORY: &str = "gatewright.json";

/// Everything that the folder is to hold, by path.
#[derive(Debug)]
pub(crate) struct Output {
    files: BTreeMap<String, Artifact>,
}

#[derive(Serialize)]
struct Inventory<'a> {
    policy: &'a str,
    version: &'a str,
    digest: &'a str,
    files: Vec<&'a str>,
}

impl Output {
    /// The artefacts of each target, in a folder of its name, and the inventory.
    pub(crate) fn new(policy: &Policy, targets: BTreeMap<&'static str, Artifacts>) -> Output {
        let mut files = BTreeMap::new();
        for (target, artifacts) in targets {
            for (path, artifact) in artifacts.files {
                files.insert(format!("{target}/{path}"), artifact);
            }
        }
        let inventory = Inventory {
            policy: &policy.name,
            version: &policy.version,
            digest: &policy.digest,
            files: files.keys().map(String::as_str).collect(),
        };
        // Only strings: this cannot fail.
        let mut contents = serde_json::to_vec_pretty(&inventory).unwrap_or_default();
        contents.push(b'\n');
        files.insert(INVENTORY.into(), Artifact { contents, secrecy: Secrecy::Public });
        Output { files }
    }
}

/// The mode of a file.
fn mode(secrecy: Secrecy) -> u32 {
    match secrecy {
        Secrecy::Public => 0o644,
        Secrecy::Secret => 0o600,
    }
}
