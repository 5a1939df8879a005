//! Reading the files that a policy names, when the service starts.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use gatewright_core::primitive::api_key::ApiKeyFileError;
use gatewright_core::primitive::jwk::KeySetError;

use crate::token::KeyRejected;

/// A file that the policy names cannot be used. The service must not start.
#[derive(Debug, thiserror::Error)]
#[error("{}: {fault}", .path.display())]
pub struct LoadError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub fault: LoadFault,
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadFault {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Read(std::io::Error),
    /// It is not UTF-8.
    #[error("is not UTF-8")]
    Encoding,
    /// It is not a JWK set that the policy can use.
    #[error("is not a usable JWK set: {0}")]
    KeySet(KeySetError),
    /// A key of it is none.
    #[error("{0}")]
    Key(KeyRejected),
    /// It is not a file of API keys.
    #[error("{0}")]
    ApiKeys(ApiKeyFileError),
}

/// Largest key file that is read, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// A text file beside the others that the policy names.
pub(crate) fn read(folder: &Path, file: &str) -> Result<(PathBuf, String), LoadError> {
    let path = folder.join(file);
    let failed = |fault| LoadError { path: path.clone(), fault };
    let too_large = || io::Error::new(io::ErrorKind::FileTooLarge, "the file is too large");
    let mut bytes = Vec::new();
    let opened =
        File::open(&path).and_then(|opened| opened.take(LARGEST + 1).read_to_end(&mut bytes));
    opened.map_err(|error| failed(LoadFault::Read(error)))?;
    if bytes.len() as u64 > LARGEST {
        return Err(failed(LoadFault::Read(too_large())));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok((path, text)),
        Err(_) => Err(failed(LoadFault::Encoding)),
    }
}
