//! `headers`: what every answer carries, and what none does.

use gatewright_core::primitive::answer::LISTS;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::Connection;

/// A header that stands ready.
pub type HeaderLine = (HeaderName, HeaderValue);

/// What answers carry, and what they do not.
#[derive(Debug)]
pub struct ConnectionHeaders {
    /// On all connections.
    pub always: &'static [HeaderLine],
    /// Over TLS; over plain HTTP no answer has them, whoever sets them.
    pub over_tls: &'static [HeaderLine],
    /// What leaves no answer of a handler: names in lower case, sorted.
    pub removed: &'static [&'static str],
}

impl ConnectionHeaders {
    /// Neither any that they carry nor any that they do not.
    pub const NONE: ConnectionHeaders =
        ConnectionHeaders { always: &[], over_tls: &[], removed: &[] };

    /// Sets and removes headers of a handler's answer.
    pub(super) fn replace(&self, headers: &mut HeaderMap, connection: Connection) {
        // Answers have fewer headers than there are names.
        let is_removed = |name: &&HeaderName| self.removed.binary_search(&name.as_str()).is_ok();
        while let Some(name) = headers.keys().find(is_removed).cloned() {
            headers.remove(name);
        }
        for (name, _) in self.over_tls {
            headers.remove(name);
        }
        for (name, value) in self.carried(connection) {
            headers.insert(name.clone(), value.clone());
        }
    }

    /// Adds headers to a refusal; its own say what it means, and stay.
    pub(super) fn add(&self, headers: &mut HeaderMap, connection: Connection) {
        for (name, value) in self.carried(connection) {
            headers.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }

    fn carried(&self, connection: Connection) -> impl Iterator<Item = &'static HeaderLine> {
        let over_tls = match connection {
            Connection::Plain => &[],
            Connection::Tls => self.over_tls,
        };
        self.always.iter().chain(over_tls)
    }
}

/// Sets a header in place of a handler's own, or adds to it where it is a list.
pub(super) fn set(headers: &mut HeaderMap, name: &HeaderName, value: &HeaderValue) {
    if LISTS.contains(&name.as_str()) {
        headers.append(name.clone(), value.clone());
    } else {
        headers.insert(name.clone(), value.clone());
    }
}
