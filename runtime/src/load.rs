//! What a policy names but does not hold, read when the service starts: files, and variables of the environment.

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use gatewright_core::primitive::api_key::ApiKeyFileError;
use gatewright_core::primitive::basic::UserFileError;
use gatewright_core::primitive::jwk::KeySetError;
use gatewright_core::primitive::record::PseudonymKeyError;

use crate::fetch::FetchError;
use crate::notice::Notices;
use crate::reload::Reloaded;
use crate::token::KeyRejected;

/// What the policy names cannot be used. The service must not start.
#[derive(Debug, thiserror::Error)]
#[error("{origin}: {fault}")]
pub struct LoadError {
    /// Where it was to be read.
    pub origin: Origin,
    /// What is wrong with it.
    pub fault: LoadFault,
}

/// Where something is read that a policy names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file.
    File(PathBuf),
    /// A variable of the environment.
    Environment(String),
    /// A server.
    Url(String),
    /// The certificates of the authorities that the system believes.
    Authorities,
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::File(path) => write!(formatter, "{}", path.display()),
            Origin::Environment(name) => write!(formatter, "the variable {name}"),
            Origin::Url(url) => formatter.write_str(url),
            Origin::Authorities => formatter.write_str("the system's certificates of authorities"),
        }
    }
}

/// What is wrong with what the policy names.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadFault {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Read(io::Error),
    /// Nothing can look whether it changes.
    #[error("cannot be watched: {0}")]
    Watch(io::Error),
    /// The system has no random octets.
    #[error("needs random octets, and the system has none")]
    Randomness,
    /// The environment does not have it.
    #[error("is not set")]
    Unset,
    /// It cannot be fetched.
    #[error("{0}")]
    Fetch(FetchError),
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
    /// It is no key of pseudonyms.
    #[error("{0}")]
    PseudonymKey(PseudonymKeyError),
    /// They are no certificates of authorities.
    #[error("holds no usable certificates of authorities: {0}")]
    Authorities(String),
    /// It is no secret of a client.
    #[error("is no secret: it has to be one line of text")]
    ClientSecret,
    /// It is not a database of countries.
    #[error("is no database of countries: {0}")]
    Countries(String),
    /// It is not a file of users.
    #[error("{0}")]
    Users(UserFileError),
}

/// Largest key file that is read, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Where the policy says that a secret is.
#[derive(Clone, Copy, Debug)]
pub enum SecretPlace {
    /// `file "path"`.
    File(&'static str),
    /// `env "NAME"`.
    Environment(&'static str),
}

impl SecretPlace {
    /// The same with what the path is relative to.
    pub(crate) fn origin(self, folder: &Path) -> Origin {
        match self {
            SecretPlace::File(path) => Origin::File(folder.join(path)),
            SecretPlace::Environment(name) => Origin::Environment(name.to_owned()),
        }
    }
}

impl Origin {
    /// The text that stands there, and what `parse` makes of it.
    pub(crate) fn read<T>(
        &self,
        parse: impl FnOnce(&str) -> Result<T, LoadFault>,
    ) -> Result<T, LoadError> {
        let text = match self {
            Origin::File(path) => read_file(path),
            Origin::Environment(name) => read_variable(name),
            // Whatever is fetched is asked for elsewhere, by what waits for it.
            Origin::Url(_) | Origin::Authorities => Err(LoadFault::Unset),
        };
        text.and_then(|text| parse(&text))
            .map_err(|fault| LoadError { origin: self.clone(), fault })
    }
}

fn read_file(path: &Path) -> Result<String, LoadFault> {
    String::from_utf8(read_octets(path)?).map_err(|_| LoadFault::Encoding)
}

fn read_octets(path: &Path) -> Result<Vec<u8>, LoadFault> {
    let too_large = || io::Error::new(io::ErrorKind::FileTooLarge, "the file is too large");
    let mut bytes = Vec::new();
    let opened =
        File::open(path).and_then(|opened| opened.take(LARGEST + 1).read_to_end(&mut bytes));
    opened.map_err(LoadFault::Read)?;
    if bytes.len() as u64 > LARGEST {
        return Err(LoadFault::Read(too_large()));
    }
    Ok(bytes)
}

fn read_variable(name: &str) -> Result<String, LoadFault> {
    let value = std::env::var_os(name).ok_or(LoadFault::Unset)?;
    value.into_string().map_err(|_| LoadFault::Encoding)
}

/// What reads everything that a policy names.
pub struct Loader<'f> {
    folder: &'f Path,
    notices: Notices,
}

impl<'f> Loader<'f> {
    /// Reads files relative to `folder`.
    #[must_use]
    pub fn new(folder: &'f Path) -> Loader<'f> {
        Loader { folder, notices: Notices::default() }
    }

    /// Who is told of changes.
    #[must_use]
    pub fn notices(&self) -> Notices {
        self.notices.clone()
    }

    /// The octets of a file, and where it stands.
    #[cfg(feature = "countries")]
    pub(crate) fn read_octets(&self, file: &str) -> Result<(Origin, Vec<u8>), LoadError> {
        let path = self.folder.join(file);
        let octets = read_octets(&path);
        let origin = Origin::File(path);
        match octets {
            Ok(octets) => Ok((origin, octets)),
            Err(fault) => Err(LoadError { origin, fault }),
        }
    }

    /// What `parse` makes of a secret, now and after each change.
    pub(crate) fn read<T: Send + Sync + 'static>(
        &self,
        secret: SecretPlace,
        parse: impl Fn(&str) -> Result<T, LoadFault> + Send + Sync + 'static,
    ) -> Result<Reloaded<T>, LoadError> {
        Reloaded::read(secret.origin(self.folder), &self.notices, parse)
    }
}
