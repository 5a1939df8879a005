//! nginx: the plan, its fixed runtime, and the limits.

use super::rule::Rule;
use super::{Tampering, tampering};

const PLAN: &str = "plan.json";

pub(crate) const TABLE: &[Tampering] = &[
    tampering(
        "a header may stand twice",
        Rule::RepeatedHeader,
        PLAN,
        r#""host",
"x-api-key"
]"#,
        r#""host"
]"#,
    ),
    tampering(
        "longer targets",
        Rule::TargetLength,
        "js/wire.js",
        "const MAX_TARGET = 4096;",
        "const MAX_TARGET = 4097;",
    ),
    tampering(
        "paths may climb",
        Rule::Path,
        "js/path.js",
        "segment === '.' || segment === '..' || ",
        "",
    ),
    tampering(
        "one more host",
        Rule::Host,
        PLAN,
        r#""hosts":[
"#,
        r#""hosts":[
"evil.example",
"#,
    ),
    tampering(
        "refusals that tell less",
        Rule::Detail,
        PLAN,
        r#""detail":"full""#,
        r#""detail":"minimal""#,
    ),
    tampering("a longer path parameter", Rule::Parameter, PLAN, r#""max":64,"#, r#""max":65,"#),
    tampering(
        "a method less in Allow",
        Rule::Method,
        PLAN,
        r#""GET, HEAD, DELETE""#,
        r#""GET, HEAD""#,
    ),
    tampering(
        "whoever presents nothing is an admin",
        Rule::NoCredential,
        "js/authenticate.js",
        "    if (principal === null) {\n        const refused",
        "    if (principal === null) {
        return { principal: { scheme: plan.schemes[0], fields: withMissing({ '=id': 'nobody', '=roles': ['admin'] }) } };
        const refused",
    ),
    tampering(
        "only the first credential has to hold",
        Rule::BadCredential,
        "js/authenticate.js",
        "if (!isPresented(request, scheme, index, addressee))",
        "if (principal !== null || !isPresented(request, scheme, index, addressee))",
    ),
    tampering(
        "another token type",
        Rule::TokenType,
        PLAN,
        r#""tokenType":"at+jwt""#,
        r#""tokenType":"jwt""#,
    ),
    tampering("more leeway", Rule::Leeway, PLAN, r#""leeway":30"#, r#""leeway":45"#),
    tampering(
        "a longer life",
        Rule::Lifetime,
        PLAN,
        r#""maxLifetime":3600"#,
        r#""maxLifetime":7200"#,
    ),
    tampering(
        "tokens for anybody",
        Rule::Audience,
        "js/token.js",
        "return claim === audience;",
        "return true;",
    ),
    tampering(
        "signatures that are not looked at",
        Rule::Signature,
        "js/token.js",
        "return signed === true;",
        "return true;",
    ),
    tampering(
        "keys in another header",
        Rule::ApiKey,
        PLAN,
        r#""header":"x-api-key""#,
        r#""header":"x-other-key""#,
    ),
    tampering(
        "keys that may give any role",
        Rule::Grants,
        PLAN,
        r#""grants":["viewer"],"header""#,
        r#""grants":["viewer","clerk","admin"],"header""#,
    ),
    tampering(
        "clerks may delete",
        Rule::Role,
        PLAN,
        r#"{"allow":[{"heldBy":["admin"],"when":null,"who":"role"}]"#,
        r#"{"allow":[{"heldBy":["clerk","admin"],"when":null,"who":"role"}]"#,
    ),
    tampering(
        "one of two conditions",
        Rule::Condition,
        PLAN,
        r#"{"op":"and","parts":[0,1]}],"who""#,
        r#"{"op":"or","parts":[0,1]}],"who""#,
    ),
    tampering("who is not suspended is", Rule::Deny, PLAN, r#""value":true}}"#, r#""value":false}}"#),
    tampering(
        "one identity for another",
        Rule::Identity,
        PLAN,
        r#"{"field":"id","kind":"text","number":3},{"field":"roles","kind":"roles","number":1},{"field":"tenant","kind":"uuid","number":2}],"limitsAfter":[1,2]"#,
        r#"{"field":"id","kind":"text","number":2},{"field":"roles","kind":"roles","number":1},{"field":"tenant","kind":"uuid","number":3}],"limitsAfter":[1,2]"#,
    ),
    tampering(
        "no trusted proxy",
        Rule::ClientAddress,
        PLAN,
        r#""octets":[127,0,0,0],"prefix":8"#,
        r#""octets":[10,0,0,0],"prefix":8"#,
    ),
    tampering("a larger burst", Rule::Burst, "limits.conf", "burst=99 nodelay", "burst=119 nodelay"),
    tampering("a larger rate", Rule::Rate, "limits.conf", "rate=10r/s", "rate=100r/s"),
    tampering("a wider query field", Rule::Query, PLAN, r#""max":1000,"#, r#""max":1001,"#),
    tampering(
        "a body where none is declared",
        Rule::NoBody,
        "js/content.js",
        "const none = length === 0 &&",
        "const none = length <= 1 &&",
    ),
    tampering(
        "compressed bodies",
        Rule::MediaType,
        "js/content.js",
        " || wire.values(request, 'content-encoding').length > 0",
        "",
    ),
    tampering(
        "a smaller body",
        Rule::BodySize,
        PLAN,
        r#""body":{"max":16384"#,
        r#""body":{"max":16383"#,
    ),
    tampering(
        "deeper JSON",
        Rule::Json,
        "js/scan.js",
        "const MAX_DEPTH = 30;",
        "const MAX_DEPTH = 31;",
    ),
    tampering("a wider body field", Rule::Schema, PLAN, r#""max":99,"#, r#""max":100,"#),
];
