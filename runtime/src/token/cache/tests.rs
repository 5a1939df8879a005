#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use super::*;

const NOW: i64 = 1_777_626_000;

fn cache(credentials: &[&[u8]]) -> VerifiedCache<usize> {
    let cache = VerifiedCache::new();
    for (number, credential) in credentials.iter().enumerate() {
        cache.insert(credential, None, NOW..NOW + 60, &Arc::new(number), NOW);
    }
    cache
}

#[test]
fn a_credential_is_found_by_all_of_it() {
    let cache = cache(&[b"one", b"two"]);
    assert_eq!(cache.find(b"one", None, NOW).as_deref(), Some(&0));
    assert_eq!(cache.find(b"two", None, NOW).as_deref(), Some(&1));
    for other in [&b"onf"[..], b"on", b"one ", b"One", b""] {
        assert_eq!(cache.find(other, None, NOW), None);
    }
}

/// Two credentials in one bucket are never taken for each other, whatever their hashes.
#[test]
fn what_shares_a_bucket_is_compared() {
    let credentials: Vec<String> = (0..3 * BUCKETS).map(|number| number.to_string()).collect();
    let cache = cache(&credentials.iter().map(String::as_bytes).collect::<Vec<_>>());
    let found = |number: usize| cache.find(credentials[number].as_bytes(), None, NOW);
    for number in 0..credentials.len() {
        assert!(found(number).is_none_or(|found| *found == number));
    }
    assert!((0..credentials.len()).filter(|number| found(*number).is_some()).count() > BUCKETS);
    assert!(cache.find(b"no number", None, NOW).is_none());
}

#[test]
fn each_hit_asks_the_clock_again() {
    let cache = cache(&[b"one"]);
    assert!(cache.find(b"one", None, NOW + 59).is_some());
    assert!(cache.find(b"one", None, NOW + 60).is_none());
    // A clock that goes back finds what was not valid yet.
    assert!(cache.find(b"one", None, NOW - 1).is_none());
    assert!(cache.find(b"one", None, NOW).is_some());
}

#[test]
fn a_bound_credential_needs_its_certificate() {
    let (own, other) = (Thumbprint::of(b"own"), Thumbprint::of(b"other"));
    let cache = VerifiedCache::new();
    cache.insert(b"one", Some(&own), NOW..NOW + 60, &Arc::new(()), NOW);
    assert!(cache.find(b"one", Some(&own), NOW).is_some());
    assert!(cache.find(b"one", Some(&other), NOW).is_none());
    assert!(cache.find(b"one", None, NOW).is_none());
}

#[test]
fn memory_is_bounded() {
    let cache = VerifiedCache::new();
    let bucket = |credential: &[u8]| cache.bucket(credential).unwrap().lock().unwrap().len();
    for number in 0..20 * BUCKETS {
        let credential = number.to_string();
        cache.insert(credential.as_bytes(), None, NOW..NOW + 60, &Arc::new(()), NOW);
        assert!(bucket(credential.as_bytes()) <= WAYS);
    }
    let held = cache.buckets.iter().map(|bucket| bucket.lock().unwrap().len()).sum::<usize>();
    assert!(held <= BUCKETS * WAYS);
    for length in [LONGEST, LONGEST + 1] {
        let credential = vec![b'a'; length];
        cache.insert(&credential, None, NOW..NOW + 60, &Arc::new(()), NOW);
        assert_eq!(cache.find(&credential, None, NOW).is_some(), length == LONGEST);
    }
}

/// The one that nobody used for longest makes room, after those whose time is over.
#[test]
fn a_full_bucket_keeps_what_is_used() {
    let cache = VerifiedCache::new();
    let same = |first: &[u8], second: &[u8]| {
        std::ptr::eq(cache.bucket(first).unwrap(), cache.bucket(second).unwrap())
    };
    let numbers = (0..).map(|number: usize| number.to_string().into_bytes());
    let together: Vec<Vec<u8>> =
        numbers.filter(|number| same(number, b"0")).take(WAYS + 1).collect();
    for credential in &together[..WAYS] {
        cache.insert(credential, None, NOW..NOW + 60, &Arc::new(()), NOW);
    }
    assert!(cache.find(&together[0], None, NOW).is_some());
    cache.insert(&together[WAYS], None, NOW..NOW + 60, &Arc::new(()), NOW);
    assert!(cache.find(&together[0], None, NOW).is_some());
    assert!(cache.find(&together[1], None, NOW).is_none());
}
