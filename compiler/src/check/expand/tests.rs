#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use gatewright_core::policy::{Condition, Literal, Policy};

use crate::assignment::Assignments;
use crate::check_language_with;
use crate::diagnostic::Diagnostic;
use crate::source::{Alone, Source};

fn check_all(text: &str) -> Result<Policy, Vec<Diagnostic>> {
    check_with(text, &[])
}

fn check_with(text: &str, settings: &[(&str, &str)]) -> Result<Policy, Vec<Diagnostic>> {
    let source = Source::new("test.gate", format!("policy x 1.0.0\n{text}"));
    let mut assignments = Assignments::new("--set");
    for (name, value) in settings {
        assignments.add(*name, *value);
    }
    check_language_with(source, &Alone, &assignments).outcome
}

fn checked(text: &str) -> Policy {
    check_all(text).unwrap_or_else(|found| panic!("{found:#?}"))
}

/// The only condition of a policy with these groups and one open route.
fn condition(groups: &str, when: &str) -> Condition {
    let policy = checked(&format!(
        "{groups}\nschema Filter {{ name?: string }}\napi a at /a {{ GET / allow anyone when {when} query Filter }}"
    ));
    policy.apis[0].routes[0].allow[0].when.clone().unwrap()
}

fn networks(groups: &str, when: &str) -> Vec<String> {
    let condition = condition(groups, when);
    let Condition::InNetworks { networks } = condition else { panic!("{condition:?}") };
    networks.iter().map(ToString::to_string).collect()
}

#[test]
fn a_group_is_what_it_holds() {
    let office = "group office = [203.0.113.0/24, 2001:db8:1::/48, 192.0.2.1]";
    let written = "[203.0.113.0/24, 2001:db8:1::/48, 192.0.2.1]";
    let all = ["203.0.113.0/24", "2001:db8:1::/48", "192.0.2.1/32"];
    assert_eq!(networks(office, "client.ip in office"), all);
    assert_eq!(networks(office, "client.ip in [office]"), all);
    assert_eq!(networks("", &format!("client.ip in {written}")), all);
    let named = format!("{office}\ncondition in_office = client.ip in office");
    assert_eq!(networks(&named, "in_office"), all);
    let trusted = checked(&format!(
        "{office}\nnetwork {{ trusted_proxies: office }}\napi a at /a {{ GET / allow anyone }}"
    ));
    assert_eq!(trusted.trusted_proxies.len(), 3);
}

#[test]
fn a_list_is_the_union_of_its_groups() {
    let groups = "group both = [one, two]\ngroup one = [192.0.2.1, 10.0.0.0/8]\n\
        group two = [10.0.0.0/8, ::ffff:192.0.2.1, 198.51.100.0/24]";
    let united = ["192.0.2.1/32", "10.0.0.0/8", "198.51.100.0/24"];
    assert_eq!(networks(groups, "client.ip in both"), united);
    assert_eq!(networks(groups, "client.ip in [one, two, both]"), united);
    assert_eq!(
        networks(groups, "client.ip in [both, 192.0.2.1]"),
        ["10.0.0.0/8", "198.51.100.0/24", "192.0.2.1/32"]
    );
}

#[test]
fn strings_stand_in_groups_too() {
    let found = condition("group staff = [\"anna\", \"bob\"]", "query.name in staff");
    let Condition::InList { list, .. } = found else { panic!("{found:?}") };
    assert_eq!(list, [Literal::Text("anna".into()), Literal::Text("bob".into())]);
    let hosts = checked(
        "group public = [\"a.example\", \"b.example\"]\nhosts: [public, \"c.example\"]\n\
         api a at /a { GET / allow anyone }",
    );
    assert_eq!(hosts.hosts, ["a.example", "b.example", "c.example"]);
}

#[test]
fn groups_cannot_make_a_small_text_a_huge_policy() {
    let blocks: Vec<String> =
        (0..2_000).map(|number| format!("10.{}.{}.0/24", number / 256, number % 256)).collect();
    let routes = |count: usize| {
        let routes: String = (0..count)
            .map(|number| format!("GET /{number} allow anyone when client.ip in all\n"))
            .collect();
        format!("group all = [{}]\napi a at /a {{ {routes} }}", blocks.join(", "))
    };
    checked(&routes(50));
    let found = check_all(&routes(51)).unwrap_err();
    assert!(found.iter().any(|one| one.code == "GW0142"), "{found:#?}");
    let named: Vec<String> = (0..60).map(|number| format!("group g{number} = [all]\n")).collect();
    let policy = format!("{}\n{}", routes(1), named.concat());
    let found = check_all(&policy).unwrap_err();
    assert!(found.iter().any(|one| one.code == "GW0142"), "{found:#?}");
}

const EVERYWHERE: &str = r#"
parameter port: int 1024..65535 = 8443
parameter listen_at: socket = 127.0.0.1:8444
parameter host: hostname = "api.example.com"
parameter url: uri = "http://127.0.0.1:9001"
parameter requests: int = 10
parameter window: duration = 1m
parameter keys_file: string = "keys/jwks.json"
parameter leeway: duration = 5s
parameter proxy: network = 10.0.0.0/8
parameter keys_url: uri = "https://id.example.com/jwks.json"
parameter refresh: duration = 1m
parameter largest: size = 1KiB
parameter level: int = 3
parameter fresh: duration = 5m
parameter since: time = 2026-01-01T00:00:00Z
parameter region: string = "eu"
parameter strict: bool = true
parameter source: ip = 192.0.2.1

target nginx { listen: port }
target envoy { listen: listen_at }
hosts: [host, "localhost"]
upstream service = url
network { trusted_proxies: [proxy] }
principal { id: string  level?: int  tested?: bool  seen?: time }
auth customer = jwt {
    issuer:     url
    audience:   region
    token_type: "at+jwt"
    algorithms: [ES256]
    keys:       jwks file keys_file
    leeway:     leeway
    principal { id: claim.sub  level: claim.level  tested: claim.tested  seen: claim.seen }
}
auth fetched = jwt {
    issuer:     "https://other.example/"
    audience:   "a"
    token_type: "at+jwt"
    algorithms: [ES256]
    keys:       jwks keys_url { refresh: refresh }
    principal { id: claim.sub  level: claim.level  tested: claim.tested  seen: claim.seen }
}
condition in_region(name: string) = path.region == name
limit per_client = requests per window burst requests by client.ip keys requests
schema Order { id: string }
api a at /a {
    upstream: service
    auth:     [customer, fetched]
    limit:    [per_client]
    body:     max largest
    GET  /a allow authenticated when principal.level >= level and principal.tested == strict
    GET  /b allow authenticated when principal.seen within fresh or principal.seen > since
    GET  /c/{region: string} allow authenticated when in_region(region) and client.ip == source
    POST /d allow authenticated body Order max largest
}
"#;

#[test]
fn a_parameter_stands_where_its_value_could() {
    let mut literal = String::from(EVERYWHERE);
    let values = [
        ("listen_at", "127.0.0.1:8444"),
        ("in_region(region)", "in_region(\"eu\")"),
        ("listen: port", "listen: 8443"),
        ("[host,", "[\"api.example.com\","),
        ("service = url", "service = \"http://127.0.0.1:9001\""),
        ("[proxy]", "[10.0.0.0/8]"),
        ("     url", "     \"http://127.0.0.1:9001\""),
        ("   region", "   \"eu\""),
        ("file keys_file", "file \"keys/jwks.json\""),
        ("     leeway", "     5s"),
        ("requests per window burst requests", "10 per 1m burst 10"),
        ("keys requests", "keys 10"),
        ("jwks keys_url", "jwks \"https://id.example.com/jwks.json\""),
        (": refresh", ": 1m"),
        ("max largest", "max 1KiB"),
        (">= level", ">= 3"),
        ("== strict", "== true"),
        ("within fresh", "within 5m"),
        ("> since", "> 2026-01-01T00:00:00Z"),
        ("== source", "== 192.0.2.1"),
    ];
    literal = literal
        .lines()
        .filter(|line| !line.starts_with("parameter"))
        .collect::<Vec<_>>()
        .join("\n");
    for (name, value) in values {
        assert!(literal.contains(name), "{name}");
        literal = literal.replace(name, value);
    }
    let forget = |policy: Policy| {
        let mut value = serde_json::to_value(policy).unwrap();
        forget_places(&mut value);
        value
    };
    assert_eq!(forget(checked(EVERYWHERE)), forget(checked(&literal)));
}

fn forget_places(value: &mut serde_json::Value) {
    if let Some(object) = value.as_object_mut() {
        object.remove("span");
        object.remove("digest");
        object.values_mut().for_each(forget_places);
    }
    if let Some(items) = value.as_array_mut() {
        items.iter_mut().for_each(forget_places);
    }
}

#[test]
fn parameters_are_set_from_outside() {
    let set = |settings: &[(&str, &str)]| check_with(EVERYWHERE, settings).unwrap();
    let policy = set(&[
        ("host", "staging.example.com"),
        ("requests", "1_000"),
        ("window", "2h"),
        ("proxy", "2001:db8::/32"),
        ("strict", "false"),
        ("listen_at", "[::1]:9"),
    ]);
    assert_eq!(policy.hosts, ["staging.example.com", "localhost"]);
    assert_eq!((policy.limits[0].requests, policy.limits[0].window_ms), (1_000, 7_200_000));
    assert_eq!(policy.trusted_proxies[0].to_string(), "2001:db8::/32");
    assert_eq!(policy.targets[1].listen.unwrap().to_string(), "[::1]:9");
    // A string is taken as it is, quotes and all.
    let policy = set(&[("region", "a \"b\" = \\")]);
    assert_eq!(policy.schemes[0].kind, {
        let mut kind = set(&[]).schemes[0].kind.clone();
        if let gatewright_core::policy::SchemeKind::Jwt(jwt) = &mut kind {
            jwt.audience = "a \"b\" = \\".into();
        }
        kind
    });
}

#[test]
fn what_is_set_is_part_of_the_digest() {
    let digest = |settings: &[(&str, &str)]| check_with(EVERYWHERE, settings).unwrap().digest;
    let all = [
        digest(&[]),
        digest(&[("host", "a.example")]),
        digest(&[("host", "b.example")]),
        digest(&[("host", "a.example"), ("region", "us")]),
        digest(&[("host", "a.example"), ("region", "us\nrequests=5")]),
        digest(&[("host", "a.example"), ("region", "us"), ("requests", "5")]),
    ];
    let distinct: std::collections::BTreeSet<&String> = all.iter().collect();
    assert_eq!(distinct.len(), all.len());
    assert_eq!(all[3], digest(&[("region", "us"), ("host", "a.example")]));
}

#[test]
fn wrong_settings_are_shown_where_they_are_set() {
    let told = |settings: &[(&str, &str)]| {
        let mut assignments = Assignments::new("--set");
        for (name, value) in settings {
            assignments.add(*name, *value);
        }
        let set = assignments.source().unwrap();
        let found = check_with(EVERYWHERE, settings).unwrap_err();
        let place = found[0].labels[0].span;
        assert_eq!(place.file, 1);
        let shown = &set.text()[place.start as usize..place.end as usize];
        format!("{} `{shown}`: {}", found[0].code, found[0].message)
    };
    assert_eq!(told(&[("port", "80")]), "GW0107 `80`: the parameter `port` is an int");
    assert_eq!(
        told(&[("region", "us"), ("window", "1 minute")]),
        "GW0107 `1 minute`: the parameter `window` is a duration"
    );
    assert_eq!(told(&[("hots", "a")]), "GW0101 `hots`: there is no parameter `hots`");
    assert_eq!(
        told(&[("region", "us"), ("region", "eu")]),
        "GW0105 `region`: `region` is set twice"
    );
    let found = check_with(EVERYWHERE, &[("url", "ftp://a.example")]).unwrap_err();
    assert_eq!(found[0].labels[0].span.file, 0);
    assert_eq!(found[0].labels[1].span.file, 1);
    assert_eq!(found[0].labels[1].text, "the value of `url`");
}

#[test]
fn conditions_hide_parameters_by_what_they_take() {
    let policy = checked(
        "parameter name: string = \"a\"\ncondition has_a(name: string) = header(\"x-a\") == name\n\
         api a at /a { GET / allow anyone when has_a(\"b\") GET /b allow anyone when has_a(name) }",
    );
    let text = serde_json::to_string(&policy.apis[0].routes[0].allow).unwrap();
    assert!(text.contains("\"b\"") && !text.contains("\"a\""), "{text}");
    let text = serde_json::to_string(&policy.apis[0].routes[1].allow).unwrap();
    assert!(text.contains("\"a\""), "{text}");
}
