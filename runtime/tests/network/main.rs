//! Networks, countries, and the limit of all requests.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod database;

use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::any;
use database::database;
use gatewright::{Decision, LoadFault, ManualClock, Notice, PeerAddress};
use tower::{Service, ServiceExt as _};

mod compiled {
    gatewright::policy!("tests/network/network.gate");
}
use compiled::network::Policy;

/// 2026-05-01T09:00:00Z.
const NOW: i64 = 1_777_626_000;

fn folder(octets: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("countries.mmdb"), octets).unwrap();
    folder
}

fn countries() -> Vec<u8> {
    database(&[
        ("192.0.2.128", 25, "DE"),
        ("198.51.100.0", 25, "CH"),
        ("198.51.100.128", 25, "FR"),
        ("2001:db8:1::", 48, "CH"),
    ])
}

/// The alerts that were raised, each with the client whose refusal raised it.
type Raised = Arc<Mutex<Vec<(&'static str, Option<IpAddr>)>>>;

/// What is sent to a service, from where.
struct Client<S> {
    service: S,
    clock: ManualClock,
    reached: Arc<AtomicUsize>,
    raised: Raised,
}

fn client() -> Client<
    impl Service<Request, Response = axum::response::Response, Error = std::convert::Infallible> + Clone,
> {
    let folder = folder(&countries());
    let (clock, reached) = (ManualClock::at(NOW), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&reached);
    let handler = any(move || {
        count.fetch_add(1, Ordering::Relaxed);
        async {}
    });
    let router = Router::new().fallback(handler);
    let raised = Raised::default();
    let tell = {
        let raised = Arc::clone(&raised);
        move |notice: &Notice| {
            if let Notice::Alert { alert, client, .. } = notice {
                raised.lock().unwrap().push((*alert, *client));
            }
        }
    };
    let policy = Policy::load(folder.path()).unwrap().with_clock(clock.clone());
    let service = policy.with_notices(tell).protect(router);
    Client { service, clock, reached, raised }
}

impl<S> Client<S>
where
    S: Service<Request, Response = axum::response::Response, Error = std::convert::Infallible>
        + Clone,
{
    /// The status, the rule that refused, and how long to wait; a handler is reached if and only if nothing refuses.
    async fn ask(&self, from: &str, forwarded: &str, path: &str) -> (u16, String, Option<String>) {
        let before = self.reached.load(Ordering::Relaxed);
        let mut request = Request::builder().uri(path).header("host", "localhost");
        if !forwarded.is_empty() {
            request = request.header("x-forwarded-for", forwarded);
        }
        let request = request.extension(PeerAddress(from.parse::<IpAddr>().unwrap()));
        let request = request.body(Body::empty()).unwrap();
        let response = self.service.clone().oneshot(request).await.unwrap();
        let decision = response.extensions().get::<Decision>().unwrap();
        let rule = decision.rule.as_deref().unwrap_or_default().to_owned();
        let reached = self.reached.load(Ordering::Relaxed) - before;
        assert_eq!(reached, usize::from(rule.is_empty()), "{from} {path}");
        let retry_after = response.headers().get("retry-after");
        let retry_after = retry_after.map(|value| value.to_str().unwrap().to_owned());
        (response.status().as_u16(), rule, retry_after)
    }

    async fn verdict(&self, from: &str, path: &str) -> (u16, String) {
        let (status, rule, _) = self.ask(from, "", path).await;
        (status, rule)
    }
}

fn refused(status: u16, rule: &str) -> (u16, String) {
    (status, rule.to_owned())
}

#[tokio::test]
async fn who_is_denied_or_not_allowed_is_refused_before_anything_else() {
    let client = client();
    for address in
        ["192.0.2.0", "192.0.2.127", "192.0.2.200", "2001:db8:bad::1", "::ffff:192.0.2.1"]
    {
        let denied = refused(403, "network.deny");
        assert_eq!(client.verdict(address, "/open").await, denied, "{address}");
        assert_eq!(client.verdict(address, "/nowhere").await, denied, "{address}");
    }
    for address in ["192.0.3.0", "198.51.99.255", "198.51.101.0", "2001:db9::", "127.0.0.1"] {
        let stranger = refused(403, "network.allow");
        assert_eq!(client.verdict(address, "/open").await, stranger, "{address}");
    }
    // The address is the client's, not its proxy's.
    assert_eq!(client.ask("10.0.0.1", "192.0.2.5", "/open").await.1, "network.deny");
    assert_eq!(client.ask("10.0.0.1", "192.0.2.199", "/open").await.1, "");
}

#[tokio::test]
async fn a_country_that_is_denied_or_unknown_is_refused() {
    let client = client();
    let elsewhere = refused(403, "network.countries");
    for address in ["198.51.100.128", "198.51.100.255", "203.0.113.1", "2001:db8::1"] {
        assert_eq!(client.verdict(address, "/open").await, elsewhere, "{address}");
    }
    for address in ["192.0.2.128", "198.51.100.0", "198.51.100.127", "2001:db8:1::1"] {
        assert_eq!(client.verdict(address, "/open").await, refused(200, ""), "{address}");
    }
}

#[tokio::test]
async fn conditions_read_the_country() {
    let client = client();
    assert_eq!(client.verdict("198.51.100.1", "/open/swiss").await, refused(200, ""));
    assert_eq!(
        client.verdict("192.0.2.128", "/open/swiss").await,
        refused(403, "open.get/swiss/allow")
    );
    assert_eq!(client.verdict("2001:db8:1::1", "/open/known").await, refused(200, ""));
    assert_eq!(
        client.verdict("192.0.2.128", "/open/known").await,
        refused(403, "open.get/known/allow")
    );
}

#[tokio::test]
async fn limits_count_by_country() {
    let client = client();
    for (address, expected) in [
        ("192.0.2.128", refused(200, "")),
        ("192.0.2.129", refused(200, "")),
        ("192.0.2.130", refused(429, "open.get/few/limit.of_germany")),
        ("198.51.100.1", refused(200, "")),
    ] {
        assert_eq!(client.verdict(address, "/open/few").await, expected, "{address}");
    }
}

#[tokio::test]
async fn alerts_count_by_country() {
    let client = client();
    let elsewhere = refused(403, "open.get/swiss/allow");
    let denied = refused(403, "network.countries");
    assert_eq!(client.verdict("192.0.2.128", "/open/swiss").await, elsewhere);
    assert_eq!(client.verdict("198.51.100.128", "/open/swiss").await, denied);
    assert_eq!(client.verdict("192.0.2.129", "/open/swiss").await, elsewhere);
    let Client { service, raised, .. } = client;
    // What ends has told everything.
    drop(service);
    let second = "192.0.2.129".parse().unwrap();
    assert_eq!(*raised.lock().unwrap(), [("of_country", Some(second))]);
}

#[tokio::test]
async fn the_limit_of_all_requests_counts_those_that_lead_nowhere() {
    let client = client();
    let of =
        |status, rule: &str, wait: Option<&str>| (status, rule.to_owned(), wait.map(str::to_owned));
    assert_eq!(client.ask("192.0.2.128", "", "/open").await, of(200, "", None));
    assert_eq!(client.ask("192.0.2.128", "", "/nowhere").await, of(404, "route", None));
    assert_eq!(client.ask("192.0.2.128", "", "/open").await, of(200, "", None));
    let used_up = of(429, "network.limit", Some("20"));
    assert_eq!(client.ask("192.0.2.128", "", "/nowhere").await, used_up);
    // What a rule before it refuses is not counted, and neither is another address.
    for _ in 0..5 {
        assert_eq!(client.ask("198.51.100.200", "", "/open").await.1, "network.countries");
    }
    assert_eq!(client.ask("192.0.2.129", "", "/open").await, of(200, "", None));
    client.clock.set(NOW + 20);
    assert_eq!(client.ask("192.0.2.128", "", "/open").await, of(200, "", None));
    assert_eq!(client.ask("192.0.2.128", "", "/open").await, used_up);
}

#[test]
fn a_service_does_not_start_without_its_database() {
    let empty = tempfile::tempdir().unwrap();
    let error = Policy::load(empty.path()).err().unwrap();
    assert!(matches!(error.fault, LoadFault::Read(_)), "{error}");
    for octets in [&b""[..], b"no database", &countries()[..40]] {
        let error = Policy::load(folder(octets).path()).err().unwrap();
        assert!(matches!(error.fault, LoadFault::Countries(_)), "{error}");
        assert!(error.to_string().contains("countries.mmdb"), "{error}");
    }
}

#[test]
fn a_question_is_located_as_its_request_would_be() {
    let folder = folder(&countries());
    let policy = Policy::load(folder.path()).unwrap();
    let ask = |address: Option<&str>, path: &str| {
        let mut request = http::Request::get(path).body(()).unwrap();
        if let Some(address) = address {
            request.extensions_mut().insert(PeerAddress(address.parse().unwrap()));
        }
        let answer = policy.authorize(&policy.question(request), None);
        answer.map_err(|refusal| refusal.rule.to_string())
    };
    let allowed = |route: &str| Err(format!("{route}/allow"));
    assert_eq!(ask(Some("198.51.100.7"), "/open/swiss"), Ok("open.get/swiss"));
    assert_eq!(ask(Some("192.0.2.200"), "/open/swiss"), allowed("open.get/swiss"));
    assert_eq!(ask(None, "/open/swiss"), allowed("open.get/swiss"));
}
