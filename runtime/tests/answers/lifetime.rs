//! `deprecated`, `sunset` and `successor`.

use crate::pair::{get, handled, pair, preflight};

/// 2026-06-01T00:00:00Z.
const SUNSET: i64 = 1_780_272_000;

#[tokio::test]
async fn every_answer_says_how_long_the_route_is_to_be_used() {
    let mut pair = pair!(answers);
    let own = handled(200).with("deprecation", "@1").with("link", "</help>; rel=\"help\"");
    let asked = [
        (get("/v0/orders").by_partner(), "200"),
        (get("/v0/orders"), "401 old.get/auth"),
        (get("/v0/orders?a=1").by_partner(), "400 old.get/query"),
    ];
    for (asked, verdict) in asked {
        let found = pair.exchange(&asked, &own).await;
        assert_eq!(found.verdict(), verdict);
        assert_eq!(found.header("deprecation").unwrap(), "@1767225600");
        assert_eq!(found.header("sunset").unwrap(), "Mon, 01 Jun 2026 00:00:00 GMT");
        let link = found.header("link").unwrap();
        assert!(link.ends_with("</v1/orders>; rel=\"successor-version\""), "{link}");
        assert_eq!(link.contains("</help>"), verdict == "200");
    }
    assert_eq!(pair.exchange(&get("/v0"), &own).await.header("sunset"), None);
}

#[tokio::test]
async fn a_successor_has_the_parameters_as_the_request_spells_them() {
    let mut pair = pair!(answers);
    let found = pair.exchange(&get("/v0/orders/a%20b"), &handled(500)).await;
    assert_eq!(found.header("link").unwrap(), "</v1/orders/a%20b>; rel=\"successor-version\"");
}

#[tokio::test]
async fn from_its_sunset_on_it_is_gone_for_everybody() {
    let mut pair = pair!(answers);
    pair.clock.set(SUNSET - 1);
    assert_eq!(
        pair.exchange(&get("/v0/orders").by_partner(), &handled(200)).await.verdict(),
        "200"
    );
    pair.clock.set(SUNSET);
    for asked in [get("/v0/orders").by_partner(), get("/v0/orders")] {
        let found = pair.exchange(&asked, &handled(200)).await;
        assert_eq!(found.verdict(), "410 old.get/sunset");
        assert_eq!(found.header("sunset").unwrap(), "Mon, 01 Jun 2026 00:00:00 GMT");
    }
    let page = preflight("/v0/orders/1", "https://shop.example.com", "GET");
    let found = pair.exchange(&page, &handled(200)).await;
    assert_eq!(found.verdict(), "410 old.get/{id}/sunset");
    assert_eq!(found.header("access-control-allow-origin"), None);
    assert_eq!(found.header("link").unwrap(), "</v1/orders/1>; rel=\"successor-version\"");
}
