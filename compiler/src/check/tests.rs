#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use gatewright_core::policy::{
    ClaimForm, Comparison, Condition, CredentialField, Detail, Forwarding, KeySource, Literal,
    Operand, Policy, Presence, Route, SchemeKind, Secret, Segment, Source, TokenPlace, ValueType,
    Who,
};
use proptest::prelude::*;

use crate::check_language;
use crate::diagnostic::render::{self, Colour};
use crate::source::{Alone, LoadError, Loader, Source as File};

fn checked(text: &str) -> Policy {
    let checked = check_language(File::new("test.gate", text), &Alone);
    checked.outcome.unwrap_or_else(|found| {
        panic!("{}", render::render(&found, &checked.sources, Colour::Plain))
    })
}

fn shop() -> Policy {
    checked(include_str!("../../../examples/shop/shop.gate"))
}

#[test]
fn routes_have_stable_names() {
    let policy = shop();
    let names: Vec<&str> = policy.routes().map(|route| route.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "orders.get",
            "orders.get/{id}",
            "orders.post",
            "orders.delete/{id}",
            "orders.get/of/{customer}",
            "orders.get/health",
        ]
    );
}

#[test]
fn a_checked_policy_survives_json() {
    let policy = shop();
    let text = serde_json::to_string(&policy).unwrap();
    assert_eq!(serde_json::from_str::<Policy>(&text).unwrap(), policy);
}

fn route<'a>(policy: &'a Policy, name: &str) -> &'a Route {
    policy.routes().find(|route| route.name == name).expect("the route is there")
}

/// What stands, without where.
fn condition(text: &str) -> Condition {
    let policy = checked(&format!(
        r#"
        policy shop 1.0.0
        principal {{ id: string  roles: [role]  tenant?: uuid  since?: time  groups?: [string] }}
        auth customer = jwt {{
            issuer:     "https://id.example.com/"
            audience:   "shop"
            token_type: "at+jwt"
            algorithms: [ES256]
            keys:       jwks file "jwks.json"
            grants:     [viewer, clerk]
            principal {{
                id:     claim.sub
                roles:  claim.roles
                tenant: claim.tenant
                since:  claim.since
                groups: claim.groups
            }}
        }}
        auth partner = jwt {{
            issuer:     "https://partner.example.com/"
            audience:   "shop"
            token_type: "at+jwt"
            algorithms: [ES256]
            keys:       jwks file "partner.json"
            grants:     [viewer]
            principal {{
                id:     claim.sub
                roles:  claim.roles
                tenant: claim.tenant
                since:  claim.since
                groups: claim.groups
            }}
        }}
        role viewer
        role clerk includes viewer
        api shop at /shop {{
            auth: [customer, partner]
            GET /{{id: uuid}} allow viewer allow clerk when {text}
        }}
        "#
    ));
    let route = route(&policy, "shop.get/{id}");
    let mut condition = route.allow[1].when.clone().expect("it has one");
    forget_places(&mut condition);
    condition
}

fn forget_places(condition: &mut Condition) {
    fn forget(operand: &mut Operand) {
        operand.span = Default::default();
        if let Source::Sum(sum) = &mut operand.source {
            forget(&mut sum.left);
            forget(&mut sum.right);
        }
    }
    match condition {
        Condition::And(parts) | Condition::Or(parts) => parts.iter_mut().for_each(forget_places),
        Condition::Not(inner) => forget_places(inner),
        Condition::Compare { left, right, .. } => {
            forget(left);
            forget(right);
        }
        Condition::InList { needle: one, .. }
        | Condition::InField { needle: one, .. }
        | Condition::AddressIn { address: one, .. }
        | Condition::Within { time: one, .. }
        | Condition::Matches { subject: one, .. }
        | Condition::IsSet(one) => forget(one),
        Condition::StartsWith { subject, affix } | Condition::EndsWith { subject, affix } => {
            forget(subject);
            forget(affix);
        }
        Condition::InItems { needle, list } => {
            forget(needle);
            forget(list);
        }
        Condition::InNetworks { .. } | Condition::Has { .. } | Condition::SchemeIs(_) => {}
    }
}

fn operand(source: Source, value: ValueType) -> Operand {
    Operand { source, value, span: Default::default() }
}

#[test]
fn calls_are_expanded_with_their_values() {
    let policy = shop();
    let clause = &route(&policy, "orders.get/of/{customer}").allow[1];
    let mut owner = clause.when.clone().unwrap();
    forget_places(&mut owner);
    assert_eq!(
        owner,
        Condition::And(vec![
            Condition::SchemeIs("customer".to_owned()),
            Condition::Compare {
                operator: Comparison::Equal,
                left: operand(Source::Principal("id".to_owned()), ValueType::Text),
                right: operand(Source::Path("customer".to_owned()), ValueType::Text),
            },
        ])
    );
}

#[test]
fn literals_take_the_type_of_what_they_are_compared_with() {
    let upper = "0195A3C0-7D10-7000-8000-000000000001";
    let uuid = |text: &str| Source::Literal(Literal::Text(text.to_owned()));
    assert_eq!(
        condition(&format!("principal.tenant == \"{upper}\"")),
        Condition::Compare {
            operator: Comparison::Equal,
            left: operand(Source::Principal("tenant".to_owned()), ValueType::Uuid),
            right: operand(uuid(&upper.to_lowercase()), ValueType::Uuid),
        }
    );
    assert_eq!(
        condition("principal.since >= 2026-01-01"),
        Condition::Compare {
            operator: Comparison::GreaterOrEqual,
            left: operand(Source::Principal("since".to_owned()), ValueType::Time),
            right: operand(Source::Literal(Literal::Time(1_767_225_600)), ValueType::Time),
        }
    );
    assert_eq!(
        condition(&format!("path.id in [\"{upper}\"]")),
        Condition::InList {
            needle: operand(Source::Path("id".to_owned()), ValueType::Uuid),
            list: vec![Literal::Text(upper.to_lowercase())],
        }
    );
}

#[test]
fn tests_of_schemes_and_roles_name_what_holds() {
    let is = |name: &str| Condition::SchemeIs(name.to_owned());
    assert_eq!(condition("principal.scheme == partner"), is("partner"));
    assert_eq!(condition("partner == principal.scheme"), is("partner"));
    assert_eq!(condition("principal.scheme != partner"), Condition::Not(Box::new(is("partner"))));
    assert_eq!(condition("principal.scheme in [partner]"), is("partner"));
    assert_eq!(
        condition("principal.scheme in [customer, partner]"),
        Condition::Or(vec![is("customer"), is("partner")])
    );
    assert_eq!(
        condition("principal has viewer"),
        Condition::Has { held_by: vec!["viewer".to_owned(), "clerk".to_owned()] }
    );
}

#[test]
fn addresses_are_blocks_of_their_own() {
    assert_eq!(
        condition("client.ip in [10.0.0.0/8, 192.0.2.1, 2001:db8::1, ::ffff:198.51.100.0/120]"),
        Condition::InNetworks {
            networks: ["10.0.0.0/8", "192.0.2.1/32", "2001:db8::1/128", "198.51.100.0/24"]
                .map(|block| block.parse().unwrap())
                .into(),
        }
    );
}

#[test]
fn an_id_may_be_compared_where_some_scheme_is_excluded() {
    for right in [
        "principal.scheme == customer and principal.id == \"a\"",
        "principal.scheme != partner and principal.id == \"a\"",
        "principal.scheme == customer or principal.id == \"a\"",
        "not (principal.scheme == customer) or principal.id == \"a\"",
        "principal.scheme == customer and principal.id == \"a\" \
         or principal.scheme == partner and principal.id == \"b\"",
        "principal.id is set",
    ] {
        condition(right);
    }
}

#[test]
fn what_is_not_written_has_its_default() {
    let policy = checked(
        r#"
        policy shop 1.0.0
        target nginx { listen: 8443 }
        upstream there = "http://[2001:db8::1]"
        auth customer = jwt {
            issuer:     "https://id.example.com/"
            audience:   "shop"
            token_type: "application/at+jwt"
            algorithms: [ES256]
            keys:       jwks file "jwks.json"
        }
        limit slow = 10 per 1m by client.ip
        schema Note { text: string  made: time readonly }
        api notes at / {
            upstream: there
            auth:     [customer]
            limit:    [slow]
            POST /              allow authenticated body Note
            GET  /a/            allow authenticated
            GET  /{id: uuid}    allow anyone override [auth, limit]
        }
        "#,
    );
    assert_eq!(policy.targets[0].listen.unwrap().to_string(), "0.0.0.0:8443");
    assert_eq!((policy.upstreams[0].host.as_str(), policy.upstreams[0].port), ("2001:db8::1", 80));
    let SchemeKind::Jwt(jwt) = &policy.schemes[0].kind else { panic!("a jwt scheme") };
    assert_eq!((jwt.leeway, jwt.max_lifetime, jwt.token_type.as_str()), (30, None, "at+jwt"));
    assert_eq!((policy.limits[0].burst, policy.limits[0].keys), (10, 100_000));
    assert_eq!(policy.detail, Detail::Minimal);
    assert_eq!(policy.schemas[0].fields[1].presence, Presence::Optional);
    let root = route(&policy, "notes.post");
    assert_eq!(root.segments, [Segment::Literal(String::new())]);
    assert_eq!(root.body.as_ref().unwrap().max, 65_536);
    let slash = route(&policy, "notes.get/a/");
    assert_eq!(slash.template(), "/a/");
    let open = route(&policy, "notes.get/{id}");
    assert!(open.auth.is_empty() && open.limits.is_empty());
    assert_eq!(open.allow[0].who, Who::Anyone);
    assert_eq!(open.template(), "/{id}");
}

#[test]
fn where_credentials_stand_and_come_from() {
    let policy = checked(
        r#"
        policy notes 0.1.0
        principal { id: string  roles: [role] }
        auth customer = jwt {
            issuer:     "https://id.example.com/"
            audience:   "notes"
            token_type: "at+jwt"
            algorithms: [ES256]
            keys:       jwks "https://id.example.com:8443/jwks.json?a=b"
            from:       cookie "__Host-session"
            forward:    true
            grants:     [viewer]
            principal { id: claim.sub  roles: claim.scope split " " }
        }
        auth partner = api_key { from: header "X-Key"  keys: env "PARTNER_KEYS"  grants: [viewer] }
        role viewer
        api notes at /notes { auth: [customer, partner]  GET / allow viewer }
        "#,
    );
    let [customer, partner] = policy.schemes.as_slice() else { panic!("two schemes") };
    let SchemeKind::Jwt(jwt) = &customer.kind else { panic!("a jwt scheme") };
    assert_eq!(jwt.from, TokenPlace::Field(CredentialField::Cookie("__Host-session".to_owned())));
    let KeySource::Remote(remote) = &jwt.keys else { panic!("fetched keys") };
    assert_eq!(remote.url, "https://id.example.com:8443/jwks.json?a=b");
    assert_eq!((remote.refresh, remote.stale_max), (600, 86_400));
    assert_eq!(jwt.mapping[0].form, ClaimForm::Plain);
    assert_eq!(jwt.mapping[1].form, ClaimForm::Separated(' '));
    assert_eq!((customer.forwarding, partner.forwarding), (Forwarding::Kept, Forwarding::Removed));
    let SchemeKind::ApiKey(key) = &partner.kind else { panic!("an api_key scheme") };
    assert_eq!(key.from, CredentialField::Header("x-key".to_owned()));
    assert_eq!(key.keys, Secret::Environment("PARTNER_KEYS".to_owned()));
    assert_eq!(policy.single_valued_cookies(), ["__Host-session"]);
    assert!(policy.single_valued_headers().contains(&"x-key".to_owned()));
}

#[test]
fn schemas_stand_after_what_they_contain() {
    let policy = checked(
        r#"
        policy shop 1.0.0
        schema A { b: B  c: [C] }
        schema B { c: C }
        schema C { d: int }
        api shop at /shop { POST / allow anyone body A }
        "#,
    );
    let names: Vec<&str> = policy.schemas.iter().map(|schema| schema.name.as_str()).collect();
    assert_eq!(names, ["C", "B", "A"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever becomes of a policy, it is answered, and every finding has its place.
    #[test]
    fn torn_policies_are_answered(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..3), 1..6)) {
        let shop = include_str!("../../../examples/shop/shop.gate");
        let mut words: Vec<&str> = shop.split_inclusive([' ', '\n', ',', ':', '(', ')', '.']).collect();
        for (at, other, change) in changes {
            let at = at.index(words.len());
            match change {
                0 => { words.remove(at); }
                1 => words[at] = words[other.index(words.len())],
                _ => words.insert(at, words[other.index(words.len())]),
            }
        }
        let checked = check_language(File::new("torn.gate", words.concat()), &Alone);
        if let Err(found) = checked.outcome {
            prop_assert!(!found.is_empty());
            prop_assert!(found.iter().all(|finding| !finding.labels.is_empty()));
            let text = render::render(&found, &checked.sources, Colour::Plain);
            prop_assert!(text.contains("torn.gate"));
        }
    }
}

/// A policy whose every other file is this one.
struct Library(&'static str);

impl Loader for Library {
    fn load(&self, _: &str) -> Result<Vec<u8>, LoadError> {
        Ok(self.0.as_bytes().to_vec())
    }
}

#[test]
fn what_a_used_file_declares_in_vain_is_left_out() {
    let library = Library(
        "principal { id: string roles: [role] }
         auth partner = api_key { from: header \"x-key\" keys: file \"a\" grants: [viewer] }
         auth other   = api_key { from: header \"x-other\" keys: file \"b\" grants: [viewer] }
         upstream one = \"http://127.0.0.1:1\"
         upstream two = \"http://127.0.0.1:2\"
         role viewer
         role auditor includes viewer
         limit per_user = 10 per 1m by principal.id
         limit per_day  = 10 per 1d by principal.id
         enum Colour { red }
         enum Shape { round }
         enum Size { small }
         schema Line { colour: Colour }
         schema Order { lines: [Line] }
         schema Parcel { shape: Shape  lines: [Line] }",
    );
    let main = "policy shop 1.0.0
        use \"library.gate\"
        api orders at /orders {
            auth: [partner] upstream: one
            POST /{size: Size} allow viewer body Order limit per_user
        }";
    let policy = check_language(File::new("shop.gate", main), &library).outcome.unwrap();
    let names = |names: Vec<&String>| names.into_iter().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(names(policy.schemes.iter().map(|it| &it.name).collect()), "partner");
    assert_eq!(names(policy.upstreams.iter().map(|it| &it.name).collect()), "one");
    assert_eq!(names(policy.limits.iter().map(|it| &it.name).collect()), "per_user");
    assert_eq!(names(policy.enumerations.iter().map(|it| &it.name).collect()), "Colour Size");
    assert_eq!(names(policy.schemas.iter().map(|it| &it.name).collect()), "Line Order");
    assert_eq!(names(policy.roles.iter().map(|it| &it.name).collect()), "viewer auditor");
}

#[test]
fn large_policies_are_answered_in_time() {
    fn repeat(line: impl Fn(usize) -> String) -> String {
        (0..2_000).map(line).collect()
    }
    let policies = [
        // Schemas that reach each other on many ways.
        repeat(|i| format!("schema S{i} {{ a: S{} b: [S{}] ..5 c: Unknown{i} }}\n", i + 1, i + 2)),
        // Schemas that would grow with each.
        format!(
            "schema S0 {{ a: int }}\n{}",
            repeat(|i| format!("schema S{} = S{i} + {{ a{i}: int }}\n", i + 1))
        ),
        // Conditions that would double at each call.
        format!(
            "{}api a at /a {{ GET / allow anyone when c0(\"x\") }}\n",
            repeat(|i| format!("condition c{i}(a: string) = c{}(a) and c{}(a)\n", i + 1, i + 2)),
        ),
        // Names that resemble each other.
        repeat(|i| format!("role role{i} includes rule{i}\n")),
        // Many items, clauses and settings in one place.
        format!("hosts: [{}]", repeat(|i| format!("\"v{i}.example.com\", "))),
        format!("enum E {{ {} }}", repeat(|i| format!("v{i}, "))),
        format!("api a at /a {{ GET / {} }}", repeat(|i| format!("allow a{i} "))),
        format!("api a at /a {{ {} }}", repeat(|_| "GET /same allow anyone\n".to_owned())),
        format!("api a at /a {{ GET {} allow anyone }}", repeat(|i| format!("/{{a{i}: int}}"))),
    ];
    for text in policies {
        let file = File::new("test.gate", format!("policy shop 1.0.0\n{text}"));
        let found = check_language(file, &Alone).outcome.err().unwrap_or_default();
        assert!(found.iter().all(|finding| finding.code >= "GW0100"), "it reads");
        assert!(found.len() <= 1_000);
    }
}
