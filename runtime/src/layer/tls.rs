//! What a server knows of the TLS layer of a request's connection.

use gatewright_core::primitive::number::Number;
use gatewright_core::primitive::tls::TlsVersion;

use super::Call;

/// The TLS layer of a request's connection. Code that ends TLS itself puts it into each request's extensions, as it does
/// [`PeerAddress`](crate::PeerAddress). Without it the connection counts as one without TLS: `tls is set` is false, and
/// what compares `tls.version` or `tls.server_name` is unknown, which admits nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionTls {
    version: TlsVersion,
    server_name: Option<String>,
}

impl ConnectionTls {
    /// A connection of this version, by which the client asked for no name.
    #[must_use]
    pub fn new(version: TlsVersion) -> ConnectionTls {
        ConnectionTls { version, server_name: None }
    }

    /// The same with the name that the client asked for (RFC 6066 §3). Never take it from the request: a header is whatever
    /// the client says.
    #[must_use]
    pub fn with_server_name(mut self, name: &str) -> ConnectionTls {
        self.server_name = Some(name.to_ascii_lowercase());
        self
    }
}

impl Call {
    /// What a condition reads as `tls.version`.
    #[must_use]
    pub fn tls_version(&self) -> Option<Number<'static>> {
        Some(self.connection_tls()?.version.number())
    }

    /// What a condition reads as `tls.server_name`.
    #[must_use]
    pub fn server_name(&self) -> Option<&str> {
        self.connection_tls()?.server_name.as_deref()
    }

    fn connection_tls(&self) -> Option<&ConnectionTls> {
        self.head.extensions.get()
    }
}
