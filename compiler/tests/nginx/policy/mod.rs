//! A policy made by hand, with every kind of rule, and words in it that mean something to nginx, njs or the templates.

mod part;
mod schema;

use std::net::SocketAddr;
use std::sync::Arc;

use gatewright_core::policy::*;

use part::{allow, literal, operand, parameter, role, span, text};
use schema::{Schemas, schemas};

/// Listens on `listen`, forwards to `upstream`.
pub(crate) fn policy(listen: SocketAddr, upstream: SocketAddr) -> Policy {
    let behind = Arc::new(Upstream {
        name: "behind".to_owned(),
        host: upstream.ip().to_string(),
        port: upstream.port(),
        transport: Default::default(),
        connect_timeout: None,
        timeout: None,
        breaker: None,
        identity: [
            ("x-user-id", "id", PrincipalType::Text),
            ("x-roles", "roles", PrincipalType::Roles),
            ("x-tenant", "tenant", PrincipalType::Uuid),
        ]
        .map(|(name, field, kind)| IdentityHeader {
            name: name.to_owned(),
            field: field.to_owned(),
            kind,
            span: span(),
        })
        .into(),
        span: span(),
    });
    let customer = Arc::new(Scheme {
        name: "customer".to_owned(),
        grants: ["viewer", "clerk", "admin"].map(str::to_owned).into(),
        ids: None,
        forwarding: Forwarding::Removed,
        kind: SchemeKind::Jwt(JwtScheme {
            issuer: "https://id.example.com/${{ \"'\n*/".to_owned(),
            audience: "shop-api".to_owned(),
            token_type: "at+jwt".to_owned(),
            algorithms: vec![
                Algorithm::RS256,
                Algorithm::PS256,
                Algorithm::ES256,
                Algorithm::ES384,
            ],
            keys: KeySource::Local(Secret::File("jwks.json".to_owned())),
            from: TokenPlace::Authorization,
            leeway: 30,
            max_lifetime: Some(3600),
            binding: TokenBinding::Bearer,
            mapping: [
                ("id", PrincipalType::Text, Presence::Required, vec!["sub"]),
                ("roles", PrincipalType::Roles, Presence::Required, vec!["realm_access", "roles"]),
                ("tenant", PrincipalType::Uuid, Presence::Optional, vec!["__proto__"]),
                ("at", PrincipalType::Time, Presence::Optional, vec!["auth_time"]),
            ]
            .map(|(field, kind, presence, claim)| ClaimMapping {
                field: field.to_owned(),
                kind,
                presence,
                claim: ClaimPath(claim.into_iter().map(str::to_owned).collect()),
                form: ClaimForm::Plain,
                span: span(),
            })
            .into(),
        }),
        span: span(),
    });
    let mut machine = customer.as_ref().clone();
    machine.name = "machine".to_owned();
    if let SchemeKind::Jwt(jwt) = &mut machine.kind {
        jwt.issuer = "machines".to_owned();
    }
    let machine = Arc::new(machine);
    let partner = Arc::new(Scheme {
        name: "partner".to_owned(),
        grants: vec!["viewer".to_owned()],
        ids: None,
        forwarding: Forwarding::Removed,
        kind: SchemeKind::ApiKey(ApiKeyScheme {
            from: CredentialField::Header("x-api-key".to_owned()),
            keys: Secret::File("partners.keys".to_owned()),
        }),
        span: span(),
    });
    let limit = |name: &str, requests, window_ms, burst, key| {
        Arc::new(Limit {
            name: name.to_owned(),
            requests,
            window_ms,
            burst,
            key,
            keys: 1000,
            scope: Default::default(),
            span: span(),
        })
    };
    let by_id = || LimitKey::Principal { field: "id".to_owned(), kind: PrincipalType::Text };
    let per_client = limit("per_client", 6, 60_000, 4, LimitKey::ClientIp);
    let per_user = limit("per_user", 6, 60_000, 2, by_id());
    let Schemas { currency, paging, line, order } = schemas();
    let anyone = || vec![allow(Who::Anyone, None)];
    let viewers = || vec![role("viewer", &["viewer", "clerk", "admin"])];
    let both = || vec![Arc::clone(&customer), Arc::clone(&partner)];
    let route = |name: &str, method, segments: Vec<Segment>, auth, allow: Vec<AllowClause>| Route {
        name: name.to_owned(),
        method,
        segments,
        lifetime: Default::default(),
        transformation: Default::default(),
        cors: None,
        upstream: Some(Arc::clone(&behind)),
        auth,
        credential: Presence::Required,
        limits: Vec::new(),
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
        span: span(),
    };
    let owner = Condition::And(vec![
        Condition::SchemeIs("customer".to_owned()),
        Condition::Compare {
            operator: Comparison::Equal,
            left: operand(Source::Principal("id".to_owned()), ValueType::Text),
            right: operand(Source::Path("customer".to_owned()), ValueType::Text),
        },
    ]);
    let header_is_odd = Condition::Compare {
        operator: Comparison::Equal,
        left: operand(Source::Header("x-odd".to_owned()), ValueType::Text),
        right: operand(
            Source::Literal(Literal::Text("\"$host{{ é\n'*/\\".to_owned())),
            ValueType::Text,
        ),
    };
    let in_office = Condition::InNetworks {
        networks: vec!["203.0.113.0/25".parse().unwrap(), "2001:db8::/33".parse().unwrap()],
    };
    let recent = Condition::Within {
        time: operand(Source::Principal("at".to_owned()), ValueType::Time),
        seconds: 300,
    };
    let routes = vec![
        Route {
            query: Some(Arc::clone(&paging)),
            ..route(
                "orders.get",
                Method::Get,
                vec![literal("v1"), literal("orders")],
                both(),
                viewers(),
            )
        },
        Route {
            body: Some(Body {
                content: BodyContent::Json(Schema::Object(Arc::clone(&order))),
                max: 400,
                span: span(),
            }),
            ..route(
                "orders.post",
                Method::Post,
                vec![literal("v1"), literal("orders")],
                both(),
                vec![role("clerk", &["clerk", "admin"])],
            )
        },
        route(
            "orders.get/{id}",
            Method::Get,
            vec![
                literal("v1"),
                literal("orders"),
                parameter("id", ScalarType::Format(Format::Uuid)),
            ],
            both(),
            viewers(),
        ),
        route(
            "orders.delete/{id}",
            Method::Delete,
            vec![
                literal("v1"),
                literal("orders"),
                parameter("id", ScalarType::Format(Format::Uuid)),
            ],
            both(),
            vec![role("admin", &["admin"])],
        ),
        route(
            "orders.get/health",
            Method::Get,
            vec![literal("v1"), literal("orders"), literal("health")],
            Vec::new(),
            anyone(),
        ),
        route(
            "orders.get/of/{customer}",
            Method::Get,
            vec![
                literal("v1"),
                literal("orders"),
                literal("of"),
                parameter("customer", text(Some(64), None)),
            ],
            both(),
            vec![
                role("admin", &["admin"]),
                AllowClause { when: Some(owner), ..role("viewer", &["viewer", "clerk", "admin"]) },
            ],
        ),
        route(
            "odd.get/__proto__",
            Method::Get,
            vec![literal("__proto__"), literal("constructor"), literal("")],
            Vec::new(),
            anyone(),
        ),
        Route {
            deny: vec![DenyClause { when: Condition::Not(Box::new(header_is_odd)), span: span() }],
            ..route("odd.get/header", Method::Get, vec![literal("header")], Vec::new(), anyone())
        },
        route(
            "odd.get/office",
            Method::Get,
            vec![literal("office")],
            Vec::new(),
            vec![allow(Who::Anyone, Some(in_office))],
        ),
        route(
            "odd.get/recent",
            Method::Get,
            vec![literal("recent")],
            both(),
            vec![allow(Who::Authenticated, Some(recent))],
        ),
        route(
            "odd.get/two",
            Method::Get,
            vec![literal("two")],
            vec![Arc::clone(&machine), Arc::clone(&customer), Arc::clone(&partner)],
            vec![allow(Who::Authenticated, Some(Condition::SchemeIs("customer".to_owned())))],
        ),
        Route {
            limits: vec![Arc::clone(&per_client), Arc::clone(&per_user)],
            ..route("limited.get", Method::Get, vec![literal("limited")], both(), viewers())
        },
    ];
    Policy {
        name: "shop".to_owned(),
        version: "1.0.0".to_owned(),
        digest: "0".repeat(64),
        targets: vec![Target {
            kind: TargetKind::Nginx,
            listen: Some(listen),
            tls: None,
            accepted_gaps: Vec::new(),
            span: span(),
        }],
        hosts: vec!["localhost".to_owned(), "127.0.0.1".to_owned()],
        trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()],
        network: Default::default(),
        principal: [
            ("id", PrincipalType::Text, Presence::Required),
            ("roles", PrincipalType::Roles, Presence::Required),
            ("tenant", PrincipalType::Uuid, Presence::Optional),
            ("at", PrincipalType::Time, Presence::Optional),
        ]
        .map(|(name, kind, presence)| PrincipalField {
            name: name.to_owned(),
            kind,
            presence,
            span: span(),
        })
        .into(),
        roles: [
            ("viewer", vec!["viewer"]),
            ("clerk", vec!["clerk", "viewer"]),
            ("admin", vec!["admin", "viewer", "clerk"]),
        ]
        .map(|(name, implies)| Role {
            name: name.to_owned(),
            implies: implies.into_iter().map(str::to_owned).collect(),
            span: span(),
        })
        .into(),
        schemes: vec![customer, partner, machine],
        tls: Vec::new(),
        upstreams: vec![behind],
        step_ups: Vec::new(),
        limits: vec![per_client, per_user],
        cors: Vec::new(),
        enumerations: vec![currency],
        schemas: vec![paging, line, order],
        unions: Vec::new(),
        apis: vec![Api { name: "orders".to_owned(), routes, span: span() }],
        response_headers: None,
        detail: Detail::Full,
        problem_types: None,
        upstream_errors: gatewright_core::policy::UpstreamErrors::Forwarded,
        log: None,
        alerts: Vec::new(),
        tests: Vec::new(),
        nevers: Vec::new(),
    }
}
