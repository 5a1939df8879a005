//! Who is let in, and what the handler learns about them.

use gatewright_issuer::Algorithm;
use serde_json::json;

use crate::fixture::{NOW, Shop, authorized, request, send};
use crate::shop::{Role, Scheme};

const CHALLENGES: &str = "Bearer realm=\"shop\", ApiKey realm=\"shop\"";
const BAD_TOKEN: &str = "Bearer realm=\"shop\", error=\"invalid_token\"";

#[tokio::test]
async fn nothing_presented_is_challenged_by_all_schemes() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    for asked in [
        request("GET", "/v1/orders"),
        authorized("GET", "/v1/orders", "Basic YTpi"),
        authorized("GET", "/v1/orders", "BEARER x"),
        // Spaces around a value are no part of it.
        authorized("GET", "/v1/orders", "Bearer "),
    ] {
        let answer = send(&service, asked).await;
        assert_eq!(answer.verdict(), (401, Some("orders.get/auth")));
        assert_eq!(answer.header("www-authenticate"), Some(CHALLENGES));
    }
    assert_eq!(shop.reached(), 0);
}

#[tokio::test]
async fn bad_tokens_are_refused() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    let good = || shop.token("anna", &["viewer"]);
    let wrong_key = good().signed_with_secret(b"a secret that nobody knows of at all");
    for (what, credential) in [
        ("not a token", "bearer x".to_owned()),
        ("signature", format!("Bearer {wrong_key}")),
        ("expired", shop.sign(&good().with_claim("exp", json!(NOW - 30)))),
        ("not yet", shop.sign(&good().with_claim("nbf", json!(NOW + 30)))),
        ("too long lived", shop.sign(&good().with_claim("exp", json!(NOW - 60 + 3601)))),
        ("without iat", shop.sign(&good().without_claim("iat"))),
        ("issuer", shop.sign(&good().with_claim("iss", json!("https://id.example.com")))),
        ("audience", shop.sign(&good().with_claim("aud", json!(["other"])))),
        ("type", shop.sign(&good().with_header("typ", json!("JWT")))),
        ("critical", shop.sign(&good().with_header("crit", json!(["exp"])))),
        ("no algorithm", shop.sign(&good().with_header("alg", json!("none")))),
        ("required claim", shop.sign(&good().without_claim("sub"))),
        ("claim's type", shop.sign(&good().with_claim("tenant", json!(7)))),
    ] {
        let answer = send(&service, authorized("GET", "/v1/orders", &credential)).await;
        assert_eq!(answer.verdict(), (401, Some("orders.get/auth.customer")), "{what}");
        assert_eq!(answer.header("www-authenticate"), Some(BAD_TOKEN));
    }
    assert_eq!(shop.reached(), 0);
}

#[tokio::test]
async fn a_token_is_valid_up_to_its_last_second() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    let credential = shop.customer("anna", &["viewer"]);
    shop.clock.set(NOW + 629);
    assert_eq!(send(&service, authorized("GET", "/v1/orders", &credential)).await.status, 200);
    shop.clock.set(NOW + 630);
    assert_eq!(send(&service, authorized("GET", "/v1/orders", &credential)).await.status, 401);
}

#[tokio::test]
async fn rsa_tokens_verify_too() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    let key = shop.ring.key_for(Algorithm::Rs256).unwrap();
    let token = shop.token("anna", &["viewer"]);
    let token = token.with_header("alg", json!("RS256")).with_header("kid", json!(key.id()));
    let credential = format!("Bearer {}", token.signed_by(key).unwrap());
    assert_eq!(send(&service, authorized("GET", "/v1/orders", &credential)).await.status, 200);
}

#[tokio::test]
async fn api_keys_are_looked_up() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    let asked = |key: &str| request("GET", "/v1/orders").header("x-api-key", key);
    assert_eq!(send(&service, asked(&shop.partner.secret)).await.status, 200);
    let seen = shop.last_seen();
    assert!(!seen.headers.contains_key("x-api-key"));
    assert_eq!(seen.principal.unwrap().scheme, Scheme::Partner);
    for bad in ["", "nobody's", &"x".repeat(257)] {
        let answer = send(&service, asked(bad)).await;
        assert_eq!(answer.verdict(), (401, Some("orders.get/auth.partner")), "{bad}");
        assert_eq!(answer.header("www-authenticate"), Some("ApiKey realm=\"shop\""));
    }
    // 2027-01-01T00:00:00Z
    shop.clock.set(1_798_761_600);
    assert_eq!(send(&service, asked(&shop.partner.secret)).await.status, 401);
    assert_eq!(shop.reached(), 1);
}

#[tokio::test]
async fn every_presented_credential_must_hold_and_the_first_is_the_principal() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    let credential = shop.customer("anna", &["viewer"]);
    let both = |key: &str| authorized("GET", "/v1/orders", &credential).header("x-api-key", key);
    assert_eq!(send(&service, both(&shop.partner.secret)).await.status, 200);
    assert_eq!(shop.last_seen().principal.unwrap().id, "anna");
    let answer = send(&service, both("wrong")).await;
    assert_eq!(answer.verdict(), (401, Some("orders.get/auth.partner")));
}

#[tokio::test]
async fn the_handler_learns_who_calls_and_nothing_else() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    let tenant = "0195A3C0-7D10-7000-8000-000000000001";
    let token = shop.token("änna, \"1\"", &["admin", "viewer", "root"]);
    let credential = shop.sign(&token.with_claim("tenant", json!(tenant)));
    let asked = authorized("GET", "/v1/orders", &credential)
        .header("x-user-id", "root")
        .header("x_user_id", "root")
        .header("x-roles", "admin")
        .header("x-other", "passes");
    assert_eq!(send(&service, asked).await.status, 200);
    let seen = shop.last_seen();
    let header = |name: &str| seen.headers.get(name).map(|value| value.to_str().unwrap());
    assert_eq!(header("x-user-id"), Some("%C3%A4nna,%20\"1\""));
    assert_eq!(header("x-roles"), Some("viewer,admin"));
    assert_eq!(header("x-tenant"), Some("0195a3c0-7d10-7000-8000-000000000001"));
    assert_eq!(header("x-other"), Some("passes"));
    assert_eq!(header("authorization"), None);
    assert_eq!(header("x_user_id"), None);
    let principal = seen.principal.as_ref().unwrap();
    assert_eq!(principal.scheme, Scheme::Customer);
    assert_eq!(principal.roles.iter().collect::<Vec<_>>(), [Role::Viewer, Role::Admin]);
    assert!(principal.roles.has(Role::Clerk));
}

#[tokio::test]
async fn an_open_route_reads_no_credential_and_lets_no_identity_pass() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    let asked =
        authorized("GET", "/v1/orders/health", "Bearer rubbish").header("x-user-id", "root");
    assert_eq!(send(&service, asked).await.status, 200);
    let seen = shop.last_seen();
    assert!(!seen.headers.contains_key("x-user-id"));
    assert!(seen.headers.contains_key("authorization"));
    assert_eq!(seen.principal, None);
}

#[tokio::test]
async fn key_files_that_are_wrong_stop_the_start() {
    let wrong = |file: &str, text: &str| {
        let shop = Shop::new();
        std::fs::write(shop.folder().join(file), text).unwrap();
        crate::shop::Policy::load(shop.folder()).unwrap_err().to_string()
    };
    let message = wrong(".run/partners.keys", "# fine\nsha256:00 id=x\n");
    assert!(message.contains("partners.keys: line 2: expected `sha256:`"), "{message}");
    let message = wrong(".run/jwks.json", "{\"keys\": []}");
    assert!(message.contains("jwks.json: is not a usable JWK set"), "{message}");
    let shop = Shop::new();
    std::fs::remove_file(shop.folder().join(".run/jwks.json")).unwrap();
    let message = crate::shop::Policy::load(shop.folder()).unwrap_err().to_string();
    assert!(message.contains("jwks.json: cannot be read"), "{message}");
}
