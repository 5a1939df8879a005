//! Stage 3.

use super::*;
use crate::policy::fixture::limit;
use crate::policy::{AddressRule, Countries, CountryList, CountryRule, LimitKey, Network, Span};
use crate::primitive::country::Country;

const SPAN: Span = Span { file: 0, start: 7, end: 9 };

fn blocks(blocks: &[&str]) -> Option<AddressRule> {
    let blocks = blocks.iter().map(|block| block.parse().unwrap()).collect();
    Some(AddressRule { blocks, span: SPAN })
}

fn countries(list: CountryList, codes: &[&str]) -> Option<Countries> {
    let countries = codes.iter().map(|code| code.parse().unwrap()).collect();
    let rule = Some(CountryRule { list, countries });
    Some(Countries { database: "countries.mmdb".into(), rule, span: SPAN })
}

fn guarded(network: Network) -> Evaluator {
    evaluator(Policy { network, ..shop() })
}

/// What becomes of a request for a route that anyone may call.
fn from(evaluator: &mut Evaluator, peer: &str, country: Option<&str>) -> String {
    let request = Request {
        peer: peer.parse().unwrap(),
        country: country.map(|code| code.parse::<Country>().unwrap()),
        ..request("GET", "/v1/orders/health", &[])
    };
    verdict_of(&evaluator.decide(&request, NOW))
}

#[test]
fn what_is_denied_is_refused_even_where_it_is_allowed() {
    let mut evaluator = guarded(Network {
        deny: blocks(&["192.0.2.0/25", "2001:db8:1::/48"]),
        allow: blocks(&["192.0.2.0/24", "2001:db8::/32"]),
        ..Network::default()
    });
    let mut ask = |peer| from(&mut evaluator, peer, None);
    assert_eq!(ask("192.0.2.127"), "403 network.deny");
    assert_eq!(ask("::ffff:192.0.2.127"), "403 network.deny");
    assert_eq!(ask("192.0.2.128"), "200 -");
    assert_eq!(ask("192.0.3.0"), "403 network.allow");
    assert_eq!(ask("2001:db8:1::1"), "403 network.deny");
    assert_eq!(ask("2001:db8:2::1"), "200 -");
    assert_eq!(ask("2001:db9::1"), "403 network.allow");
}

#[test]
fn the_client_is_looked_at_and_not_its_proxy() {
    let network = Network { deny: blocks(&["192.0.2.0/24", "10.0.0.0/8"]), ..Network::default() };
    let mut evaluator = guarded(network);
    let mut ask = |peer: &str, client: &str| {
        let headers = [header("X-Forwarded-For", client)];
        let request = Request {
            peer: peer.parse().unwrap(),
            ..request("GET", "/v1/orders/health", &headers)
        };
        verdict_of(&evaluator.decide(&request, NOW))
    };
    assert_eq!(ask("10.0.0.1", "192.0.2.1"), "403 network.deny");
    assert_eq!(ask("10.0.0.1", "203.0.113.1"), "200 -");
    // Nobody believes a peer that is no proxy, and what is no address ends the reading at the proxy itself.
    assert_eq!(ask("192.0.2.1", "203.0.113.1"), "403 network.deny");
    assert_eq!(ask("10.0.0.1", "203.0.113.1, unknown"), "403 network.deny");
}

#[test]
fn only_known_countries_are_admitted() {
    let list =
        |list| guarded(Network { countries: countries(list, &["DE", "FR"]), ..Network::default() });
    let (mut allowing, mut denying) = (list(CountryList::Allowed), list(CountryList::Denied));
    for (country, allowed, denied) in [
        (Some("DE"), "200 -", "403 network.countries"),
        (Some("FR"), "200 -", "403 network.countries"),
        (Some("US"), "403 network.countries", "200 -"),
        (None, "403 network.countries", "403 network.countries"),
    ] {
        assert_eq!(from(&mut allowing, "192.0.2.1", country), allowed, "{country:?}");
        assert_eq!(from(&mut denying, "192.0.2.1", country), denied, "{country:?}");
    }
}

#[test]
fn the_limit_counts_everything_that_comes_so_far() {
    let network = Network {
        limit: Some(limit(Network::LIMIT, 4, 4, LimitKey::ClientIp)),
        ..Network::default()
    };
    let mut evaluator = guarded(network);
    let mut ask = |method: &str, target: &str| {
        verdict_of(&evaluator.decide(&request(method, target, &[]), NOW))
    };
    // What is misspelled is refused before anybody counts.
    assert_eq!(ask("GET", "/v1//orders"), "400 path");
    assert_eq!(ask("GET", "/nowhere"), "404 route");
    assert_eq!(ask("PATCH", "/v1/orders/health"), "405 method");
    assert_eq!(ask("GET", "/v1/orders"), "401 orders.get/auth");
    assert_eq!(ask("GET", "/v1/orders/health"), "200 -");
    assert_eq!(ask("GET", "/v1/orders/health"), "429 network.limit");
    assert_eq!(ask("GET", "/nowhere"), "429 network.limit");
    let Outcome::Refuse(refusal) = evaluator.decide(&request("GET", "/", &[]), NOW).outcome else {
        panic!()
    };
    assert_eq!(refusal.headers, [("retry-after", "15".into())]);
    assert_eq!(from(&mut evaluator, "192.0.2.2", None), "200 -");
}

#[test]
fn the_limit_may_count_countries() {
    let limit = limit(Network::LIMIT, 1, 1, LimitKey::Country);
    let mut evaluator = guarded(Network { limit: Some(limit), ..Network::default() });
    assert_eq!(from(&mut evaluator, "192.0.2.1", Some("DE")), "200 -");
    assert_eq!(from(&mut evaluator, "192.0.2.2", Some("DE")), "429 network.limit");
    assert_eq!(from(&mut evaluator, "192.0.2.2", Some("FR")), "200 -");
    assert_eq!(from(&mut evaluator, "192.0.2.2", None), "200 -");
    assert_eq!(from(&mut evaluator, "192.0.2.3", None), "429 network.limit");
}

#[test]
fn whoever_is_refused_by_network_is_known() {
    let network = Network { deny: blocks(&["192.0.2.1/32"]), ..Network::default() };
    let sent = Request {
        peer: "192.0.2.1".parse().unwrap(),
        country: Some("DE".parse().unwrap()),
        ..request("GET", "/v1/orders", &[])
    };
    let decision = guarded(network).decide(&sent, NOW);
    assert_eq!(verdict_of(&decision), "403 network.deny");
    assert_eq!(decision.client, Some(sent.peer));
    assert_eq!(decision.country, sent.country);
}

#[test]
fn whoever_is_refused_by_network_is_not_counted() {
    let network = Network {
        deny: blocks(&["192.0.2.1/32"]),
        limit: Some(limit(Network::LIMIT, 1, 1, LimitKey::ClientIp)),
        ..Network::default()
    };
    let mut evaluator = guarded(network);
    for _ in 0..2 {
        assert_eq!(from(&mut evaluator, "192.0.2.1", None), "403 network.deny");
    }
}

#[test]
fn each_step_names_the_setting_that_asked() {
    let network = Network { deny: blocks(&["198.51.100.0/24"]), ..Network::default() };
    let decision = guarded(network).decide(&request("GET", "/nowhere", &[]), NOW);
    let spans: Vec<Option<Span>> = decision
        .trace
        .iter()
        .filter(|step| step.stage == Stage::Client)
        .map(|step| step.span)
        .collect();
    assert_eq!(spans, [None, Some(SPAN)]);
}
