//! `rate_limit: true`.

use sfv::{BareItem, List, ListEntry, Parser};

use crate::pair::{Answer, ask, get, handled, json, pair, preflight};

/// Names of limits with their parameters, as the header has them.
fn parsed(answer: &Answer, name: &str) -> Vec<(String, Vec<(String, i64)>)> {
    let Some(text) = answer.header(name) else { return Vec::new() };
    let list: List = Parser::new(&text).parse().unwrap_or_else(|error| panic!("{text}: {error}"));
    assert!(!list.is_empty(), "the draft wants a list that is not empty");
    let items = list.into_iter().map(|entry| {
        let ListEntry::Item(item) = entry else { panic!("{text}") };
        let BareItem::String(limit) = item.bare_item else { panic!("{text}") };
        let parameters = item.params.into_iter().map(|(key, value)| {
            let BareItem::Integer(number) = value else { panic!("{text}") };
            (key.as_str().to_owned(), i64::from(number))
        });
        (limit.as_str().to_owned(), parameters.collect())
    });
    items.collect()
}

/// What is told of a limit: requests and seconds of its quota, and what remains for how many seconds.
type Told<'t> = (&'t str, (i64, i64), Option<(i64, i64)>);

/// Compares all that is told with what should be.
fn tells(answer: &Answer, expected: &[Told<'_>]) {
    let pair = |name: &str, first: &str, second: &str, (one, other): (i64, i64)| {
        (name.to_owned(), vec![(first.to_owned(), one), (second.to_owned(), other)])
    };
    let quotas: Vec<_> =
        expected.iter().map(|(name, quota, _)| pair(name, "q", "w", *quota)).collect();
    let standings: Vec<_> = expected
        .iter()
        .filter_map(|(name, _, left)| Some(pair(name, "r", "t", (*left)?)))
        .collect();
    assert_eq!(parsed(answer, "ratelimit-policy"), quotas, "{answer:?}");
    assert_eq!(parsed(answer, "ratelimit"), standings, "{answer:?}");
}

const NETWORK: (&str, (i64, i64)) = ("network.limit", (100, 60));
const CLIENT: (&str, (i64, i64)) = ("per_client", (6, 60));
/// Ten in half a second.
const USER: (&str, (i64, i64)) = ("per_user", (20, 1));

fn left(of: (&'static str, (i64, i64)), remaining: i64, reset: i64) -> Told<'static> {
    (of.0, of.1, Some((remaining, reset)))
}

fn unasked(of: (&'static str, (i64, i64))) -> Told<'static> {
    (of.0, of.1, None)
}

#[tokio::test]
async fn admissions_and_refusals_tell_what_remains() {
    let mut pair = pair!(telling);
    let orders = || get("/v1/orders").by_partner();
    let found = pair.ask(&orders()).await;
    assert_eq!(found.verdict(), "200");
    // Of a burst of 30 no more than the quota is told.
    tells(&found, &[left(NETWORK, 9, 1), left(CLIENT, 2, 10), left(USER, 20, 1)]);
    // Refused before the principal is known.
    let found = pair.ask(&get("/v1/orders")).await;
    assert_eq!(found.verdict(), "401 orders.get/auth");
    tells(&found, &[left(NETWORK, 8, 1), left(CLIENT, 1, 10), unasked(USER)]);
    // Refused behind all limits.
    let found = pair.ask(&ask("POST", "/v1/orders").by_partner()).await;
    assert_eq!(found.verdict(), "415 orders.post/body.type");
    tells(&found, &[left(NETWORK, 7, 1), left(CLIENT, 0, 10), left(USER, 20, 1)]);
    let found = pair.ask(&orders()).await;
    assert_eq!(found.verdict(), "429 orders.get/limit.per_client");
    tells(&found, &[left(NETWORK, 6, 1), left(CLIENT, 0, 10), unasked(USER)]);
    // No later than that it is worth asking again.
    assert_eq!(found.header("retry-after").unwrap(), "10");
    pair.clock.set(crate::pair::NOW + 9);
    let found = pair.ask(&orders()).await;
    assert_eq!(found.verdict(), "429 orders.get/limit.per_client");
    tells(&found, &[left(NETWORK, 9, 1), left(CLIENT, 0, 1), unasked(USER)]);
    pair.clock.set(crate::pair::NOW + 10);
    let found = pair.ask(&orders()).await;
    assert_eq!(found.verdict(), "200");
    tells(&found, &[left(NETWORK, 9, 1), left(CLIENT, 0, 10), left(USER, 20, 1)]);
}

#[tokio::test]
async fn what_a_handler_says_of_limits_does_not_leave() {
    let mut pair = pair!(telling);
    let own = handled(200).with("ratelimit", "\"own\";r=1").with("ratelimit-policy", "\"own\";q=1");
    let found = pair.exchange(&get("/v1/orders").by_partner(), &own).await;
    tells(&found, &[left(NETWORK, 9, 1), left(CLIENT, 2, 10), left(USER, 20, 1)]);
    // A body that cannot leave in part.
    let found = pair.exchange(&get("/v1/orders/whole").by_partner(), &own.clone().body("{")).await;
    assert_eq!(found.verdict(), "502 orders.get/whole/returns");
    tells(&found, &[left(NETWORK, 8, 1), left(CLIENT, 1, 10), left(USER, 20, 1)]);
    // Where the policy says that nothing is told, it is the handler's to say.
    let found = pair.exchange(&get("/v1/silent"), &own).await;
    assert_eq!(found.header("ratelimit").unwrap(), "\"own\";r=1");
}

#[tokio::test]
async fn a_route_without_limits_tells_of_the_network_s() {
    let mut pair = pair!(telling);
    tells(&pair.ask(&get("/v1/open")).await, &[left(NETWORK, 9, 1)]);
    let found = pair.ask(&get("/nowhere")).await;
    assert_eq!(found.verdict(), "404 route");
    tells(&found, &[left(NETWORK, 8, 1)]);
    // Nothing was counted yet.
    let found = pair.ask(&get("/v1//open")).await;
    assert_eq!(found.verdict(), "400 path");
    tells(&found, &[unasked(NETWORK)]);
    let found = pair.ask(&preflight("/v1/orders", "https://shop.example.com", "GET")).await;
    assert_eq!(found.verdict(), "204");
    tells(&found, &[left(NETWORK, 7, 1), unasked(CLIENT), unasked(USER)]);
    for remaining in (0..7).rev() {
        tells(&pair.ask(&get("/v1/open")).await, &[left(NETWORK, remaining, 1)]);
    }
    let found = pair.ask(&get("/v1/open")).await;
    assert_eq!(found.verdict(), "429 network.limit");
    tells(&found, &[left(NETWORK, 0, 1)]);
    assert_eq!(found.header("retry-after").unwrap(), "1");
}

#[tokio::test]
async fn a_hidden_route_tells_no_more_than_a_path_that_no_route_has() {
    let (mut pair, mut other) = (pair!(telling), pair!(telling));
    let hidden = pair.exchange(&get("/v1/secret").by_partner(), &json("{}")).await;
    assert_eq!(hidden.verdict(), "404 secret.get/allow");
    let none = other.exchange(&get("/nowhere").by_partner(), &json("{}")).await;
    assert_eq!((&hidden.body, &hidden.headers), (&none.body, &none.headers));
    tells(&hidden, &[left(NETWORK, 9, 1)]);
}
