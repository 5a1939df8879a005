//! Client certificates.

use super::Fault;
use crate::policy::{MtlsScheme, Policy, Scheme, SchemeKind};
use crate::primitive::certificate::{self, ClientCertificate};
use crate::primitive::principal::Principal;

pub(super) fn judge(
    scheme: &Scheme,
    settings: &MtlsScheme,
    certificate: &ClientCertificate,
) -> Result<Principal, Fault> {
    certificate::principal(scheme, settings, certificate)
        .map_err(|error| Fault::Invalid(error.to_string()))
}

/// Whether the authorities of a scheme vouch for the certificate.
pub(super) fn is_verified(certificate: &ClientCertificate, scheme: &Scheme) -> bool {
    certificate.verified_for.contains(&scheme.name)
}

/// Whether the policy has schemes of certificates, and the authorities of none of them vouch for this one.
pub(in super::super) fn is_foreign(certificate: &ClientCertificate, policy: &Policy) -> bool {
    let asks = |scheme: &&Scheme| match &scheme.kind {
        SchemeKind::Mtls(_) => true,
        SchemeKind::Jwt(_)
        | SchemeKind::ApiKey(_)
        | SchemeKind::Introspection(_)
        | SchemeKind::Basic(_) => false,
    };
    let mut schemes = policy.schemes.iter().map(AsRef::as_ref).filter(asks).peekable();
    schemes.peek().is_some() && !schemes.any(|scheme| is_verified(certificate, scheme))
}
