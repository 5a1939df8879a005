//! The certificate that a client presented in the TLS handshake.

use std::sync::Arc;

use gatewright_core::primitive::certificate::Thumbprint;

use super::Call;

/// A client's certificate in DER, with those that it sent to lead to an authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresentedCertificate(Arc<Chain>);

#[derive(Debug, PartialEq, Eq)]
struct Chain {
    leaf: Vec<u8>,
    intermediates: Vec<Vec<u8>>,
    thumbprint: Thumbprint,
}

impl PresentedCertificate {
    pub(super) fn new(leaf: Vec<u8>, intermediates: Vec<Vec<u8>>) -> PresentedCertificate {
        let thumbprint = Thumbprint::of(&leaf);
        PresentedCertificate(Arc::new(Chain { leaf, intermediates, thumbprint }))
    }

    /// The client's own.
    #[must_use]
    pub fn leaf(&self) -> &[u8] {
        &self.0.leaf
    }

    /// Those that it sent besides, in its order.
    pub fn intermediates(&self) -> impl Iterator<Item = &[u8]> {
        self.0.intermediates.iter().map(Vec::as_slice)
    }

    /// Which one it is.
    #[must_use]
    pub fn thumbprint(&self) -> &Thumbprint {
        &self.0.thumbprint
    }
}

impl Call {
    /// The certificate that the client presented, whoever vouches for it.
    #[must_use]
    pub fn certificate(&self) -> Option<&PresentedCertificate> {
        self.connection_tls()?.certificate.as_ref()
    }

    /// Which certificate that is.
    #[must_use]
    pub fn certificate_thumbprint(&self) -> Option<&Thumbprint> {
        self.certificate().map(PresentedCertificate::thumbprint)
    }
}
