//! A policy with every kind of rule, made by hand, and credentials for it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use gatewright_compiler::target::Material;
use gatewright_core::policy::{
    Access, Algorithm, AllowClause, Api, ApiKeyScheme, Body, Bounds, ClaimMapping, ClaimPath,
    Comparison, Condition, DenyClause, Detail, Enumeration, Field, Format, IdentityHeader,
    JwtScheme, Limit, LimitKey, Literal, Method, Nullability, ObjectSchema, Operand, PathParameter,
    Policy, Presence, PrincipalField, PrincipalType, Role, Route, ScalarType, Scheme, SchemeKind,
    Segment, Source, Span, StringContent, Target, TargetKind, Type, TypeKind, Upstream, ValueType,
    Who,
};
use gatewright_core::primitive::api_key::ApiKeyFile;
use gatewright_core::primitive::decimal::Decimal;
use gatewright_core::primitive::jwk::KeySet;
use gatewright_core::primitive::pattern::Pattern;
use gatewright_issuer::{ApiKey, KeyRing, Token};
use serde_json::json;

/// Text that ends strings, comments and templates where it is not escaped.
pub(crate) const HOSTILE: &str = "a]]b\"c'd\\e{{f}}%REQ(x)%*/--[[g\nh";

pub(crate) struct Fixture {
    pub(crate) policy: Policy,
    pub(crate) material: Material,
    pub(crate) ring: KeyRing,
    pub(crate) staff_ring: KeyRing,
    pub(crate) partner: ApiKey,
}

pub(crate) fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

impl Fixture {
    /// A token of the customers' issuer for `id` with these roles; `change` may spoil it.
    pub(crate) fn token(
        &self,
        algorithm: gatewright_issuer::Algorithm,
        id: &str,
        roles: &[&str],
        change: impl FnOnce(Token) -> Token,
    ) -> String {
        let key = self.ring.key_for(algorithm).unwrap();
        let token = Token::new(key)
            .with_header("typ", json!("at+jwt"))
            .with_claim("iss", json!("https://id.example.com/"))
            .with_claim("aud", json!(["shop", "shop-api"]))
            .with_claim("iat", json!(now()))
            .with_claim("exp", json!(now() + 600))
            .with_claim("sub", json!(id))
            .with_claim("realm_access", json!({ "roles": roles }));
        change(token).signed_by(key).unwrap()
    }

    /// A good token.
    pub(crate) fn good(&self, id: &str, roles: &[&str]) -> String {
        self.token(gatewright_issuer::Algorithm::Es256, id, roles, |token| token)
    }

    /// A token of the staff's issuer.
    pub(crate) fn staff(&self, id: &str) -> String {
        let key = self.staff_ring.key_for(gatewright_issuer::Algorithm::Hs256).unwrap();
        let token = Token::new(key)
            .with_header("typ", json!("JWT"))
            .with_claim("iss", json!("https://staff.example.com/"))
            .with_claim("aud", json!(HOSTILE))
            .with_claim("exp", json!(now() + 600))
            .with_claim("sub", json!(id));
        token.signed_by(key).unwrap()
    }
}

/// The policy, listening on `listen` and forwarding to `upstream`.
pub(crate) fn fixture(listen: SocketAddr, upstream: SocketAddr) -> Fixture {
    let algorithms = [
        gatewright_issuer::Algorithm::Es256,
        gatewright_issuer::Algorithm::Rs256,
        gatewright_issuer::Algorithm::EdDsa,
    ];
    let ring = KeyRing::generate(&algorithms).unwrap();
    let staff_ring = KeyRing::generate(&[gatewright_issuer::Algorithm::Hs256]).unwrap();
    let partner = ApiKey::generate("acme", &["viewer", "admin"], None).unwrap();
    let expired = ApiKey::generate("old", &["viewer"], Some("2020-01-01T00:00:00Z")).unwrap();
    let policy = policy(listen, upstream);
    let mut material = Material::default();
    let customers = [Algorithm::ES256, Algorithm::RS256, Algorithm::EdDSA];
    material
        .key_sets
        .insert("customer".into(), KeySet::parse(&ring.jwk_set().to_string(), &customers).unwrap());
    material.key_sets.insert(
        "staff".into(),
        KeySet::parse(&staff_ring.jwk_set().to_string(), &[Algorithm::HS256]).unwrap(),
    );
    let lines = format!("{}\n{}\n", partner.line(), expired.line());
    material.api_keys.insert("partner".into(), ApiKeyFile::parse(&lines).unwrap());
    Fixture { policy, material, ring, staff_ring, partner }
}

fn policy(listen: SocketAddr, upstream: SocketAddr) -> Policy {
    let span = Span::default();
    let upstream = Arc::new(Upstream {
        name: "orders".into(),
        host: upstream.ip().to_string(),
        port: upstream.port(),
        identity: vec![
            identity("x-user-id", "id", PrincipalType::Text),
            identity("x-roles", "roles", PrincipalType::Roles),
        ],
        span,
    });
    let schemes = schemes();
    let limits = limits();
    let paging = Arc::new(paging());
    let line = Arc::new(order_line());
    let order = Arc::new(new_order(&line));
    let base = Route {
        name: String::new(),
        method: Method::Get,
        segments: Vec::new(),
        upstream: Some(Arc::clone(&upstream)),
        auth: schemes.clone(),
        limits: Vec::new(),
        allow: vec![allow(role("viewer"), None)],
        deny: Vec::new(),
        query: None,
        body: None,
        span,
    };
    let routes = vec![
        Route {
            name: "orders.get".into(),
            segments: path(&["v1", "orders"]),
            query: Some(Arc::clone(&paging)),
            ..base.clone()
        },
        Route { name: "orders.get/{id}".into(), segments: order_path(), ..base.clone() },
        Route {
            name: "orders.delete/{id}".into(),
            method: Method::Delete,
            segments: order_path(),
            allow: vec![allow(role("admin"), None)],
            ..base.clone()
        },
        Route {
            name: "orders.post".into(),
            method: Method::Post,
            segments: path(&["v1", "orders"]),
            allow: vec![allow(role("clerk"), None)],
            deny: vec![DenyClause { when: is_true("suspended"), span }],
            body: Some(Body { schema: Arc::clone(&order), max: 2_000, span }),
            ..base.clone()
        },
        Route {
            name: "orders.get/of/{customer}".into(),
            segments: of_path(),
            allow: vec![allow(role("admin"), None), allow(role("viewer"), Some(owner()))],
            ..base.clone()
        },
        Route {
            name: "orders.get/health".into(),
            segments: path(&["v1", "orders", "health"]),
            auth: Vec::new(),
            allow: vec![allow(Who::Anyone, None)],
            ..base.clone()
        },
        Route {
            name: "orders.get/limited".into(),
            segments: path(&["v1", "limited"]),
            limits: limits.clone(),
            ..base.clone()
        },
        Route {
            name: "orders.get/hostile".into(),
            segments: path(&["v1", "hostile"]),
            allow: vec![allow(
                Who::Authenticated,
                Some(header_is(HOSTILE.split('\n').next().unwrap())),
            )],
            deny: vec![DenyClause { when: header_matches(), span }],
            ..base.clone()
        },
    ];
    Policy {
        name: "yard".into(),
        version: "1.2.3".into(),
        digest: "0123456789abcdef".repeat(4),
        targets: vec![Target {
            kind: TargetKind::Envoy,
            listen: Some(listen),
            accepted_gaps: Vec::new(),
            span,
        }],
        hosts: vec!["localhost".into()],
        trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()],
        principal: principal(),
        roles: roles(),
        schemes,
        upstreams: vec![upstream],
        limits,
        enumerations: vec![currency()],
        schemas: vec![paging, line, order],
        apis: vec![Api { name: "orders".into(), routes, span }],
        detail: Detail::Full,
    }
}

fn identity(name: &str, field: &str, kind: PrincipalType) -> IdentityHeader {
    IdentityHeader { name: name.into(), field: field.into(), kind, span: Span::default() }
}

fn principal() -> Vec<PrincipalField> {
    let field = |name: &str, kind, presence| PrincipalField {
        name: name.into(),
        kind,
        presence,
        span: Span::default(),
    };
    vec![
        field("id", PrincipalType::Text, Presence::Required),
        field("roles", PrincipalType::Roles, Presence::Optional),
        field("suspended", PrincipalType::Bool, Presence::Optional),
    ]
}

fn roles() -> Vec<Role> {
    let role = |name: &str, implies: &[&str]| Role {
        name: name.into(),
        implies: implies.iter().map(ToString::to_string).collect(),
        span: Span::default(),
    };
    vec![
        role("viewer", &["viewer"]),
        role("clerk", &["clerk", "viewer"]),
        role("admin", &["admin", "viewer", "clerk"]),
    ]
}

fn role(name: &str) -> Who {
    let held_by: &[&str] = match name {
        "viewer" => &["viewer", "clerk", "admin"],
        "clerk" => &["clerk", "admin"],
        _ => &["admin"],
    };
    Who::Role { name: name.into(), held_by: held_by.iter().map(ToString::to_string).collect() }
}

fn schemes() -> Vec<Arc<Scheme>> {
    let span = Span::default();
    let mapping = |field: &str, kind, presence, claim: &[&str]| ClaimMapping {
        field: field.into(),
        kind,
        presence,
        claim: ClaimPath(claim.iter().map(ToString::to_string).collect()),
        span,
    };
    let customer = JwtScheme {
        issuer: "https://id.example.com/".into(),
        audience: "shop-api".into(),
        token_type: "at+jwt".into(),
        algorithms: vec![Algorithm::ES256, Algorithm::RS256, Algorithm::EdDSA],
        keys_file: "jwks.json".into(),
        leeway: 30,
        max_lifetime: Some(3600),
        mapping: vec![
            mapping("id", PrincipalType::Text, Presence::Required, &["sub"]),
            mapping("roles", PrincipalType::Roles, Presence::Optional, &["realm_access", "roles"]),
            mapping("suspended", PrincipalType::Bool, Presence::Optional, &["suspended"]),
        ],
    };
    let staff = JwtScheme {
        issuer: "https://staff.example.com/".into(),
        audience: HOSTILE.into(),
        token_type: "jwt".into(),
        algorithms: vec![Algorithm::HS256],
        keys_file: "staff.json".into(),
        leeway: 2,
        max_lifetime: None,
        mapping: vec![mapping("id", PrincipalType::Text, Presence::Required, &["sub"])],
    };
    let grants = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    vec![
        Arc::new(Scheme {
            name: "customer".into(),
            grants: grants(&["viewer", "clerk", "admin"]),
            kind: SchemeKind::Jwt(customer),
            span,
        }),
        Arc::new(Scheme {
            name: "staff".into(),
            grants: Vec::new(),
            kind: SchemeKind::Jwt(staff),
            span,
        }),
        Arc::new(Scheme {
            name: "partner".into(),
            grants: grants(&["viewer"]),
            kind: SchemeKind::ApiKey(ApiKeyScheme {
                header: "x-api-key".into(),
                keys_file: "partners.keys".into(),
            }),
            span,
        }),
    ]
}

fn limits() -> Vec<Arc<Limit>> {
    let span = Span::default();
    let by_id = LimitKey::Principal { field: "id".into(), kind: PrincipalType::Text };
    vec![
        Arc::new(Limit {
            name: "per_client".into(),
            requests: 6,
            window_ms: 60_000,
            burst: 6,
            key: LimitKey::ClientIp,
            keys: 100,
            span,
        }),
        Arc::new(Limit {
            name: "per_user".into(),
            requests: 60,
            window_ms: 60_000,
            burst: 2,
            key: by_id,
            keys: 100,
            span,
        }),
    ]
}

fn allow(who: Who, when: Option<Condition>) -> AllowClause {
    AllowClause { who, when, span: Span::default() }
}

fn path(segments: &[&str]) -> Vec<Segment> {
    segments.iter().map(|segment| Segment::Literal(segment.to_string())).collect()
}

fn parameter(name: &str, kind: ScalarType) -> Segment {
    Segment::Parameter(PathParameter { name: name.into(), kind, span: Span::default() })
}

fn order_path() -> Vec<Segment> {
    let mut segments = path(&["v1", "orders"]);
    segments.push(parameter("id", ScalarType::Format(Format::Uuid)));
    segments
}

fn of_path() -> Vec<Segment> {
    let mut segments = path(&["v1", "orders", "of"]);
    segments.push(parameter("customer", text(None, Some(8), None)));
    segments
}

fn text(min: Option<u64>, max: Option<u64>, pattern: Option<&str>) -> ScalarType {
    ScalarType::String {
        length: Bounds { min, max },
        pattern: pattern.map(|pattern| Pattern::compile(pattern).unwrap()),
        content: StringContent::Text,
    }
}

fn operand(source: Source, value: ValueType) -> Operand {
    Operand { source, value, span: Span::default() }
}

fn is_true(field: &str) -> Condition {
    Condition::And(vec![
        Condition::IsSet(operand(Source::Principal(field.into()), ValueType::Bool)),
        Condition::Compare {
            operator: Comparison::Equal,
            left: operand(Source::Principal(field.into()), ValueType::Bool),
            right: operand(Source::Literal(Literal::Bool(true)), ValueType::Bool),
        },
    ])
}

fn owner() -> Condition {
    Condition::And(vec![
        Condition::SchemeIs("customer".into()),
        Condition::Compare {
            operator: Comparison::Equal,
            left: operand(Source::Principal("id".into()), ValueType::Text),
            right: operand(Source::Path("customer".into()), ValueType::Text),
        },
    ])
}

fn header_is(text: &str) -> Condition {
    Condition::Compare {
        operator: Comparison::Equal,
        left: operand(Source::Header("x-word".into()), ValueType::Text),
        right: operand(Source::Literal(Literal::Text(text.into())), ValueType::Text),
    }
}

fn header_matches() -> Condition {
    Condition::And(vec![
        Condition::IsSet(operand(Source::Header("x-deny".into()), ValueType::Text)),
        Condition::Matches {
            subject: operand(Source::Header("x-deny".into()), ValueType::Text),
            pattern: Pattern::compile(r#"[\]"']+\{\{.*"#).unwrap(),
        },
    ])
}

fn currency() -> Arc<Enumeration> {
    Arc::new(Enumeration {
        name: "Currency".into(),
        values: vec!["EUR".into(), HOSTILE.into()],
        span: Span::default(),
    })
}

fn field(name: &str, presence: Presence, kind: TypeKind) -> Field {
    Field {
        name: name.into(),
        presence,
        access: Access::ReadWrite,
        value: Type { kind, nullability: Nullability::NotNull },
        span: Span::default(),
    }
}

fn paging() -> ObjectSchema {
    let status = Type {
        kind: TypeKind::Scalar(text(Some(1), Some(4), Some("[a-z]+"))),
        nullability: Nullability::NotNull,
    };
    ObjectSchema {
        name: "Paging".into(),
        fields: vec![
            field(
                "page",
                Presence::Optional,
                TypeKind::Scalar(ScalarType::Int(Bounds { min: Some(1), max: Some(100) })),
            ),
            field(
                "status",
                Presence::Optional,
                TypeKind::List {
                    item: Box::new(status),
                    length: Bounds { min: Some(1), max: Some(2) },
                },
            ),
        ],
        span: Span::default(),
    }
}

fn order_line() -> ObjectSchema {
    let price = Bounds { min: Decimal::parse("0.00"), max: Decimal::parse("9999.99") };
    ObjectSchema {
        name: "OrderLine".into(),
        fields: vec![
            field(
                "sku",
                Presence::Required,
                TypeKind::Scalar(text(Some(8), Some(8), Some("[A-Z]{3}-[0-9]{4}"))),
            ),
            field(
                "quantity",
                Presence::Required,
                TypeKind::Scalar(ScalarType::Int(Bounds { min: Some(1), max: Some(99) })),
            ),
            field("price", Presence::Optional, TypeKind::Scalar(ScalarType::Decimal(price))),
        ],
        span: Span::default(),
    }
}

fn new_order(line: &Arc<ObjectSchema>) -> ObjectSchema {
    let item = Type { kind: TypeKind::Object(Arc::clone(line)), nullability: Nullability::NotNull };
    let mut note = field("note", Presence::Optional, TypeKind::Scalar(text(None, Some(5), None)));
    note.value.nullability = Nullability::Nullable;
    let mut total = field("total", Presence::Optional, TypeKind::Scalar(ScalarType::Bool));
    total.access = Access::ReadOnly;
    ObjectSchema {
        name: "NewOrder".into(),
        fields: vec![
            field(
                "lines",
                Presence::Required,
                TypeKind::List {
                    item: Box::new(item),
                    length: Bounds { min: Some(1), max: Some(2) },
                },
            ),
            field(
                "currency",
                Presence::Required,
                TypeKind::Scalar(ScalarType::Enumeration(currency())),
            ),
            field("email", Presence::Optional, TypeKind::Scalar(ScalarType::Format(Format::Email))),
            note,
            total,
            field(HOSTILE, Presence::Optional, TypeKind::Scalar(ScalarType::Bool)),
        ],
        span: Span::default(),
    }
}
