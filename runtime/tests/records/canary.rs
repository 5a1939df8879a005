//! No secret and no caller's id ever stands in a record, in a notice or in the text of a value for people.

use std::fmt::Debug;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};

use aws_lc_rs::pbkdf2::{PBKDF2_HMAC_SHA256, derive};
use axum::body::Bytes;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gatewright::{Decision, Fetch, Fetching, ManualClock};
use http::{Request, Response};
use serde_json::json;
use tower::ServiceExt as _;

use crate::output::Memory;
use crate::pair::{Asked, NOW, RECORDS_KEY, ask, get, keys};

/// What stands in every secret of this test that is no hash, and in the ids of callers but the partner's.
const SECRET: &str = "hush";

/// An endpoint that knows this token.
struct Endpoint;

impl Fetch for Endpoint {
    fn fetch(&self, request: Request<Bytes>, _: usize) -> Fetching<'_> {
        let is_known = request.body().starts_with(b"token=hush-known");
        let answer = json!({
            "active": is_known, "aud": "shop", "sub": "hush-opaque", "scope": "viewer", "exp": NOW + 60,
        });
        let answer = Bytes::from(answer.to_string());
        Box::pin(async move { Ok(Response::new(answer)) })
    }
}

fn users() -> String {
    let iterations = NonZeroU32::new(600_000).unwrap();
    let mut hash = [0; 32];
    derive(PBKDF2_HMAC_SHA256, iterations, &[7; 16], b"hush-password", &mut hash);
    let (salt, hash) = (STANDARD.encode([7; 16]), STANDARD.encode(hash));
    format!("anna pbkdf2-sha256:600000:{salt}:{hash} id=hush-operator roles=viewer\n")
}

/// What was told, in any way.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<String>>);

impl Told {
    fn debug(&self, value: &impl Debug) {
        self.0.lock().unwrap().push_str(&format!("{value:?}\n{value:#?}\n"));
    }
}

/// Requests with secrets that are right and wrong, and the statuses of their answers.
fn requests() -> Vec<(Asked, u16)> {
    let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
    let signed = get("/canary/signed").by(json!({ "hush": 1, "sub": "hush-customer" }));
    let partner = || get("/canary/keys").by_partner();
    let key = partner().value("x-key").unwrap();
    let cookie = |key: &str| get("/canary/keys").with("cookie", format!("a=hush; session={key}"));
    let note = |text: &str| ask("POST", "/canary/note?token=hush").json(text);
    vec![
        (signed.clone(), 200),
        (get("/canary/signed").with("authorization", "Bearer hush.hush.hush"), 401),
        (get("/canary/signed").with("authorization", "hush"), 401),
        (partner(), 200),
        (get("/canary/keys").with("x-key", "hush"), 401),
        (get("/canary/keys").with("X.Key", key.clone()).with("x_key", "hush"), 401),
        (cookie(&key), 200),
        (cookie("hush"), 401),
        (get("/canary/password").with("authorization", basic("anna:hush-password")), 200),
        (get("/canary/password").with("authorization", basic("anna:hush-wrong")), 401),
        (get("/canary/opaque").with("authorization", "Bearer hush-known"), 200),
        (get("/canary/opaque").with("authorization", "Bearer hush-unknown"), 401),
        (get("/canary/hush").with("proxy-authorization", "hush"), 404),
        (note("hush"), 400),
        (ask("POST", "/canary/note").json(r#"{"text":"hush","hush":1}"#), 422),
        (ask("POST", "/canary/note").json(r#"{"text":"hush"}"#), 200),
    ]
}

#[tokio::test]
async fn no_secret_is_told() {
    let folder = keys();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("operators.users", &users());
    write("secret", "hush-client-secret\n");
    let (records, told) = (Memory::default(), Told::default());
    let notices = told.clone();
    let policy = crate::canary_policy::Policy::load_with(folder.path(), Endpoint).unwrap();
    let policy = policy
        .with_clock(ManualClock::at(NOW))
        .with_records(records.clone())
        .with_notices(move |notice| notices.debug(notice));
    let metrics = policy.metrics();
    told.debug(&policy);
    let layer = policy.layer();
    told.debug(&layer);
    let service = tower_layer::Layer::layer(&layer, axum::Router::new().fallback(async || ()));
    told.debug(&service);
    // The key of pseudonyms is among the secrets; the partner is called so.
    assert!(RECORDS_KEY.contains(SECRET));
    let mut credentials = vec![SECRET.to_owned(), RECORDS_KEY[6..].to_owned(), "acme".to_owned()];
    for (asked, status) in requests() {
        credentials.extend(["authorization", "x-key", "X.Key"].iter().filter_map(|name| {
            // Of a token, each part; of anything else all of it.
            let value = asked.value(name)?;
            value.rsplit([' ', '.']).next().filter(|part| part.len() > 8).map(str::to_owned)
        }));
        let answer = service.clone().oneshot(asked.to_service()).await.unwrap();
        assert_eq!(answer.status(), status, "{asked:?}");
        told.debug(answer.extensions().get::<Decision>().unwrap());
    }
    drop((layer, service));
    told.debug(&metrics);
    told.0.lock().unwrap().push_str(&metrics.render());
    let lines = records.lines();
    assert_eq!(lines.len(), requests().len());
    let is_told = |line: &&String| line.contains(",\"principal\":\"");
    let known = |(_, status): &&(Asked, u16)| *status == 200;
    // All whose credentials are right, but for the one who wrote a note and needs none.
    assert_eq!(lines.iter().filter(is_told).count(), requests().iter().filter(known).count() - 1);
    let told = told.0.lock().unwrap().clone();
    assert!(told.contains("Alert {") && told.contains("gatewright_decisions_total"));
    for secret in credentials {
        // The path of one request says the word, and a path is no secret.
        let lines = lines.iter().filter(|line| !line.contains("\"/canary/hush\""));
        for text in lines.chain([&told]) {
            assert!(!text.contains(&secret), "{secret}: {text}");
        }
    }
}

#[test]
fn errors_of_files_tell_no_secret() {
    let folder = keys();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let load = || crate::canary_policy::Policy::load_with(folder.path(), Endpoint);
    let whole = [
        ("keys.json", std::fs::read_to_string(folder.path().join("keys.json")).unwrap()),
        ("partners.keys", std::fs::read_to_string(folder.path().join("partners.keys")).unwrap()),
        ("operators.users", users()),
        ("secret", "hush".to_owned()),
        ("records.key", RECORDS_KEY.to_owned()),
    ];
    for (name, text) in &whole {
        write(name, text);
    }
    load().unwrap();
    for (name, text) in &whole {
        let private = r#"{"keys":[{"kty":"oct","k":"hush","d":"hush"}]}"#;
        for broken in ["hush", "hush hush hush\n", "hush\nhush\n", private] {
            write(name, broken);
            match load() {
                // Any line is a secret, and any long one a key.
                Ok(_) => assert!(*name == "secret" || *name == "records.key" && broken == private),
                Err(error) => {
                    let told = format!("{error} {error:?} {error:#?}");
                    assert!(!told.contains(SECRET), "{name}: {told}");
                }
            }
        }
        write(name, text);
    }
}
