//! `deprecated`, `sunset` and `successor` of apis and routes.

use gatewright_core::policy::{self, Moment, Span};

use super::derived_path;
use super::path::Path;
use super::suggest::{self, Vocabulary};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{
    Api, DerivedPath, DerivedSegment, Given, LifetimeClause, Literal, LiteralValue, PathSegment,
    PathTemplate, RouteClause,
};

/// What one api or one route says of its lifetime.
#[derive(Debug)]
pub(super) struct Lifetime<'a> {
    deprecated: Option<Moment>,
    sunset: Option<Moment>,
    successor: Option<&'a DerivedPath>,
}

impl<'a> Lifetime<'a> {
    /// Reads the clauses of an api or a route, `what` of both with its article.
    pub(super) fn read(
        what: &str,
        clauses: impl IntoIterator<Item = &'a LifetimeClause>,
        findings: &mut Vec<Diagnostic>,
    ) -> Lifetime<'a> {
        let mut lifetime = Lifetime { deprecated: None, sunset: None, successor: None };
        for clause in clauses {
            let (word, earlier) = match clause {
                LifetimeClause::Deprecated { at, span } => {
                    let earlier = lifetime.deprecated.map(|moment| moment.span);
                    lifetime.deprecated = lifetime.deprecated.or(moment(at, *span));
                    ("deprecated", earlier)
                }
                LifetimeClause::Sunset { at, span } => {
                    let earlier = lifetime.sunset.map(|moment| moment.span);
                    lifetime.sunset = lifetime.sunset.or(moment(at, *span));
                    ("sunset", earlier)
                }
                LifetimeClause::Successor { path, .. } => {
                    let earlier = lifetime.successor.map(|path| path.span);
                    lifetime.successor = lifetime.successor.or(Some(path));
                    ("successor", earlier)
                }
            };
            if let Some(earlier) = earlier {
                findings.push(
                    Diagnostic::error(codes::DUPLICATE_KEY, format!("{what} has one `{word}`"))
                        .label(clause.span(), "written again")
                        .label(earlier, "first written here")
                        .help("delete one of the two"),
                );
            }
        }
        lifetime
    }

    /// This lifetime of a route within its api's. A date of the route is earlier than the api's, or it would mean nothing.
    pub(super) fn within(
        &self,
        api: &Lifetime<'_>,
        path: &Path,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<policy::Lifetime> {
        let before = findings.len();
        let deprecated = earlier("deprecated", self.deprecated, api.deprecated, findings);
        let sunset = earlier("sunset", self.sunset, api.sunset, findings);
        if let (Some(deprecated), Some(sunset)) = (deprecated, sunset)
            && sunset.seconds < deprecated.seconds
        {
            findings.push(
                Diagnostic::error(codes::LIFETIME_ORDER, "the sunset is before the deprecation")
                    .label(sunset.span, "gone from here on")
                    .label(deprecated.span, "and only later deprecated")
                    .note("clients are told of a route's end before it comes (RFC 9745)")
                    .help("deprecate it at the sunset or before"),
            );
        }
        let written = self.successor.or(api.successor);
        let successor = match written {
            Some(written) => Some(derived_path::check(written, path, findings)?),
            None => None,
        };
        let lifetime = policy::Lifetime { deprecated, sunset, successor };
        (findings.len() == before).then_some(lifetime)
    }
}

/// A parameter that could not be written out was reported.
fn moment(at: &Given<Literal>, span: Span) -> Option<Moment> {
    let seconds = match at.literal()?.value {
        LiteralValue::Date(seconds) | LiteralValue::Time(seconds) => seconds,
        LiteralValue::Text(_)
        | LiteralValue::Regex(_)
        | LiteralValue::Address(_)
        | LiteralValue::Network(_)
        | LiteralValue::Socket(_)
        | LiteralValue::Version(_)
        | LiteralValue::Duration(_)
        | LiteralValue::Size(_)
        | LiteralValue::Decimal(_)
        | LiteralValue::Integer(_)
        | LiteralValue::Bool(_) => return None,
    };
    Some(Moment { seconds, span })
}

fn earlier(
    word: &str,
    own: Option<Moment>,
    api: Option<Moment>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Moment> {
    if let (Some(own), Some(api)) = (own, api)
        && own.seconds >= api.seconds
    {
        findings.push(
            Diagnostic::error(
                codes::OUTLIVES_API,
                format!("this `{word}` changes nothing: its api's is not later"),
            )
            .label(own.span, "of the route")
            .label(api.span, "of its api")
            .note("the earlier of both counts")
            .suggest(
                "delete it, or write an earlier date",
                Suggestion::delete(own.span, Applicability::MaybeIncorrect),
            ),
        );
    }
    own.or(api)
}

/// Reports successors that are no path of the policy: whoever follows the link would find nothing.
pub(super) fn check_successors(apis: &[&Api], findings: &mut Vec<Diagnostic>) {
    let mut served: Vec<Vec<Part<'_>>> = Vec::new();
    for api in apis {
        served.push(parts(&api.path));
        served.extend(api.routes.iter().map(|route| joined(&api.path, &route.path)));
    }
    for api in apis {
        let own = parts(&api.path);
        for successor in api.lifetime.iter().filter_map(successor) {
            check_successor(successor, &own, &served, findings);
        }
        for route in &api.routes {
            let own = joined(&api.path, &route.path);
            let clauses = route.clauses.iter().filter_map(|clause| match clause {
                RouteClause::Lifetime(clause) => successor(clause),
                RouteClause::Allow(_)
                | RouteClause::Deny(_)
                | RouteClause::Require(_)
                | RouteClause::StepUp(_)
                | RouteClause::Hide(_)
                | RouteClause::Auth(_)
                | RouteClause::Upstream(_)
                | RouteClause::To(_)
                | RouteClause::Send(_)
                | RouteClause::Drop(_)
                | RouteClause::Query(_)
                | RouteClause::Declared(_)
                | RouteClause::Body(_)
                | RouteClause::Returns(_)
                | RouteClause::Limit(_)
                | RouteClause::Override(_)
                | RouteClause::Cors(_) => None,
            });
            for successor in clauses {
                check_successor(successor, &own, &served, findings);
            }
        }
    }
}

fn check_successor(
    successor: &DerivedPath,
    own: &[Part<'_>],
    served: &[Vec<Part<'_>>],
    findings: &mut Vec<Diagnostic>,
) {
    let path: Vec<Part<'_>> = successor.segments.iter().map(part).collect();
    if path == own {
        findings.push(
            Diagnostic::error(codes::SUCCESSOR, "this names itself as its successor")
                .label(successor.span, "the same path")
                .help("name the path that takes its place, or delete the clause"),
        );
        return;
    }
    let serves = |served: &Vec<Part<'_>>| {
        served.len() == path.len()
            && served.iter().zip(&path).all(|(one, other)| one == other || *one == Part::Parameter)
    };
    if served.iter().any(serves) {
        return;
    }
    let text = spelled(successor.segments.iter().map(|segment| match segment {
        DerivedSegment::Literal(word) => (word.text.as_str(), false),
        DerivedSegment::Parameter(word) => (word.text.as_str(), true),
    }));
    let error = Diagnostic::error(codes::SUCCESSOR, format!("no route has the path `{text}`"))
        .label(successor.span, "whoever follows the link would find nothing");
    let candidates: Vec<String> =
        served.iter().filter(|path| *path != own).filter_map(|path| literal(path)).collect();
    let similar = literal(&path)
        .and_then(|text| suggest::similar(&text, candidates.iter().map(String::as_str)));
    findings.push(match similar {
        Some(better) => better.offer(error, successor.span, Vocabulary::Policy),
        None => error.help("write the path of an api or a route of this policy"),
    });
}

/// A segment, whatever its parameter is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'a> {
    Literal(&'a str),
    Parameter,
}

fn successor(clause: &LifetimeClause) -> Option<&DerivedPath> {
    match clause {
        LifetimeClause::Successor { path, .. } => Some(path),
        LifetimeClause::Deprecated { .. } | LifetimeClause::Sunset { .. } => None,
    }
}

fn part(segment: &DerivedSegment) -> Part<'_> {
    match segment {
        DerivedSegment::Literal(word) => Part::Literal(&word.text),
        DerivedSegment::Parameter(_) => Part::Parameter,
    }
}

fn template_part(segment: &PathSegment) -> Part<'_> {
    match segment {
        PathSegment::Literal(word) => Part::Literal(&word.text),
        PathSegment::Parameter { .. } => Part::Parameter,
    }
}

fn parts(path: &PathTemplate) -> Vec<Part<'_>> {
    path.segments.iter().map(template_part).collect()
}

fn joined<'a>(api: &'a PathTemplate, route: &'a PathTemplate) -> Vec<Part<'a>> {
    let (mut path, own) = (parts(api), parts(route));
    if own == [Part::Literal("")] {
        return path;
    }
    if path.last() == Some(&Part::Literal("")) {
        path.pop();
    }
    path.extend(own);
    path
}

/// A path without parameters as text.
fn literal(path: &[Part<'_>]) -> Option<String> {
    let segments: Option<Vec<(&str, bool)>> = path
        .iter()
        .map(|part| match part {
            Part::Literal(text) => Some((*text, false)),
            Part::Parameter => None,
        })
        .collect();
    segments.map(spelled)
}

fn spelled<'a>(segments: impl IntoIterator<Item = (&'a str, bool)>) -> String {
    let mut text = String::new();
    for (segment, is_parameter) in segments {
        text.push('/');
        if is_parameter {
            text.extend(["{", segment, "}"]);
        } else {
            text.push_str(segment);
        }
    }
    text
}

#[cfg(test)]
mod tests;
