//! Shared limits on a store of the test's own: beside the evaluator, and while the store is away.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use gatewright::StoreError;
use gatewright::{Clock as _, CountStore, Counted, Counting, Decision, ManualClock, Notice, Rate};
use serde_json::json;
use tower::ServiceExt as _;

use crate::pair::{Asked, NOW, Pair, get, keys};
use crate::shared::Policy;

/// Numbers by limit and value.
type Counts = BTreeMap<(String, Vec<u8>), u64>;

/// A store in memory, which can be away.
#[derive(Clone)]
struct Memory {
    counts: Arc<Mutex<Counts>>,
    clock: ManualClock,
    is_away: Arc<AtomicBool>,
}

impl Memory {
    fn new(clock: ManualClock) -> Memory {
        Memory { counts: Arc::default(), clock, is_away: Arc::default() }
    }

    fn away(&self, is_away: bool) {
        self.is_away.store(is_away, Ordering::Relaxed);
    }
}

impl CountStore for Memory {
    fn count<'s>(&'s self, limit: &'s str, value: &'s [u8], rate: Rate) -> Counting<'s> {
        Box::pin(async move {
            if self.is_away.load(Ordering::Relaxed) {
                return Err(StoreError::Timeout);
            }
            let now = self.clock.monotonic_nanos();
            let mut counts = self.counts.lock().unwrap();
            let arrival = counts.entry((limit.to_owned(), value.to_vec())).or_insert(0);
            let next = rate.admit(*arrival, now);
            *arrival = next.unwrap_or(*arrival);
            let standing = rate.standing(*arrival, now);
            Ok(next.map_or(Counted::Refused(standing), |_| Counted::Admitted(standing)))
        })
    }
}

fn orders() -> Asked {
    get("/v1/orders")
}

#[tokio::test]
async fn a_shared_limit_counts_as_the_evaluator_does() {
    let mut pair = Pair::new(include_str!("shared.gate"), |folder, clock, stage| {
        let policy = Policy::load(folder, Memory::new(clock.clone())).unwrap().with_clock(clock);
        policy.protect(stage.router())
    });
    let refused = "429 orders.get/limit.per_user";
    // One count for both routes, another for whoever has the same id by another scheme.
    pair.all([
        (orders().by_partner(), "200"),
        (get("/v1/orders/told").by_partner(), "200"),
        (orders().by_partner(), "200"),
        (orders().by_partner(), refused),
        (orders().by(json!({ "sub": "acme" })), "200"),
        (orders().by(json!({ "sub": "bob" })), "200"),
    ])
    .await;
    pair.clock.set(NOW + 59);
    pair.all([(orders().by_partner(), refused)]).await;
    pair.clock.set(NOW + 60);
    pair.all([(orders().by_partner(), "200"), (orders().by_partner(), refused)]).await;
    let found = pair.ask(&get("/v1/told")).await;
    assert_eq!(
        found.header("ratelimit").unwrap(),
        "\"network.limit\";r=999997;t=1, \"per_client\";r=4;t=60"
    );
    for _ in 0..4 {
        pair.all([(get("/v1/open/by_client"), "200")]).await;
    }
    let found = pair.ask(&get("/v1/told")).await;
    assert_eq!(found.verdict(), "429 told.get/limit.per_client");
    assert_eq!(
        (found.header("retry-after"), found.header("ratelimit-policy")),
        (
            Some("60".to_owned()),
            Some("\"network.limit\";q=1000000;w=60, \"per_client\";q=60;w=3600".to_owned()),
        )
    );
    let locally = || get("/v1/open/locally");
    let over = "429 open.get/locally/limit.locally";
    let (ok, no) = ((locally(), "200"), (locally(), over));
    pair.all([ok.clone(), ok.clone(), ok.clone(), ok, no]).await;
}

/// The verdict of one instance, and all headers of the answer.
async fn verdict(
    service: &(
         impl tower::Service<
        axum::extract::Request,
        Response = axum::response::Response,
        Error = std::convert::Infallible,
    > + Clone
     ),
    asked: Asked,
) -> (String, http::HeaderMap) {
    let response = service.clone().oneshot(asked.to_service()).await.unwrap();
    let decision = response.extensions().get::<Decision>().unwrap();
    let rule = decision.rule.as_deref().map(|rule| format!(" {rule}")).unwrap_or_default();
    (format!("{}{rule}", response.status().as_u16()), response.headers().clone())
}

#[tokio::test]
async fn while_the_store_is_away_each_limit_does_as_it_says() {
    let (folder, clock) = (keys(), ManualClock::at(NOW));
    let store = Memory::new(clock.clone());
    let notices = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&notices);
    let policy = Policy::load(folder.path(), store.clone()).unwrap().with_clock(clock);
    let policy = policy.with_notices(move |notice: &Notice| {
        told.lock().unwrap().push(notice.to_string());
    });
    let service = policy.protect(crate::router());
    let ask = async |target: &str| verdict(&service, get(target)).await.0;
    assert_eq!(ask("/v1/open/by_client").await, "200");
    store.away(true);
    // The network's limit and `locally` go on, each instance for itself; the other refuses.
    for _ in 0..3 {
        let uncountable = "503 open.get/by_client/limit.per_client";
        assert_eq!(ask("/v1/open/by_client").await, uncountable);
    }
    for _ in 0..4 {
        assert_eq!(ask("/v1/open/locally").await, "200");
    }
    assert_eq!(ask("/v1/open/locally").await, "429 open.get/locally/limit.locally");
    let (found, headers) = verdict(&service, get("/v1/told")).await;
    assert_eq!(found, "503 told.get/limit.per_client");
    // Nobody knows where the client stands with the limit that could not be counted.
    assert_eq!(headers["ratelimit"].to_str().unwrap().split(';').next(), Some("\"network.limit\""));
    assert!(!headers["ratelimit"].to_str().unwrap().contains("per_client"));
    assert!(!headers.contains_key("retry-after"));
    store.away(false);
    // What the store counted before still counts, and what instances counted for themselves does not.
    for _ in 0..4 {
        assert_eq!(ask("/v1/open/by_client").await, "200");
    }
    assert_eq!(ask("/v1/open/by_client").await, "429 open.get/by_client/limit.per_client");
    assert_eq!(ask("/v1/open/locally").await, "200");
    assert_eq!(
        *notices.lock().unwrap(),
        [
            "the store did not answer in time; shared limits go on without it",
            "the store of shared limits counts again",
        ]
    );
}

#[tokio::test]
async fn a_second_policy_charges_nothing_that_the_first_counts() {
    let (folder, clock) = (keys(), ManualClock::at(NOW));
    let store = Memory::new(clock.clone());
    let load = || {
        let policy = Policy::load(folder.path(), store.clone()).unwrap();
        policy.with_clock(clock.clone()).with_notices(|_| {})
    };
    let service = load().with_shadow(load()).protect(crate::router());
    let mut statuses = Vec::new();
    for _ in 0..6 {
        let asked = get("/v1/open/by_client").to_service();
        let answer = service.clone().oneshot(asked).await.unwrap();
        statuses.push(answer.status().as_u16());
        // What the second one asks of the store nobody waits for.
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
    }
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429]);
    let counts = store.counts.lock().unwrap();
    let of = |prefix: &str| {
        let named = counts.iter().filter(|((limit, _), _)| limit.starts_with(prefix));
        named.map(|(_, count)| *count).collect::<Vec<_>>()
    };
    assert_eq!(of("shared:per_client"), of("shadow:shared:per_client"));
    assert_eq!(of("shadow:shared:per_client").len(), 1);
}
