//! What conditions read and compare.

use gatewright_core::evaluate::{Tls, TlsVersion};
use serde_json::json;

use crate::pair::{Asked, NOW, get, pair};

#[tokio::test]
async fn a_cookie_is_read_once_and_as_it_stands() {
    let mut pair = pair!(values);
    let with = |target: &str, cookie: &str| get(target).with("cookie", cookie);
    pair.all([
        (with("/cookies/text", "a=b; region=eu"), "200"),
        (with("/cookies/text", "region = eu ;a=b"), "200"),
        (with("/cookies/text", "region=\"eu\""), "403 cookies.get/text/allow"),
        (with("/cookies/text", "Region=eu"), "403 cookies.get/text/allow"),
        (with("/cookies/text", "region=\u{fffd}"), "403 cookies.get/text/allow"),
        (get("/cookies/text"), "403 cookies.get/text/allow"),
        // One that some rule reads stands once, on every route and over all lines.
        (with("/cookies/text", "region=eu; region=eu"), "400 wire"),
        (with("/cookies/text", "region=eu").with("cookie", "region=eu"), "400 wire"),
        (with("/decimals/above?price=2", "debug=1; debug=2"), "400 wire"),
        (with("/cookies/text", "region=eu; a=b; a=b"), "200"),
        (with("/cookies/start", "region=eu-west"), "200"),
        (with("/cookies/start", "region=us"), "403 cookies.get/start/allow"),
        (get("/cookies/set"), "200"),
        (with("/cookies/set", "debug=x"), "403 cookies.get/set/deny"),
        (with("/cookies/set", "debug="), "403 cookies.get/set/deny"),
        (with("/cookies/set", "debug"), "200"),
    ])
    .await;
}

/// The verdicts on requests of one route, `200` or a refusal by `allow`.
async fn on(route: &str, admitted: &[&str], refused: &[&str]) {
    let mut pair = pair!(values);
    let (api, rest) = route.split_once('/').unwrap();
    for query in admitted {
        assert_eq!(pair.ask(&get(&format!("/{route}?{query}"))).await.verdict(), "200", "{query}");
    }
    for query in refused {
        let answer = pair.ask(&get(&format!("/{route}?{query}"))).await;
        assert_eq!(answer.verdict(), format!("403 {api}.get/{rest}/allow"), "{query}");
    }
}

#[tokio::test]
async fn decimals_and_ints_compare_exactly() {
    on(
        "decimals/above",
        &["price=1.50000000000001", "price=2"],
        &["price=1.5", "price=1.50", "price=-2", ""],
    )
    .await;
    on("decimals/int", &["price=2", "price=2.00"], &["price=2.00000000000001", ""]).await;
    on("decimals/ints", &["count=2", "count=-9007199254740991"], &["count=3", ""]).await;
    on(
        "decimals/fields",
        &["price=2.0&count=2", "price=2.1&count=2"],
        &["price=1.9&count=2", "price=2", "count=2"],
    )
    .await;
    on("decimals/listed", &["price=1.0", "price=2.5"], &["price=2", ""]).await;
    on("decimals/between", &["count=1", "count=2"], &["count=3", ""]).await;
}

#[tokio::test]
async fn dates_begin_at_midnight_and_durations_are_seconds() {
    on("moments/day", &["day=2026-05-01"], &["day=2026-05-02", ""]).await;
    on("moments/fixed", &["day=2026-05-01"], &["day=2026-04-30", ""]).await;
    on(
        "moments/at",
        &["at=2026-05-01T02:00:00%2B02:00&day=2026-05-01"],
        &["at=2026-04-30T23:59:59Z&day=2026-05-01", "day=2026-05-01"],
    )
    .await;
    // What counts in months or years has no length.
    on("moments/age", &["age=PT4M59S"], &["age=PT5M", "age=P1M", "age=P1Y", "age=P1W", ""]).await;
    let mut pair = pair!(values);
    pair.all([
        (get("/moments/path/2026-01-01"), "200"),
        (get("/moments/path/2025-12-31"), "403 moments.get/path/{day}/allow"),
        (get("/moments/path/2025-02-29"), "404 route"),
    ])
    .await;
}

#[tokio::test]
async fn addresses_compare_by_value() {
    let mapped = "address=::ffff:10.0.0.1";
    let (inside, outside) = ("address=10.255.255.255", "address=11.0.0.0");
    on(
        "addresses/inside",
        &[inside, mapped, "address=2001:db8::1"],
        &[outside, "address=2001:db9::", ""],
    )
    .await;
    on("addresses/same", &["address=10.0.0.1", mapped], &["address=10.0.0.2", ""]).await;
}

#[tokio::test]
async fn lists_hold_a_value_or_are_unknown() {
    on("lists/tags", &["tags=alpha&tags=beta"], &["tags=alpha", "tags=Beta", ""]).await;
    on("lists/prices", &["prices=1&prices=1.50"], &["prices=1", ""]).await;
    on("lists/mixed", &["count=2&prices=2.0"], &["count=2&prices=2.1", "count=2", "prices=2"])
        .await;
    on("lists/counts", &["price=2.0&counts=1&counts=2"], &["price=2.1&counts=2", "counts=2"]).await;
    on(
        "lists/ages",
        &["ages=PT1M&ages=PT1M30S", "ages=P1M&ages=PT90S"],
        &["ages=PT1M", "ages=P1M"],
    )
    .await;
    let upper = "0195A3C0-7D10-7000-8000-00000000000A";
    let lower = upper.to_lowercase();
    on("lists/ids", &[&format!("id={upper}&ids={lower}")], &[&format!("id={upper}"), ""]).await;
    on("lists/colours", &["colours=green&colours=red"], &["colours=green", ""]).await;
    // Without one that is equal, an item without a length leaves it open, so that a `deny` applies.
    let mut pair = pair!(values);
    pair.all([
        (get("/lists/without?ages=PT1M"), "200"),
        (get("/lists/without?ages=PT90S"), "403 lists.get/without/deny"),
        (get("/lists/without?ages=PT1M&ages=P1M"), "403 lists.get/without/deny"),
        (get("/lists/without"), "403 lists.get/without/deny"),
    ])
    .await;
}

#[tokio::test]
async fn sums_are_exact_or_missing() {
    let mut pair = pair!(values);
    let at = |seconds: i64| json!({ "auth_time": NOW + seconds });
    let level = |level: i64| json!({ "level": level });
    let with = |target: &str| get(target).by(json!({}));
    let refused = |route: &str| format!("403 sums.get/{route}/allow");
    let largest = 9_007_199_254_740_991_i64;
    let cases: Vec<(Asked, String)> = vec![
        (get("/sums/fresh").by(at(-299)), "200".into()),
        (get("/sums/fresh").by(at(-300)), refused("fresh")),
        (with("/sums/fresh"), refused("fresh")),
        (get("/sums/later").by(at(-3589)), "200".into()),
        (get("/sums/later").by(at(-3590)), refused("later")),
        (get("/sums/level").by(level(3)), "200".into()),
        (get("/sums/level").by(level(2)), refused("level")),
        (get("/sums/level").by(level(largest)), refused("level")),
        (with(&format!("/sums/limits?count={}", largest - 1)), "200".into()),
        (with(&format!("/sums/limits?count={largest}")), refused("limits")),
        (with("/sums/prices?price=0.2"), "200".into()),
        (with("/sums/prices?price=0.20000000000001"), refused("prices")),
        (with("/sums/prices?price=900000000000000"), refused("prices")),
        (with("/sums/mixed?count=2&price=1.9"), "200".into()),
        (with("/sums/mixed?count=2&price=2.0"), refused("mixed")),
        (with("/sums/mixed?count=2"), refused("mixed")),
        (with("/sums/ages?age=PT90S"), "200".into()),
        (with("/sums/ages?age=PT91S"), refused("ages")),
        (with("/sums/ages?age=P1M"), refused("ages")),
        (with("/sums/listed?price=2.50"), "200".into()),
        (with("/sums/listed?price=1.00"), "200".into()),
        (with("/sums/listed?price=2"), refused("listed")),
        (with("/sums/set?count=1"), "200".into()),
        (with(&format!("/sums/set?count={largest}")), refused("set")),
        (with("/sums/item?price=1.5&prices=2.50"), "200".into()),
        (with("/sums/item?price=1.5&prices=1.5"), refused("item")),
        (with("/sums/days?at=2026-05-01T23:59:59Z&day=2026-05-01"), "200".into()),
        (with("/sums/days?at=2026-05-02T00:00:00Z&day=2026-05-01"), refused("days")),
    ];
    for (asked, expected) in cases {
        assert_eq!(pair.ask(&asked).await.verdict(), expected, "{asked:?}");
    }
}

#[tokio::test]
async fn a_connection_without_tls_is_unknown() {
    let mut pair = pair!(values);
    let named = |version, name: &str| Tls {
        version,
        server_name: Some(name.to_owned()),
        certificate: None,
    };
    let over = |target: &str, version| {
        get(target).over(Tls { version, server_name: None, certificate: None })
    };
    pair.all([
        (get("/layer/set"), "403 layer.get/set/allow"),
        (over("/layer/set", TlsVersion::Tls12), "200"),
        (get("/layer/modern"), "403 layer.get/modern/allow"),
        (over("/layer/modern", TlsVersion::Tls12), "403 layer.get/modern/allow"),
        (over("/layer/modern", TlsVersion::Tls13), "200"),
        (get("/layer/old"), "403 layer.get/old/deny"),
        (over("/layer/old", TlsVersion::Tls12), "403 layer.get/old/deny"),
        (over("/layer/old", TlsVersion::Tls13), "200"),
        (get("/layer/name").over(named(TlsVersion::Tls13, "API.example.com")), "200"),
        (
            get("/layer/name").over(named(TlsVersion::Tls13, "example.com")),
            "403 layer.get/name/allow",
        ),
        (over("/layer/name", TlsVersion::Tls13), "403 layer.get/name/allow"),
        (get("/layer/named"), "200"),
        (over("/layer/named", TlsVersion::Tls13), "200"),
        (get("/layer/named").over(named(TlsVersion::Tls13, "a")), "403 layer.get/named/allow"),
    ])
    .await;
}
