//! Shared limits in a real Redis: several instances, and a Redis that is killed under load.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use gatewright::{Leases, ManualClock, PolicyService, RedisStore};
use http::StatusCode;
use serde_json::json;
use tower::ServiceExt as _;

use crate::pair::{Asked, NOW, get, keys};
use crate::redis_server::RedisServer;
use crate::relay::Relay;
use crate::shared::Policy;

type Service = PolicyService<Router, Policy>;

const TIMEOUT: Duration = Duration::from_millis(300);

/// One instance, with a clock of its own that stands at `seconds`.
fn instance_of(store: RedisStore, seconds: i64) -> Service {
    let folder = keys();
    let policy = Policy::load(folder.path(), store.with_timeout(TIMEOUT)).unwrap();
    let policy = policy.with_clock(ManualClock::at(seconds)).with_notices(|_| {});
    policy.protect(crate::router())
}

fn instance(server: &RedisServer) -> Service {
    instance_of(RedisStore::connect(&server.address()).unwrap(), NOW)
}

async fn status(service: &Service, asked: &Asked) -> StatusCode {
    service.clone().oneshot(asked.to_service()).await.unwrap().status()
}

async fn admitted(service: &Service, asked: &Asked, times: u32) -> u32 {
    let mut admitted = 0;
    for _ in 0..times {
        match status(service, asked).await {
            StatusCode::OK => admitted += 1,
            found => assert_eq!(found, StatusCode::TOO_MANY_REQUESTS),
        }
    }
    admitted
}

#[tokio::test]
async fn instances_share_one_count_whatever_their_clocks_show() {
    let server = RedisServer::start();
    let connect = || RedisStore::connect(&server.address()).unwrap();
    let instances = [
        instance(&server),
        instance_of(connect(), NOW - 86_400),
        instance_of(connect(), NOW + 120),
    ];
    let asked = get("/v1/orders").by_partner();
    let mut all = 0;
    for _ in 0..4 {
        for service in &instances {
            all += admitted(service, &asked, 1).await;
        }
    }
    assert_eq!(all, 3);
    // Another caller, and another limit.
    let other = get("/v1/orders").by(json!({ "sub": "anna" }));
    assert_eq!(admitted(&instances[0], &other, 4).await, 3);
    assert_eq!(admitted(&instances[1], &get("/v1/open/by_client"), 6).await, 5);
}

#[tokio::test]
async fn nothing_in_redis_tells_who_was_counted_and_nothing_stays() {
    let server = RedisServer::start();
    let service = instance(&server);
    for asked in [
        get("/v1/orders").by_partner(),
        get("/v1/orders").by(json!({ "sub": "anna-of-the-shop" })),
        get("/v1/open/by_client"),
    ] {
        assert_eq!(status(&service, &asked).await, StatusCode::OK);
    }
    let secret = RedisStore::connect(&server.address()).unwrap().with_secret(b"of the fleet");
    let other = instance_of(secret, NOW);
    assert_eq!(status(&other, &get("/v1/open/by_client")).await, StatusCode::OK);
    let client = redis::Client::open(server.address()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let names: Vec<String> =
        redis::cmd("KEYS").arg("*").query_async(&mut connection).await.unwrap();
    let of = |limit: &str| names.iter().filter(|name| name.starts_with(limit)).count();
    assert_eq!(of("gatewright:shared:per_user:60-3600000-3:"), 2, "{names:?}");
    assert_eq!(of("gatewright:shared:per_client:60-3600000-5:"), 2, "{names:?}");
    assert_eq!(of("gatewright:shared:network.limit:1000000-60000-1000000:") + 4, names.len());
    for (name, told) in names
        .iter()
        .flat_map(|name| ["anna", "acme", "127.0.0.1", "partner"].map(|told| (name, told)))
    {
        assert!(!name.contains(told), "{name}");
    }
    // What counts for a millisecond only may be gone already.
    for name in names.iter().filter(|name| !name.contains("network.limit")) {
        let value: String = redis::cmd("GET").arg(name).query_async(&mut connection).await.unwrap();
        assert!(value.bytes().all(|octet| octet.is_ascii_digit()), "{name}: {value}");
        let left: i64 = redis::cmd("PTTL").arg(name).query_async(&mut connection).await.unwrap();
        assert!((1..=60_002).contains(&left), "{name}: {left}");
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    let names: Vec<String> =
        redis::cmd("KEYS").arg("*network.limit*").query_async(&mut connection).await.unwrap();
    assert!(names.is_empty(), "{names:?}");
}

/// What came of the requests of a load.
#[derive(Debug, Default)]
struct Tally {
    admitted: u64,
    refused: u64,
    uncountable: u64,
    slowest: Duration,
}

/// Asks until it is told to stop.
async fn load(service: Service, asked: Asked, stop: Arc<AtomicBool>) -> Tally {
    let mut tally = Tally::default();
    while !stop.load(Ordering::Relaxed) {
        let began = Instant::now();
        match status(&service, &asked).await {
            StatusCode::OK => tally.admitted += 1,
            StatusCode::TOO_MANY_REQUESTS => tally.refused += 1,
            StatusCode::SERVICE_UNAVAILABLE => tally.uncountable += 1,
            other => panic!("{other}"),
        }
        tally.slowest = tally.slowest.max(began.elapsed());
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    tally
}

async fn loaded(services: &[Service], meanwhile: impl AsyncFnOnce()) -> Tally {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = get("/v1/open/busy");
    let tasks: Vec<_> = services
        .iter()
        .flat_map(|service| std::iter::repeat_n(service, 4))
        .map(|service| tokio::spawn(load(service.clone(), asked.clone(), Arc::clone(&stop))))
        .collect();
    meanwhile().await;
    stop.store(true, Ordering::Relaxed);
    let mut all = Tally::default();
    for task in tasks {
        let tally = task.await.unwrap();
        all.admitted += tally.admitted;
        all.refused += tally.refused;
        all.uncountable += tally.uncountable;
        all.slowest = all.slowest.max(tally.slowest);
    }
    all
}

/// The burst of `busy`, and one a second.
fn most(began: Instant) -> u64 {
    300 + began.elapsed().as_secs() + 1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_that_is_killed_and_comes_back_never_admits_more() {
    let mut server = RedisServer::start();
    let services = [instance(&server), instance(&server)];
    let began = Instant::now();
    let pause = |millis| tokio::time::sleep(Duration::from_millis(millis));
    // Half of the burst, then the end of Redis.
    let mut before = 0;
    for _ in 0..150 {
        before += u64::from(admitted(&services[0], &get("/v1/open/busy"), 1).await);
    }
    assert_eq!(before, 150);
    let during = loaded(&services, async || {
        pause(20).await;
        server.kill();
        pause(700).await;
    })
    .await;
    assert!(during.uncountable > 0, "{during:?}");
    server.restart();
    let after = loaded(&services, async || pause(1_000).await).await;
    let all = before + during.admitted + after.admitted;
    assert!(all <= most(began), "{all} admitted: {during:?} {after:?}");
    assert!(all >= 300 - u64::try_from(services.len() * 4 * 2).unwrap(), "{during:?} {after:?}");
    assert!(after.refused > 0, "{after:?}");
    // It came back by itself, and at once.
    let calm = loaded(&services, async || pause(300).await).await;
    assert_eq!(calm.uncountable, 0, "{calm:?}");
    let slowest = during.slowest.max(after.slowest).max(calm.slowest);
    assert!(slowest < TIMEOUT + Duration::from_millis(700), "{slowest:?}");
    println!("before {before}, killed {during:?}, back {after:?}, later {calm:?}");
}

#[tokio::test]
async fn a_redis_that_is_not_there_yet_refuses_until_it_is() {
    let mut server = RedisServer::start();
    server.kill();
    let service = instance(&server);
    let (by_client, locally) = (get("/v1/open/by_client"), get("/v1/open/locally"));
    assert_eq!(status(&service, &by_client).await, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(admitted(&service, &locally, 6).await, 4);
    server.restart();
    assert_eq!(admitted(&service, &by_client, 8).await, 5);
}

#[tokio::test]
async fn a_redis_that_hangs_is_waited_for_no_longer_than_said() {
    // It takes connections, and never answers.
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("redis://{}", listener.local_addr().unwrap());
    let service = instance_of(RedisStore::connect(&address).unwrap(), NOW);
    let began = Instant::now();
    assert_eq!(status(&service, &get("/v1/open/by_client")).await, StatusCode::SERVICE_UNAVAILABLE);
    let (waited, two_limits) = (began.elapsed(), TIMEOUT * 2);
    assert!(waited >= two_limits && waited < two_limits + Duration::from_millis(700), "{waited:?}");
}

#[tokio::test]
async fn a_redis_that_vanishes_without_a_word_is_asked_again_over_a_new_connection() {
    let server = RedisServer::start();
    let relay = Relay::to(server.socket()).await;
    let service = instance_of(RedisStore::connect(&relay.address()).unwrap(), NOW);
    let asked = get("/v1/open/by_client");
    assert_eq!(admitted(&service, &asked, 1).await, 1);
    relay.silence();
    let began = Instant::now();
    let mut refused = 0;
    while status(&service, &asked).await == StatusCode::SERVICE_UNAVAILABLE {
        refused += 1;
        assert!(began.elapsed() < Duration::from_secs(10), "{refused} refused");
    }
    assert!(refused > 0);
    // What the first connection counted still counts, and nothing else does but what was admitted.
    assert_eq!(admitted(&service, &asked, 5).await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leases_admit_no_more_and_lose_no_more_than_they_say() {
    let server = RedisServer::start();
    let leases = Leases { tokens: 10, instances: 3 };
    let leased = || {
        let store = RedisStore::connect(&server.address()).unwrap().with_leases(leases);
        instance_of(store, NOW)
    };
    let services = [leased(), leased(), leased()];
    let began = Instant::now();
    let tally = loaded(&services, async || tokio::time::sleep(Duration::from_secs(2)).await).await;
    assert_eq!(tally.uncountable, 0, "{tally:?}");
    assert!(tally.admitted <= most(began), "{tally:?}");
    // What the burst is smaller by, and what instances may hold.
    assert!(tally.admitted >= 300 - 30 - 30, "{tally:?}");
    println!("{tally:?}");
}

#[tokio::test]
async fn addresses_that_are_none_are_told_at_once() {
    assert!(RedisStore::connect("http://127.0.0.1").is_err());
    let outside = std::thread::spawn(|| RedisStore::connect("redis://127.0.0.1").is_err());
    assert!(outside.join().unwrap());
}
