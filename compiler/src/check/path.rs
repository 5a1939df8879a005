//! Paths: an api's and a route's joined, with typed parameters.

use gatewright_core::policy::{Format, PathParameter, Route, ScalarType, Segment, Span};

use super::names::{Spelling, check_spelling, declared_twice};
use super::types::Types;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{PathSegment, PathTemplate, TypeExpression, TypeName, Word};

/// The most segments of an api's path, and of a route's after it.
const MOST_SEGMENTS: usize = 64;

/// A checked path.
#[derive(Clone, Debug)]
pub(super) struct Path {
    /// Its segments; `None` where a parameter is wrong.
    pub segments: Vec<Option<Segment>>,
    /// Its parameters by name, in the order written; `None` where the type is wrong.
    pub parameters: Vec<(Word, Option<PathParameter>)>,
}

/// Checks a path literal.
pub(super) fn check(
    template: &PathTemplate,
    types: &Types,
    findings: &mut Vec<Diagnostic>,
) -> Path {
    let mut path = Path { segments: Vec::new(), parameters: Vec::new() };
    if template.segments.len() > MOST_SEGMENTS {
        findings.push(
            Diagnostic::error(
                codes::PATH_LENGTH,
                format!("a path has at most {MOST_SEGMENTS} segments"),
            )
            .label(template.span, format!("{} segments", template.segments.len()))
            .help("make it shorter"),
        );
        path.segments.push(None);
        return path;
    }
    for segment in &template.segments {
        match segment {
            PathSegment::Literal(word) => {
                path.segments.push(Some(Segment::Literal(word.text.clone())));
            }
            PathSegment::Parameter { name, value, span } => {
                check_spelling("path parameter", Spelling::Snake, name, findings);
                let parameter = parameter(name, value, *span, types, findings);
                path.segments.push(parameter.clone().map(Segment::Parameter));
                path.add_parameter(name, parameter, findings);
            }
        }
    }
    path
}

/// Marks the types of a path's parameters as used.
pub(super) fn mark_used(template: &PathTemplate, types: &Types) {
    for segment in &template.segments {
        if let PathSegment::Parameter { value, .. } = segment {
            types.mark_type(value);
        }
    }
}

fn parameter(
    name: &Word,
    value: &TypeExpression,
    span: Span,
    types: &Types,
    findings: &mut Vec<Diagnostic>,
) -> Option<PathParameter> {
    let why = match (&value.name, value.nullable) {
        (TypeName::List(_), _) => Some("a segment holds one value, not a list"),
        (TypeName::Derived(_), _) => Some("a schema is an object, and a segment holds one value"),
        (TypeName::Map(_), _) => Some("a map is an object, and a segment holds one value"),
        (TypeName::Constant(_), _) => Some("a segment of one value is written as it is"),
        (TypeName::Named(_), Some(_)) => Some("a segment is never null"),
        (TypeName::Named(_), None) => None,
    };
    if let Some(why) = why {
        findings.push(wrong_type(name, value, why));
        return None;
    }
    let kind = types.scalar(value, findings)?;
    if kind == ScalarType::Format(Format::JsonPointer) {
        let why = "a pointer begins with a slash, which no segment holds, or is empty";
        findings.push(wrong_type(name, value, why));
        return None;
    }
    Some(PathParameter { name: name.text.clone(), kind, span })
}

fn wrong_type(name: &Word, value: &TypeExpression, why: &str) -> Diagnostic {
    Diagnostic::error(
        codes::PATH_PARAMETER,
        format!("the path parameter `{}` has a type that it cannot have", name.text),
    )
    .label(value.span, why)
    .help(format!("write a scalar type, such as `{{{}: uuid}}`", name.text))
}

impl Path {
    /// The path of a checked route.
    pub(super) fn of(route: &Route) -> Path {
        let parameters = route.segments.iter().filter_map(|segment| match segment {
            Segment::Literal(_) => None,
            Segment::Parameter(parameter) => {
                let name = Word { text: parameter.name.clone(), span: parameter.span };
                Some((name, Some(parameter.clone())))
            }
        });
        Path {
            parameters: parameters.collect(),
            segments: route.segments.iter().cloned().map(Some).collect(),
        }
    }

    /// This path with a route's after it: `/` is this path itself, and only the last segment may be empty.
    pub(super) fn join(&self, route: &Path, findings: &mut Vec<Diagnostic>) -> Path {
        let empty = |segment: Option<&Option<Segment>>| matches!(segment, Some(Some(Segment::Literal(text))) if text.is_empty());
        if route.segments.len() == 1 && empty(route.segments.first()) {
            return self.clone();
        }
        let mut path = self.clone();
        if empty(path.segments.last()) {
            path.segments.pop();
        }
        path.segments.extend(route.segments.iter().cloned());
        for (name, parameter) in &route.parameters {
            path.add_parameter(name, parameter.clone(), findings);
        }
        path
    }

    fn add_parameter(
        &mut self,
        name: &Word,
        parameter: Option<PathParameter>,
        findings: &mut Vec<Diagnostic>,
    ) {
        match self.parameters.iter().find(|(earlier, _)| earlier.text == name.text) {
            Some((earlier, _)) => {
                findings.push(declared_twice("path parameter", name, earlier.span));
            }
            None => self.parameters.push((name.clone(), parameter)),
        }
    }
}
