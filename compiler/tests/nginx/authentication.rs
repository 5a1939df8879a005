//! Tokens, API keys, roles and conditions.

use gatewright_core::policy::Algorithm;
use gatewright_issuer::Token;
use serde_json::json;

use crate::{ADMITTED, ALGORITHMS, World, now, verdict};

#[test]
fn every_algorithm_verifies() {
    let world = World::start();
    for algorithm in ALGORITHMS {
        let token = world.token(algorithm, "anna", &["viewer"]);
        assert_eq!(
            verdict(&world.get("/v1/orders", &[&world.sign(algorithm, &token)])),
            ADMITTED,
            "{algorithm:?} {}",
            world.gateway.errors()
        );
        let line = world.sign(algorithm, &token);
        let broken = if line.ends_with('A') {
            format!("{}B", &line[..line.len() - 1])
        } else {
            format!("{}A", &line[..line.len() - 1])
        };
        for bad in [
            broken,
            line[..line.len() - 4].to_owned(),
            format!("{line}AAAA"),
            line.replacen("Bearer ", "Bearer  ", 1),
        ] {
            let answer = world.get("/v1/orders", &[&bad]);
            assert_eq!(verdict(&answer), (401, "orders.get/auth.customer"));
            assert_eq!(
                answer.header("www-authenticate"),
                Some("Bearer realm=\"shop\", error=\"invalid_token\"")
            );
        }
    }
}

#[test]
fn tokens_are_read_in_one_way() {
    let world = World::start();
    let now = now();
    let good = || world.token(Algorithm::ES256, "anna", &["viewer"]);
    let other = world.token(Algorithm::RS256, "anna", &["viewer"]);
    let kid = |value| good().with_header("kid", value);
    let mut cases: Vec<(&str, Token, bool)> = vec![
        ("as it should be", good(), true),
        ("kid absent, one key of the algorithm", good().without_header("kid"), true),
        ("kid unknown", kid(json!("nobody")), false),
        ("kid __proto__", kid(json!("__proto__")), false),
        ("kid constructor", kid(json!("constructor")), false),
        ("kid number", kid(json!(1)), false),
        ("kid null", kid(json!(null)), false),
        ("kid empty", kid(json!("")), false),
        ("alg none", good().with_header("alg", json!("none")), false),
        ("alg of another key", good().with_header("alg", json!("RS256")), false),
        ("alg HS256", good().with_header("alg", json!("HS256")), false),
        ("alg list", good().with_header("alg", json!(["ES256"])), false),
        ("alg __proto__", good().with_header("alg", json!("__proto__")), false),
        ("typ in another case", good().with_header("typ", json!("Application/AT+JWT")), true),
        ("typ JWT", good().with_header("typ", json!("JWT")), false),
        ("typ absent", good().without_header("typ"), false),
        ("crit", good().with_header("crit", json!([])), false),
        ("b64", good().with_header("b64", json!(true)), false),
        ("iss other", good().with_claim("iss", json!("https://id.example.com")), false),
        ("aud string", good().with_claim("aud", json!("shop-api")), true),
        ("aud prefix", good().with_claim("aud", json!("shop-api2")), false),
        ("aud mixed", good().with_claim("aud", json!(["shop-api", 1])), false),
        ("aud absent", good().without_claim("aud"), false),
        ("exp absent", good().without_claim("exp"), false),
        ("exp string", good().with_claim("exp", json!("9999999999")), false),
        ("exp past, within the leeway", good().with_claim("exp", json!(now - 20)), true),
        ("exp past", good().with_claim("exp", json!(now - 40)), false),
        ("nbf soon", good().with_claim("nbf", json!(now + 20)), true),
        ("nbf later", good().with_claim("nbf", json!(now + 40)), false),
        ("nbf null", good().with_claim("nbf", json!(null)), false),
        ("iat absent", good().without_claim("iat"), false),
        ("iat later", good().with_claim("iat", json!(now + 40)), false),
        ("iat so that it lives too long", good().with_claim("iat", json!(now - 3001)), false),
        (
            "iat so that it lives just long enough",
            good().with_claim("iat", json!(now - 3000)),
            true,
        ),
        ("sub absent", good().without_claim("sub"), false),
        ("sub null", good().with_claim("sub", json!(null)), false),
        ("sub number", good().with_claim("sub", json!(1)), false),
        ("roles string", good().with_claim("realm_access", json!({ "roles": "viewer" })), false),
        ("roles elsewhere", good().with_claim("realm_access", json!(["viewer"])), false),
        ("tenant of the wrong type", good().with_claim("__proto__", json!("x")), false),
        (
            "tenant",
            good().with_claim("__proto__", json!("0195A3C0-7d10-7000-8000-000000000001")),
            true,
        ),
        ("tenant null", good().with_claim("__proto__", json!(null)), true),
        ("auth_time fraction", good().with_claim("auth_time", json!(1.5)), false),
        ("auth_time integral", good().with_claim("auth_time", json!(1.0)), true),
        ("key of another algorithm", other, false),
    ];
    let claims = String::from_utf8(good().claims_text()).unwrap();
    let raw = |text: String| good().with_raw_claims(text.as_bytes());
    let exp = format!("\"exp\":{}", now + 600);
    assert!(claims.contains(&exp));
    cases.push(("a name twice", raw(claims.replacen('{', "{\"sub\":\"root\",", 1)), false));
    cases.push((
        "a name twice, escaped",
        raw(claims.replacen('{', "{\"s\\u0075b\":\"root\",", 1)),
        false,
    ));
    cases.push((
        "a name twice, deep",
        raw(claims.replacen('{', "{\"x\":[{\"a\":1,\"a\":1}],", 1)),
        false,
    ));
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for depth in [29, 30] {
            let nested = format!("{{\"x\":{}1{},", open.repeat(depth), close.repeat(depth));
            cases.push(("nesting", raw(claims.replacen('{', &nested, 1)), depth < 30));
        }
    }
    cases.push((
        "exp as an exponent",
        raw(claims.replace(&exp, &format!("\"exp\":{}.0e0", now + 600))),
        true,
    ));
    cases.push(("exp huge", raw(claims.replace(&exp, "\"exp\":9007199254740992")), false));
    cases.push(("exp beyond a double", raw(claims.replace(&exp, "\"exp\":1e400")), false));
    cases.push(("exp negative", raw(claims.replace(&exp, "\"exp\":-1")), false));
    cases.push(("trailing comma", raw(claims.replacen('}', ",}", 1)), false));
    cases.push(("byte order mark", raw(format!("\u{feff}{claims}")), false));
    cases.push(("not an object", raw("[]".to_owned()), false));
    let header = String::from_utf8(good().header_text()).unwrap();
    cases.push((
        "alg twice",
        good().with_raw_header(header.replacen('{', "{\"alg\":\"ES256\",", 1).as_bytes()),
        false,
    ));
    for (name, token, admitted) in cases {
        let expected = if admitted { ADMITTED } else { (401, "orders.get/auth.customer") };
        let answer = world.get("/v1/orders", &[&world.sign(Algorithm::ES256, &token)]);
        assert_eq!(verdict(&answer), expected, "{name} {}", world.gateway.errors());
    }
    // A public key is no secret.
    let key = world.ring.key_for(gatewright_issuer::Algorithm::Es256).unwrap();
    let confused =
        good().with_header("alg", json!("HS256")).signed_with_secret(&key.public_der().unwrap());
    let line = format!("Authorization: Bearer {confused}");
    assert_eq!(verdict(&world.get("/v1/orders", &[&line])), (401, "orders.get/auth.customer"));
    let whole = good().with_signature(&[]);
    for token in
        [whole.as_str(), "a.b.c", "a.b", "", ".", "..", "{}.{}.{}", "e30.e30.e30", "a.b.c.d.e"]
    {
        let line = format!("Authorization: Bearer {token}");
        let expected =
            if token.is_empty() { "orders.get/auth" } else { "orders.get/auth.customer" };
        assert_eq!(verdict(&world.get("/v1/orders", &[&line])), (401, expected), "{token}");
    }
    for line in ["Authorization: Basic YTpi", "Authorization: BEARER x", "Authorization: Bearer"] {
        assert_eq!(verdict(&world.get("/v1/orders", &[line])), (401, "orders.get/auth"), "{line}");
    }
}

#[test]
fn api_keys_and_roles() {
    let world = World::start();
    let secret = world.partner.secret.clone();
    let line = format!("X-Api-Key: \t{secret} \t");
    assert_eq!(verdict(&world.get("/v1/orders", &[&line])), ADMITTED);
    assert!(!world.upstream.take().join("").contains(&secret));
    for bad in [
        "X-Api-Key:",
        "X-Api-Key: __proto__",
        &format!("X-Api-Key: {}", secret.to_uppercase()),
        &format!("X-Api-Key: {}", "a".repeat(257)),
    ] {
        let answer = world.get("/v1/orders", &[bad]);
        assert_eq!(verdict(&answer), (401, "orders.get/auth.partner"), "{bad}");
        assert_eq!(answer.header("www-authenticate"), Some("ApiKey realm=\"shop\""));
        // Every presented credential must hold; the first bad one of the list answers.
        assert_eq!(
            verdict(&world.get("/v1/orders", &[bad, &world.bearer("anna", &["viewer"])])),
            (401, "orders.get/auth.partner")
        );
        assert_eq!(
            verdict(&world.get("/v1/orders", &[bad, "Authorization: Bearer x"])),
            (401, "orders.get/auth.customer")
        );
    }
    let id = "0195a3c0-7d10-7000-8000-000000000001";
    let delete = |headers: &[&str]| world.ask("DELETE", &format!("/v1/orders/{id}"), headers, "");
    // The scheme grants no admin.
    assert_eq!(verdict(&delete(&[&line])), (403, "orders.delete/{id}/allow"));
    assert_eq!(
        verdict(&delete(&[&world.bearer("anna", &["clerk"])])),
        (403, "orders.delete/{id}/allow")
    );
    assert_eq!(verdict(&delete(&[&world.bearer("anna", &["admin"])])), ADMITTED);
    assert_eq!(
        verdict(&world.get("/v1/orders", &[&world.bearer("anna", &["root", "Viewer"])])),
        (403, "orders.get/allow")
    );
    assert_eq!(verdict(&world.get("/v1/orders", &[&world.bearer("anna", &["clerk"])])), ADMITTED);
}

#[test]
fn conditions() {
    let world = World::start();
    let of = |customer: &str, headers: &[&str]| {
        world.get(&format!("/v1/orders/of/{customer}"), headers).status
    };
    assert_eq!(of("anna", &[&world.bearer("anna", &["viewer"])]), 200);
    assert_eq!(of("bob", &[&world.bearer("anna", &["viewer"])]), 403);
    assert_eq!(of("bob", &[&world.bearer("anna", &["admin"])]), 200);
    let secret = world.partner.secret.clone();
    assert_eq!(of("acme", &[&format!("X-Api-Key: {secret}")]), 403);
    // A missing header is unknown, and `deny when` applies on unknown too.
    assert_eq!(verdict(&world.get("/header", &[])), (403, "odd.get/header/deny"));
    assert_eq!(
        verdict(&world.get("/header", &["X-Odd: \"$host{{ é"])),
        (403, "odd.get/header/deny")
    );
    for (client, status) in [
        ("203.0.113.0", 200),
        ("203.0.113.127", 200),
        ("203.0.113.128", 403),
        ("203.0.112.255", 403),
        ("2001:db8:7fff::1", 200),
        ("2001:db8:8000::1", 403),
        ("::ffff:203.0.113.1", 200),
        ("203.0.113.1, 127.0.0.1", 200),
        ("203.0.113.1, 10.0.0.1", 403),
        ("203.0.113.1, unknown", 403),
        ("203.0.113.1:80", 403),
        ("203.0.113.01", 403),
    ] {
        assert_eq!(
            world.get("/office", &[&format!("X-Forwarded-For: {client}")]).status,
            status,
            "{client}"
        );
    }
    let at = |seconds: u64| {
        let token =
            world.token(Algorithm::ES256, "anna", &[]).with_claim("auth_time", json!(seconds));
        world.get("/recent", &[&world.sign(Algorithm::ES256, &token)]).status
    };
    assert_eq!(
        [at(now() - 290), at(now() - 310), at(now() + 20), at(now() + 40)],
        [200, 403, 200, 403]
    );
    assert_eq!(world.get("/recent", &[&world.bearer("anna", &[])]).status, 403);
}

#[test]
fn a_token_is_judged_by_the_scheme_whose_issuer_it_names() {
    let world = World::start();
    let customer = world.bearer("anna", &[]);
    assert_eq!(verdict(&world.get("/two", &[&customer])), ADMITTED, "{}", world.gateway.errors());
    let token = world.token(Algorithm::ES256, "robot", &[]).with_claim("iss", json!("machines"));
    let machine = world.sign(Algorithm::ES256, &token);
    assert_eq!(verdict(&world.get("/two", &[&machine])), (403, "odd.get/two/allow"));
    let line = format!("X-Api-Key: {}", world.partner.secret);
    // Both hold, and the principal is that of the first presented scheme of the list.
    assert_eq!(verdict(&world.get("/two", &[&customer, &line])), ADMITTED);
    assert_eq!(verdict(&world.get("/two", &[&line])), (403, "odd.get/two/allow"));
    let broken = |line: &str| format!("{}AAAA", &line[..line.len() - 4]);
    assert_eq!(
        verdict(&world.get("/two", &[&broken(&customer), &line])),
        (401, "odd.get/two/auth.customer")
    );
    assert_eq!(
        verdict(&world.get("/two", &[&broken(&machine)])),
        (401, "odd.get/two/auth.machine")
    );
    let extended = world.token(Algorithm::ES256, "anna", &[]).with_header("crit", json!([]));
    let extended = world.sign(Algorithm::ES256, &extended);
    assert_eq!(verdict(&world.get("/two", &[&extended])), (401, "odd.get/two/auth.machine"));
    // Who fits none is refused by the first.
    assert_eq!(
        verdict(&world.get("/two", &["Authorization: Bearer x"])),
        (401, "odd.get/two/auth.machine")
    );
    assert_eq!(
        verdict(&world.get("/two", &["X-Api-Key: x", &customer])),
        (401, "odd.get/two/auth.partner")
    );
}
