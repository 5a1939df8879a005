//! Envoy: its configuration, and each stage's script with its part of the plan and the fixed runtime.

use super::rule::Rule;
use super::{Tampering, tampering};

const CONFIG: &str = "envoy.json";
const GUARD: &str = "guard.lua";
const AUTHENTICATE: &str = "authenticate.lua";
const AUTHORIZE: &str = "authorize.lua";

pub(crate) const TABLE: &[Tampering] = &[
    tampering(
        "a header may stand twice",
        Rule::RepeatedHeader,
        GUARD,
        r#""content-type", "x-api-key" }"#,
        r#""content-type" }"#,
    ),
    tampering(
        "longer targets",
        Rule::TargetLength,
        GUARD,
        "local LONGEST_TARGET = 4096",
        "local LONGEST_TARGET = 4097",
    ),
    tampering("paths may climb", Rule::Path, GUARD, r#" or segment == "." or segment == "..""#, ""),
    tampering(
        "one more host",
        Rule::Host,
        GUARD,
        "hosts = { ",
        r#"hosts = { ["evil.example"] = true, "#,
    ),
    tampering(
        "refusals that tell less",
        Rule::Detail,
        GUARD,
        "tells_rule = true",
        "tells_rule = false",
    ),
    tampering("a longer path parameter", Rule::Parameter, GUARD, "max = 64 }", "max = 65 }"),
    tampering(
        "a method less in Allow",
        Rule::Method,
        GUARD,
        r#""GET, HEAD, DELETE""#,
        r#""GET, HEAD""#,
    ),
    tampering(
        "whoever presents nothing is an admin",
        Rule::NoCredential,
        AUTHENTICATE,
        "  if not name then\n    refusal",
        r#"  if not name then
    name, fields = "customer", { id = "nobody", roles = { "admin" } }
  end
  if not name then
    refusal"#,
    ),
    tampering(
        "only the first credential has to hold",
        Rule::BadCredential,
        AUTHENTICATE,
        "if presented and not found then",
        "if presented and not found and not name then",
    ),
    tampering(
        "another token type",
        Rule::TokenType,
        AUTHENTICATE,
        r#"token_type = "at+jwt""#,
        r#"token_type = "jwt""#,
    ),
    // More leeway would show nothing: `jwt_authn` has its own.
    tampering("less leeway", Rule::Leeway, AUTHENTICATE, "leeway = 30", "leeway = 15"),
    tampering(
        "a longer life",
        Rule::Lifetime,
        AUTHENTICATE,
        "max_lifetime = 3600",
        "max_lifetime = 7200",
    ),
    // Nor would more audiences: the script asks again.
    tampering(
        "another audience",
        Rule::Audience,
        CONFIG,
        r#""audiences": [ "shop-api" ]"#,
        r#""audiences": [ "other" ]"#,
    ),
    tampering(
        "signatures that are not looked at",
        Rule::Signature,
        AUTHENTICATE,
        "return payloads ~= nil and payloads[scheme] ~= nil",
        "return true",
    ),
    tampering(
        "keys in another header",
        Rule::ApiKey,
        AUTHENTICATE,
        r#"header = "x-api-key""#,
        r#"header = "x-other-key""#,
    ),
    tampering(
        "keys that may give any role",
        Rule::Grants,
        AUTHENTICATE,
        r#"header = "x-api-key",
  grants = { "viewer" }"#,
        r#"header = "x-api-key",
  grants = { "viewer", "clerk", "admin" }"#,
    ),
    tampering(
        "clerks may delete",
        Rule::Role,
        AUTHORIZE,
        r#"allow = { { who = "role", held_by = { "admin" } } }"#,
        r#"allow = { { who = "role", held_by = { "clerk", "admin" } } }"#,
    ),
    tampering(
        "another comparison",
        Rule::Condition,
        AUTHORIZE,
        r#"operator = "==",
              left = { source = "principal", name = "id""#,
        r#"operator = "!=",
              left = { source = "principal", name = "id""#,
    ),
    tampering(
        "who is not suspended is",
        Rule::Deny,
        AUTHORIZE,
        "literal = true",
        "literal = false",
    ),
    tampering(
        "one identity for another",
        Rule::Identity,
        AUTHORIZE,
        r#"max = 16384 },
    identity = {
      { header = "x-user-id", field = "id""#,
        r#"max = 16384 },
    identity = {
      { header = "x-tenant", field = "id""#,
    ),
    tampering(
        "no trusted proxy",
        Rule::ClientAddress,
        GUARD,
        r#"trusted_proxies = { { "\127"#,
        r#"trusted_proxies = { { "\010"#,
    ),
    tampering(
        "a larger burst",
        Rule::Burst,
        CONFIG,
        r#""max_tokens": 100,"#,
        r#""max_tokens": 120,"#,
    ),
    tampering(
        "a larger rate",
        Rule::Rate,
        CONFIG,
        r#""tokens_per_fill": 600,"#,
        r#""tokens_per_fill": 6000,"#,
    ),
    tampering("a wider query field", Rule::Query, AUTHORIZE, "max = 1000 }", "max = 1001 }"),
    tampering(
        "a body where none is declared",
        Rule::NoBody,
        AUTHORIZE,
        r#"is_announced(handle) then
    return 413, "body""#,
        "is_announced(handle) then\n    return nil",
    ),
    tampering(
        "compressed bodies",
        Rule::MediaType,
        AUTHORIZE,
        r#" or exchange.header(handle, "content-encoding")"#,
        "",
    ),
    tampering("a smaller body", Rule::BodySize, AUTHORIZE, "max = 16384 }", "max = 16383 }"),
    tampering("deeper JSON", Rule::Json, AUTHORIZE, "{ DEEPEST = 30 }", "{ DEEPEST = 31 }"),
    tampering("a wider body field", Rule::Schema, AUTHORIZE, "max = 99 }", "max = 100 }"),
];
