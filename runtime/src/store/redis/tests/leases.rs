//! Leases on a store that is simulated, in a time that is.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gatewright_core::primitive::rate::Rate;
use proptest::prelude::*;
use tokio::time::Instant;

use super::super::super::StoreError;
use super::super::lease::{Leases, Leasing};
use super::super::take::{Take, Taken};
use crate::limit::Counted;

/// How long a request waits.
const TIMEOUT: Duration = Duration::from_millis(100);

/// A store that takes its time.
struct Simulated {
    began: Instant,
    counts: Mutex<HashMap<String, u64>>,
    delay: Duration,
    asked: Mutex<u64>,
}

impl Simulated {
    fn new(delay: Duration) -> Simulated {
        let (counts, asked) = (Mutex::default(), Mutex::default());
        Simulated { began: Instant::now(), counts, delay, asked }
    }
}

impl Take for Simulated {
    async fn take(&self, key: &str, rate: Rate, wanted: u64) -> Result<Taken, StoreError> {
        tokio::time::sleep(self.delay).await;
        let now = u64::try_from(self.began.elapsed().as_nanos()).unwrap();
        let taken = {
            *self.asked.lock().unwrap() += 1;
            let mut counts = self.counts.lock().unwrap();
            let arrival = counts.entry(key.to_owned()).or_insert(0);
            let mut granted = 0;
            while granted < wanted
                && let Some(next) = rate.admit(*arrival, now)
            {
                (*arrival, granted) = (next, granted + 1);
            }
            Taken { granted, arrival: *arrival, now }
        };
        tokio::time::sleep(self.delay).await;
        Ok(taken)
    }
}

/// When requests were admitted, in nanoseconds: each step waits so many milliseconds, then asks an instance so often.
fn admitted(leases: Leases, rate: Rate, delay: u64, steps: &[(u64, usize, u64)]) -> Vec<u64> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let store = Simulated::new(Duration::from_millis(delay));
        let instances: Vec<Leasing> = (0..5).map(|_| Leasing::new(leases)).collect();
        let mut admitted = Vec::new();
        for (wait, instance, times) in steps {
            tokio::time::sleep(Duration::from_millis(*wait)).await;
            for _ in 0..*times {
                let instance = instances.get(*instance).unwrap();
                if let Ok(Counted::Admitted(_)) = instance.count(&store, "key", rate, TIMEOUT).await
                {
                    admitted.push(u64::try_from(store.began.elapsed().as_nanos()).unwrap());
                }
            }
        }
        admitted
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_fleet_never_admits_more_than_the_limit_says(
        tokens in 1_u32..40,
        instances in 1_u32..5,
        burst in 1_u64..100,
        interval_ms in 1_u64..200,
        delay in 0_u64..30,
        steps in prop::collection::vec((0_u64..3_000, 0_usize..5, 1_u64..40), 1..40),
    ) {
        let leases = Leases { tokens, instances };
        let admitted = admitted(leases, Rate::new(1, interval_ms, burst), delay, &steps);
        let interval = interval_ms * 1_000_000;
        for (first, began) in admitted.iter().enumerate() {
            for (last, ended) in admitted.iter().enumerate().skip(first) {
                let count = (last - first + 1) as u64;
                let most = burst + (ended - began) / interval;
                prop_assert!(count <= most, "{} in {} ns", count, ended - began);
            }
        }
    }
}

#[test]
fn a_burst_loses_no_more_than_leases_say() {
    let leases = Leases { tokens: 5, instances: 4 };
    let rate = Rate::new(1, 3_600_000, 100);
    // All at one instance, and at four in turns.
    let alone = admitted(leases, rate, 0, &[(0, 0, 200)]).len();
    assert_eq!(alone, 80, "the burst is smaller by what all instances may hold");
    let steps: Vec<_> = (0..200).map(|step| (0, step % 4, 1)).collect();
    assert_eq!(admitted(leases, rate, 0, &steps).len(), 80);
    // One that holds a lease and goes silent: its five are missing.
    let mut steps = vec![(0, 1, 4)];
    steps.push((0, 0, 200));
    let found = admitted(leases, rate, 0, &steps).len();
    assert!((75..80).contains(&found), "{found}");
}

#[tokio::test(start_paused = true)]
async fn most_requests_are_admitted_without_asking() {
    let (store, leasing) =
        (Simulated::new(Duration::ZERO), Leasing::new(Leases { tokens: 50, instances: 2 }));
    let rate = Rate::new(1_000, 1_000, 1_000);
    for _ in 0..800 {
        let found = leasing.count(&store, "key", rate, TIMEOUT).await.unwrap();
        assert!(found.is_admitted());
    }
    // 1, 2, 4, 8, 16, 32, then 50 at a time.
    assert_eq!(*store.asked.lock().unwrap(), 6 + 15);
}

#[tokio::test(start_paused = true)]
async fn a_lease_ends() {
    // One a second; a lease of four lasts for four.
    let (leases, rate) = (Leases { tokens: 4, instances: 1 }, Rate::new(1, 1_000, 8));
    for (waited, asked) in [(3_999, 2), (4_000, 3)] {
        let (store, leasing) = (Simulated::new(Duration::ZERO), Leasing::new(leases));
        let admits =
            async || leasing.count(&store, "key", rate, TIMEOUT).await.unwrap().is_admitted();
        assert!(admits().await && admits().await);
        assert_eq!(*store.asked.lock().unwrap(), 2, "the second lease was of two, and one is left");
        tokio::time::sleep(Duration::from_millis(waited)).await;
        assert!(admits().await);
        assert_eq!(*store.asked.lock().unwrap(), asked, "{waited}");
    }
}

#[test]
fn small_limits_have_no_leases() {
    let leases = Leases { tokens: 10, instances: 3 };
    assert_eq!(leases.of(Rate::new(1, 1_000, 11)), None);
    assert!(leases.of(Rate::new(1, 1_000, 12)).is_some());
    assert_eq!(Leases { tokens: 1, instances: 1 }.of(Rate::new(1, 1_000, 1_000)), None);
    assert!(Leases { tokens: 2, instances: 0 }.of(Rate::new(1, 1_000, 4)).is_some());
}

/// What comes of so many requests of one key at the same time, of a limit of twenty in an hour.
async fn at_once(requests: usize, delay: Duration) -> Vec<Result<Counted, StoreError>> {
    let store = Arc::new(Simulated::new(delay));
    let leasing = Arc::new(Leasing::new(Leases { tokens: 2, instances: 1 }));
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..requests {
        let (store, leasing) = (Arc::clone(&store), Arc::clone(&leasing));
        asking.spawn(async move {
            let rate = Rate::new(1, 3_600_000, 20);
            leasing.count(&*store, "key", rate, TIMEOUT).await
        });
    }
    asking.join_all().await
}

#[tokio::test(start_paused = true)]
async fn a_crowd_never_makes_a_store_look_away() {
    // They ask one after the other, and all of them for longer than any of them waits.
    for delay in [1, 4, 10, 30] {
        let found = at_once(500, Duration::from_millis(delay)).await;
        assert!(found.iter().all(Result::is_ok), "{delay} ms");
        let admitted = found.iter().flatten().filter(|counted| counted.is_admitted()).count();
        assert!((1..=20).contains(&admitted), "{admitted} with {delay} ms");
    }
    // One that does not answer at all is away to everybody.
    let found = at_once(500, Duration::from_secs(3_600)).await;
    assert!(found.iter().all(|counted| matches!(counted, Err(StoreError::Timeout))));
}

#[tokio::test(start_paused = true)]
async fn who_is_refused_asks_again_when_it_can_be_admitted() {
    let (store, leasing) =
        (Simulated::new(Duration::ZERO), Leasing::new(Leases { tokens: 2, instances: 1 }));
    let rate = Rate::new(1, 1_000, 8);
    let admits = async || leasing.count(&store, "key", rate, TIMEOUT).await.unwrap().is_admitted();
    while admits().await {}
    let asked = *store.asked.lock().unwrap();
    for _ in 0..1_000 {
        assert!(!admits().await);
    }
    assert_eq!(*store.asked.lock().unwrap(), asked);
    tokio::time::sleep(Duration::from_millis(1_000)).await;
    assert!(admits().await);
}
