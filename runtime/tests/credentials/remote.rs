//! Keys that are fetched, from a server that answers well, badly, late or not at all.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use gatewright::ManualClock;
use gatewright_core::evaluate::{FetchedKeys, Keys};
use gatewright_core::policy::Algorithm;
use gatewright_core::primitive::jwk::KeySet;
use gatewright_issuer::KeyRing;
use serde_json::json;

use crate::server::{Mode, Server};
use crate::twin::{Answer, Asked, Memory, NOW, Twin, get, issuer, router, token};

gatewright::policy!("tests/credentials/remote.gate");

type Service = gatewright::PolicyService<axum::Router, remote::Policy>;

struct Fixture {
    twin: Twin<Service>,
    server: Server,
    told: Arc<Mutex<Vec<String>>>,
}

fn set(ring: &KeyRing) -> String {
    ring.jwk_set().to_string()
}

fn fetched(ring: &KeyRing, at: i64) -> Keys {
    let keys = KeySet::parse(&set(ring), &[Algorithm::ES256]).unwrap();
    let remote = FetchedKeys { keys, fetched: at };
    Keys { remote: [("customer".to_owned(), remote)].into(), ..Keys::default() }
}

/// A service whose keys come from the server, beside an evaluator that has `keys`.
fn of(server: Server, keys: Keys) -> Fixture {
    let (memory, clock) = (Memory::default(), ManualClock::at(NOW));
    let policy = remote::Policy::load_with("/", server.client()).unwrap();
    let told = Arc::<Mutex<Vec<String>>>::default();
    let receiver = Arc::clone(&told);
    let policy = policy.with_clock(clock.clone()).with_notices(move |notice| {
        receiver.lock().unwrap().push(notice.to_string());
    });
    let service = policy.protect(router(&memory));
    let twin = Twin::new(service, memory, clock, include_str!("remote.gate"), keys);
    Fixture { twin, server, told }
}

fn orders(ring: &KeyRing) -> Asked {
    get("/orders").bearer(&token(ring, "remote", json!({ "exp": NOW + 100_000 })))
}

impl Fixture {
    async fn ask(&mut self, asked: &Asked) -> String {
        self.twin.ask(asked).await.verdict()
    }

    async fn ask_service(&self, asked: &Asked) -> Answer {
        self.twin.ask_service(asked).await
    }

    /// Waits until the server was asked so often.
    async fn until_asked(&self, times: usize) {
        let began = Instant::now();
        while self.server.asked() < times {
            assert!(began.elapsed() < Duration::from_secs(10), "{}", self.server.asked());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // What it answered has to arrive too.
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

const UNAVAILABLE: &str = "503 orders.get/auth.customer";
const INVALID: &str = "401 orders.get/auth.customer";

#[tokio::test]
async fn keys_are_fetched_once_for_all() {
    let ring = issuer();
    let server = Server::start(Mode::Late(100, set(&ring))).await;
    let mut service = of(server, fetched(&ring, NOW));
    let (asked, foreign) = (orders(&ring), orders(&issuer()));
    // All that come while it is under way wait for the same fetch.
    let (first, second, third) = tokio::join!(
        service.ask_service(&asked),
        service.ask_service(&asked),
        service.ask_service(&foreign)
    );
    let verdicts = [first.verdict(), second.verdict(), third.verdict()];
    assert_eq!(verdicts, ["200 -", "200 -", INVALID]);
    assert_eq!(service.ask(&asked).await, "200 -");
    assert_eq!(service.server.asked(), 1);
    let got = service.server.got.lock().unwrap()[0].clone();
    assert!(got.head.starts_with("GET /jwks HTTP/1.1\r\n"), "{}", got.head);
}

#[tokio::test]
async fn without_keys_nobody_is_let_in() {
    let ring = issuer();
    for mode in [
        Mode::Status("500 Internal Server Error"),
        Mode::Status("404 Not Found"),
        Mode::Status("204 No Content"),
        // Where a redirect leads is not asked.
        Mode::Status("302 Found\r\nlocation: https://localhost/jwks"),
        Mode::Status("307 Temporary Redirect\r\nlocation: http://localhost/jwks"),
        Mode::Closed,
        Mode::Short,
        Mode::Nonsense,
        Mode::Answer("<html></html>".to_owned()),
        Mode::Answer("{\"keys\":[]}".to_owned()),
        Mode::Answer(set(&ring).replace("P-256", "P-257")),
        Mode::Padded(600 * 1024, set(&ring)),
    ] {
        let server = Server::start(mode.clone()).await;
        let mut service = of(server, Keys::default());
        let asked = orders(&ring);
        assert_eq!(service.ask(&asked).await, UNAVAILABLE, "{mode:?}");
        let answer = service.ask_service(&asked).await;
        assert_eq!(answer.headers.get("retry-after").unwrap(), "30");
        // Nothing is asked again before its time, however many come.
        for _ in 0..20 {
            assert_eq!(service.ask(&asked).await, UNAVAILABLE);
        }
        assert_eq!(service.server.asked(), 1, "{mode:?}");
        assert_eq!(service.told.lock().unwrap().len(), 1);
        // What no key could make valid is 401 all the same.
        assert_eq!(service.ask(&get("/orders").bearer("a.b.c")).await, INVALID);
        // It comes back.
        service.server.now(Mode::Answer(set(&ring)));
        service.twin.clock.set(NOW + 29);
        assert_eq!(service.ask_service(&asked).await.verdict(), UNAVAILABLE);
        service.twin.clock.set(NOW + 30);
        assert_eq!(service.ask_service(&asked).await.verdict(), "200 -");
    }
}

#[tokio::test]
async fn a_server_that_is_silent_is_waited_for_and_no_longer() {
    let ring = issuer();
    let mut service = of(Server::start(Mode::Silent).await, Keys::default());
    let began = Instant::now();
    assert_eq!(service.ask(&orders(&ring)).await, UNAVAILABLE);
    let waited = began.elapsed();
    assert!(waited > Duration::from_secs(4) && waited < Duration::from_secs(8), "{waited:?}");
    assert!(service.told.lock().unwrap()[0].contains("did not answer in time"));
}

#[tokio::test]
async fn a_client_that_goes_away_stops_no_fetch() {
    let ring = issuer();
    let server = Server::start(Mode::Late(300, set(&ring))).await;
    let service = of(server, Keys::default());
    let asked = orders(&ring);
    let gone = tokio::time::timeout(Duration::from_millis(50), service.ask_service(&asked)).await;
    assert!(gone.is_err());
    assert_eq!(service.ask_service(&asked).await.verdict(), "200 -");
    assert_eq!(service.server.asked(), 1);
}

/// Its certificate is believed by nobody: the client's authorities are others.
#[tokio::test]
async fn a_server_that_cannot_prove_its_name_is_not_believed() {
    let ring = issuer();
    let (server, other) = (
        Server::start(Mode::Answer(set(&ring))).await,
        Server::start(Mode::Answer(set(&ring))).await,
    );
    let mut mixed = server.client();
    let foreign = other.client();
    mixed.point_to(&foreign);
    let memory = Memory::default();
    let policy = remote::Policy::load_with("/", mixed).unwrap();
    let clock = ManualClock::at(NOW);
    let service = policy.with_clock(clock.clone()).protect(router(&memory));
    let mut twin = Twin::new(service, memory, clock, include_str!("remote.gate"), Keys::default());
    assert_eq!(twin.ask(&orders(&ring)).await.verdict(), UNAVAILABLE);
    assert_eq!((other.connections(), other.asked(), server.asked()), (1, 0, 0));
}

#[tokio::test]
async fn old_keys_count_while_new_ones_cannot_be_had() {
    let ring = issuer();
    let server = Server::start(Mode::Answer(set(&ring))).await;
    let mut service = of(server, fetched(&ring, NOW));
    let asked = orders(&ring);
    assert_eq!(service.ask(&asked).await, "200 -");
    service.server.now(Mode::Status("503 Service Unavailable"));
    for (age, verdict, times) in
        [(599, "200 -", 1), (600, "200 -", 2), (629, "200 -", 2), (3600, "200 -", 3)]
    {
        service.twin.clock.set(NOW + age);
        assert_eq!(service.ask(&asked).await, verdict, "{age}");
        service.until_asked(times).await;
        assert_eq!(service.server.asked(), times, "{age}");
    }
    // Also what was verified before is not believed any more.
    service.twin.clock.set(NOW + 3601);
    assert_eq!(service.ask(&asked).await, UNAVAILABLE);
    service.server.now(Mode::Answer(set(&ring)));
    service.twin.clock.set(NOW + 3631);
    assert_eq!(service.ask_service(&asked).await.verdict(), "200 -");
    // A clock that is set back makes no keys young.
    service.server.now(Mode::Status("503 Service Unavailable"));
    service.twin.clock.set(NOW + 3631 - 3601);
    assert_eq!(service.ask_service(&asked).await.verdict(), UNAVAILABLE);
}

#[tokio::test]
async fn keys_that_are_refreshed_are_fetched_behind_the_request() {
    let (old, new) = (issuer(), issuer());
    let server = Server::start(Mode::Answer(set(&old))).await;
    let mut service = of(server, fetched(&old, NOW));
    let (by_old, by_new) = (orders(&old), orders(&new));
    assert_eq!(service.ask(&by_old).await, "200 -");
    service.server.now(Mode::Late(100, set(&new)));
    service.twin.clock.set(NOW + 600);
    assert_eq!(service.ask(&by_old).await, "200 -");
    service.until_asked(2).await;
    // Its key is gone, so what it had verified is forgotten.
    let began = Instant::now();
    while service.ask_service(&by_old).await.status == 200 {
        assert!(began.elapsed() < Duration::from_secs(5));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(service.ask_service(&by_old).await.verdict(), INVALID);
    assert_eq!(service.ask_service(&by_new).await.verdict(), "200 -");
    assert_eq!(service.server.asked(), 2);
}

/// A key that nobody knows is asked for, but not twice in half a minute (C1 28).
#[tokio::test]
async fn unknown_keys_are_asked_for_now_and_then() {
    let (old, new) = (issuer(), issuer());
    let both = {
        let (mut both, mut other) = (old.jwk_set(), new.jwk_set());
        let mut key = other["keys"][0].take();
        key["kid"] = json!("new");
        both["keys"].as_array_mut().unwrap().push(key);
        both.to_string()
    };
    let signing = new.key_for(gatewright_issuer::Algorithm::Es256).unwrap();
    let with_kid = |kid: &str| {
        let token = gatewright_issuer::Token::new(signing).with_header("typ", json!("at+jwt"));
        let claims = crate::twin::claims("remote");
        let claims = claims.as_object().unwrap().iter();
        let token =
            claims.fold(token, |token, (name, value)| token.with_claim(name, value.clone()));
        get("/orders").bearer(&token.with_header("kid", json!(kid)).signed_by(signing).unwrap())
    };
    let server = Server::start(Mode::Answer(set(&old))).await;
    let service = of(server, Keys::default());
    assert_eq!(service.ask_service(&orders(&old)).await.verdict(), "200 -");
    service.server.now(Mode::Answer(both));
    for number in 0..100 {
        let asked = with_kid(&format!("unknown-{number}"));
        assert_eq!(service.ask_service(&asked).await.verdict(), INVALID);
    }
    assert_eq!(service.ask_service(&with_kid("new")).await.verdict(), INVALID);
    assert_eq!(service.server.asked(), 1);
    service.twin.clock.set(NOW + 30);
    assert_eq!(service.ask_service(&with_kid("new")).await.verdict(), "200 -");
    assert_eq!(service.server.asked(), 2);
    for number in 0..100 {
        let asked = with_kid(&format!("unknown-{number}"));
        assert_eq!(service.ask_service(&asked).await.verdict(), INVALID);
    }
    assert_eq!(service.server.asked(), 2);
    // A server that is down takes no key away.
    service.server.now(Mode::Closed);
    service.twin.clock.set(NOW + 60);
    assert_eq!(service.ask_service(&with_kid("unknown")).await.verdict(), INVALID);
    assert_eq!(service.ask_service(&with_kid("new")).await.verdict(), "200 -");
}

/// Outside of tokio nothing can be fetched, and nobody is let in.
#[test]
fn without_a_runtime_there_are_no_keys() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let ring = issuer();
    let server = runtime.block_on(Server::start(Mode::Answer(set(&ring))));
    let memory = Memory::default();
    let policy = remote::Policy::load_with("/", server.client()).unwrap();
    let clock = ManualClock::at(NOW);
    let service = policy.with_clock(clock.clone()).protect(router(&memory));
    let twin = Twin::new(service, memory, clock, include_str!("remote.gate"), Keys::default());
    let asked = orders(&ring);
    let mut answer = std::pin::pin!(twin.ask_service(&asked));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match answer.as_mut().poll(&mut context) {
        std::task::Poll::Ready(answer) => assert_eq!(answer.verdict(), UNAVAILABLE),
        std::task::Poll::Pending => panic!("it waits"),
    }
}
