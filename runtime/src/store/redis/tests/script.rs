//! The script beside the rate's own arithmetic, on a real Redis.

use gatewright_core::primitive::rate::Rate;

use super::super::take::{RedisTake, Take as _, Taken};
use super::redis_server::RedisServer;

/// How many a rate grants at once, and the number then.
fn granted(rate: Rate, mut arrival: u64, now: u64, wanted: u64) -> (u64, u64) {
    let mut count = 0;
    while count < wanted {
        let Some(next) = rate.admit(arrival, now) else { break };
        (arrival, count) = (next, count + 1);
    }
    (count, arrival)
}

#[tokio::test]
async fn it_counts_as_the_rate_does() {
    let server = RedisServer::start();
    let take = RedisTake::connect(&server.address()).unwrap();
    // Requests, milliseconds and burst: of whole microseconds, of thirds of them, of nanoseconds, and of a year.
    let year = 366 * 24 * 60 * 60 * 1000;
    let rates = [
        (6, 60_000, 3),
        (7, 1_000, 5),
        (3, 1, 4),
        (1_000_000_000, 1_000, 10),
        (1_000_000_000, 1, 1_000_000_000),
        (1, year, 1),
        (1_000_003, year, 1_000_003),
        (999, 777, 1_000),
    ];
    for (number, (requests, window_ms, burst)) in rates.into_iter().enumerate() {
        let rate = Rate::new(requests, window_ms, burst);
        let key = format!("gatewright:test:{number}");
        let mut before = 0;
        for wanted in [1, 1, 2, 1, 3, 7, 1, 1_000, 1, 100_000, 5, 1] {
            let Taken { granted: found, arrival, now } =
                take.take(&key, rate, wanted).await.unwrap();
            let (expected, next) = granted(rate, before, now, wanted);
            // An idle key's number is the time.
            let (arrival, next) = (arrival.max(now), next.max(now));
            assert_eq!(
                (found, arrival),
                (expected, next),
                "{requests} {window_ms} {burst} {wanted}"
            );
            before = arrival;
        }
    }
}

#[tokio::test]
async fn what_is_no_count_of_ours_admits_nobody() {
    let server = RedisServer::start();
    let take = RedisTake::connect(&server.address()).unwrap();
    let client = redis::Client::open(server.address()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let rate = Rate::new(1, 1_000, 1);
    for (name, value) in [("word", "nonsense"), ("short", "1"), ("none", "")] {
        let set = redis::cmd("SET").arg(name).arg(value).exec_async(&mut connection).await;
        set.unwrap();
        assert!(take.take(name, rate, 1).await.is_err(), "{name}");
    }
    redis::cmd("LPUSH").arg("list").arg("1").exec_async(&mut connection).await.unwrap();
    assert!(take.take("list", rate, 1).await.is_err());
    assert_eq!(take.take("fresh", rate, 1).await.unwrap().granted, 1);
    // Without the script it is sent once more, and nothing is counted twice.
    redis::cmd("SCRIPT").arg("FLUSH").exec_async(&mut connection).await.unwrap();
    let rate = Rate::new(1, 3_600_000, 2);
    assert_eq!(take.take("after", rate, 1).await.unwrap().granted, 1);
    assert_eq!(take.take("after", rate, 5).await.unwrap().granted, 1);
}
