//! Throw-away API keys in a folder that only its owner reads.

use std::fs::{DirBuilder, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use anyhow::Context as _;
use gatewright_issuer::{ApiKey, keys_file};

/// The keys of somebody who may read, and of somebody who may write, too.
pub struct Keys {
    /// May read.
    pub reader: String,
    /// May write.
    pub writer: String,
}

/// Makes fresh keys, and writes their digests to `.run/team.keys` below `folder`, where the policy reads them. Beside it, in
/// `.run/records.key`, stands the key by which records tell callers apart.
///
/// # Errors
///
/// Where the folder cannot be written.
pub fn provide(folder: &Path) -> anyhow::Result<Keys> {
    let reader = ApiKey::generate("rita", &["reader"], None)?;
    let writer = ApiKey::generate("walt", &["writer"], None)?;
    let folder = folder.join(".run");
    DirBuilder::new().recursive(true).mode(0o700).create(&folder).context("cannot make .run")?;
    write(&folder.join("team.keys"), &keys_file(&[reader.clone(), writer.clone()]))?;
    // As random as the secret of a caller.
    write(&folder.join("records.key"), &ApiKey::generate("records", &[], None)?.secret)?;
    Ok(Keys { reader: reader.secret, writer: writer.secret })
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}
