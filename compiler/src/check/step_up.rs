//! `step_up` declarations: what a caller's authentication is asked for, and how a client is told (RFC 9470).

mod challenge;

use std::sync::Arc;

use gatewright_core::policy::{PrincipalField, PrincipalType, Scheme, Source, Span, StepUp};

use super::condition::{self, Declared, Surroundings};
use super::names::{Kind, Names, Spelling};
use super::path::Path;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{self, Call, DottedName, Expression};

/// Step-ups by name; `None` where the declaration is wrong.
pub(super) type StepUps = Names<Option<Arc<StepUp>>>;

/// No step-up.
pub(super) fn none() -> StepUps {
    Names::new(Kind {
        what: "step-up",
        declaration: "step_up NAME = principal.FIELD within 5m",
        spelling: Spelling::Snake,
    })
}

/// Checks all declarations. They read nothing of a request but its principal, so that they mean the same on each route.
pub(super) fn check(
    declarations: &[&ast::StepUp],
    declared: &Declared<'_>,
    findings: &mut Vec<Diagnostic>,
) -> StepUps {
    let mut names = none();
    let path = Path { segments: Vec::new(), parameters: Vec::new() };
    let schemes: Vec<Arc<Scheme>> =
        declared.schemes.iter().filter_map(|entry| entry.value.clone()).collect();
    // What is wrong with a scheme was told there.
    let right = schemes.len() == declared.schemes.iter().count();
    let surroundings = Surroundings {
        path: &path,
        query: None,
        auth: right.then_some(schemes.as_slice()),
        anyone: None,
        body: None,
    };
    for declaration in declarations {
        condition::mark(&declaration.condition, declared);
        let step_up = step_up(declaration, declared, &schemes, &surroundings, findings);
        names.declare(&declaration.name, declaration.span, step_up.map(Arc::new), findings);
    }
    names
}

fn step_up(
    declaration: &ast::StepUp,
    declared: &Declared<'_>,
    schemes: &[Arc<Scheme>],
    surroundings: &Surroundings<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<StepUp> {
    let written = &declaration.condition;
    if let Some(span) = read_elsewhere(written) {
        findings.push(no_challenge(span, "nothing about the caller's authentication"));
        return None;
    }
    if surroundings.auth.is_some() {
        let before = findings.len();
        principal_fields(written, &mut |name, field| {
            if let Some(field) = declared.fields.get(field)
                && !schemes.iter().any(|scheme| scheme.gives(field).is_some())
            {
                findings.push(given_by_none(name.span, field, schemes));
            }
        });
        if findings.len() > before {
            return None;
        }
    }
    let mut read = Vec::new();
    principal_fields(written, &mut |_, field| read.extend(declared.fields.get(field)));
    // Callers of other schemes cannot meet it, and are told so with 403.
    let able: Vec<Arc<Scheme>> = schemes
        .iter()
        .filter(|scheme| read.iter().all(|field| scheme.gives(field).is_some()))
        .cloned()
        .collect();
    let able = if able.is_empty() { schemes } else { able.as_slice() };
    let surroundings = Surroundings {
        path: surroundings.path,
        query: None,
        auth: surroundings.auth.map(|_| able),
        anyone: None,
        body: None,
    };
    let condition = condition::check(written, declared, &surroundings, findings)?;
    let challenge =
        challenge::derive(&condition, written.span(), declared.fields, schemes, findings)?;
    let mut fields: Vec<&PrincipalField> = Vec::new();
    condition.visit_operands(&mut |operand| {
        if let Source::Principal(name) = &operand.source {
            fields.extend(declared.fields.get(name));
        }
    });
    let gives_all =
        |scheme: &&Arc<Scheme>| fields.iter().all(|field| scheme.gives(field).is_some());
    Some(StepUp {
        name: declaration.name.text.clone(),
        condition,
        challenge,
        schemes: schemes.iter().filter(gives_all).map(|scheme| scheme.name.clone()).collect(),
        span: declaration.span,
    })
}

/// The first place that reads something else than the principal.
fn read_elsewhere(expression: &Expression) -> Option<Span> {
    match expression {
        Expression::Or { parts, .. }
        | Expression::And { parts, .. }
        | Expression::List { items: parts, .. } => parts.iter().find_map(read_elsewhere),
        Expression::Not { inner, .. } | Expression::IsSet { inner, .. } => read_elsewhere(inner),
        Expression::Binary { left, right, .. } => {
            read_elsewhere(left).or_else(|| read_elsewhere(right))
        }
        Expression::Call(Call { name, arguments, span }) => {
            if matches!(name.text.as_str(), "header" | "cookie") {
                return Some(*span);
            }
            arguments.iter().find_map(read_elsewhere)
        }
        Expression::Name(name) => {
            let root = name.words.first().map_or("", |word| word.text.as_str());
            let other = match name.as_word() {
                Some(_) => matches!(root, "time" | "method" | "body" | "tls"),
                None => root != "principal",
            };
            other.then_some(name.span)
        }
        Expression::Literal(_) => None,
    }
}

/// Calls `visit` with each `principal.FIELD` that the expression itself reads.
fn principal_fields<'e>(
    expression: &'e Expression,
    visit: &mut impl FnMut(&'e DottedName, &'e str),
) {
    match expression {
        Expression::Or { parts, .. }
        | Expression::And { parts, .. }
        | Expression::List { items: parts, .. } => {
            for part in parts {
                principal_fields(part, visit);
            }
        }
        Expression::Not { inner, .. } | Expression::IsSet { inner, .. } => {
            principal_fields(inner, visit);
        }
        Expression::Binary { left, right, .. } => {
            principal_fields(left, visit);
            principal_fields(right, visit);
        }
        Expression::Call(call) => {
            for argument in &call.arguments {
                principal_fields(argument, visit);
            }
        }
        Expression::Name(name) => {
            if let [root, field] = name.words.as_slice()
                && root.text == "principal"
            {
                visit(name, &field.text);
            }
        }
        Expression::Literal(_) => {}
    }
}

/// The error of a field that nobody's credential carries.
fn given_by_none(span: Span, field: &PrincipalField, schemes: &[Arc<Scheme>]) -> Diagnostic {
    let claim = match field.kind {
        PrincipalType::Time => "auth_time",
        PrincipalType::Text => "acr",
        PrincipalType::Uuid
        | PrincipalType::Int
        | PrincipalType::Bool
        | PrincipalType::TextList
        | PrincipalType::Roles => field.name.as_str(),
    };
    let error = Diagnostic::error(
        codes::FIELD_NOT_GIVEN,
        format!("no scheme of this policy gives `principal.{}`", field.name),
    )
    .label(span, "always missing")
    .label(field.span, "declared here");
    // A scheme of claims can give it.
    let jwt = schemes.iter().find(|scheme| challenge::claims(scheme).is_some());
    error.help(match jwt {
        Some(jwt) => format!("map it in `{}`: `{}: claim.{claim}`", jwt.name, field.name),
        None => format!("add a `jwt` scheme that maps it: `{}: claim.{claim}`", field.name),
    })
}

/// The error of a condition that no client can be told about.
fn no_challenge(span: Span, why: &str) -> Diagnostic {
    Diagnostic::error(codes::STEP_UP_CONDITION, "no client can act on this step-up")
        .label(span, why)
        .note("a client can be asked to authenticate again (`max_age`) or in a certain way (`acr_values`)")
        .help(
            "write `principal.FIELD within 5m`, `principal.acr == \"…\"` or `principal.acr in […]`, joined with `and`; \
             what a caller cannot change belongs into `require`",
        )
}
