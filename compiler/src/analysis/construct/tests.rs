#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod elsewhere;
mod provoked;
mod table;

use super::{Construct, uses};
use crate::source::{Alone, Source};
use crate::target::{Fidelity, gap, registry};
use gatewright_core::policy::TargetKind;

const TARGETS: [TargetKind; 3] = [TargetKind::Rust, TargetKind::Nginx, TargetKind::Envoy];

/// What a policy of these schemes asks of targets.
fn asked(schemes: &str) -> Vec<String> {
    asked_of(&format!(
        "policy shop 1.0.0\nprincipal {{ id: string  roles: [role] }}\nrole viewer\n{schemes}\n\
         api shop at /shop {{ auth: [it]  GET / allow viewer }}"
    ))
}

/// Whether the target does not have the construct.
fn lacks(target: TargetKind, construct: Construct) -> bool {
    match registry::find(target).construct(construct) {
        Fidelity::Exact
        | Fidelity::Approximate(_)
        | Fidelity::Unsupported(_)
        | Fidelity::Elsewhere(_) => false,
        Fidelity::Absent(_) => true,
    }
}

/// What a policy asks of targets: rule and place. Each target refuses what of it that it lacks, and nothing else.
fn asked_of(text: &str) -> Vec<String> {
    let policy = crate::check_language(Source::new("test.gate", text), &Alone).outcome.unwrap();
    let found = uses(&policy);
    for target in TARGETS {
        let absent = gap::absent(&policy, registry::find(target));
        let lacking: Vec<_> = found.iter().filter(|one| lacks(target, one.construct)).collect();
        assert_eq!(absent.len(), lacking.len(), "{target:?}: {absent:?}");
        for (one, error) in lacking.into_iter().zip(&absent) {
            assert!(error.message.contains(&one.rule), "{}", error.message);
            assert_eq!(error.labels[0].span, one.span);
        }
    }
    let place = |start: u32, end: u32| &text[start as usize..end as usize];
    let told = found.iter().map(|one| {
        let place = place(one.span.start, one.span.end);
        format!("{} {}", one.rule, place.lines().next().unwrap_or_default())
    });
    told.collect()
}

fn jwt(settings: &str) -> String {
    let keys = if settings.contains("keys:") { "" } else { "keys: jwks file \"jwks.json\"" };
    let principal = if settings.contains("principal") {
        ""
    } else {
        "principal { id: claim.sub  roles: claim.roles }"
    };
    format!(
        "auth it = jwt {{\n issuer: \"https://id.example.com/\"  audience: \"shop\"  token_type: \"at+jwt\"\n \
         algorithms: [ES256]  grants: [viewer]  {keys}  {principal}\n {settings} }}"
    )
}

#[test]
fn what_every_target_has_is_no_construct() {
    assert_eq!(asked(&jwt("")), [] as [&str; 0]);
    let key = "auth it = api_key { from: header \"x-key\"  keys: file \"keys\"  grants: [viewer]  forward: false }";
    assert_eq!(asked(key), [] as [&str; 0]);
}

#[test]
fn lifetimes_are_named_once_for_all_routes_of_an_api() {
    let policy = |api: &str, route: &str| {
        let text = format!(
            "policy shop 1.0.0\napi shop at /shop {api} {{ GET / allow anyone {route}  GET /b allow anyone }}"
        );
        let policy = crate::compile(Source::new("test.gate", text), &Alone).outcome.unwrap();
        for target in TARGETS {
            let lacking = uses(&policy).iter().filter(|one| lacks(target, one.construct)).count();
            assert_eq!(gap::absent(&policy, registry::find(target)).len(), lacking);
        }
        uses(&policy).into_iter().map(|one| one.rule).collect::<Vec<_>>()
    };
    assert_eq!(
        policy("deprecated 2026-01-01 sunset 2027-01-01", "sunset 2026-02-01 successor /shop/b"),
        ["shop.get/deprecated", "shop.get/sunset", "shop.get/successor", "shop.get/b/sunset"]
    );
    assert_eq!(policy("", ""), [] as [&str; 0]);
}

#[test]
fn routes_name_what_they_change_on_the_way() {
    let text = "policy shop 1.0.0\nupstream up = \"http://127.0.0.1:9001\"\napi shop at /shop {\n upstream: up\n GET / allow anyone to /internal\n GET /a allow anyone\n }";
    assert_eq!(asked_of(text), ["shop.get/to /internal"]);
}

#[test]
fn routes_name_what_they_return() {
    let text = "policy shop 1.0.0\nschema Order { id: uuid }\napi shop at /shop {\n GET / allow anyone returns [Order]\n }";
    assert_eq!(asked_of(text), ["shop.get/returns returns [Order]"]);
    let text = "policy shop 1.0.0\nschema Line { card: string masked }\nschema Order { lines: [Line]  id: [string masked keep 2] }\n\
        api shop at /shop {\n GET / allow anyone returns Order\n PUT / allow anyone body Line\n }";
    assert_eq!(
        asked_of(text),
        [
            "shop.get/returns.lines.card card: string masked",
            "shop.get/returns.id id: [string masked keep 2]",
            "shop.get/returns returns Order",
        ]
    );
}

#[test]
fn international_host_names_are_named_where_they_stand() {
    let text = "policy shop 1.0.0\nschema Site { host: idn_hostname  others?: [map[idn_hostname]] }\n\
        api shop at /shop/{region: idn_hostname} {\n GET / allow anyone\n PUT /{host: idn_hostname} allow anyone body Site\n }";
    assert_eq!(
        asked_of(text),
        [
            "schema.Site.host host: idn_hostname",
            "schema.Site.others others?: [map[idn_hostname]]",
            "schema.Site.others others?: [map[idn_hostname]]",
            "shop.get/path.region {region: idn_hostname}",
            "shop.put/{host}/path.host {host: idn_hostname}",
        ]
    );
}

#[test]
fn declared_headers_and_cookies_are_named_by_their_clauses() {
    let text = "policy shop 1.0.0\nschema Caller { x_tenant: uuid }\napi shop at /shop {\n GET / allow anyone headers Caller cookies Caller\n }";
    assert_eq!(
        asked_of(text),
        ["shop.get/headers headers Caller", "shop.get/cookies cookies Caller"]
    );
}

#[test]
fn what_every_answer_carries_is_named_by_its_block() {
    let text = "policy shop 1.0.0\nheaders { preset: secure }\nerrors { detail: full  type_base: \"https://a.example/\"  upstream: clean }\n\
        api shop at /shop {\n GET / allow anyone\n }\napi other at /other {\n headers { keep: [server] }\n GET / allow anyone\n }";
    assert_eq!(
        asked_of(text),
        [
            "headers headers { preset: secure }",
            "errors.type_base type_base: \"https://a.example/\"",
            "errors.upstream upstream: clean",
            "other.headers headers { keep: [server] }",
        ]
    );
    let none = "policy shop 1.0.0\nheaders { }\nerrors { upstream: forward }\napi shop at /shop {\n GET / allow anyone\n }";
    assert_eq!(asked_of(none), [] as [&str; 0]);
}

#[test]
fn schemes_name_what_they_ask() {
    let rules = |settings: &str| asked(&jwt(settings));
    let whole = "auth it = jwt {";
    assert_eq!(
        rules("keys: jwks \"https://id.example.com/jwks\" { refresh: 1m }"),
        ["auth.it.keys keys: jwks \"https://id.example.com/jwks\" { refresh: 1m }"]
    );
    assert_eq!(rules("keys: jwks env \"KEYS\""), [format!("auth.it.keys {whole}")]);
    assert_eq!(rules("from: cookie \"session\""), [format!("auth.it.from {whole}")]);
    assert_eq!(
        rules("from: header \"x-token\"  forward: true"),
        [format!("auth.it.from {whole}"), format!("auth.it.forward {whole}")]
    );
    assert_eq!(
        rules("principal { id: claim.sub  roles: claim.scope split \" \" }"),
        ["auth.it.principal.roles roles: claim.scope split \" \""]
    );
    let key = "auth it = api_key { from: cookie \"key\"  keys: env \"KEYS\"  grants: [viewer] }";
    assert_eq!(asked(key), [format!("auth.it.from {key}"), format!("auth.it.keys {key}")]);
}

/// What declarations around an open api with an upstream ask.
fn around(declarations: &str) -> Vec<String> {
    asked_of(&format!(
        "policy shop 1.0.0\n{declarations}\n\
         api shop at /shop {{ upstream: up  limit: [few]  GET / allow anyone }}"
    ))
}

const UPSTREAM: &str = "upstream up = \"http://127.0.0.1:9001\"";
const LIMIT: &str = "limit few = 1 per 1s by client.ip";

#[test]
fn the_surroundings_name_what_they_ask() {
    assert_eq!(
        around(&format!("{UPSTREAM}\n{LIMIT}\nnetwork {{ trusted_proxies: [10.0.0.0/8] }}")),
        [] as [&str; 0]
    );
    let network = "network {
        deny: [192.0.2.0/24]
        allow: [192.0.0.0/8]
        countries { database: file \"c.mmdb\"  deny: [DE] }
        limit: 5 per 1m by client.ip shared
    }";
    assert_eq!(
        around(&format!("{UPSTREAM}\n{LIMIT}\n{network}")),
        [
            "network.deny deny: [192.0.2.0/24]",
            "network.allow allow: [192.0.0.0/8]",
            "network.countries countries { database: file \"c.mmdb\"  deny: [DE] }",
            "network.limit 5 per 1m by client.ip shared",
            "network.limit 5 per 1m by client.ip shared",
        ]
    );
    let upstream = "upstream up = \"https://10.0.0.1\" { timeout: 1s  connect_timeout: 1s  \
                    breaker: open 1s after 1 failures in a row }";
    assert_eq!(
        around(&format!("{upstream}\n{LIMIT}")),
        [
            format!("upstream.up.https {upstream}"),
            String::from("upstream.up.connect_timeout connect_timeout: 1s"),
            String::from("upstream.up.timeout timeout: 1s"),
            String::from("upstream.up.breaker breaker: open 1s after 1 failures in a row"),
        ]
    );
    let limit = format!("{LIMIT} shared or local");
    assert_eq!(around(&format!("{UPSTREAM}\n{limit}")), [format!("limit.few {limit}")]);
    let told = "log { decisions: all }\nalert many = 5 of status 429 per 1m by client.ip";
    assert_eq!(
        around(&format!("{UPSTREAM}\n{LIMIT}\n{told}")),
        [
            "log log { decisions: all }",
            "alert.many alert many = 5 of status 429 per 1m by client.ip",
        ]
    );
    let target = "target nginx { listen: 8443  tls: edge }";
    let tls = "tls edge { certificate: file \"a.pem\"  key: env \"KEY\" }";
    assert_eq!(
        around(&format!("{UPSTREAM}\n{LIMIT}\n{target}\n{tls}")),
        [format!("target.nginx.tls {target}")]
    );
}

#[test]
fn kinds_of_schemes_name_what_they_ask() {
    let rules = |scheme: &str| {
        let found = asked(scheme);
        found.iter().map(|one| one.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let service = "auth it = mtls { ca: env \"CA\"  grants: [viewer]  principal { id: san_uri  roles: [viewer] } }";
    assert_eq!(rules(service), ["auth.it.mtls", "auth.it.ca"]);
    let opaque = "auth it = introspection { url: \"https://id.example.com/introspect\"  client_id: \"shop\"
        client_secret: file \"secret\"  audience: \"shop\"  binding: certificate  grants: [viewer]  forward: true
        principal { id: claim.sub  roles: claim.scope split \" \" } }";
    assert_eq!(
        rules(opaque),
        ["auth.it.introspection", "auth.it.binding", "auth.it.principal.roles", "auth.it.forward"]
    );
    let operator = "auth it = basic { users: file \"users\"  grants: [viewer] }";
    assert_eq!(rules(operator), ["auth.it.basic"]);
    assert_eq!(rules(&jwt("binding: certificate")), ["auth.it.binding"]);
}

#[test]
fn a_log_names_the_principal_that_it_tells_of() {
    let key = "auth it = api_key { from: header \"x-key\"  keys: file \"keys\"  grants: [viewer] }";
    for (secret, rules) in [
        ("file \"a.key\"", &["log", "log.principal"][..]),
        ("env \"KEY\"", &["log", "log.principal", "log.principal"]),
    ] {
        let log = format!("log {{ principal: {secret} }}");
        let expected: Vec<String> = rules.iter().map(|rule| format!("{rule} {log}")).collect();
        assert_eq!(asked(&format!("{key}\n{log}")), expected);
    }
}

#[test]
fn conditions_name_what_they_read_once_a_clause() {
    let network = "network { countries { database: file \"c.mmdb\"  deny: [NO] } }";
    let rules = |clauses: &str| {
        let asked = asked_of(&format!(
            "policy shop 1.0.0\n{network}\nschema Filter {{ day?: date  price?: decimal  tags?: [string]  at?: ip }}\n\
             schema Order {{ count: int }}\napi shop at /shop {{ POST / {clauses} query Filter body Order }}"
        ));
        asked.into_iter().filter(|one| !one.starts_with("network.")).collect::<Vec<_>>()
    };
    assert_eq!(
        rules("allow anyone when time - 2026-05-01 < 5m and time + 1s > 2026-05-02"),
        ["shop.post/allow time - 2026-05-01", "shop.post/allow time - 2026-05-01"]
    );
    for (when, place) in [
        ("cookie(\"a\") == \"b\"", "cookie(\"a\")"),
        ("client.country == \"DE\"", "client.country"),
        ("tls.server_name == \"a\"", "tls.server_name"),
        ("body.count > 1", "body.count"),
        ("query.day < time", "query.day"),
        ("query.price > 1", "query.price"),
        ("\"a\" in query.tags", "query.tags"),
        ("query.at in [10.0.0.0/8]", "query.at"),
    ] {
        let expected = [format!("shop.post/deny {place}")];
        assert_eq!(rules(&format!("allow anyone deny when {when}")), expected, "{when}");
    }
    // A date and a sum that are known become what every target has.
    for when in ["query.day == 2026-05-01", "time < 2026-05-01 + 30d", "2.5 > 1"] {
        assert_eq!(rules(&format!("allow anyone when {when}")), [] as [&str; 0], "{when}");
    }
}

#[test]
fn schemas_and_bodies_name_what_they_ask() {
    let rules = |schemas: &str, body: &str| {
        asked_of(&format!(
            "policy shop 1.0.0\n{schemas}\napi shop at /shop {{ POST / allow anyone body {body} }}"
        ))
    };
    assert_eq!(rules("", "any max 10MiB"), ["shop.post/body body any max 10MiB"]);
    assert_eq!(
        rules("schema Extra open { a: map[[map[int]]] ..20 }", "Extra"),
        [
            "schema.Extra schema Extra open { a: map[[map[int]]] ..20 }",
            "schema.Extra.a a: map[[map[int]]] ..20",
            "schema.Extra.a a: map[[map[int]]] ..20",
        ]
    );
    let variants = "schema A { kind: \"a\" }\nschema B { kind: \"b\" }";
    assert_eq!(rules(variants, "one_of A, B by kind"), ["shop.post/body body one_of A, B by kind"]);
    let named = format!("{variants}\nschema Event = one_of A, B by kind");
    assert_eq!(rules(&named, "Event"), ["shop.post/body body Event"]);
    let inside = format!("{named}\nschema Order {{ events: [Event] }}");
    assert_eq!(rules(&inside, "Order"), ["schema.Order.events events: [Event]"]);
    // A text as a type is what every target has, and so is a mask on what only comes in.
    assert_eq!(rules("schema A { kind: \"a\"  b: string masked }", "A"), [] as [&str; 0]);
}
