//! What the Rust target makes of the parts of the language that not every target has.

use crate::analysis::construct::Construct;
use crate::target::Fidelity;

/// Who speaks TLS with clients.
const ENDS_TLS: &str = "whoever ends TLS in front of it";

/// Who speaks with an upstream that stands elsewhere.
const OPENS_CONNECTIONS: &str = "whoever opens connections to the upstream";

/// How well it enforces one of them.
pub(super) fn fidelity(construct: Construct) -> Fidelity {
    match construct {
        Construct::EnvironmentSecret
        | Construct::TokenHeader
        | Construct::CredentialCookie
        | Construct::ForwardedCredential
        | Construct::SplitClaim
        | Construct::BasicCredential
        | Construct::RemoteKeys
        | Construct::Introspection
        | Construct::ClientCertificate
        | Construct::CertificateBinding
        | Construct::OptionalAuth
        | Construct::SharedIds
        | Construct::StepUp
        | Construct::Require
        | Construct::Hide
        | Construct::Arithmetic
        | Construct::CookieOperand
        | Construct::TlsOperand
        | Construct::BodyCondition
        | Construct::RichComparison
        | Construct::DeclaredHeaders
        | Construct::CountryOperand
        | Construct::NetworkRule
        | Construct::NetworkLimit
        | Construct::CountryLimit
        | Construct::SharedLimit
        | Construct::OpenSchema
        | Construct::MapType
        | Construct::TaggedUnion
        | Construct::InternationalHostname
        | Construct::AnyBody
        | Construct::FormBody
        | Construct::MultipartBody
        | Construct::ResponseProjection
        | Construct::MaskedField
        | Construct::ResponseHeaders
        | Construct::LimitHeaders
        | Construct::ProblemTypes
        | Construct::CleanedErrors
        | Construct::Cors
        | Construct::Lifetime
        | Construct::PathTransformation
        | Construct::HeaderTransformation
        | Construct::Log
        | Construct::RecordedPrincipal
        | Construct::Alert => Fidelity::Exact,
        Construct::UpstreamSettings | Construct::UpstreamTls => {
            Fidelity::Elsewhere(OPENS_CONNECTIONS)
        }
        Construct::Tls => Fidelity::Elsewhere(ENDS_TLS),
    }
}
