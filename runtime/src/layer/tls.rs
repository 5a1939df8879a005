//! What a server knows of the TLS layer of a request's connection.

use gatewright_core::primitive::number::Number;
use gatewright_core::primitive::tls::TlsVersion;

use super::{Call, PresentedCertificate};

/// The TLS layer of a request's connection. Code that ends TLS itself puts it into each request's extensions, as it does
/// [`PeerAddress`](crate::PeerAddress). Without it the connection counts as one without TLS: `tls is set` is false, and
/// what compares `tls.version` or `tls.server_name` is unknown, which admits nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionTls {
    version: TlsVersion,
    server_name: Option<String>,
    pub(super) certificate: Option<PresentedCertificate>,
}

impl ConnectionTls {
    /// A connection of this version, by which the client asked for no name.
    #[must_use]
    pub fn new(version: TlsVersion) -> ConnectionTls {
        ConnectionTls { version, server_name: None, certificate: None }
    }

    /// The same with the name that the client asked for (RFC 6066 §3). Never take it from the request: a header is whatever
    /// the client says.
    #[must_use]
    pub fn with_server_name(mut self, name: &str) -> ConnectionTls {
        self.server_name = Some(name.to_ascii_lowercase());
        self
    }
}

impl ConnectionTls {
    /// The same with the certificates in DER that the client presented, its own first, as TLS libraries hand them out; none for
    /// a client that presented none. The handshake has proved that the client holds the key of the first. Who vouches for it
    /// is looked at by the policy. Make this once for a connection, and a clone for each of its requests.
    #[must_use]
    pub fn with_certificates(
        mut self,
        certificates: impl IntoIterator<Item = impl Into<Vec<u8>>>,
    ) -> ConnectionTls {
        let mut certificates = certificates.into_iter().map(Into::into);
        let leaf = certificates.next();
        self.certificate = leaf.map(|leaf| PresentedCertificate::new(leaf, certificates.collect()));
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

    pub(super) fn connection_tls(&self) -> Option<&ConnectionTls> {
        self.head.extensions.get()
    }
}
