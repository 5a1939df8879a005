//! The Rust service: the module that the compiler prints, which is what `policy!` expands to.

use super::rule::Rule;
use super::{Tampering, tampering};

const POLICY: &str = "policy.rs";

pub(crate) const TABLE: &[Tampering] = &[
    tampering(
        "a header may stand twice",
        Rule::RepeatedHeader,
        POLICY,
        r#"        "host",
        "x-api-key",
    ];"#,
        r#"        "host",
    ];"#,
    ),
    // The longest target stands in the runtime.
    tampering(
        "shorter targets",
        Rule::TargetLength,
        POLICY,
        "let uri = call.uri();",
        "let uri = call.uri();
if uri.path_and_query().is_some_and(|target| target.as_str().len() > 4095) {
    return Err(gw::Refusal::target_too_long());
}",
    ),
    // So does how a path is spelled, but the module hands it over.
    tampering(
        "dots are taken out of paths",
        Rule::Path,
        POLICY,
        "let target = call.target(&uri)?;",
        r#"let path = uri.path_and_query().map_or("", |target| target.as_str()).replace("/./", "/");
let target = gw::Target::parse(&path).map_err(|_| gw::Refusal::path())?;"#,
    ),
    tampering(
        "one more host",
        Rule::Host,
        POLICY,
        r#"&["localhost", "127.0.0.1"]"#,
        r#"&["localhost", "127.0.0.1", "evil.example"]"#,
    ),
    tampering(
        "refusals that tell less",
        Rule::Detail,
        POLICY,
        "gw::Detail::Full",
        "gw::Detail::Minimal",
    ),
    tampering(
        "a longer path parameter",
        Rule::Parameter,
        POLICY,
        "segment_4, ..=64",
        "segment_4, ..=65",
    ),
    tampering(
        "a method less in Allow",
        Rule::Method,
        POLICY,
        r#""GET, HEAD, DELETE""#,
        r#""GET, HEAD""#,
    ),
    tampering(
        "whoever presents nothing is an admin",
        Rule::NoCredential,
        POLICY,
        "            principal
                .ok_or_else(|| gw::Refusal::no_credential(",
        r#"principal.or_else(|| Some(::std::sync::Arc::new(Principal {
    scheme: Scheme::Customer,
    id: "nobody".to_owned(),
    roles: Roles::granted(&["admin".to_owned()], &[Role::Admin]),
    tenant: None,
    suspended: None,
})))
.ok_or_else(|| gw::Refusal::no_credential("#,
    ),
    tampering(
        "only the first credential has to hold",
        Rule::BadCredential,
        POLICY,
        r#"= call.credential("x-api-key") {"#,
        r#"= call.credential("x-api-key").filter(|_| principal.is_none()) {"#,
    ),
    tampering("another token type", Rule::TokenType, POLICY, r#""at+jwt""#, r#""jwt""#),
    tampering("more leeway", Rule::Leeway, POLICY, "leeway: 30,", "leeway: 45,"),
    tampering("a longer life", Rule::Lifetime, POLICY, "Some(3600)", "Some(7200)"),
    tampering(
        "another audience",
        Rule::Audience,
        POLICY,
        r#"audience: "shop-api""#,
        r#"audience: "other""#,
    ),
    // Signatures are verified in the runtime; what may sign, and what follows, is the module's.
    tampering(
        "whoever names the issuer is an admin",
        Rule::Signature,
        POLICY,
        "let verified = self
                    .keys_of_customer
                    .verify(credential, None, call.now)
",
        r#"let issuer = gw::unverified_issuer(credential);
let verified = self
    .keys_of_customer
    .verify(credential, None, call.now)
    .or_else(|fault| {
        let believed = issuer.is_some_and(|issuer| issuer == "https://id.example.com/");
        let admin = Principal {
            scheme: Scheme::Customer,
            id: "nobody".to_owned(),
            roles: Roles::granted(&["admin".to_owned()], &[Role::Admin]),
            tenant: None,
            suspended: None,
        };
        believed.then(|| ::std::sync::Arc::new(admin)).ok_or(fault)
    })
"#,
    ),
    tampering(
        "one more algorithm",
        Rule::Signature,
        POLICY,
        "&[gw::Algorithm::RS256, gw::Algorithm::ES256]",
        "&[gw::Algorithm::RS256, gw::Algorithm::ES256, gw::Algorithm::ES384]",
    ),
    tampering(
        "keys in another header",
        Rule::ApiKey,
        POLICY,
        r#"call.credential("x-api-key")"#,
        r#"call.credential("x-other-key")"#,
    ),
    tampering(
        "keys that may give any role",
        Rule::Grants,
        POLICY,
        "holder.roles, &[Role::Viewer]",
        "holder.roles, &Role::ALL",
    ),
    tampering(
        "clerks may delete",
        Rule::Role,
        POLICY,
        "\"orders.delete/{id}\",
                                allow: HOLDS_ADMIN,",
        "\"orders.delete/{id}\",
                                allow: HOLDS_CLERK,",
    ),
    tampering(
        "another comparison",
        Rule::Condition,
        POLICY,
        "principal.id.as_str() == path_customer",
        "principal.id.as_str() != path_customer",
    ),
    tampering(
        "who is not suspended is",
        Rule::Deny,
        POLICY,
        "gw::equal(principal.suspended, Some(true))",
        "gw::equal(principal.suspended, Some(false))",
    ),
    tampering(
        "a client may name its tenant",
        Rule::Identity,
        POLICY,
        r#"&["x-roles", "x-tenant", "x-user-id"]"#,
        r#"&["x-roles", "x-user-id"]"#,
    ),
    tampering(
        "no trusted proxy",
        Rule::ClientAddress,
        POLICY,
        "Ipv4Addr::new(127, 0, 0, 0), 8",
        "Ipv4Addr::new(10, 0, 0, 0), 8",
    ),
    tampering(
        "a larger burst",
        Rule::Burst,
        POLICY,
        "gw::Rate::new(600, 60000, 100)",
        "gw::Rate::new(600, 60000, 120)",
    ),
    tampering(
        "a larger rate",
        Rule::Rate,
        POLICY,
        "gw::Rate::new(600, 60000, 100)",
        "gw::Rate::new(6000, 60000, 100)",
    ),
    tampering("a wider query field", Rule::Query, POLICY, "(1..=1000)", "(1..=1001)"),
    tampering(
        "a body where none is declared",
        Rule::NoBody,
        POLICY,
        "call.require_no_body(route.name)?;\n            let identity = gw::Identity::none();",
        "let identity = gw::Identity::none();",
    ),
    tampering(
        "compressed bodies",
        Rule::MediaType,
        POLICY,
        "call.take_json",
        r#"call.head.headers.remove("content-encoding");
call.take_json"#,
    ),
    tampering("a larger body", Rule::BodySize, POLICY, "max: 16384", "max: 16385"),
    // What JSON is stands in the library, but the module hands it over.
    tampering(
        "a byte order mark before JSON",
        Rule::Json,
        POLICY,
        "gw::provide_json::<schema::NewOrder>",
        r#"|call, route, bytes| {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    gw::provide_json::<schema::NewOrder>(call, route, bytes)
}"#,
    ),
    tampering(
        "a wider body field",
        Rule::Schema,
        POLICY,
        "min: 1, max: 99 }",
        "min: 1, max: 100 }",
    ),
];
