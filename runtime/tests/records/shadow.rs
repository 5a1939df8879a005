//! A second policy beside the first: what it would do is told where that differs, and never done.

use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes};
use gatewright::generated::{Call, Clock, Detail, Guard, Passed, Refusal};
use gatewright::{Ending, ManualClock, Notice};
use serde_json::json;
use tokio::sync::Notify;
use tower::ServiceExt as _;

use crate::lines::{Pieces, exchanges};
use crate::output::Memory;
use crate::pair::{NOW, Pair, ask, get, keys};

/// What was told: what the first policy did, and the second would have, as in a verdict.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

fn text(ending: &Ending) -> String {
    match ending {
        Ending::Admitted => "200".to_owned(),
        Ending::Preflight => "204".to_owned(),
        Ending::Refused { rule, status } => format!("{status} {rule}"),
        Ending::Unread => "unread".to_owned(),
    }
}

impl Told {
    fn tell(&self) -> impl Fn(&Notice) + Send + Sync + 'static {
        let told = self.clone();
        move |notice: &Notice| {
            let line = if let Notice::Differs { decided, shadow } = notice {
                format!("{} > {}", text(&decided.ending), text(&shadow.ending))
            } else if let Notice::Uncompared { decided } = notice {
                format!("{} > -", text(&decided.ending))
            } else {
                return;
            };
            told.0.lock().unwrap().push(line);
        }
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// What a second policy is told to do otherwise on all exchanges, each of which ends as without it.
macro_rules! differences {
    ($shadow:ident) => {{
        let told = Told::default();
        let mut metrics = None;
        let mut pair = Pair::new(include_str!("records.gate"), |folder, clock, stage| {
            let shadow = crate::$shadow::Policy::load(folder).unwrap().with_clock(clock.clone());
            let policy = crate::records::Policy::load(folder).unwrap().with_clock(clock);
            metrics = Some(policy.metrics());
            let policy = policy.with_records(Memory::default()).with_notices(told.tell());
            policy.with_shadow(shadow).protect(stage.router())
        });
        for (asked, handled, verdict) in exchanges() {
            assert_eq!(pair.exchange(&asked, &handled).await.verdict(), verdict, "{asked:?}");
        }
        pair.end();
        (told.lines(), metrics.unwrap().render())
    }};
}

#[tokio::test]
async fn the_same_policy_never_differs() {
    let (told, metrics) = differences!(records);
    assert_eq!(told, [""; 0]);
    let same = exchanges().len();
    let counted = format!("{{policy=\"records\",result=\"same\"}} {same}\n");
    assert!(metrics.contains(&counted), "{metrics}");
}

#[tokio::test]
async fn what_a_tighter_policy_would_refuse_is_told_and_admitted() {
    let (told, metrics) = differences!(tightened);
    let expected = [
        "200 > 403 orders.get/allow",
        "200 > 403 orders.get/allow",
        "200 > 422 orders.post/body.schema",
        "200 > 413 orders.post/raw/body.size",
        "200 > 429 orders.get/few/limit.few",
    ];
    assert_eq!(told, expected);
    assert!(metrics.contains("result=\"different\"} 5\n"), "{metrics}");
}

fn loaded() -> (tempfile::TempDir, crate::records::Policy, Told) {
    let (folder, told) = (keys(), Told::default());
    let policy = crate::records::Policy::load(folder.path()).unwrap();
    let policy = policy.with_clock(ManualClock::at(NOW)).with_notices(told.tell());
    (folder, policy.with_records(Memory::default()), told)
}

fn posted(body: Body) -> axum::extract::Request {
    let asked = ask("POST", "/v1/orders").with("content-type", "application/json").by_partner();
    asked.to_service().map(|_| body)
}

#[tokio::test]
async fn a_body_is_read_once_for_both() {
    let (folder, policy, told) = loaded();
    let shadow = crate::records::Policy::load(folder.path()).unwrap();
    let router = axum::Router::new().fallback(async |body: Bytes| body);
    let service = policy.with_shadow(shadow.with_clock(ManualClock::at(NOW))).protect(router);
    for (body, status) in [
        (Body::from(r#"{"id":"1"}"#), 200),
        (Body::new(Pieces::of(&["{\"id\"", ":\"1\"}"])), 200),
        (Body::new(Pieces::of(&["", "{\"id\"", "", ":\"1", "", "\"}", ""])), 200),
        (Body::new(Pieces::of(&["{\"id\"", ":1}"])), 422),
        // Beyond the bound, in pieces of which the last is never read.
        (Body::new(Pieces::of(&["                                "; 5])), 413),
        (Body::empty(), 400),
    ] {
        let answer = service.clone().oneshot(posted(body)).await.unwrap();
        assert_eq!(answer.status(), status);
    }
    drop(service);
    assert_eq!(told.lines(), [""; 0]);
}

/// A body that never comes.
struct Never;

impl http_body::Body for Never {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        std::task::Poll::Pending
    }
}

#[tokio::test]
async fn no_refusal_waits_for_a_body_that_only_the_second_policy_would_read() {
    let (folder, policy, told) = loaded();
    let shadow = crate::loosened::Policy::load(folder.path()).unwrap();
    let service = policy.with_shadow(shadow).protect(axum::Router::new());
    let request = ask("POST", "/v1/orders").with("content-type", "application/json");
    let request = request.to_service().map(|_| Body::new(Never));
    let answer = service.oneshot(request).await.unwrap();
    assert_eq!(answer.status(), 401);
    assert_eq!(told.lines(), ["401 orders.post/auth > unread"]);
}

/// A policy that fails in some way.
struct Failing(fn(), Arc<Notify>);

impl Guard for Failing {
    const DIGEST: &'static str = "";
    const DETAIL: Detail = Detail::Minimal;

    fn clock(&self) -> &dyn Clock {
        static CLOCK: std::sync::LazyLock<ManualClock> =
            std::sync::LazyLock::new(|| ManualClock::at(NOW));
        &*CLOCK
    }

    async fn decide(&self, _: &mut Call) -> Result<Passed, Refusal> {
        (self.0)();
        self.1.notified().await;
        Err(Refusal::unverifiable_credential("a", "b"))
    }
}

async fn answered_beside(shadow: Failing) -> (u16, Told) {
    let (_folder, policy, told) = loaded();
    let service = policy.with_shadow(shadow).protect(axum::Router::new().fallback(async || ()));
    let asked = get("/v1/orders").by(json!({})).to_service();
    let answer = service.oneshot(asked).await.unwrap();
    (answer.status().as_u16(), told)
}

#[tokio::test]
async fn a_panic_of_the_second_policy_changes_nothing() {
    let (status, told) = answered_beside(Failing(|| panic!("a defect"), Arc::default())).await;
    assert_eq!((status, told.lines()), (200, vec!["200 > -".to_owned()]));
}

#[tokio::test]
async fn nobody_waits_for_what_the_second_policy_asks_others() {
    let others = Arc::new(Notify::new());
    let (status, told) = answered_beside(Failing(|| (), Arc::clone(&others))).await;
    // It is answered, and nothing is told yet.
    assert_eq!((status, told.lines()), (200, Vec::new()));
    others.notify_one();
    for _ in 0..100 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        if !told.lines().is_empty() {
            break;
        }
    }
    assert_eq!(told.lines(), ["200 > 503 a/auth.b"]);
}

#[tokio::test]
async fn only_so_many_decisions_wait_for_others() {
    let (_folder, policy, told) = loaded();
    let others = Arc::new(Notify::new());
    let shadow = Failing(|| (), Arc::clone(&others));
    let service = policy.with_shadow(shadow).protect(axum::Router::new().fallback(async || ()));
    for _ in 0..1030 {
        let asked = get("/nowhere").to_service();
        assert_eq!(service.clone().oneshot(asked).await.unwrap().status(), 404);
    }
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(told.lines(), ["404 route > -"; 6]);
}

#[tokio::test]
async fn only_so_many_bytes_of_bodies_wait_for_others() {
    let (folder, told, others) = (keys(), Told::default(), Arc::new(Notify::new()));
    let policy = crate::large::Policy::load(folder.path()).unwrap().with_notices(told.tell());
    let shadow = Failing(|| (), Arc::clone(&others));
    let service = policy.with_shadow(shadow).protect(axum::Router::new().fallback(async || ()));
    let note = r#"{"text":"a"}"#;
    let sixteen_megabytes = note.to_owned() + &" ".repeat(16 * 1024 * 1024 - note.len());
    let post = async || {
        let asked = ask("POST", "/notes").json(&sixteen_megabytes).to_service();
        assert_eq!(service.clone().oneshot(asked).await.unwrap().status(), 200);
    };
    let settled = async |expected: &[&str]| {
        for _ in 0..100 {
            if told.lines() == expected {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("{:?}", told.lines());
    };
    for _ in 0..4 {
        post().await;
    }
    assert_eq!(told.lines(), [""; 0]);
    post().await;
    settled(&["200 > -"]).await;
    // What has been decided makes room.
    others.notify_waiters();
    settled(&[&["200 > -"][..], &["200 > 503 a/auth.b"; 4]].concat()).await;
    for _ in 0..4 {
        post().await;
    }
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert_eq!(told.lines().len(), 5);
}
