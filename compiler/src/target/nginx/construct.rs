//! What stock nginx makes of the parts of the language that not every target has.

use crate::analysis::construct::Construct;
use crate::target::Fidelity;

/// How well it enforces one of them.
pub(super) fn fidelity(construct: Construct) -> Fidelity {
    let absent = |why: &str| Fidelity::Absent(why.to_owned());
    match construct {
        Construct::RemoteKeys => absent("it reads keys when it starts, and fetches none"),
        Construct::EnvironmentSecret => absent("it reads secrets from files only"),
        Construct::TokenHeader => absent("it reads tokens in `Authorization` only"),
        Construct::CredentialCookie => absent("it reads no credentials in cookies"),
        Construct::ForwardedCredential => absent("it removes each credential that was used"),
        Construct::SplitClaim => absent("it reads lists in claims from JSON arrays only"),
        Construct::InternationalHostname => {
            absent("it tells formats by automata, and none tells these names")
        }
        Construct::Introspection
        | Construct::ClientCertificate
        | Construct::BasicCredential
        | Construct::CertificateBinding
        | Construct::OptionalAuth
        | Construct::SharedIds
        | Construct::StepUp
        | Construct::Require
        | Construct::Hide
        | Construct::Arithmetic
        | Construct::CookieOperand
        | Construct::CountryOperand
        | Construct::TlsOperand
        | Construct::BodyCondition
        | Construct::RichComparison
        | Construct::OpenSchema
        | Construct::MapType
        | Construct::TaggedUnion
        | Construct::DeclaredHeaders
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
        | Construct::UpstreamSettings
        | Construct::UpstreamTls
        | Construct::Tls
        | Construct::NetworkRule
        | Construct::NetworkLimit
        | Construct::CountryLimit
        | Construct::SharedLimit
        | Construct::Log
        | Construct::RecordedPrincipal
        | Construct::Alert => absent("it does not have this part of the language yet"),
    }
}
