//! One policy made by hand, for the tests of this package.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;

use super::*;
use crate::primitive::origin::Origin;

/// The names of a list.
fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

/// A span that tells one declaration from the others.
fn at(start: u32) -> Span {
    Span { file: 0, start, end: start + 1 }
}

/// An operand of a text type.
pub(crate) fn operand(source: Source, value: ValueType) -> Operand {
    Operand { source, value, span: Span::default() }
}

/// `left == right`.
pub(crate) fn equal(left: Operand, right: Operand) -> Condition {
    Condition::Compare { operator: Comparison::Equal, left, right }
}

/// `allow ROLE [when …]`, with viewer below clerk below admin.
pub(crate) fn allow_role(name: &str, when: Option<Condition>) -> AllowClause {
    let held_by: &[&str] = match name {
        "viewer" => &["viewer", "clerk", "admin"],
        "clerk" => &["clerk", "admin"],
        _ => &["admin"],
    };
    let who = Who::Role { name: name.to_owned(), held_by: names(held_by) };
    AllowClause { who, when, span: at(60) }
}

/// `allow anyone`.
pub(crate) fn allow_anyone() -> AllowClause {
    AllowClause { who: Who::Anyone, when: None, span: at(61) }
}

fn text(length: Bounds<u64>) -> ScalarType {
    ScalarType::String { length, pattern: None, content: StringContent::Text }
}

fn parameter(name: &str, kind: ScalarType) -> Segment {
    Segment::Parameter(PathParameter { name: name.to_owned(), kind, span: at(62) })
}

fn field(name: &str, presence: Presence, access: Access, kind: TypeKind) -> Field {
    let value = Type { kind, nullability: Nullability::NotNull, mask: None };
    Field { name: name.to_owned(), presence, access, value, span: at(63) }
}

/// `customer`: a jwt scheme.
pub(crate) fn customer() -> Arc<Scheme> {
    let map = |name: &str, kind, presence, claim: &[&str]| ClaimMapping {
        field: name.to_owned(),
        kind,
        presence,
        claim: ClaimPath(names(claim)),
        form: ClaimForm::Plain,
        span: at(10),
    };
    Arc::new(Scheme {
        name: "customer".into(),
        grants: names(&["viewer", "clerk", "admin"]),
        ids: None,
        forwarding: Forwarding::Removed,
        kind: SchemeKind::Jwt(JwtScheme {
            issuer: "https://id.example.com/".into(),
            audience: "shop-api".into(),
            token_type: "at+jwt".into(),
            algorithms: vec![Algorithm::HS256],
            keys: KeySource::Local(Secret::File("jwks.json".into())),
            from: TokenPlace::Authorization,
            leeway: 30,
            max_lifetime: None,
            binding: TokenBinding::Bearer,
            mapping: vec![
                map("id", PrincipalType::Text, Presence::Required, &["sub"]),
                map("roles", PrincipalType::Roles, Presence::Required, &["realm_access", "roles"]),
                map("tenant", PrincipalType::Uuid, Presence::Optional, &["tenant"]),
                map("suspended", PrincipalType::Bool, Presence::Optional, &["suspended"]),
            ],
        }),
        span: at(11),
    })
}

/// `partner`: an api_key scheme.
pub(crate) fn partner() -> Arc<Scheme> {
    Arc::new(Scheme {
        name: "partner".into(),
        grants: names(&["viewer"]),
        ids: None,
        forwarding: Forwarding::Removed,
        kind: SchemeKind::ApiKey(ApiKeyScheme {
            from: CredentialField::Header("x-api-key".into()),
            keys: Secret::File("partners.keys".into()),
        }),
        span: at(12),
    })
}

/// `service`: an mtls scheme.
pub(crate) fn service() -> Arc<Scheme> {
    let map = |field: &str, kind, source| CertificateMapping {
        field: field.to_owned(),
        kind,
        source,
        span: at(13),
    };
    let uri = NameTemplate { before: "spiffe://shop/".into(), after: String::new() };
    Arc::new(Scheme {
        name: "service".into(),
        grants: names(&["viewer"]),
        ids: None,
        forwarding: Forwarding::Removed,
        kind: SchemeKind::Mtls(MtlsScheme {
            authorities: Secret::File("ca.pem".into()),
            mapping: vec![
                map("id", PrincipalType::Text, CertificateSource::Uri(Some(uri))),
                map("roles", PrincipalType::Roles, CertificateSource::Roles(names(&["viewer"]))),
            ],
        }),
        span: at(14),
    })
}

/// `introspected`: an introspection scheme.
pub(crate) fn introspected() -> Arc<Scheme> {
    let map = |field: &str, kind, claim: &str, form| ClaimMapping {
        field: field.to_owned(),
        kind,
        presence: Presence::Required,
        claim: ClaimPath(names(&[claim])),
        form,
        span: at(15),
    };
    Arc::new(Scheme {
        name: "introspected".into(),
        grants: names(&["viewer", "clerk"]),
        ids: None,
        forwarding: Forwarding::Removed,
        kind: SchemeKind::Introspection(IntrospectionScheme {
            url: "https://id.example.com/introspect".into(),
            client_id: "shop".into(),
            client_secret: Secret::Environment("SECRET".into()),
            issuer: None,
            audience: "shop-api".into(),
            cache: 30,
            timeout: 2,
            from: TokenPlace::Authorization,
            leeway: 30,
            binding: TokenBinding::Bearer,
            mapping: vec![
                map("id", PrincipalType::Text, "sub", ClaimForm::Plain),
                map("roles", PrincipalType::Roles, "scope", ClaimForm::Separated(' ')),
            ],
        }),
        span: at(16),
    })
}

/// A limit of `requests` a minute.
pub(crate) fn limit(name: &str, requests: u64, burst: u64, key: LimitKey) -> Arc<Limit> {
    let keys = 100_000;
    Arc::new(Limit {
        name: name.into(),
        requests,
        window_ms: 60_000,
        burst,
        key,
        keys,
        scope: Default::default(),
        span: at(20),
    })
}

/// The limits that the shop's routes share.
fn limits() -> Vec<Arc<Limit>> {
    let by_id = || LimitKey::Principal { field: "id".into(), kind: PrincipalType::Text };
    vec![limit("per_client", 600, 100, LimitKey::ClientIp), limit("per_user", 120, 20, by_id())]
}

fn upstream() -> Arc<Upstream> {
    let header = |name: &str, field: &str, kind| IdentityHeader {
        name: name.into(),
        field: field.into(),
        kind,
        span: at(30),
    };
    Arc::new(Upstream {
        name: "orders_service".into(),
        host: "127.0.0.1".into(),
        port: 9001,
        transport: Default::default(),
        connect_timeout: None,
        timeout: None,
        breaker: None,
        identity: vec![
            header("x-user-id", "id", PrincipalType::Text),
            header("x-roles", "roles", PrincipalType::Roles),
            header("x-tenant", "tenant", PrincipalType::Uuid),
        ],
        span: at(31),
    })
}

/// A route of `/v1/orders` and the segments below it, with both schemes, both limits and one clause.
pub(crate) fn route(
    name: &str,
    method: Method,
    below: Vec<Segment>,
    allow: Vec<AllowClause>,
) -> Route {
    let prefix = [Segment::Literal("v1".into()), Segment::Literal("orders".into())];
    let open = allow.iter().any(|clause| clause.who == Who::Anyone);
    Route {
        name: name.into(),
        method,
        segments: prefix.into_iter().chain(below).collect(),
        lifetime: Lifetime::default(),
        cors: None,
        upstream: Some(upstream()),
        transformation: Transformation::default(),
        auth: if open { Vec::new() } else { vec![customer(), partner()] },
        credential: Presence::Required,
        limits: if open { Vec::new() } else { limits() },
        allow,
        deny: Vec::new(),
        require: Vec::new(),
        step_up: Vec::new(),
        visibility: Visibility::Shown,
        query: None,
        headers: None,
        cookies: None,
        body: None,
        returns: None,
        response_headers: None,
        span: at(40),
    }
}

/// `principal.suspended == true`: unknown for whoever lacks the field.
pub(crate) fn suspended() -> Condition {
    let field = operand(Source::Principal("suspended".into()), ValueType::Bool);
    equal(field, operand(Source::Literal(Literal::Bool(true)), ValueType::Bool))
}

/// `principal.scheme == customer and principal.id == path.customer`.
fn owner() -> Condition {
    let id = operand(Source::Principal("id".into()), ValueType::Text);
    let path = operand(Source::Path("customer".into()), ValueType::Text);
    Condition::And(vec![Condition::SchemeIs("customer".into()), equal(id, path)])
}

pub(crate) fn new_order() -> Arc<ObjectSchema> {
    let quantity = ScalarType::Int(Bounds { min: Some(1), max: Some(99) });
    let fields = vec![
        field("quantity", Presence::Required, Access::ReadWrite, TypeKind::Scalar(quantity)),
        field(
            "note",
            Presence::Optional,
            Access::ReadWrite,
            TypeKind::Scalar(text(Bounds { min: None, max: Some(500) })),
        ),
        field(
            "total",
            Presence::Optional,
            Access::ReadOnly,
            TypeKind::Scalar(ScalarType::Int(Bounds::default())),
        ),
    ];
    Arc::new(ObjectSchema {
        name: "NewOrder".into(),
        fields,
        others: OtherFields::Refused,
        span: at(50),
    })
}

fn paging() -> Arc<ObjectSchema> {
    let page = ScalarType::Int(Bounds { min: Some(1), max: Some(1000) });
    let item = Type {
        kind: TypeKind::Scalar(text(Bounds { min: Some(1), max: None })),
        nullability: Nullability::NotNull,
        mask: None,
    };
    let status =
        TypeKind::List { item: Box::new(item), length: Bounds { min: None, max: Some(2) } };
    let fields = vec![
        field("page", Presence::Optional, Access::ReadWrite, TypeKind::Scalar(page)),
        field("status", Presence::Optional, Access::ReadWrite, status),
    ];
    Arc::new(ObjectSchema {
        name: "Paging".into(),
        fields,
        others: OtherFields::Refused,
        span: at(51),
    })
}

/// `browser`: a cors for the pages of the shop.
pub(crate) fn browser() -> Cors {
    let shop = Origin::parse("https://shop.example.com").unwrap();
    Cors {
        name: "browser".into(),
        origins: Origins::Listed(vec![ListedOrigin::Tuple(shop)]),
        credentials: Credentials::Included,
        max_age: Some(600),
        headers: names(&["x-trace"]),
        expose: names(&["etag"]),
        span: at(80),
    }
}

/// The shop: what `examples/shop` declares, shortened.
pub(crate) fn shop() -> Policy {
    let id = || parameter("id", ScalarType::Format(Format::Uuid));
    let customer_name = || parameter("customer", text(Bounds { min: None, max: Some(64) }));
    let health = Segment::Literal("health".into());
    let mut list = route("orders.get", Method::Get, Vec::new(), vec![allow_role("viewer", None)]);
    list.query = Some(paging());
    let mut create =
        route("orders.post", Method::Post, Vec::new(), vec![allow_role("clerk", None)]);
    create.body = Some(Body {
        content: BodyContent::Json(Schema::Object(new_order())),
        max: 100,
        span: at(41),
    });
    create.deny = vec![DenyClause {
        when: Condition::And(vec![
            Condition::IsSet(operand(Source::Principal("suspended".into()), ValueType::Bool)),
            suspended(),
        ]),
        span: at(42),
    }];
    let own = vec![allow_role("admin", None), allow_role("viewer", Some(owner()))];
    let routes = vec![
        list,
        route("orders.get/{id}", Method::Get, vec![id()], vec![allow_role("viewer", None)]),
        create,
        route("orders.delete/{id}", Method::Delete, vec![id()], vec![allow_role("admin", None)]),
        route(
            "orders.get/of/{customer}",
            Method::Get,
            vec![Segment::Literal("of".into()), customer_name()],
            own,
        ),
        route("orders.get/health", Method::Get, vec![health], vec![allow_anyone()]),
    ];
    let principal = [
        ("id", PrincipalType::Text, Presence::Required),
        ("roles", PrincipalType::Roles, Presence::Required),
        ("tenant", PrincipalType::Uuid, Presence::Optional),
        ("suspended", PrincipalType::Bool, Presence::Optional),
    ];
    let role = |name: &str, implies: &[&str]| Role {
        name: name.into(),
        implies: names(implies),
        span: at(43),
    };
    Policy {
        name: "shop".into(),
        version: "1.0.0".into(),
        digest: "0".repeat(64),
        targets: Vec::new(),
        hosts: names(&["api.example.com"]),
        trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()],
        network: Network::default(),
        principal: principal
            .into_iter()
            .map(|(name, kind, presence)| PrincipalField {
                name: name.into(),
                kind,
                presence,
                span: at(44),
            })
            .collect(),
        roles: vec![
            role("viewer", &["viewer"]),
            role("clerk", &["clerk", "viewer"]),
            role("admin", &["admin", "viewer", "clerk"]),
        ],
        schemes: vec![customer(), partner()],
        tls: Vec::new(),
        upstreams: vec![upstream()],
        step_ups: Vec::new(),
        limits: limits(),
        cors: Vec::new(),
        enumerations: Vec::new(),
        schemas: vec![paging(), new_order()],
        unions: Vec::new(),
        apis: vec![Api { name: "orders".into(), routes, span: at(45) }],
        response_headers: None,
        detail: Detail::Full,
        problem_types: None,
        upstream_errors: UpstreamErrors::Forwarded,
        log: None,
        alerts: Vec::new(),
        tests: Vec::new(),
        nevers: Vec::new(),
    }
}
