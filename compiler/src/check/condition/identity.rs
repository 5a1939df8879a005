//! What a route can know about its caller, and whose id it compares.

use std::sync::Arc;

use gatewright_core::policy::{
    Condition, Operand, PrincipalField, Scheme, SchemeKind, Source, Span,
};

use super::super::principal::Fields;
use super::super::suggest;
use super::Surroundings;
use crate::diagnostic::{Diagnostic, codes};

/// Whether the route has a principal at all; an error where it is for anyone.
pub(super) fn has_principal(
    span: Span,
    route: &Surroundings<'_>,
    findings: &mut Vec<Diagnostic>,
) -> bool {
    let Some(anyone) = route.anyone else { return route.auth.is_some() };
    findings.push(
        Diagnostic::error(codes::PRINCIPAL_OF_ANYONE, "this route does not know its caller")
            .label(span, "there is no principal")
            .label(anyone, "no credential is read")
            .help("write `allow authenticated`, or do not ask about the principal"),
    );
    false
}

/// Whether some scheme of the route gives a field; an error where none does.
pub(super) fn readable(
    span: Span,
    field: &PrincipalField,
    route: &Surroundings<'_>,
    findings: &mut Vec<Diagnostic>,
) -> bool {
    if !has_principal(span, route, findings) {
        return false;
    }
    // Schemes that are wrong have errors of their own, and a route without any has too.
    let Some(auth) = route.auth else { return false };
    if auth.is_empty() {
        return false;
    }
    if auth.iter().any(|scheme| scheme.gives(field).is_some()) {
        return true;
    }
    findings.push(not_given(span, field, auth));
    false
}

/// The error of a field that no scheme of a route gives.
pub(in super::super) fn not_given(
    span: Span,
    field: &PrincipalField,
    auth: &[Arc<Scheme>],
) -> Diagnostic {
    let mut error = Diagnostic::error(
        codes::FIELD_NOT_GIVEN,
        format!("no scheme of this route gives `principal.{}`", field.name),
    )
    .label(span, "always missing here")
    .label(field.span, "declared here");
    for scheme in auth {
        let kind = match scheme.kind {
            SchemeKind::ApiKey(_) => "an `api_key`",
            SchemeKind::Basic(_) => "a `basic` scheme",
            SchemeKind::Jwt(_) | SchemeKind::Mtls(_) | SchemeKind::Introspection(_) => continue,
        };
        error = error.note(format!("`{}` is {kind}: it gives `id` and `roles`", scheme.name));
    }
    let jwt = auth.iter().find(|scheme| matches!(scheme.kind, SchemeKind::Jwt(_)));
    match jwt {
        Some(jwt) => {
            error.help(format!("map it in `{}`: `{}: claim.{}`", jwt.name, field.name, field.name))
        }
        None => error.help(format!(
            "add a `jwt` scheme that maps `{}` to `auth`, or do not read it here",
            field.name
        )),
    }
}

/// The error of a role where the principal has none.
pub(in super::super) fn no_roles(span: Span, fields: &Fields) -> Diagnostic {
    let error = Diagnostic::error(codes::NO_ROLES, "nobody has a role in this policy")
        .label(span, "asks for a role")
        .help("add `roles: [role]` to `principal`");
    match fields.block() {
        Some(block) => error.label(block, "has no field `roles`"),
        None => error.note("this policy has no `principal` block"),
    }
}

/// Ids live per scheme: one may only be compared where the scheme that it came by is known to be another than some.
pub(super) fn check(
    condition: &Condition,
    clause: Span,
    route: &Surroundings<'_>,
    findings: &mut Vec<Diagnostic>,
) -> bool {
    let Some(auth) = route.auth else { return true };
    if share_ids(auth) {
        return true;
    }
    let mut everywhere: Option<Vec<Span>> = None;
    for scheme in auth {
        let mut left = Vec::new();
        reduce(condition, &scheme.name, &mut left);
        everywhere = Some(match everywhere {
            None => left,
            Some(before) => before.into_iter().filter(|span| left.contains(span)).collect(),
        });
    }
    let mut spans = everywhere.unwrap_or_default();
    spans.dedup();
    let ambiguous = !spans.is_empty();
    for span in spans {
        let names = suggest::list(auth.iter().map(|scheme| scheme.name.as_str()));
        let error = Diagnostic::error(
            codes::AMBIGUOUS_IDENTITY,
            "`principal.id` is compared, but not the scheme that it came by",
        )
        .label(span, "an id of which scheme?");
        let error =
            if clause.contains(span) { error } else { error.label(clause, "asked for here") };
        findings.push(
            error
                .note(format!("this route accepts {names}, and the same id may be two callers"))
                .help(match auth.first() {
                    Some(first) => format!(
                        "add `principal.scheme == {} and …`, or `ids: NAME` to each scheme if they share their ids",
                        first.name
                    ),
                    None => "test `principal.scheme` as well".to_owned(),
                }),
        );
    }
    !ambiguous
}

/// Whether the same id is the same caller by whichever of the schemes it came.
fn share_ids(auth: &[Arc<Scheme>]) -> bool {
    let Some((first, rest)) = auth.split_first() else { return true };
    rest.iter().all(|scheme| scheme.ids.is_some() && scheme.ids == first.ids)
}

/// What a condition comes to when the scheme is known: a constant, or `None` with the places left that compare an id.
fn reduce(condition: &Condition, scheme: &str, left: &mut Vec<Span>) -> Option<bool> {
    match condition {
        Condition::And(parts) => reduce_parts(parts, false, scheme, left),
        Condition::Or(parts) => reduce_parts(parts, true, scheme, left),
        Condition::Not(inner) => reduce(inner, scheme, left).map(|truth| !truth),
        Condition::SchemeIs(name) => Some(name == scheme),
        Condition::IsSet(_) => None,
        Condition::Compare { .. }
        | Condition::InList { .. }
        | Condition::InField { .. }
        | Condition::InItems { .. }
        | Condition::AddressIn { .. }
        | Condition::InNetworks { .. }
        | Condition::Has { .. }
        | Condition::Within { .. }
        | Condition::StartsWith { .. }
        | Condition::EndsWith { .. }
        | Condition::Matches { .. } => {
            condition.visit_operands(&mut |operand| left.extend(id_of(operand)));
            None
        }
    }
}

/// One part that equals `decisive` decides; the others leave nothing then.
fn reduce_parts(
    parts: &[Condition],
    decisive: bool,
    scheme: &str,
    left: &mut Vec<Span>,
) -> Option<bool> {
    let mut inside = Vec::new();
    let mut known = true;
    for part in parts {
        match reduce(part, scheme, &mut inside) {
            Some(truth) if truth == decisive => return Some(decisive),
            Some(_) => {}
            None => known = false,
        }
    }
    left.extend(inside);
    known.then_some(!decisive)
}

fn id_of(operand: &Operand) -> Option<Span> {
    (operand.source == Source::Principal("id".to_owned())).then_some(operand.span)
}
