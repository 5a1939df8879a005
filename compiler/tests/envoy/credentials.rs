//! Tokens and API keys, good and bad.

use crate::stand::Stand;

#[test]
fn credentials_and_roles() {
    use gatewright_issuer::Algorithm::{EdDsa, Es256, Rs256};
    use serde_json::json;

    let stand = Stand::start();
    let fixture = &stand.fixture;
    let refused = stand.ask("GET /v1/orders", &[], "", 401, "orders.get/auth");
    assert_eq!(
        refused.header("www-authenticate"),
        Some(r#"Bearer realm="yard", Bearer realm="yard", ApiKey realm="yard""#)
    );
    for algorithm in [Es256, Rs256, EdDsa] {
        let token = fixture.token(algorithm, "anna", &["viewer"], |token| token);
        let answer = stand.with_token("GET /v1/orders", &token, 200, "");
        assert!(answer.body.contains("x-user-id: anna\r\n"), "{answer:?}");
        assert!(answer.body.contains("x-roles: viewer\r\n"), "{answer:?}");
        assert!(!answer.body.contains("authorization"), "{answer:?}");
        for internal in ["x-gatewright", "x-envoy", "x-forwarded-proto", "x-request-id"] {
            assert!(!answer.body.contains(internal), "{answer:?}");
        }
    }
    let good = fixture.good("a, %é", &["admin", "root", "viewer"]);
    let answer = stand.with_token("GET /v1/orders", &good, 200, "");
    assert!(answer.body.contains("x-user-id: a,%20%25%C3%A9\r\n"), "{answer:?}");
    assert!(answer.body.contains("x-roles: viewer,admin\r\n"), "{answer:?}");
    stand.ask(
        "GET /v1/orders",
        &[("Authorization", &format!("bearer {good}")), ("X-User-Id", "evil")],
        "",
        200,
        "",
    );
    stand.ask(
        "GET /v1/orders",
        &[("Authorization", &format!("BEARER {good}"))],
        "",
        401,
        "orders.get/auth",
    );
    stand.ask("GET /v1/orders", &[("Authorization", "Basic YTpi")], "", 401, "orders.get/auth");
    let id = "/v1/orders/0195a3c0-7d10-7000-8000-000000000001";
    stand.with_token(&format!("DELETE {id}"), &good, 200, "");
    let clerk = fixture.good("anna", &["clerk"]);
    stand.with_token(&format!("DELETE {id}"), &clerk, 403, "orders.delete/{id}/allow");
    stand.with_token(&format!("GET {id}"), &clerk, 200, "");
    stand.with_token("GET /v1/orders/0195a3c0", &clerk, 404, "route");

    let bad = |token: String| {
        let refused = stand.with_token("GET /v1/orders", &token, 401, "orders.get/auth.customer");
        assert_eq!(
            refused.header("www-authenticate"),
            Some(r#"Bearer realm="yard", error="invalid_token""#)
        );
    };
    let made = |change: &dyn Fn(gatewright_issuer::Token) -> gatewright_issuer::Token| {
        fixture.token(Es256, "anna", &["viewer"], change)
    };
    let now = crate::fixture::now();
    stand.with_token("GET /v1/orders", "", 401, "orders.get/auth");
    bad("a.b.c".into());
    bad(format!("{good}x"));
    bad(format!("{good}."));
    bad(format!(" {good}"));
    bad(format!("{good}, {good}"));
    bad(good.rsplit_once('.').unwrap().0.to_owned());
    bad(made(&|token| token.without_claim("exp")));
    bad(made(&|token| token.with_claim("exp", json!(now - 35))));
    bad(made(&|token| token.with_claim("exp", json!(now + 4000))));
    bad(made(&|token| token.with_claim("exp", json!("soon"))));
    bad(made(&|token| token.with_claim("nbf", json!(now + 40))));
    bad(made(&|token| token.with_claim("iat", json!(now + 40))));
    bad(made(&|token| token.without_claim("iat")));
    bad(made(&|token| token.with_claim("aud", json!("shop"))));
    bad(made(&|token| token.with_claim("aud", json!(["shop-api", 1]))));
    bad(made(&|token| token.with_claim("iss", json!("https://id.example.com"))));
    bad(made(&|token| token.with_claim("sub", json!(1))));
    bad(made(&|token| token.without_claim("sub")));
    bad(made(&|token| token.with_claim("suspended", json!("true"))));
    bad(made(&|token| token.with_claim("realm_access", json!({ "roles": "viewer" }))));
    bad(made(&|token| token.with_header("typ", json!("JWT"))));
    bad(made(&|token| token.with_header("crit", json!(["exp"]))));
    bad(made(&|token| token.with_header("b64", json!(true))));
    bad(made(&|token| token.with_header("kid", json!("rs256-2"))));
    bad(made(&|token| token.with_header("kid", json!("unknown"))));
    bad(made(&|token| token.with_header("alg", json!("none"))));
    bad(made(&|token| token.with_raw_claims(br#"{"sub":"anna","sub":"root"}"#)));
    let admitted = |token: String| {
        stand.with_token("GET /v1/orders", &token, 200, "");
    };
    admitted(made(&|token| token.with_claim("exp", json!(now - 20))));
    admitted(made(&|token| token.with_claim("nbf", json!(now + 20))));
    admitted(made(&|token| token.with_claim("aud", json!("shop-api"))));
    admitted(made(&|token| token.without_header("kid")));
    admitted(made(&|token| token.with_header("typ", json!("application/AT+JWT"))));

    let mut nested = json!(1);
    for _ in 0..28 {
        nested = json!([nested]);
    }
    admitted(made(&|token| token.with_claim("nested", nested.clone())));
    admitted(made(&|token| {
        token.with_claim(
            "x",
            json!({ "": "\u{0}\u{1f600}", "n": [1e308, -0.0, 9_007_199_254_740_993_u64] }),
        )
    }));
    admitted(made(&|token| token.with_claim("nbf", json!(0)).with_claim("jti", json!("a"))));
    // RFC 7519 §4.1.7; other targets do not read it.
    bad(made(&|token| token.with_claim("jti", json!(5))));

    let staff = fixture.staff("root");
    let (signed, signature) = staff.rsplit_once('.').unwrap();
    let forged = format!(
        "{signed}.{}{}",
        if signature.starts_with('A') { 'B' } else { 'A' },
        &signature[1..]
    );
    stand.with_token("GET /v1/orders", &staff, 403, "orders.get/allow");
    let refused = stand.with_token("GET /v1/orders", &forged, 401, "orders.get/auth.staff");
    assert_eq!(
        refused.header("www-authenticate"),
        Some(r#"Bearer realm="yard", error="invalid_token""#)
    );

    let partner = fixture.partner.secret.as_str();
    let answer = stand.ask("GET /v1/orders", &[("X-Api-Key", partner)], "", 200, "");
    assert!(
        answer.body.contains("x-user-id: acme\r\n") && answer.body.contains("x-roles: viewer\r\n"),
        "{answer:?}"
    );
    assert!(!answer.body.contains("x-api-key"), "{answer:?}");
    for key in ["", "wrong", &format!("{partner}x"), &"a".repeat(257)] {
        let refused =
            stand.ask("GET /v1/orders", &[("X-Api-Key", key)], "", 401, "orders.get/auth.partner");
        assert_eq!(refused.header("www-authenticate"), Some(r#"ApiKey realm="yard""#));
    }
    let bearer = format!("Bearer {clerk}");
    stand.ask(
        "GET /v1/orders",
        &[("X-Api-Key", "wrong"), ("Authorization", &bearer)],
        "",
        401,
        "orders.get/auth.partner",
    );
    let both = stand.ask(
        "GET /v1/orders",
        &[("X-Api-Key", partner), ("Authorization", &bearer)],
        "",
        200,
        "",
    );
    assert!(both.body.contains("x-user-id: anna\r\n"), "{both:?}");
    assert!(!stand.gateway.flushed_log().contains(partner));
}
