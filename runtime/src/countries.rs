//! In which countries clients are, by a database in MaxMind's format.

use std::net::IpAddr;

use gatewright_core::primitive::country::Country;

#[cfg(feature = "countries")]
use crate::load::{LoadError, LoadFault, Loader};

/// The database of a policy, as it was when the service started.
pub struct Countries {
    #[cfg(feature = "countries")]
    reader: maxminddb::Reader<Vec<u8>>,
}

#[cfg(feature = "countries")]
impl Countries {
    /// Reads the database.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or is no such database.
    pub fn read(loader: &Loader<'_>, file: &str) -> Result<Countries, LoadError> {
        let (origin, octets) = loader.read_octets(file)?;
        let reader = maxminddb::Reader::from_source(octets);
        let reader = reader.map_err(|error| LoadError {
            origin,
            fault: LoadFault::Countries(error.to_string()),
        })?;
        Ok(Countries { reader })
    }

    /// The country of an address; nothing where the database does not know it, or is broken there.
    #[must_use]
    pub fn find(&self, client: IpAddr) -> Option<Country> {
        let found = self.reader.lookup(client).ok()?;
        let path =
            [maxminddb::PathElement::Key("country"), maxminddb::PathElement::Key("iso_code")];
        Country::of_code(found.decode_path::<&str>(&path).ok()??)
    }
}

#[cfg(not(feature = "countries"))]
impl Countries {
    /// Nothing: a policy that asks does not compile.
    #[must_use]
    pub fn find(&self, _: IpAddr) -> Option<Country> {
        None
    }
}
