//! `to`, `send` and `drop`: the path and the headers that the upstream gets.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::policy::fixture::route;
use crate::policy::{
    AllowClause, DerivedPath, DerivedSegment, DroppedHeader, Method, PathParameter, Route,
    ScalarType, Segment, SentHeader, SentValue, Span, StringContent, Transformation, Who,
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
    let path = Some(DerivedPath { segments, span: PLACE });
    transformed(Transformation { path, ..Transformation::default() })
}

/// The same with any change.
fn transformed(transformation: Transformation) -> Evaluator {
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
    policy.apis[0].routes = vec![Route {
        transformation,
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

fn sent(name: &str, value: SentValue) -> SentHeader {
    SentHeader { name: name.into(), value, span: PLACE }
}

/// The shop, of whose orders the list sends and drops these headers.
fn changing(sent: Vec<SentHeader>, dropped: &[&str]) -> Evaluator {
    let mut policy = shop();
    let dropped = dropped.iter().map(|name| DroppedHeader { name: (*name).into(), span: PLACE });
    policy.apis[0].routes[0].transformation =
        Transformation { path: None, sent, dropped: dropped.collect() };
    evaluator(policy)
}

/// What the upstream gets of a request: names that are removed, and what is set beside the identity.
fn headers(evaluator: &mut Evaluator, request: &Request) -> (Vec<String>, Vec<(String, String)>) {
    let identity = shop().identity_header_names();
    match evaluator.decide(request, NOW).outcome {
        Outcome::Admit(mut admission) => {
            admission.set.retain(|(name, _)| !identity.contains(name));
            (admission.removed, admission.set)
        }
        outcome @ (Outcome::Refuse(_) | Outcome::Preflight(_)) => panic!("{outcome:?}"),
    }
}

#[test]
fn a_client_s_own_copy_of_what_some_route_sends_passes_nowhere() {
    let mut evaluator =
        changing(vec![sent("x-version", SentValue::Text("2".into()))], &["x-debug"]);
    let list = |name: &str, value: &str| {
        let extra = (name.to_owned(), value.to_owned());
        request("GET", "/v1/orders", &[holder(&["viewer"]), extra])
    };
    let (removed, set) = headers(&mut evaluator, &list("X-Version", "9"));
    assert!(removed.contains(&"x-version".to_owned()), "{removed:?}");
    assert_eq!(set, [("x-version".into(), "2".into())]);
    let (removed, set) = headers(&mut evaluator, &list("X-DEBUG", "1"));
    assert!(removed.contains(&"x-debug".to_owned()), "{removed:?}");
    assert_eq!(set, [("x-version".into(), "2".into())]);
    // Another route sends and drops nothing, and still does not let the name pass that means something.
    for (name, passes) in [("x-version", false), ("x-debug", true)] {
        let health = request("GET", "/v1/orders/health", &[(name.to_owned(), "9".to_owned())]);
        let (removed, set) = headers(&mut evaluator, &health);
        assert_eq!((removed.contains(&name.to_owned()), set), (!passes, Vec::new()), "{name}");
    }
}

#[test]
fn what_the_caller_is_is_sent_as_identity_is_and_left_away_where_it_is_missing() {
    let field = |name: &str| SentValue::Principal(name.into());
    let mut evaluator = changing(
        vec![
            sent("x-who", field("id")),
            sent("x-of", field("tenant")),
            sent("x-as", field("roles")),
        ],
        &[],
    );
    let decision =
        evaluator.decide(&request("GET", "/v1/orders", &[holder(&["viewer", "clerk"])]), NOW);
    let Outcome::Admit(admission) = &decision.outcome else { panic!("{decision:?}") };
    let says = |wanted: &str| {
        admission.set.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    };
    assert_eq!((says("x-as"), says("x-of")), (Some("viewer,clerk"), None));
    assert_eq!(says("x-who"), says("x-user-id"));
    let told: Vec<(Verdict, &str)> = decision
        .trace
        .iter()
        .filter(|step| step.span == Some(PLACE))
        .map(|step| (step.verdict, &*step.detail))
        .collect();
    assert_eq!(
        told,
        [
            (Verdict::Pass, "`x-who` is sent"),
            (Verdict::None, "`x-of` is left away"),
            (Verdict::Pass, "`x-as` is sent"),
        ]
    );
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
    fn a_parameter_is_one_line_of_visible_ascii_whatever_it_holds(text in "(?s).{1,12}") {
        let sent = vec![sent("x-a", SentValue::Parameter("a".into()))];
        let mut evaluator = transformed(Transformation { sent, ..Transformation::default() });
        let target = format!("/v1/orders/{}/b", encoded(&text));
        if let Some(admission) = admission(&mut evaluator, &target) {
            let [.., (_, value)] = admission.set.as_slice() else { panic!("{target}") };
            prop_assert!(value.bytes().all(|byte| (0x21..=0x7e).contains(&byte)), "{}", value);
            prop_assert_eq!(decode_segment(value).unwrap(), text);
        }
    }

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
