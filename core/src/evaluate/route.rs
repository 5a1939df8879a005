//! Stage 4: host, template, parameter types, method. Every route is compared with the path, one after the other.

use std::collections::BTreeMap;

use super::cors;
use super::decision::{Stage, Trace};
use super::request::Headers;
use crate::policy::{Method, Policy, Route, Segment, Visibility};
use crate::primitive::cors::Preflight;
use crate::primitive::host::is_known;
use crate::primitive::path::{Target, decode_segment};
use crate::primitive::scalar::ScalarValue;
use crate::refusal::{Refusal, allowed_methods};

/// The route of a request, with the path's parameters.
pub(super) struct Chosen<'p, 'r> {
    /// Of a preflight, the route that it asks about or, where the path has none of that method, another one for pages.
    pub(super) route: &'p Route,
    /// What a browser asks about the route instead of calling it.
    pub(super) preflight: Option<Preflight<'r>>,
    pub(super) parameters: BTreeMap<&'p str, ScalarValue>,
    /// The parameters as the request spells them.
    pub(super) spelled: BTreeMap<&'p str, &'r str>,
}

pub(super) fn find<'p, 'r>(
    policy: &'p Policy,
    method: Method,
    headers: &'r Headers,
    target: &Target<'r>,
    trace: &mut Trace,
) -> Result<Chosen<'p, 'r>, Refusal> {
    check_host(policy, headers.first("host").unwrap_or_default(), trace)?;
    let path: Vec<&str> = target.segments().collect();
    let matching = policy.routes().filter(|route| matches(&route.segments, &path));
    let Some(best) = matching.map(|route| shape(&route.segments)).max() else {
        return trace.refuse(Stage::Route, "no template matches", None, Refusal::route());
    };
    let routes: Vec<&Route> = policy
        .routes()
        .filter(|route| matches(&route.segments, &path) && shape(&route.segments) == best)
        .collect();
    // Templates of one shape have the same types, whatever they call the parameters.
    for route in &routes {
        if let Err(reason) = parameters(route, &path) {
            return trace.refuse(Stage::Route, reason, Some(route.span), Refusal::route());
        }
    }
    if let Some(other) = routes.iter().filter(|route| route.cors.is_some()).min_by_key(for_pages)
        && let Some(preflight) = cors::asked(method, headers)
    {
        let route = *routes.iter().find(|route| preflight.is_about(route.method)).unwrap_or(other);
        trace.pass(Stage::Route, format!("a preflight for `{}`", route.name), Some(route.span));
        return Ok(chosen(route, &path, Some(preflight)));
    }
    let answers = |route: &&&Route| {
        route.method == method || (route.method == Method::Get && method == Method::Head)
    };
    let Some(route) = routes.iter().find(answers) else {
        let methods: Vec<Method> = routes.iter().map(|route| route.method).collect();
        let span = routes.first().map(|route| route.span);
        let detail = format!("no route of this path answers {}", method.name());
        return trace.refuse(
            Stage::Route,
            detail,
            span,
            Refusal::method(allowed_methods(&methods)),
        );
    };
    trace.pass(Stage::Route, format!("the route is `{}`", route.name), Some(route.span));
    Ok(chosen(route, &path, None))
}

/// Which route of a path answers a preflight about none of them: the same in whatever order they stand, and one that may be
/// known of if there is one.
fn for_pages(route: &&&Route) -> (bool, Method) {
    let is_hidden = match route.visibility {
        Visibility::Shown => false,
        Visibility::Hidden { .. } => true,
    };
    (is_hidden, route.method)
}

fn chosen<'p, 'r>(
    route: &'p Route,
    path: &[&'r str],
    preflight: Option<Preflight<'r>>,
) -> Chosen<'p, 'r> {
    // A path that its own template refuses was refused before.
    let parameters = parameters(route, path).unwrap_or_default();
    Chosen { route, preflight, parameters, spelled: spelled(route, path) }
}

fn check_host(policy: &Policy, host: &[u8], trace: &mut Trace) -> Result<(), Refusal> {
    let host = String::from_utf8_lossy(host);
    if is_known(&host, &policy.hosts) {
        trace.pass(Stage::Route, format!("the policy answers for the host `{host}`"), None);
        return Ok(());
    }
    let detail = format!("the policy does not answer for the host `{host}`");
    trace.refuse(Stage::Route, detail, None, Refusal::host())
}

fn matches(template: &[Segment], path: &[&str]) -> bool {
    template.len() == path.len()
        && template.iter().zip(path).all(|(segment, written)| match segment {
            Segment::Literal(literal) => literal == written,
            Segment::Parameter(_) => !written.is_empty(),
        })
}

/// Which segments are literals. Of two templates that match one path, the greater shape has a literal where they first
/// differ.
fn shape(template: &[Segment]) -> Vec<bool> {
    template.iter().map(|segment| matches!(segment, Segment::Literal(_))).collect()
}

fn spelled<'p, 'r>(route: &'p Route, path: &[&'r str]) -> BTreeMap<&'p str, &'r str> {
    let segments = route.segments.iter().zip(path);
    let parameters = segments.filter_map(|(segment, written)| match segment {
        Segment::Literal(_) => None,
        Segment::Parameter(parameter) => Some((parameter.name.as_str(), *written)),
    });
    parameters.collect()
}

fn parameters<'p>(
    route: &'p Route,
    path: &[&str],
) -> Result<BTreeMap<&'p str, ScalarValue>, String> {
    let mut values = BTreeMap::new();
    for (segment, written) in route.segments.iter().zip(path) {
        let Segment::Parameter(parameter) = segment else { continue };
        let name = parameter.name.as_str();
        let text = decode_segment(written).ok_or_else(|| format!("`{name}` does not decode"))?;
        let value = parameter.kind.parse_text(&text);
        let value = value.map_err(|error| format!("the parameter `{name}`: {error}"))?;
        values.insert(name, value);
    }
    Ok(values)
}
