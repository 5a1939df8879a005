//! `gatewright explain`.

#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking, and share a module"
)]

mod support;

use gatewright_issuer::{Algorithm, Token};
use serde_json::Value;
use support::{Run, Workshop};

const ANNA: &str = "customer { id: \"anna\", roles: [viewer] }";

fn json(workshop: &Workshop, request: &str, more: &[&str]) -> Value {
    let arguments = [&["explain", "shop.gate", request, "--format", "json"], more].concat();
    let run = workshop.run(&arguments);
    serde_json::from_str(&run.succeeded().output).unwrap()
}

#[test]
fn a_refusal_names_its_rule() {
    let workshop = Workshop::new();
    let answer = json(&workshop, "GET /v1/orders/of/bob", &["--as", ANNA]);
    assert_eq!(answer["status"], 403);
    assert_eq!(answer["rule"], "orders.get/of/{customer}/allow");
    assert_eq!(answer["headers"]["content-type"], "application/problem+json");
    let last = answer["trace"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["verdict"], &last["line"]), (&Value::from("refuse"), &Value::from(110)));
    let run = workshop.run(&["explain", "shop.gate", "GET /v1/orders/of/bob", "--as", ANNA]);
    let text = &run.succeeded().output;
    assert!(text.starts_with("403 Forbidden  orders.get/of/{customer}/allow\n"), "{text}");
    let lines: Vec<&str> = text.lines().collect();
    let refused = lines.iter().position(|line| line.starts_with("refuse  authorize ")).unwrap();
    assert_eq!(
        lines[refused - 1],
        "                      shop.gate:110:52 | allow viewer when owner(path.customer)",
        "{text}"
    );
    assert!(text.contains("shop.gate:32:1   | auth customer = jwt { …\n"), "{text}");
    assert!(
        text.contains("shop.gate:110:5  | GET /of/{customer: string ..64} allow admin"),
        "{text}"
    );
}

#[test]
fn targets_are_not_asked() {
    let workshop = Workshop::new();
    workshop.write("shop.gate", support::SHOP.replace("[RS256, ES256]", "[EdDSA, ES256]"));
    workshop.run(&["check", "shop.gate"]).failed(1, &["GW0600"]);
    assert_eq!(json(&workshop, "GET /v1/orders", &["--as", ANNA])["status"], "admit");
}

#[test]
fn a_code_alone_prints_its_page() {
    let workshop = Workshop::new();
    for id in ["GW0101", "gw0101"] {
        let run = workshop.run(&["explain", id]);
        let text = &run.succeeded().output;
        assert!(text.starts_with("# GW0101: a name that nothing declares\n"), "{text}");
        assert!(text.contains("\n## Prefer\n"), "{text}");
    }
    let run = workshop.run(&["explain", "GW0101", "--format", "json"]);
    let page: Value = serde_json::from_str(&run.succeeded().output).unwrap();
    assert_eq!(
        (&page["code"], &page["title"]),
        (&Value::from("GW0101"), &Value::from("a name that nothing declares"))
    );
    workshop.run(&["explain", "GW1010"]).failed(
        2,
        &["GW0913", "no error has the code `GW1010`", "did you mean `GW0110`, a number"],
    );
    workshop.run(&["explain", "GW7777777"]).failed(2, &["GW0913", "in brackets"]);
    workshop.run(&["explain", "GW0101", "--as", "nobody"]).failed(2, &["<REQUEST>"]);
    workshop.run(&["explain", "shop.gate"]).failed(2, &["GW0907", "the request is missing"]);
    // A file may be called like a code.
    workshop.write("GW0101", support::SHOP);
    workshop.run(&["explain", "GW0101", "GET /v1/orders", "--as", "nobody"]).succeeded();
}

#[test]
fn an_admission_shows_what_the_upstream_gets() {
    let workshop = Workshop::new();
    let caller = "customer { id: \"anna b\", roles: [viewer, clerk], tenant: \"0195A3C0-7d10-7000-8000-000000000001\" }";
    let answer = json(&workshop, "GET /v1/orders", &["--as", caller]);
    assert_eq!(answer["status"], "admit", "{answer}");
    assert_eq!(answer["headers"]["x-user-id"], "anna%20b");
    assert_eq!(answer["headers"]["x-roles"], "viewer,clerk");
    assert_eq!(answer["headers"]["x-tenant"], "0195a3c0-7d10-7000-8000-000000000001");
    let answer = json(&workshop, "GET /v1/orders/health", &["--as", "nobody"]);
    assert_eq!(answer["status"], "admit");
}

#[test]
fn nobody_is_asked_for_a_credential() {
    let workshop = Workshop::new();
    for more in [&[][..], &["--as", "nobody"]] {
        let answer = json(&workshop, "GET /v1/orders", more);
        assert_eq!(answer["status"], 401);
        let challenge = answer["headers"]["www-authenticate"].as_str().unwrap();
        assert!(challenge.contains("Bearer realm=\"shop\""), "{challenge}");
    }
}

#[test]
fn credentials_are_verified() {
    let workshop = Workshop::new();
    let key = format!("X-Api-Key: {}", workshop.partner.secret);
    assert_eq!(json(&workshop, "GET /v1/orders", &["--header", &key])["status"], "admit");
    let answer = json(&workshop, "GET /v1/orders", &["--header", "X-Api-Key: guess"]);
    assert_eq!(answer["rule"], "orders.get/auth.partner");
    let answer = json(&workshop, "GET /v1/orders", &["--header", "Authorization: Bearer a.b.c"]);
    assert_eq!(answer["rule"], "orders.get/auth.customer");
}

#[test]
fn body_host_address_and_time() {
    let workshop = Workshop::new();
    let clerk = "customer { id: \"anna\", roles: [clerk] }";
    workshop.write("order.json", "{}");
    let post = |more: &[&str]| {
        json(
            &workshop,
            "POST /v1/orders",
            &[&["--as", clerk, "--body", "order.json"], more].concat(),
        )
    };
    assert_eq!(post(&[])["rule"], "orders.post/body.schema");
    assert_eq!(post(&["--header", "Content-Type: text/plain"])["rule"], "orders.post/body.type");
    assert_eq!(post(&["--header", "Host: evil.example"])["rule"], "host");
    let answer = json(
        &workshop,
        "GET /v1/orders/health",
        &["--ip", "2001:db8::1", "--at", "2026-05-01T09:00:00Z"],
    );
    let trace = answer["trace"].to_string();
    assert!(trace.contains("2001:db8::1"), "{trace}");
}

#[test]
fn questions_that_cannot_be_asked() {
    let workshop = Workshop::new();
    let ask = |request: &str, more: &[&str]| {
        workshop.run(&[&["explain", "shop.gate", request], more].concat())
    };
    for request in ["GET", "GET ", " /", "GET /a b", ""] {
        ask(request, &[]).failed(2, &["GW0907", "is not a request"]);
    }
    ask("GET /", &["--header", "broken"]).failed(2, &["GW0907", "is not a header"]);
    ask("GET /", &["--header", "a: b\nc: d"]).failed(2, &["GW0907", "is not a header"]);
    ask("GET /", &["--at", "yesterday"]).failed(2, &["GW0907", "is not a time"]);
    ask("GET /", &["--ip", "here"]).failed(2, &["--ip"]);
    ask("GET /", &["--body", "none.json"]).failed(2, &["GW0900", "none.json"]);
    for (caller, words) in [
        ("stranger", "the policy has no scheme `stranger`"),
        ("customer", "the required field `id` is missing"),
        ("customer { id: anna }", "the field `id` is a string"),
        ("customer { id: \"a\", roles: [root] }", "the scheme `customer` grants no role `root`"),
        ("partner { id: \"a\", roles: [admin] }", "the scheme `partner` grants no role `admin`"),
        ("customer { id: \"a\", id: \"b\" }", "the field `id` is given twice"),
        ("customer { colour: \"red\" }", "the principal has no field `colour`"),
        ("customer { id: \"a\", roles: [], tenant: \"x\" }", "the field `tenant` is a UUID"),
    ] {
        ask("GET /", &["--as", caller]).failed(2, &["GW0908", words, "--> --as:1:"]);
    }
    ask("GET /", &["--as", "customer {"]).failed(2, &["GW0005"]);
    let run = ask("GET", &["--format", "json"]);
    assert!(run.code == Some(2) && run.output.contains("GW0907"), "{run:?}");
}

/// A policy whose customers' keys are fetched, and whose partners' come from the environment.
const REMOTE: &str = r#"
policy shop 1.0.0
principal { id: string }
auth customer = jwt {
    issuer:     "https://id.example.com/"
    audience:   "shop"
    token_type: "at+jwt"
    algorithms: [ES256]
    keys:       jwks "https://id.example.com/jwks.json"
    from:       cookie "session"
    principal { id: claim.sub }
}
auth partner = api_key { from: header "x-api-key"  keys: env "PARTNER_KEYS" }
api shop at /shop { auth: [customer, partner]  GET / allow authenticated }
"#;

#[test]
fn keys_from_elsewhere() {
    let workshop = Workshop::new();
    workshop.write("remote.gate", REMOTE);
    let key = workshop.ring.key_for(Algorithm::Es256).unwrap();
    let token = Token::new(key)
        .with_header("typ", "at+jwt".into())
        .with_claim("iss", "https://id.example.com/".into())
        .with_claim("aud", "shop".into())
        .with_claim("sub", "anna".into())
        .with_claim("exp", 4_000_000_000_i64.into())
        .signed_by(key)
        .unwrap();
    let cookie = format!("Cookie: a=b; session={token}");
    let ask = |more: &[&str]| {
        let request = &["explain", "remote.gate", "GET /shop", "--format", "json"];
        let mut command = workshop.command(&[request, more].concat());
        Run::of(command.env("PARTNER_KEYS", workshop.partner.line()).output().unwrap())
    };
    let answer =
        |more: &[&str]| -> Value { serde_json::from_str(&ask(more).succeeded().output).unwrap() };
    let without = answer(&["--header", &cookie]);
    assert_eq!(
        (&without["status"], &without["rule"]),
        (&503.into(), &"shop.get/auth.customer".into())
    );
    let with = answer(&["--header", &cookie, "--keys", "customer=.run/jwks.json"]);
    assert_eq!(
        (&with["status"], &with["removed_cookies"][0]),
        (&"admit".into(), &"session".into())
    );
    let key = format!("X-Api-Key: {}", workshop.partner.secret);
    assert_eq!(answer(&["--header", &key])["status"], "admit");
    for (option, words) in [
        ("customer", "is not `--keys SCHEME=FILE`"),
        ("stranger=a", "the policy has no scheme `stranger`"),
        ("partner=.run/jwks.json", "the keys of `partner` are not fetched"),
        ("customer=remote.gate", "the keys of `customer` cannot be used"),
        ("customer=none", "there is no file `none`"),
    ] {
        let run = ask(&["--header", &cookie, "--keys", option]);
        assert!(run.code == Some(2) && run.output.contains(words), "{option}: {run:?}");
    }
    let command = workshop.run(&["explain", "remote.gate", "GET /shop", "--header", &key]);
    command.failed(2, &["GW0902", "the variable is not set", "the variable is `PARTNER_KEYS`"]);
}

#[test]
fn a_tls_layer_is_read_from_a_file() {
    let workshop = Workshop::new();
    let with = ["explain", "shop.gate", "GET /v1/orders/health", "--tls", "tls.json"];
    let thumbprint = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
    let layer = format!(
        r#"{{ "version": "1.3", "server_name": "api.example.com", "certificate": {{ "thumbprint": "{thumbprint}" }} }}"#
    );
    workshop.write("tls.json", &layer);
    workshop.run(&with).succeeded();
    for wrong in [r#"{ "version": "1.1" }"#, r#"{ "version": "1.3", "sni": "a" }"#, "TLS"] {
        workshop.write("tls.json", wrong);
        workshop.run(&with).failed(2, &["GW0907", "`tls.json` does not tell of a TLS layer"]);
    }
}

/// A policy with schemes that no target has, and the key files that it names.
fn kinds() -> Workshop {
    let workshop = Workshop::new();
    workshop.write(
        "kinds.gate",
        r#"policy kinds 1.0.0
principal {
    id:    string
    roles: [role]
}
role viewer
auth service = mtls {
    ca:     file "ca.pem"
    grants: [viewer]
    principal { id: san_uri "spiffe://shop/{id}"  roles: [viewer] }
}
auth opaque = introspection {
    url:           "https://id.example.com/introspect"
    client_id:     "shop"
    client_secret: env "NOT_READ_HERE"
    audience:      "shop"
    binding:       certificate
    grants:        [viewer]
    principal { id: claim.sub  roles: claim.scope split " " }
}
auth operator = basic { users: file "operators.users"  grants: [viewer] }
api shop at /shop {
    auth: [service, opaque, operator]
    GET / allow viewer
}
"#,
    );
    // The hash of `open sesame`.
    let hash = "pbkdf2-sha256:600000:MDEyMzQ1Njc4OWFiY2RlZg==:s8oI2NkJwZse65Cs0QRaG5OSZMYPVFvywAv6jWwWZ8E=";
    workshop.write("operators.users", format!("anna {hash} roles=viewer\n"));
    workshop
}

fn ask(workshop: &Workshop, more: &[&str]) -> Value {
    let arguments = [&["explain", "kinds.gate", "GET /shop", "--format", "json"], more].concat();
    serde_json::from_str(&workshop.run(&arguments).succeeded().output).unwrap()
}

#[test]
fn a_certificate_is_told_by_its_facts() {
    let workshop = kinds();
    let thumbprint = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
    let layer = |uri: &str, verified_for: &str| {
        let certificate = format!(
            r#"{{ "uris": ["{uri}"], "thumbprint": "{thumbprint}", "verified_for": [{verified_for}] }}"#
        );
        let layer = format!(r#"{{ "version": "1.3", "certificate": {certificate} }}"#);
        workshop.write("tls.json", layer);
    };
    layer("spiffe://shop/stock", "\"service\"");
    assert_eq!(ask(&workshop, &["--tls", "tls.json"])["status"], "admit");
    layer("spiffe://other/stock", "\"service\"");
    assert_eq!(ask(&workshop, &["--tls", "tls.json"])["rule"], "shop.get/auth.service");
    layer("spiffe://shop/stock", "");
    assert_eq!(ask(&workshop, &["--tls", "tls.json"])["rule"], "wire");
    // Whoever says who calls needs no credential.
    let service = ["--as", "service { id: \"stock\" }"];
    assert_eq!(ask(&workshop, &service)["status"], "admit");
}

#[test]
fn an_endpoint_s_answer_is_read_from_a_file() {
    let workshop = kinds();
    let bearer = ["--header", "Authorization: Bearer token-1"];
    assert_eq!(ask(&workshop, &bearer)["status"], 503);
    let thumbprint = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
    workshop.write(
        "answer.json",
        format!(
            r#"{{ "active": true, "aud": "shop", "sub": "anna", "scope": "viewer", "cnf": {{ "x5t#S256": "{thumbprint}" }} }}"#
        ),
    );
    let answered = [&bearer[..], &["--introspected", "opaque=answer.json"]].concat();
    assert_eq!(ask(&workshop, &answered)["rule"], "shop.get/auth.opaque");
    workshop.write(
        "tls.json",
        format!(r#"{{ "version": "1.2", "certificate": {{ "thumbprint": "{thumbprint}", "uris": ["spiffe://shop/a"], "verified_for": ["service"] }} }}"#),
    );
    let bound = [&answered[..], &["--tls", "tls.json"]].concat();
    assert_eq!(ask(&workshop, &bound)["status"], "admit");
    let wrong = ["explain", "kinds.gate", "GET /shop", "--introspected", "operator=answer.json"];
    workshop.run(&[&wrong[..], &bearer].concat()).failed(2, &["GW0907", "no endpoint is asked"]);
}

#[test]
fn passwords_are_verified() {
    let workshop = kinds();
    let basic = |base64: &str| {
        let header = format!("Authorization: Basic {base64}");
        ask(&workshop, &["--header", &header])
    };
    assert_eq!(basic("YW5uYTpvcGVuIHNlc2FtZQ==")["status"], "admit");
    let wrong = basic("YW5uYTpPcGVuIHNlc2FtZQ==");
    assert_eq!(wrong["rule"], "shop.get/auth.operator");
    assert_eq!(wrong["headers"]["www-authenticate"], "Basic realm=\"kinds\", charset=\"UTF-8\"");
    assert_eq!(basic("ZXZlOm9wZW4gc2VzYW1l")["rule"], "shop.get/auth.operator");
}
