//! `to`: the path that the upstream gets.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::policy::fixture::route;
use crate::policy::{
    AllowClause, DerivedPath, DerivedSegment, Method, PathParameter, Route, ScalarType, Segment,
    Span, StringContent, Transformation, Who,
};
use crate::primitive::path::{Target, decode_segment};

/// Where the change stands.
const PLACE: Span = Span { file: 0, start: 70, end: 71 };

fn literal(text: &str) -> DerivedSegment {
    DerivedSegment::Literal(text.into())
}

fn parameter(name: &str) -> DerivedSegment {
    DerivedSegment::Parameter(name.into())
}

/// A route `/v1/orders/{a}/{b}` for anyone, whose parameters take any text, and the path that its upstream gets.
fn changed(segments: Vec<DerivedSegment>) -> Evaluator {
    let text = |name: &str| {
        let kind = ScalarType::String {
            length: Default::default(),
            pattern: None,
            content: StringContent::Raw,
        };
        Segment::Parameter(PathParameter { name: name.into(), kind, span: Span::default() })
    };
    let anyone = vec![AllowClause { who: Who::Anyone, when: None, span: Span::default() }];
    let mut policy = shop();
    let path = Some(DerivedPath { segments, span: PLACE });
    policy.apis[0].routes = vec![Route {
        transformation: Transformation { path },
        ..route("orders.get/{a}/{b}", Method::Get, vec![text("a"), text("b")], anyone)
    }];
    evaluator(policy)
}

fn admission(evaluator: &mut Evaluator, target: &str) -> Option<Admission> {
    match evaluator.decide(&request("GET", target, &[]), NOW).outcome {
        Outcome::Admit(admission) => Some(admission),
        Outcome::Refuse(_) | Outcome::Preflight(_) => None,
    }
}

#[test]
fn the_upstream_gets_the_path_that_the_route_names() {
    let mut evaluator =
        changed(vec![literal("internal"), parameter("b"), parameter("a"), literal("")]);
    let decision = evaluator.decide(&request("GET", "/v1/orders/x/a%20%C3%A9", &[]), NOW);
    let step = decision.trace.iter().rev().find(|step| step.span == Some(PLACE)).unwrap();
    assert_eq!(
        (step.stage, &*step.detail),
        (Stage::Forward, "the upstream's path is `/internal/a%20%C3%A9/x/`")
    );
    assert_eq!(decision.to_json()["path"], "/internal/a%20%C3%A9/x/");
    // What was refused goes nowhere.
    let refused = evaluator.decide(&request("GET", "/v1/orders/x/..", &[]), NOW);
    assert_eq!((refused.status(), &refused.to_json()["path"]), (Some(400), &Value::Null));
}

#[test]
fn without_a_change_it_gets_the_request_s_own() {
    let list = request("GET", "/v1/orders", &[holder(&["viewer"])]);
    let decision = evaluator(shop()).decide(&list, NOW);
    let Outcome::Admit(admission) = &decision.outcome else { panic!("{decision:?}") };
    assert_eq!(admission.path, None);
    assert_eq!(decision.to_json()["path"], Value::Null);
}

/// Every octet encoded that is not unreserved.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
    }
    encoded
}

fn decoded(path: &str) -> Vec<String> {
    let target = Target::parse(path).unwrap();
    assert_eq!(target.query(), None, "{path}");
    target.segments().map(|segment| decode_segment(segment).unwrap().into_owned()).collect()
}

proptest! {
    #[test]
    fn a_parameter_is_one_segment_whatever_it_holds(
        a in "\\PC{1,12}|[./\\\\%?#; ]{1,4}",
        b in "(?s).{0,6}",
        spelled in "([a-z.%;/?#]|%[0-9a-fA-F]{2}){0,12}",
    ) {
        let mut evaluator =
            changed(vec![parameter("b"), literal("of"), parameter("a"), parameter("b")]);
        for target in [
            format!("/v1/orders/{}/{}", encoded(&a), encoded(&b)),
            format!("/v1/orders/{spelled}/{}?q=/../x", encoded(&b)),
        ] {
            let Some(admission) = admission(&mut evaluator, &target) else { continue };
            let path = admission.path.unwrap();
            let read = decoded(target.split('?').next().unwrap());
            let [.., one, other] = read.as_slice() else { panic!("{target}") };
            prop_assert_eq!(decoded(&path), [other.as_str(), "of", one, other]);
        }
    }
}
