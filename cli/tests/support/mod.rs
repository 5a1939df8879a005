//! A folder with a policy and fresh keys, and the program run in it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gatewright_issuer::{Algorithm, ApiKey, KeyRing, keys_file};
use tempfile::TempDir;

pub const SHOP: &str = include_str!("../../../examples/shop/shop.gate");

/// The program.
pub const GATEWRIGHT: &str = env!("CARGO_BIN_EXE_gatewright");

/// A folder of its own for one test.
pub struct Workshop {
    folder: TempDir,
    pub ring: KeyRing,
    pub partner: ApiKey,
}

impl Workshop {
    /// The shop's policy with keys for its schemes.
    pub fn new() -> Workshop {
        let folder = tempfile::tempdir().unwrap();
        let ring = KeyRing::generate(&[Algorithm::Es256]).unwrap();
        let partner = ApiKey::generate("acme", &["viewer"], None).unwrap();
        fs::create_dir(folder.path().join(".run")).unwrap();
        fs::write(folder.path().join(".run/jwks.json"), ring.jwk_set().to_string()).unwrap();
        let keys = keys_file(std::slice::from_ref(&partner));
        fs::write(folder.path().join(".run/partners.keys"), keys).unwrap();
        let workshop = Workshop { folder, ring, partner };
        workshop.write("shop.gate", SHOP);
        workshop
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        fs::write(self.path(name), contents).unwrap();
    }

    /// The program with these arguments, in this folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(GATEWRIGHT);
        command.args(arguments).current_dir(self.folder.path());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments).output().unwrap())
    }

    /// The program behind a line of bash that sets the scene, such as `umask 077`.
    pub fn run_after(&self, scene: &str, arguments: &[&str]) -> Run {
        let script = format!("{scene}\nexec \"$0\" \"$@\"");
        let mut command = Command::new("bash");
        command.args(["-c", &script, GATEWRIGHT]).args(arguments).current_dir(self.folder.path());
        Run::of(command.output().unwrap())
    }
}

/// What the program did.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub output: String,
    pub errors: String,
}

impl Run {
    pub fn of(output: Output) -> Run {
        Run {
            code: output.status.code(),
            output: String::from_utf8(output.stdout).unwrap(),
            errors: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// It ended with this exit code and these words on standard error.
    #[track_caller]
    pub fn failed(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        for word in words {
            assert!(self.errors.contains(word), "no {word:?} in:\n{}", self.errors);
        }
    }

    #[track_caller]
    pub fn succeeded(&self) -> &Run {
        assert_eq!((self.code, self.errors.as_str()), (Some(0), ""), "{self:?}");
        self
    }
}

/// Every file below a folder with its mode and contents, and every folder with its mode, sorted.
pub fn tree(folder: &Path) -> Vec<(String, u32, Vec<u8>)> {
    let mut found = Vec::new();
    let mut left = vec![folder.to_path_buf()];
    while let Some(path) = left.pop() {
        for entry in fs::read_dir(&path).unwrap() {
            let entry = entry.unwrap();
            let name = entry.path().strip_prefix(folder).unwrap().display().to_string();
            let metadata = entry.path().symlink_metadata().unwrap();
            let mode = metadata.permissions().mode() & 0o7777;
            if metadata.is_dir() {
                left.push(entry.path());
                found.push((name, mode, Vec::new()));
            } else {
                found.push((name, mode, fs::read(entry.path()).unwrap_or_default()));
            }
        }
    }
    found.sort();
    found
}
