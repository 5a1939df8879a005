//! Routes that match one request: two of one shape and method, or one shape with two types of parameter.

use std::collections::HashMap;

use gatewright_core::policy::{Method, Route, Segment};

use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};

/// What routes are compared by: literals, and `None` for each parameter.
type Shape<'a> = Vec<Option<&'a str>>;

/// Reports all conflicts among the routes of a policy.
pub(super) fn check<'a>(routes: impl Iterator<Item = &'a Route>, findings: &mut Vec<Diagnostic>) {
    let mut shapes: HashMap<Shape<'a>, Vec<&'a Route>> = HashMap::new();
    for route in routes {
        let earlier = shapes.entry(shape(route)).or_default();
        if let Some(same) = earlier.iter().find(|same| meet(same.method, route.method)) {
            findings.push(overlap(route, same));
        } else if let Some(first) = earlier.first() {
            findings.extend(other_types(route, first));
        }
        earlier.push(route);
    }
}

fn shape(route: &Route) -> Shape<'_> {
    route.segments.iter().map(literal).collect()
}

fn literal(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Literal(text) => Some(text.as_str()),
        Segment::Parameter(_) => None,
    }
}

/// Whether one request can be of both methods: a GET route also answers HEAD.
fn meet(one: Method, other: Method) -> bool {
    one == other
        || matches!((one, other), (Method::Get, Method::Head) | (Method::Head, Method::Get))
}

fn overlap(route: &Route, earlier: &Route) -> Diagnostic {
    let template = route.template();
    let error = Diagnostic::error(
        codes::OVERLAP,
        format!("two routes answer `{} {template}`", route.method.name()),
    )
    .label(route.span, "matches the same requests")
    .label(earlier.span, "declared first");
    if route.method == earlier.method {
        error.help("delete one of the two, or join their clauses into one")
    } else {
        let head = if route.method == Method::Head { route } else { earlier };
        error.note("a GET route also answers HEAD").suggest(
            "delete the HEAD route",
            Suggestion::delete_lines(head.span, Applicability::MaybeIncorrect),
        )
    }
}

/// Of two templates of one shape no request could tell which is meant, so their parameters are of the same types.
fn other_types(route: &Route, first: &Route) -> Option<Diagnostic> {
    route.segments.iter().zip(&first.segments).find_map(|(segment, other)| {
        let (Segment::Parameter(parameter), Segment::Parameter(first)) = (segment, other) else {
            return None;
        };
        (parameter.kind != first.kind).then(|| {
            Diagnostic::error(
                codes::PARAMETER_TYPES_DIFFER,
                format!("`{{{}}}` has two types in the same path", parameter.name),
            )
            .label(parameter.span, "this type")
            .label(first.span, "another type")
            .note("which route a path belongs to is settled before its method is looked at")
            .help("write the same type in both")
        })
    })
}
