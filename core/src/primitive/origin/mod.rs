//! Who a page belongs to, as browsers say it in `Origin`.
//!
//! Origins are compared octet by octet with the serialization that browsers send (the Fetch standard): a scheme and a host
//! in lower case, and a port unless it is the scheme's own. So an origin that is written in another way would never match,
//! and is none.

#[cfg(test)]
mod tests;

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

/// A tuple origin as a browser serializes it: `https://shop.example.com`, `http://localhost:3000`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin(String);

/// Ports that browsers leave away.
const DEFAULT_PORTS: [(&str, u16); 5] =
    [("https", 443), ("http", 80), ("wss", 443), ("ws", 80), ("ftp", 21)];

impl Origin {
    /// Reads an origin that is spelled as browsers spell it.
    ///
    /// # Errors
    ///
    /// Says what is not.
    pub fn parse(text: &str) -> Result<Origin, OriginError> {
        let (scheme, authority) = text.split_once("://").ok_or(OriginError::NoScheme)?;
        if text.contains('*') {
            return Err(OriginError::Wildcard);
        }
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(OriginError::UpperCase);
        }
        let is_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
        if !scheme.starts_with(|first: char| first.is_ascii_lowercase())
            || !scheme.bytes().all(is_scheme)
        {
            return Err(OriginError::NoScheme);
        }
        if authority.contains('@') {
            return Err(OriginError::Credentials);
        }
        if authority.contains(['/', '?', '#', '\\']) {
            return Err(OriginError::Path);
        }
        let (host, port) = split_port(authority);
        if let Some(port) = port {
            check_port(scheme, port)?;
        }
        check_host(host)?;
        Ok(Origin(text.to_owned()))
    }

    /// The origin as `Origin` holds it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether pages of this origin can be changed by whoever is on their way: they come over plain HTTP, from another
    /// machine than the browser's own.
    #[must_use]
    pub fn is_insecure(&self) -> bool {
        let Some(authority) = self.0.strip_prefix("http://") else { return false };
        let (host, _) = split_port(authority);
        let is_local = host == "localhost"
            || host.ends_with(".localhost")
            || host == "[::1]"
            || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback());
        !is_local
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for Origin {
    type Error = OriginError;

    fn try_from(text: String) -> Result<Origin, OriginError> {
        Origin::parse(&text)
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> String {
        origin.0
    }
}

/// The host with its brackets, and the port behind the last colon outside of them.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        Some(_) | None => (authority, None),
    }
}

fn check_port(scheme: &str, port: &str) -> Result<(), OriginError> {
    let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let number = port.parse::<u16>().ok().filter(|_| digits).ok_or(OriginError::Port)?;
    if number.to_string() != port {
        return Err(OriginError::Port);
    }
    if DEFAULT_PORTS.contains(&(scheme, number)) {
        return Err(OriginError::DefaultPort);
    }
    Ok(())
}

/// A host name, or an address in the one spelling that it has.
fn check_host(host: &str) -> Result<(), OriginError> {
    if let Some(rest) = host.strip_prefix('[') {
        let inside = rest.strip_suffix(']').ok_or(OriginError::Host)?;
        let address: Ipv6Addr = inside.parse().map_err(|_| OriginError::Host)?;
        // Browsers spell addresses that hold an IPv4 one without dots.
        return if address.to_string() == inside && !inside.contains('.') {
            Ok(())
        } else {
            Err(OriginError::Host)
        };
    }
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    if host.len() > 253 || !host.split('.').all(is_label) {
        return Err(OriginError::Host);
    }
    let last = host.rsplit('.').next().unwrap_or_default();
    // What ends in a number is an IPv4 address to browsers.
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x");
    if is_number && host.parse::<Ipv4Addr>().is_err() {
        return Err(OriginError::Host);
    }
    Ok(())
}

/// Why a text is no origin that a browser could send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// No `scheme://`.
    #[error("an origin begins with a scheme, such as `https://`")]
    NoScheme,
    /// `*` as a part of it.
    #[error("origins are compared whole: a part of one stands for nothing")]
    Wildcard,
    /// An upper-case letter.
    #[error("browsers write origins in lower case")]
    UpperCase,
    /// `user@`.
    #[error("an origin holds no credentials")]
    Credentials,
    /// Anything behind the host and port.
    #[error("an origin ends with its host or port: no slash, path or query follows")]
    Path,
    /// Not a port number, or not in its one spelling.
    #[error("the port is not a number from 0 to 65535")]
    Port,
    /// The scheme's own port.
    #[error("browsers leave the scheme's own port away")]
    DefaultPort,
    /// Neither a host name nor an address.
    #[error("this is neither a host name nor an address as browsers write it")]
    Host,
}
