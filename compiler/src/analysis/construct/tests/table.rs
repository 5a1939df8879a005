//! `docs/capabilities.md`: which target has which part of the language. `GATEWRIGHT_BLESS=1 cargo test -p gatewright-compiler
//! --lib table` prints it anew.

#![allow(clippy::disallowed_methods, reason = "the page lies on disk")]

use std::fmt::Write as _;
use std::path::Path;

use super::provoked::ALL;
use super::{Construct, TARGETS};
use crate::target::{Fidelity, registry};
use gatewright_core::policy::TargetKind;

const HEAD: &str = "# Which target has what

Every target takes the rest of the language: hosts, plain upstreams, JWT and API-key schemes, roles, limits by address and by principal,
typed paths and queries, conditions, JSON bodies by schema. Of what stands below, a policy that asks a target for a part with \u{2013} does not
compile (`GW0600`). A part that is marked *in front* does compile, and `gatewright check` notes it (`GW0604`): the server in front of
the Rust service keeps it, and the service refuses no request by it. A test compares this page with what the targets say.

| part of the language | Rust | nginx | Envoy |
|---|---|---|---|
";

/// How a policy asks for it.
fn written(construct: Construct) -> &'static str {
    match construct {
        Construct::RemoteKeys => "`keys: jwks \"https://…\"`",
        Construct::EnvironmentSecret => "`env \"NAME\"` for keys and secrets",
        Construct::TokenHeader => "`from: header \"…\"` on `jwt`",
        Construct::CredentialCookie => "`from: cookie \"…\"`",
        Construct::ForwardedCredential => "`forward: true`",
        Construct::SplitClaim => "`split \" \"`",
        Construct::Introspection => "`auth … = introspection`",
        Construct::ClientCertificate => "`auth … = mtls`",
        Construct::BasicCredential => "`auth … = basic`",
        Construct::CertificateBinding => "`binding: certificate`",
        Construct::OptionalAuth => "`auth: optional […]`",
        Construct::SharedIds => "`ids: NAME`",
        Construct::StepUp => "`step_up`",
        Construct::Require => "`require`",
        Construct::Hide => "`hide`",
        Construct::Arithmetic => "`+` and `-` in conditions",
        Construct::CookieOperand => "`cookie(\"…\")` in conditions",
        Construct::CountryOperand => "`client.country` in conditions",
        Construct::TlsOperand => "`tls.…` in conditions",
        Construct::BodyCondition => "`body.…` in conditions",
        Construct::RichComparison => {
            "conditions over decimals, dates, durations, lists and addresses of the query"
        }
        Construct::OpenSchema => "`open` schemas",
        Construct::MapType => "`map[T]`",
        Construct::TaggedUnion => "`one_of … by …`",
        Construct::InternationalHostname => "`idn_hostname`",
        Construct::DeclaredHeaders => "`headers SCHEMA` and `cookies SCHEMA` on routes",
        Construct::AnyBody => "`body any`",
        Construct::FormBody => "`body form`",
        Construct::MultipartBody => "`body multipart`",
        Construct::ResponseProjection => "`returns`",
        Construct::MaskedField => "`masked`",
        Construct::ResponseHeaders => "the `headers` block",
        Construct::LimitHeaders => "`headers { rate_limit: true }`",
        Construct::ProblemTypes => "`type_base`",
        Construct::CleanedErrors => "`errors { upstream: clean }`",
        Construct::Cors => "`cors`",
        Construct::Lifetime => "`deprecated`, `sunset` and `successor`",
        Construct::PathTransformation => "`to PATH`",
        Construct::HeaderTransformation => "`send` and `drop`",
        Construct::UpstreamSettings => "`connect_timeout`, `timeout` and `breaker` of an upstream",
        Construct::UpstreamTls => "`upstream … = \"https://…\"`",
        Construct::Tls => "`tls` of a target",
        Construct::NetworkRule => "`network`: `deny`, `allow`, `countries`",
        Construct::NetworkLimit => "`network`: `limit`",
        Construct::CountryLimit => "`limit … by client.country`",
        Construct::SharedLimit => "`limit … shared`",
        Construct::Log => "`log`",
        Construct::RecordedPrincipal => "`log { principal: … }`",
        Construct::Alert => "`alert`",
    }
}

fn cell(kind: TargetKind, construct: Construct) -> &'static str {
    match registry::find(kind).construct(construct) {
        Fidelity::Exact => "yes",
        Fidelity::Approximate(_) => "nearly",
        Fidelity::Elsewhere(_) => "*in front*",
        Fidelity::Unsupported(_) | Fidelity::Absent(_) => "\u{2013}",
    }
}

fn page() -> String {
    let mut page = String::from(HEAD);
    for construct in ALL {
        let [rust, nginx, envoy] = TARGETS.map(|kind| cell(kind, construct));
        writeln!(page, "| {} | {rust} | {nginx} | {envoy} |", written(construct)).unwrap();
    }
    page
}

#[test]
fn the_table_of_capabilities_is_what_targets_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/capabilities.md");
    if std::env::var_os("GATEWRIGHT_BLESS").is_some() {
        std::fs::write(&path, page()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), page());
}
