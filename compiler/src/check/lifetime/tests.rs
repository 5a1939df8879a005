#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use gatewright_core::policy::{DerivedSegment, Lifetime, Policy, Route};

use crate::check_language;
use crate::diagnostic::render::{self, Colour};
use crate::source::{Alone, Source};

fn checked(text: &str) -> Policy {
    let checked = check_language(Source::new("test.gate", text), &Alone);
    checked.outcome.unwrap_or_else(|found| {
        panic!("{}", render::render(&found, &checked.sources, Colour::Plain))
    })
}

fn seconds(route: &Route) -> (Option<i64>, Option<i64>) {
    let Lifetime { deprecated, sunset, .. } = &route.lifetime;
    (deprecated.map(|moment| moment.seconds), sunset.map(|moment| moment.seconds))
}

#[test]
fn the_earlier_date_counts_and_a_route_names_its_own_successor() {
    let policy = checked(
        "policy shop 1.0.0
        parameter last_day: date = 2027-01-01
        api legacy at /v0/orders deprecated 2026-01-01 sunset last_day successor /v1/orders {
            GET / allow anyone
            GET /{id: uuid} allow anyone
                deprecated 2025-12-31T23:59:59Z sunset 2026-01-01 successor /v1/orders/{id}
        }
        api orders at /v1/orders { GET / allow anyone  GET /{number: uuid} allow anyone }",
    );
    let routes: Vec<&Route> = policy.routes().collect();
    let [first, second, third, ..] = routes.as_slice() else { panic!("{routes:?}") };
    assert_eq!(seconds(first), (Some(1_767_225_600), Some(1_798_761_600)));
    assert_eq!(seconds(second), (Some(1_767_225_599), Some(1_767_225_600)));
    assert!(third.lifetime.is_empty());
    let literal = |text: &str| DerivedSegment::Literal(text.into());
    let to = |route: &Route| route.lifetime.successor.clone().unwrap().segments;
    assert_eq!(to(first), [literal("v1"), literal("orders")]);
    assert_eq!(
        to(second),
        [literal("v1"), literal("orders"), DerivedSegment::Parameter("id".into())]
    );
}
