//! Policies, requests and restrictions by chance.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::super::*;
use crate::policy::fixture::{allow_role, browser, equal, limit, operand, suspended};
use crate::policy::{
    AddressRule, AllowClause, Arithmetic, Comparison, Condition, Countries, CountryList,
    CountryRule, DenyClause, LimitKey, Literal, Moment, Operand, PrincipalType, RequireClause,
    Source, Span, StepUp, StepUpChallenge, Sum, TlsFact, ValueType, Visibility, Who,
};
use crate::primitive::country::Country;
use crate::primitive::decimal::Decimal;

fn literal(literal: Literal, value: ValueType) -> Operand {
    operand(Source::Literal(literal), value)
}

fn is_set(field: &str) -> Condition {
    Condition::IsSet(operand(Source::Principal(field.into()), ValueType::Text))
}

fn compare(operator: Comparison, left: Operand, right: Operand) -> Condition {
    Condition::Compare { operator, left, right }
}

/// `body.quantity + 9007199254740990 > 9007199254740991`: out of range for large quantities.
fn large() -> Condition {
    let quantity = operand(Source::Body(vec!["quantity".into()]), ValueType::Int);
    let right = literal(Literal::Int(9_007_199_254_740_990), ValueType::Int);
    let sum = Sum { operator: Arithmetic::Plus, left: quantity, right };
    let most = literal(Literal::Int(9_007_199_254_740_991), ValueType::Int);
    compare(Comparison::Less, operand(Source::Sum(Box::new(sum)), ValueType::Int), most)
}

/// What no role has a part in.
fn leaves() -> Vec<Condition> {
    let tenant = operand(Source::Principal("tenant".into()), ValueType::Uuid);
    let id = operand(Source::Principal("id".into()), ValueType::Text);
    let header = operand(Source::Header("x-who".into()), ValueType::Text);
    let cookie = operand(Source::Cookie("region".into()), ValueType::Text);
    let written = literal(Literal::Text("anna".into()), ValueType::Text);
    let country = operand(Source::Country, ValueType::Text);
    let version = operand(Source::Tls(TlsFact::Version), ValueType::Decimal);
    let latest = literal(Literal::Decimal(Decimal::parse("1.3").unwrap()), ValueType::Decimal);
    vec![
        suspended(),
        is_set("tenant"),
        is_set("suspended"),
        Condition::SchemeIs("customer".into()),
        Condition::InNetworks { networks: vec!["192.0.2.0/24".parse().unwrap()] },
        Condition::InNetworks { networks: Vec::new() },
        equal(tenant.clone(), tenant),
        equal(id, header.clone()),
        Condition::StartsWith { subject: header, affix: written },
        equal(cookie, literal(Literal::Text("eu".into()), ValueType::Text)),
        equal(country, literal(Literal::Text("DE".into()), ValueType::Text)),
        compare(Comparison::GreaterOrEqual, version, latest),
        Condition::IsSet(operand(Source::Body(vec!["note".into()]), ValueType::Text)),
        large(),
    ]
}

fn joined(leaf: BoxedStrategy<Condition>) -> BoxedStrategy<Condition> {
    let joined = leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Condition::And),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Condition::Or),
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    });
    joined.boxed()
}

/// Conditions that read no role.
pub(super) fn roleless() -> BoxedStrategy<Condition> {
    joined(select(leaves()).boxed())
}

pub(super) fn condition() -> BoxedStrategy<Condition> {
    let has = Condition::Has { held_by: vec!["clerk".into(), "admin".into()] };
    joined(prop_oneof![13 => select(leaves()), 1 => Just(has)].boxed())
}

fn allow_by(condition: BoxedStrategy<Condition>) -> BoxedStrategy<AllowClause> {
    let role = select(vec!["viewer", "clerk", "admin"]);
    let by_role = (role, proptest::option::of(condition.clone()))
        .prop_map(|(role, when)| allow_role(role, when));
    let authenticated = proptest::option::of(condition).prop_map(|when| AllowClause {
        who: Who::Authenticated,
        when,
        span: Span::default(),
    });
    prop_oneof![4 => by_role, 1 => authenticated].boxed()
}

pub(super) fn allow_clause() -> BoxedStrategy<AllowClause> {
    allow_by(condition())
}

fn deny_by(condition: BoxedStrategy<Condition>) -> BoxedStrategy<DenyClause> {
    condition.prop_map(|when| DenyClause { when, span: Span::default() }).boxed()
}

pub(super) fn deny_clause() -> BoxedStrategy<DenyClause> {
    deny_by(condition())
}

fn require_by(condition: BoxedStrategy<Condition>) -> BoxedStrategy<RequireClause> {
    condition.prop_map(|condition| RequireClause { condition, span: Span::default() }).boxed()
}

/// Of conditions that read the principal alone, since no other compiles: those that read the body would wait for it.
fn step_up() -> BoxedStrategy<Arc<StepUp>> {
    let tenant = operand(Source::Principal("tenant".into()), ValueType::Uuid);
    let condition = joined(
        select(vec![
            suspended(),
            is_set("tenant"),
            is_set("suspended"),
            equal(tenant.clone(), tenant),
            Condition::SchemeIs("customer".into()),
        ])
        .boxed(),
    );
    let schemes = subsequence(vec!["customer".to_owned(), "partner".to_owned()], 0..=2);
    let step_up = (condition, schemes).prop_map(|(condition, schemes)| {
        Arc::new(StepUp {
            name: "recent".into(),
            condition,
            challenge: StepUpChallenge { max_age: Some(300), acr_values: Vec::new() },
            schemes,
            span: Span::default(),
        })
    });
    step_up.boxed()
}

fn visibility() -> impl Strategy<Value = Visibility> {
    select(vec![Visibility::Shown, Visibility::Hidden { span: Span::default() }])
}

/// The shop with other clauses on each route but the last, which is for anyone. Pages may call some of them.
pub(super) fn policy_by(condition: BoxedStrategy<Condition>) -> impl Strategy<Value = Policy> {
    let clauses = (
        proptest::collection::vec(allow_by(condition.clone()), 1..3),
        proptest::collection::vec(deny_by(condition.clone()), 0..2),
        prop_oneof![3 => Just(Vec::new()), 1 => proptest::collection::vec(require_by(condition), 1..3)],
        prop_oneof![3 => Just(Vec::new()), 1 => proptest::collection::vec(step_up(), 1)],
        visibility(),
        any::<bool>(),
    );
    proptest::collection::vec(clauses, 5).prop_map(|clauses| {
        let mut policy = shop();
        let pages = Arc::new(browser());
        for (route, (allow, deny, require, step_up, visibility, has_cors)) in
            policy.apis[0].routes.iter_mut().zip(clauses)
        {
            (route.allow, route.deny) = (allow, deny);
            (route.require, route.step_up) = (require, step_up);
            route.visibility = visibility;
            route.cors = has_cors.then(|| pages.clone());
        }
        policy.cors = vec![pages];
        policy
    })
}

pub(super) fn policy() -> impl Strategy<Value = Policy> {
    policy_by(condition())
}

/// Something that takes away what a policy admits.
#[derive(Clone, Debug)]
pub(super) enum Restriction {
    Deny(DenyClause),
    Require(RequireClause),
    StepUp(Arc<StepUp>),
    Hide,
    Sunset(i64),
    SmallBody(u64),
    NoBody,
    NoQuery,
    Limit(LimitKey),
    DeniedNetwork(&'static str),
    AllowedNetwork(&'static str),
    Countries(CountryList),
}

impl Restriction {
    /// Whether it can only take away of what is asked: who sends no body asks a route without one for nothing more.
    pub(super) fn binds(&self, request: &Request) -> bool {
        !matches!(self, Restriction::NoBody) || !request.body.is_empty()
    }

    /// The policy with it on every route.
    pub(super) fn on(self, policy: &Policy) -> Policy {
        let mut policy = policy.clone();
        let block = |text: &str| {
            let blocks = vec![text.parse().unwrap()];
            Some(AddressRule { blocks, span: Span::default() })
        };
        match &self {
            Restriction::DeniedNetwork(text) => policy.network.deny = block(text),
            Restriction::AllowedNetwork(text) => policy.network.allow = block(text),
            Restriction::Countries(list) => {
                let countries = vec![Country::of_code("DE").unwrap()];
                let rule = Some(CountryRule { list: *list, countries });
                let database = "c.mmdb".to_owned();
                policy.network.countries =
                    Some(Countries { database, rule, span: Span::default() });
            }
            Restriction::Deny(_)
            | Restriction::Require(_)
            | Restriction::StepUp(_)
            | Restriction::Hide
            | Restriction::Sunset(_)
            | Restriction::SmallBody(_)
            | Restriction::NoBody
            | Restriction::NoQuery
            | Restriction::Limit(_) => {}
        }
        for route in &mut policy.apis[0].routes {
            match &self {
                Restriction::Deny(clause) => route.deny.push(clause.clone()),
                Restriction::Require(clause) => route.require.push(clause.clone()),
                Restriction::StepUp(step_up) => route.step_up.push(step_up.clone()),
                Restriction::Hide => {
                    route.visibility = Visibility::Hidden { span: Span::default() };
                }
                Restriction::Sunset(seconds) => {
                    let moment = Moment { seconds: *seconds, span: Span::default() };
                    route.lifetime.sunset = Some(moment);
                }
                Restriction::SmallBody(max) => {
                    route.body = route
                        .body
                        .take()
                        .map(|body| crate::policy::Body { max: body.max.min(*max), ..body });
                }
                // Conditions that read it are unknown then.
                Restriction::NoBody => route.body = None,
                Restriction::NoQuery => route.query = None,
                Restriction::Limit(key) => route.limits.push(limit("more", 1, 1, key.clone())),
                Restriction::DeniedNetwork(_)
                | Restriction::AllowedNetwork(_)
                | Restriction::Countries(_) => {}
            }
        }
        policy
    }
}

pub(super) fn restriction() -> impl Strategy<Value = Restriction> {
    let blocks = || select(vec!["192.0.2.0/24", "192.0.2.1/32", "10.0.0.0/8", "0.0.0.0/0"]);
    let by_id = LimitKey::Principal { field: "id".into(), kind: PrincipalType::Text };
    prop_oneof![
        3 => deny_clause().prop_map(Restriction::Deny),
        3 => require_by(condition()).prop_map(Restriction::Require),
        3 => step_up().prop_map(Restriction::StepUp),
        1 => Just(Restriction::Hide),
        1 => (NOW.seconds - 1..NOW.seconds + 2).prop_map(Restriction::Sunset),
        1 => (0_u64..20).prop_map(Restriction::SmallBody),
        1 => select(vec![Restriction::NoBody, Restriction::NoQuery]),
        1 => select(vec![LimitKey::ClientIp, LimitKey::Country, by_id]).prop_map(Restriction::Limit),
        1 => blocks().prop_map(Restriction::DeniedNetwork),
        1 => blocks().prop_map(Restriction::AllowedNetwork),
        1 => select(vec![CountryList::Allowed, CountryList::Denied]).prop_map(Restriction::Countries),
    ]
}

/// Headers with or without credentials, of which some are bad.
fn headers() -> impl Strategy<Value = Vec<(String, String)>> {
    let roles = subsequence(vec!["viewer", "clerk", "admin", "other"], 0..4);
    let claims = (roles, any::<Option<bool>>(), any::<bool>()).prop_map(|(roles, suspended, tenant)| {
        let tenant = tenant.then_some("0195a3c0-7d10-7000-8000-000000000001");
        token(json!({ "realm_access": { "roles": roles }, "suspended": suspended, "tenant": tenant }))
    });
    let bearer = claims.prop_map(|token| header("authorization", &format!("Bearer {token}")));
    let token = prop_oneof![9 => bearer, 1 => Just(header("authorization", "Bearer bad"))];
    let key =
        prop_oneof![9 => Just(header("x-api-key", "abc")), 1 => Just(header("x-api-key", "bad"))];
    let who = select(vec!["anna", "bob"]).prop_map(|who| header("x-who", who));
    let method = select(vec!["GET", "POST", "PUT"])
        .prop_map(|method| header("access-control-request-method", method));
    // One of them twice, now and then.
    let again = Just(header("x-who", "anna"));
    let lines = (
        proptest::option::weighted(0.7, token),
        proptest::option::weighted(0.3, key),
        proptest::option::of(who),
        proptest::option::weighted(0.3, Just(header("cookie", "region=eu"))),
        proptest::option::weighted(0.5, Just(header("origin", "https://shop.example.com"))),
        proptest::option::weighted(0.5, method),
        proptest::option::weighted(0.05, again),
    );
    lines.prop_map(|(token, key, who, cookie, origin, method, again)| {
        [token, key, who, cookie, origin, method, again].into_iter().flatten().collect()
    })
}

fn tls() -> impl Strategy<Value = Option<Tls>> {
    let version = select(vec![TlsVersion::Tls12, TlsVersion::Tls13]);
    let tls = version.prop_map(|version| Tls { version, server_name: None, certificate: None });
    proptest::option::of(tls)
}

/// Methods and targets that go together, and some that do not.
fn lines() -> impl Strategy<Value = (&'static str, &'static str)> {
    const ORDER: &str = "/v1/orders/0195a3c0-7d10-7000-8000-000000000001";
    let right = vec![
        ("GET", "/v1/orders"),
        ("HEAD", "/v1/orders?page=1"),
        ("POST", "/v1/orders"),
        ("POST", "/v1/orders"),
        ("GET", "/v1/orders/of/anna"),
        ("GET", "/v1/orders/of/bob"),
        ("GET", ORDER),
        ("DELETE", ORDER),
        ("OPTIONS", "/v1/orders"),
        ("GET", "/v1/orders/health"),
    ];
    let wrong = vec![
        ("GET", "/v1/orders?page=0"),
        ("GET", "/v1/orders/x"),
        ("GET", "/v1/./orders"),
        ("DELETE", "/v1/orders"),
        ("OPTIONS", "/v1/orders/health"),
        ("TRACE", "/v1/orders"),
    ];
    prop_oneof![4 => select(right), 1 => select(wrong)]
}

pub(super) fn asked() -> impl Strategy<Value = Request> {
    let bodies =
        vec![r#"{"quantity":1}"#, r#"{"quantity":2,"note":"x"}"#, r#"{"quantity":0}"#, "{"];
    let country = select(vec![Country::of_code("DE"), Country::of_code("FR"), None]);
    let whole =
        (lines(), headers(), proptest::option::weighted(0.8, select(bodies)), country, tls());
    whole.prop_map(|((method, target), headers, body, country, tls)| {
        let mut request = request(method, target, &headers);
        (request.country, request.tls) = (country, tls);
        if method == "POST"
            && let Some(body) = body
        {
            request.headers.push(("content-type".into(), b"application/json".to_vec()));
            request.body = body.into();
        }
        request
    })
}
