//! Every construct is asked for by a policy, and every target that lacks it refuses that: none is silently left away.

use gatewright_core::policy::Policy;

use super::{TARGETS, jwt, lacks};
use crate::analysis::construct::{Construct, uses};
use crate::diagnostic::codes;
use crate::source::{Alone, Source};
use crate::target::{Material, registry};

/// All of them in their order. One that is missing shifts the others.
pub(super) const ALL: [Construct; Construct::Alert as usize + 1] = [
    Construct::RemoteKeys,
    Construct::EnvironmentSecret,
    Construct::TokenHeader,
    Construct::CredentialCookie,
    Construct::ForwardedCredential,
    Construct::SplitClaim,
    Construct::Introspection,
    Construct::ClientCertificate,
    Construct::BasicCredential,
    Construct::CertificateBinding,
    Construct::OptionalAuth,
    Construct::SharedIds,
    Construct::StepUp,
    Construct::Require,
    Construct::Hide,
    Construct::Arithmetic,
    Construct::CookieOperand,
    Construct::CountryOperand,
    Construct::TlsOperand,
    Construct::BodyCondition,
    Construct::RichComparison,
    Construct::OpenSchema,
    Construct::MapType,
    Construct::TaggedUnion,
    Construct::InternationalHostname,
    Construct::DeclaredHeaders,
    Construct::AnyBody,
    Construct::FormBody,
    Construct::MultipartBody,
    Construct::ResponseProjection,
    Construct::MaskedField,
    Construct::ResponseHeaders,
    Construct::LimitHeaders,
    Construct::ProblemTypes,
    Construct::CleanedErrors,
    Construct::Cors,
    Construct::Lifetime,
    Construct::PathTransformation,
    Construct::HeaderTransformation,
    Construct::UpstreamSettings,
    Construct::UpstreamTls,
    Construct::Tls,
    Construct::NetworkRule,
    Construct::NetworkLimit,
    Construct::CountryLimit,
    Construct::SharedLimit,
    Construct::Log,
    Construct::RecordedPrincipal,
    Construct::Alert,
];

/// An api whose callers prove who they are.
fn closed(declarations: &str, settings: &str, route: &str) -> String {
    format!(
        "policy shop 1.0.0\nprincipal {{ id: string  roles: [role]  mfa_at?: time }}\nrole viewer\n{declarations}\n\
         {UPSTREAM}\napi shop at /shop {{ upstream: up  auth: [it] {settings}\n GET / allow viewer {route} }}"
    )
}

fn by(scheme: &str) -> String {
    closed(scheme, "", "")
}

fn token(settings: &str) -> String {
    by(&jwt(settings))
}

/// An api for anyone.
fn open(declarations: &str, settings: &str, route: &str) -> String {
    let upstream = if declarations.contains("upstream up") { "" } else { UPSTREAM };
    format!(
        "policy shop 1.0.0\n{declarations}\n{upstream}\n\
         api shop at /shop {{ upstream: up  {settings}\n POST / allow anyone {route}\n POST /new allow anyone }}"
    )
}

const KEY: &str =
    "auth it = api_key { from: header \"x-key\"  keys: file \"keys\"  grants: [viewer] }";
const RECENT: &str = "step_up recent = principal.mfa_at within 5m";
const VARIANTS: &str = "schema A { kind: \"a\" }\nschema B { kind: \"b\" }";
const PAGES: &str = "cors pages { origins: [\"https://shop.example.com\"] }";
const DATABASE: &str = "network { countries { database: file \"c.mmdb\" } }";
const UPSTREAM: &str = "upstream up = \"http://127.0.0.1:9001\"";

/// Policies that ask for it, each in a way of its own.
pub(super) fn provoking(construct: Construct) -> Vec<String> {
    let mfa = jwt("principal { id: claim.sub  roles: claim.roles  mfa_at: claim.auth_time }");
    match construct {
        Construct::RemoteKeys => vec![token("keys: jwks \"https://id.example.com/jwks\"")],
        Construct::EnvironmentSecret => vec![
            token("keys: jwks env \"KEYS\""),
            by("auth it = api_key { from: header \"x-key\"  keys: env \"KEYS\"  grants: [viewer] }"),
        ],
        Construct::TokenHeader => vec![token("from: header \"x-token\"")],
        Construct::CredentialCookie => vec![
            token("from: cookie \"session\""),
            by("auth it = api_key { from: cookie \"key\"  keys: file \"keys\"  grants: [viewer] }"),
        ],
        Construct::ForwardedCredential => vec![token("forward: true")],
        Construct::SplitClaim => {
            vec![token("principal { id: claim.sub  roles: claim.scope split \" \" }")]
        }
        Construct::Introspection => vec![by("auth it = introspection { \
            url: \"https://id.example.com/introspect\"  client_id: \"shop\"  client_secret: file \"secret\"  \
            audience: \"shop\"  grants: [viewer]  principal { id: claim.sub  roles: claim.roles } }")],
        Construct::ClientCertificate => vec![by(
            "auth it = mtls { ca: file \"ca\"  grants: [viewer]  principal { id: san_uri  roles: [viewer] } }",
        )],
        Construct::BasicCredential => {
            vec![by("auth it = basic { users: file \"users\"  grants: [viewer] }")]
        }
        Construct::CertificateBinding => vec![token("binding: certificate")],
        Construct::OptionalAuth => vec![format!(
            "policy shop 1.0.0\nprincipal {{ id: string  roles: [role] }}\nrole viewer\n{KEY}\n\
             {UPSTREAM}\napi shop at /shop {{ upstream: up  auth: optional [it]\n GET / allow anyone\n POST / allow viewer }}"
        )],
        Construct::SharedIds => vec![closed(
            "auth it = basic { users: file \"users\"  grants: [viewer]  ids: people }\n\
             auth too = api_key { from: header \"x-key\"  keys: file \"keys\"  grants: [viewer]  ids: people }",
            "",
            "",
        )
        .replace("auth: [it]", "auth: [it, too]")],
        Construct::StepUp => vec![
            closed(&format!("{mfa}\n{RECENT}"), "", "step_up recent"),
            closed(&format!("{mfa}\n{RECENT}"), "step_up: [recent]", ""),
        ],
        Construct::Require => vec![
            open("", "", "require client.ip in [10.0.0.0/8]"),
            open("", "require: client.ip in [10.0.0.0/8]", ""),
        ],
        Construct::Hide => vec![closed(KEY, "", "hide"), closed(KEY, "hide: true", "")],
        Construct::Arithmetic => {
            vec![open("schema Q { page?: int }", "", "query Q deny when query.page + 1 > 2")]
        }
        Construct::CookieOperand => vec![open("", "", "deny when cookie(\"a\") == \"b\"")],
        Construct::CountryOperand => {
            vec![open(DATABASE, "", "deny when client.country == \"DE\"")]
        }
        Construct::TlsOperand => vec![
            open("", "", "deny when tls.server_name == \"a\""),
            open("", "", "deny when tls.version < 1.3"),
            open("", "deny: not (tls is set)", ""),
        ],
        Construct::BodyCondition => vec![
            open("schema A { count?: int  tags?: [string] }", "", "body A deny when body.count > 1"),
            open("schema A { count?: int  tags?: [string] }", "", "body A deny when body.tags is set"),
            open("schema A { count?: int  tags?: [string] }", "", "body A deny when \"a\" in body.tags"),
        ],
        Construct::RichComparison => [
            ("price?: decimal", "query.price > 1"),
            ("day?: date", "query.day < time"),
            ("age?: duration", "query.age > 5m"),
            ("tags?: [string]", "\"a\" in query.tags"),
            ("at?: ip", "query.at in [10.0.0.0/8]"),
            ("page?: int", "query.page > 1.5"),
        ]
        .map(|(field, when)| {
            open(&format!("schema Q {{ {field} }}"), "", &format!("query Q deny when {when}"))
        })
        .into(),
        Construct::OpenSchema => vec![
            open("schema A open { a: int }", "", "body A"),
            open("schema A open { a?: int }", "", "query A"),
        ],
        Construct::MapType => vec![
            open("schema A { a: map[int] }", "", "body A"),
            open("schema A { a: [map[int]] }", "", "body A"),
        ],
        Construct::TaggedUnion => vec![
            open(VARIANTS, "", "body one_of A, B by kind"),
            open(&format!("{VARIANTS}\nschema E {{ a: one_of A, B by kind }}"), "", "body E"),
        ],
        Construct::InternationalHostname => vec![
            open("schema A { a: idn_hostname }", "", "body A"),
            open("schema A { a?: [idn_hostname] }", "", "query A"),
            open("", "GET /at/{host: idn_hostname} allow anyone", ""),
        ],
        Construct::DeclaredHeaders => vec![
            open("schema A { x_region: string }", "", "headers A"),
            open("schema A { region: string }", "", "cookies A"),
        ],
        Construct::AnyBody => vec![open("", "", "body any")],
        Construct::MultipartBody => vec![
            open("schema A { a: int }", "", "body multipart A"),
            open("", "", "body multipart { a: file max 1KiB of [\"image/png\"] }"),
        ],
        Construct::FormBody => vec![
            open("schema A { a: int }", "", "body form A"),
            open("schema A { a?: [string] }", "", "body form A max 1KiB"),
        ],
        Construct::ResponseProjection => vec![open("schema A { a: int }", "", "returns A")],
        Construct::MaskedField => vec![
            open("schema A { a: string masked }", "", "returns A"),
            open("schema B { b: map[string masked] }\nschema A { a: [B] }", "", "returns [A]"),
        ],
        Construct::ResponseHeaders => vec![
            open("headers { preset: secure }", "", ""),
            open("headers { remove: [server] }", "", ""),
            open("", "headers { \"x-frame-options\": \"deny\" }", ""),
        ],
        Construct::LimitHeaders => vec![
            open("headers { rate_limit: true }", "", ""),
            open("", "headers { rate_limit: true }", ""),
            open("headers { remove: [server] }", "headers { rate_limit: true }", ""),
        ],
        Construct::ProblemTypes => vec![open("errors { type_base: \"https://a.example/\" }", "", "")],
        Construct::CleanedErrors => vec![open("errors { upstream: clean }", "", "")],
        Construct::Cors => vec![open(PAGES, "cors: pages", ""), open(PAGES, "", "cors pages")],
        Construct::Lifetime => vec![
            open("", "", "deprecated 2026-01-01"),
            open("", "", "sunset 2027-01-01"),
            open("", "", "successor /shop/new"),
        ],
        Construct::PathTransformation => vec![open("", "", "to /internal")],
        Construct::HeaderTransformation => vec![
            open("", "", "send { \"x-api-version\": \"1\" }"),
            open("", "", "drop [\"x-debug\"]"),
            open("", "send { \"x-api-version\": \"1\" }", ""),
            open("", "drop: [\"x-debug\"]", ""),
        ],
        Construct::UpstreamSettings => ["timeout: 1s", "connect_timeout: 1s", "breaker: open 1s after 1 failures in a row"]
            .map(|setting| open(&format!("{UPSTREAM} {{ {setting} }}"), "", ""))
            .into(),
        Construct::UpstreamTls => {
            vec![open("upstream up = \"https://10.0.0.1\"", "", "")]
        }
        Construct::Tls => vec![open(
            "target nginx { listen: 8443  tls: edge }\n\
             tls edge { certificate: file \"a.pem\"  key: file \"a.key\" }",
            "",
            "",
        )],
        Construct::NetworkRule => [
            "deny: [192.0.2.0/24]",
            "allow: [192.0.2.0/24]",
            "countries { database: file \"c.mmdb\"  allow: [DE] }",
        ]
        .map(|rule| open(&format!("network {{ {rule} }}"), "", ""))
        .into(),
        Construct::NetworkLimit => vec![open("network { limit: 5 per 1m by client.ip }", "", "")],
        Construct::CountryLimit => vec![
            open(&format!("{DATABASE}\nlimit few = 1 per 1s by client.country"), "", "limit few"),
            open(
                "network { countries { database: file \"c.mmdb\" }  limit: 5 per 1m by client.country }",
                "",
                "",
            ),
        ],
        Construct::SharedLimit => vec![
            open("limit few = 1 per 1s by client.ip shared", "limit: [few]", ""),
            open("limit few = 1 per 1s by client.ip shared or local", "", "limit few"),
            open("network { limit: 5 per 1m by client.ip shared }", "", ""),
        ],
        Construct::Log => vec![open("log { decisions: none }", "", "")],
        Construct::RecordedPrincipal => {
            let logged = |key: &str| by(&format!("{KEY}\nlog {{ principal: {key} }}"));
            vec![logged("file \"key\""), logged("env \"KEY\"")]
        }
        Construct::Alert => vec![open("alert many = 5 of status 429 per 1m by client.ip", "", "")],
    }
}

pub(super) fn language(text: &str) -> Policy {
    let checked = crate::check_language(Source::new("test.gate", text), &Alone);
    checked.outcome.unwrap_or_else(|found| panic!("{text}\n{found:?}"))
}

#[test]
fn all_are_here() {
    for (place, construct) in ALL.into_iter().enumerate() {
        assert_eq!(construct as usize, place, "{construct:?}");
    }
}

#[test]
fn none_is_silently_left_away() {
    for construct in ALL {
        let policies = provoking(construct);
        assert!(!policies.is_empty(), "{construct:?} has no policy");
        for text in policies {
            let policy = language(&text);
            let asked: Vec<_> =
                uses(&policy).into_iter().filter(|one| one.construct == construct).collect();
            assert!(!asked.is_empty(), "nothing asks for {construct:?}:\n{text}");
            for kind in TARGETS {
                let target = registry::find(kind);
                let refused = target.lower(&policy, &Material::default()).err().unwrap_or_default();
                for one in &asked {
                    let names = |error: &&crate::diagnostic::Diagnostic| {
                        error.code == codes::NOT_ENFORCED.id
                            && error.message.contains(&format!("`{}`", one.rule))
                    };
                    assert_eq!(
                        refused.iter().any(|error| names(&error)),
                        lacks(kind, construct),
                        "{kind:?} {construct:?}:\n{text}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_policy_that_declares_a_target_without_it_does_not_compile() {
    for construct in ALL {
        for text in provoking(construct) {
            for kind in TARGETS.into_iter().filter(|kind| lacks(*kind, construct)) {
                let name = kind.name();
                if text.contains(&format!("target {name}")) {
                    continue;
                }
                let listen = if name == "rust" { "" } else { "{ listen: 1024 }" };
                let text = format!("{text}\ntarget {name} {listen}");
                let found = crate::compile(Source::new("test.gate", text.as_str()), &Alone).outcome;
                let found = found.expect_err(&text);
                let is_refused = found.iter().any(|error| error.code == codes::NOT_ENFORCED.id);
                assert!(is_refused, "{name} {construct:?}:\n{text}");
            }
        }
    }
}
