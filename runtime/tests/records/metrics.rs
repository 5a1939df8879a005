//! Counts of decisions, read back by the grammar of the text format.

use std::collections::BTreeMap;

use gatewright::Metrics;

use crate::lines::exchanges;
use crate::output::Memory;
use crate::pair::Pair;

/// A sample: its name, its labels sorted by name, its value.
type Samples = BTreeMap<(String, BTreeMap<String, String>), f64>;

/// Reads the text strictly: every line is a comment of a known form or a sample, and no sample stands twice.
fn parse(text: &str) -> Samples {
    assert!(text.ends_with('\n') && !text.contains('\r'));
    let (mut samples, mut kinds) = (Samples::new(), BTreeMap::new());
    for line in text.lines() {
        if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (name, kind) = kind.split_once(' ').unwrap();
            assert!(["counter", "histogram"].contains(&kind), "{line}");
            assert_eq!(kinds.insert(name.to_owned(), kind.to_owned()), None, "{line}");
            continue;
        }
        if line.starts_with("# HELP ") {
            continue;
        }
        let (head, value) = line.rsplit_once(' ').unwrap();
        let (name, labels) = head.split_once('{').unwrap();
        let family = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end));
        let is_known = |name: &str| kinds.contains_key(name);
        assert!(is_known(name) || family.is_some_and(is_known), "{line}");
        let labels = labels_of(labels.strip_suffix('}').unwrap());
        let before = samples.insert((name.to_owned(), labels), value.parse().unwrap());
        assert_eq!(before, None, "{line}");
    }
    samples
}

fn labels_of(text: &str) -> BTreeMap<String, String> {
    let (mut labels, mut rest) = (BTreeMap::new(), text);
    while !rest.is_empty() {
        let (name, after) = rest.split_once("=\"").unwrap();
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{text}");
        let mut value = String::new();
        let mut characters = after.char_indices();
        let end = loop {
            match characters.next().unwrap() {
                (place, '"') => break place,
                (_, '\\') => value.push(match characters.next().unwrap().1 {
                    'n' => '\n',
                    escaped @ ('\\' | '"') => escaped,
                    other => panic!("\\{other} in {text}"),
                }),
                (_, plain) => value.push(plain),
            }
        };
        assert_eq!(labels.insert(name.to_owned(), value), None, "{text}");
        rest = &after[end + 1..];
        rest = rest.strip_prefix(',').unwrap_or(rest);
    }
    labels
}

fn sum(samples: &Samples, name: &str, wanted: &[(&str, &str)]) -> f64 {
    let has = |labels: &BTreeMap<String, String>| {
        wanted.iter().all(|(name, value)| labels.get(*name).map(String::as_str) == Some(value))
    };
    let found = samples.iter().filter(|((own, labels), _)| own == name && has(labels));
    found.map(|(_, value)| value).sum()
}

#[tokio::test]
async fn every_decision_is_counted_by_route_and_rule() {
    const DECISIONS: &str = "gatewright_decisions_total";
    let mut metrics: Option<Metrics> = None;
    let mut pair = Pair::new(include_str!("records.gate"), |folder, clock, stage| {
        let policy = crate::records::Policy::load(folder).unwrap().with_clock(clock);
        metrics = Some(policy.metrics());
        policy.with_records(Memory::default()).protect(stage.router())
    });
    let metrics = metrics.unwrap();
    // Admissions of each route stand there from the beginning.
    let samples = parse(&metrics.render());
    assert_eq!(samples.iter().filter(|((name, _), _)| name == DECISIONS).count(), 6);
    assert_eq!(sum(&samples, DECISIONS, &[]), 0.0);
    let mut verdicts: BTreeMap<String, f64> = BTreeMap::new();
    for (asked, handled, verdict) in exchanges() {
        pair.exchange(&asked, &handled).await;
        *verdicts.entry(verdict.to_owned()).or_default() += 1.0;
    }
    let samples = parse(&metrics.render());
    let of = |labels: &[(&str, &str)]| sum(&samples, DECISIONS, labels);
    let mut refused = 0.0;
    for (verdict, times) in &verdicts {
        if let Some((status, rule)) = verdict.split_once(' ') {
            let labels = [("outcome", "refuse"), ("status", status), ("rule", rule)];
            assert_eq!(of(&labels), *times, "{verdict}");
            refused += times;
        }
    }
    assert_eq!(of(&[("outcome", "refuse")]), refused);
    assert_eq!(of(&[("outcome", "preflight"), ("status", "204"), ("route", "orders.get")]), 1.0);
    let total = f64::from(u32::try_from(exchanges().len()).unwrap());
    assert_eq!(of(&[("outcome", "admit")]), total - refused - 1.0);
    assert_eq!(of(&[("outcome", "admit"), ("route", "orders.get")]), 2.0);
    assert_eq!(of(&[("policy", "records")]), total);
    // What refuses before a route is known has none.
    assert_eq!(of(&[("route", ""), ("rule", "route")]), verdicts["404 route"]);
    assert_eq!(of(&[("rule", "orders.get/{id}/returns"), ("route", "orders.get/{id}")]), 1.0);
    // How long decisions took: each bound counts what is below it.
    let buckets = "gatewright_decision_seconds_bucket";
    assert_eq!(sum(&samples, buckets, &[("le", "+Inf")]), total);
    assert_eq!(sum(&samples, "gatewright_decision_seconds_count", &[]), total);
    assert!(sum(&samples, "gatewright_decision_seconds_sum", &[]) > 0.0);
    let bounds = ["0.000005", "0.00001", "0.000025", "0.0001", "0.001", "1", "+Inf"];
    let counts = bounds.map(|bound| sum(&samples, buckets, &[("le", bound)]));
    assert!(counts.is_sorted(), "{counts:?}");
}

#[tokio::test]
async fn nothing_that_clients_send_becomes_a_label() {
    let mut metrics = None;
    let mut pair = Pair::new(include_str!("records.gate"), |folder, clock, stage| {
        let policy = crate::records::Policy::load(folder).unwrap().with_clock(clock);
        metrics = Some(policy.metrics());
        policy.with_records(Memory::default()).protect(stage.router())
    });
    let metrics = metrics.unwrap();
    let lines = || metrics.render().lines().count();
    let mut before = None;
    for number in 0..100 {
        let asked = crate::pair::get(&format!("/v1/orders/{number}?{number}={number}"));
        pair.ask(&asked.with("x-key", number.to_string())).await;
        pair.ask(&crate::pair::get(&format!("/{number}"))).await;
        assert_eq!(*before.get_or_insert(lines()), lines());
    }
}

#[tokio::test]
async fn lost_records_and_alerts_are_counted() {
    let folder = crate::pair::keys();
    let policy = crate::records::Policy::load(folder.path()).unwrap();
    let metrics = policy.metrics();
    let clones = metrics.clone();
    let service = policy
        .with_records(crate::output::Failing)
        .with_notices(|_| ())
        .protect(axum::Router::new());
    for _ in 0..3 {
        let asked = crate::pair::get("/nowhere").to_service();
        tower::ServiceExt::oneshot(service.clone(), asked).await.unwrap();
    }
    drop(service);
    let samples = parse(&clones.render());
    assert_eq!(sum(&samples, "gatewright_records_lost_total", &[]), 3.0);
    let policy = crate::alerts_policy::Policy::load(folder.path()).unwrap();
    let metrics = policy.metrics();
    let service = policy.with_notices(|_| ()).protect(axum::Router::new());
    for _ in 0..3 {
        let asked = crate::pair::get("/v1//orders").to_service();
        tower::ServiceExt::oneshot(service.clone(), asked).await.unwrap();
    }
    let samples = parse(&metrics.render());
    assert_eq!(sum(&samples, "gatewright_alerts_total", &[("alert", "one")]), 3.0);
    assert_eq!(sum(&samples, "gatewright_alerts_total", &[("alert", "limited")]), 0.0);
}
