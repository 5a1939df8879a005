//! `deprecated`, `sunset` and `successor`: what answers say, and when a route is gone.

use super::*;
use crate::policy::{DerivedPath, DerivedSegment, Lifetime, Moment, Span};

const ID: &str = "/v1/orders/0195a3c0-7d10-7000-8000-000000000001";

/// The shop whose order is deprecated since a day ago, and ends at this second.
fn ending(sunset: i64) -> Policy {
    let mut policy = shop();
    let at = |seconds, start| Moment { seconds, span: Span { file: 0, start, end: start + 1 } };
    let literal = |text: &str| DerivedSegment::Literal(text.into());
    let segments = vec![literal("v2"), DerivedSegment::Parameter("id".into())];
    policy.apis[0].routes[1].lifetime = Lifetime {
        deprecated: Some(at(NOW.seconds - 86_400, 70)),
        sunset: Some(at(sunset, 71)),
        successor: Some(DerivedPath { segments, span: Span::default() }),
    };
    policy
}

fn decide(sunset: i64, headers: &[(String, String)]) -> Decision {
    evaluator(ending(sunset)).decide(&request("GET", ID, headers), NOW)
}

fn told(sunset: &str) -> Vec<(String, String)> {
    vec![
        header("deprecation", "@1799913600"),
        header("sunset", sunset),
        header("link", "</v2/0195a3c0-7d10-7000-8000-000000000001>; rel=\"successor-version\""),
    ]
}

fn own(headers: &[(&'static str, impl ToString)]) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect()
}

#[test]
fn a_second_before_its_sunset_a_route_still_answers() {
    let decision = decide(NOW.seconds + 1, &[holder(&["viewer"])]);
    let Outcome::Admit(admission) = &decision.outcome else { panic!("{decision:?}") };
    assert_eq!(own(&admission.answer), told("Fri, 15 Jan 2027 08:00:01 GMT"));
}

#[test]
fn at_its_sunset_it_is_gone_for_everybody() {
    for headers in [vec![holder(&["viewer"])], Vec::new()] {
        let decision = decide(NOW.seconds, &headers);
        let Outcome::Refuse(refusal) = &decision.outcome else { panic!("{decision:?}") };
        assert_eq!(
            (refusal.status().code(), refusal.rule.as_str()),
            (410, "orders.get/{id}/sunset")
        );
        assert_eq!(own(&refusal.headers), told("Fri, 15 Jan 2027 08:00:00 GMT"));
        let last = decision.trace.last().unwrap();
        assert_eq!((last.stage, last.span.map(|span| span.start)), (Stage::Route, Some(71)));
    }
}

#[test]
fn refusals_tell_of_it_once_the_route_is_known() {
    let unknown = decide(NOW.seconds + 1, &[]);
    let Outcome::Refuse(refusal) = &unknown.outcome else { panic!("{unknown:?}") };
    assert_eq!(refusal.status().code(), 401);
    let headers = own(&refusal.headers);
    assert_eq!(headers[0].0, "www-authenticate");
    assert_eq!(headers[1..], told("Fri, 15 Jan 2027 08:00:01 GMT"));
    let elsewhere = evaluator(ending(0)).decide(&request("PUT", ID, &[]), NOW);
    let Outcome::Refuse(refusal) = &elsewhere.outcome else { panic!("{elsewhere:?}") };
    assert_eq!(own(&refusal.headers), [header("allow", "GET, HEAD, DELETE")]);
}
