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
    let name = &field.name;
    let error = Diagnostic::error(
        codes::FIELD_NOT_GIVEN,
        format!("no scheme of this route gives `principal.{name}`"),
    )
    .label(span, "always missing here")
    .label(field.span, "declared here");
    let all: Vec<&Scheme> = auth.iter().map(Arc::as_ref).collect();
    let error = error.note(lacking(&all, name));
    error.help(match all.iter().find_map(|scheme| mapping(scheme, name)) {
        Some(mapping) => mapping,
        None => format!("add a `jwt` scheme that maps `{name}` to `auth`, or do not read it here"),
    })
}

/// Why schemes do not give a field.
fn lacking(schemes: &[&Scheme], field: &str) -> String {
    let names = |fixed: bool| {
        let of_kind = schemes.iter().filter(move |scheme| has_fixed_fields(scheme) == fixed);
        let names: Vec<&str> = of_kind.map(|scheme| scheme.name.as_str()).collect();
        let verb = if names.len() == 1 { ("maps", "gives") } else { ("map", "give") };
        (!names.is_empty()).then(|| (suggest::list(names), verb))
    };
    let mapped = names(false).map(|(names, (verb, _))| format!("{names} {verb} no `{field}`"));
    let fixed =
        names(true).map(|(names, (_, verb))| format!("{names} {verb} `id` and `roles` only"));
    mapped.into_iter().chain(fixed).collect::<Vec<_>>().join(", and ")
}

/// Whether a scheme gives the same fields whatever the policy says.
fn has_fixed_fields(scheme: &Scheme) -> bool {
    match scheme.kind {
        SchemeKind::ApiKey(_) | SchemeKind::Basic(_) => true,
        SchemeKind::Jwt(_) | SchemeKind::Mtls(_) | SchemeKind::Introspection(_) => false,
    }
}

/// How a scheme could give a field.
fn mapping(scheme: &Scheme, field: &str) -> Option<String> {
    match scheme.kind {
        SchemeKind::Jwt(_) | SchemeKind::Introspection(_) => {
            Some(format!("map it in `{}`: `{field}: claim.{field}`", scheme.name))
        }
        SchemeKind::Mtls(_) | SchemeKind::ApiKey(_) | SchemeKind::Basic(_) => None,
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

/// What a condition reads of a principal whose scheme it does not know: fields that a scheme does not give, and ids, of
/// which one may only be compared where the scheme that it came by is known to be another than some.
pub(super) fn check(
    condition: &Condition,
    clause: Span,
    fields: &Fields,
    route: &Surroundings<'_>,
    findings: &mut Vec<Diagnostic>,
) -> bool {
    let Some(auth) = route.auth else { return true };
    let before = findings.len();
    // The places that read a field which some schemes do not give, each with those.
    let mut missing: Vec<(Span, &PrincipalField, Vec<&Scheme>)> = Vec::new();
    // The places that compare an id, each with the schemes whose callers may get there.
    let mut compared: Vec<(Span, Vec<&Scheme>)> = Vec::new();
    for scheme in auth {
        let mut left = Vec::new();
        let known = Known { scheme, fields };
        known.reduce(condition, &mut left);
        for read in &left {
            let Some(field) = known.lacks(read.field) else { continue };
            match missing.iter_mut().find(|(span, _, _)| *span == read.span) {
                Some((_, _, schemes)) if schemes.iter().any(|it| it.name == scheme.name) => {}
                Some((_, _, schemes)) => schemes.push(scheme),
                None => missing.push((read.span, field, vec![scheme])),
            }
        }
        for read in left.iter().filter(|read| read.field == "id") {
            match compared.iter_mut().find(|(span, _)| *span == read.span) {
                Some((_, schemes)) => schemes.push(scheme),
                None => compared.push((read.span, vec![scheme])),
            }
        }
    }
    let unclear = compared.into_iter().filter(|(_, schemes)| !share_ids(schemes));
    findings.extend(unclear.map(|(span, _)| ambiguous(span, clause, auth)));
    findings.extend(
        missing.iter().map(|(span, field, lacks)| not_given_by(lacks, *span, clause, field, auth)),
    );
    findings.len() == before
}

/// The error of a field that some schemes of a route do not give, where the condition may be asked of their callers.
fn not_given_by(
    schemes: &[&Scheme],
    span: Span,
    clause: Span,
    field: &PrincipalField,
    auth: &[Arc<Scheme>],
) -> Diagnostic {
    let name = &field.name;
    let those = suggest::list(schemes.iter().map(|scheme| scheme.name.as_str()));
    let verb = if schemes.len() == 1 { "does" } else { "do" };
    let error = Diagnostic::error(
        codes::FIELD_NOT_GIVEN,
        format!("{those} {verb} not give `principal.{name}`"),
    )
    .label(span, format!("always missing for callers of {those}"))
    .label(field.span, "declared here");
    let error = if clause.contains(span) { error } else { error.label(clause, "asked for here") };
    let able = || auth.iter().filter(|other| other.gives(field).is_some());
    let names = suggest::list(able().map(|scheme| scheme.name.as_str()));
    let gives = if able().count() == 1 { "gives" } else { "give" };
    let error = error.note(format!("{names} {gives} it; {}", lacking(schemes, name)));
    let tests: Vec<String> =
        able().map(|other| format!("principal.scheme == {}", other.name)).collect();
    let test = match tests.as_slice() {
        [one] => one.clone(),
        several => format!("({})", several.join(" or ")),
    };
    let test = format!("ask for the scheme first: `{test} and …`");
    error.help(match schemes.iter().find_map(|scheme| mapping(scheme, name)) {
        Some(mapping) => format!("{mapping}, or {test}"),
        None => test,
    })
}

/// The error of an id that may be one of several schemes.
fn ambiguous(span: Span, clause: Span, auth: &[Arc<Scheme>]) -> Diagnostic {
    let names = suggest::list(auth.iter().map(|scheme| scheme.name.as_str()));
    let error = Diagnostic::error(
        codes::AMBIGUOUS_IDENTITY,
        "`principal.id` is compared, but not the scheme that it came by",
    )
    .label(span, "an id of which scheme?");
    let error = if clause.contains(span) { error } else { error.label(clause, "asked for here") };
    error.note(format!("this route accepts {names}, and the same id may be two callers")).help(
        match auth.first() {
            Some(first) => format!(
                "add `principal.scheme == {} and …`, or `ids: NAME` to each scheme if they share their ids",
                first.name
            ),
            None => "test `principal.scheme` as well".to_owned(),
        },
    )
}

/// Whether the same id is the same caller by whichever of the schemes it came. One scheme may be there several times.
fn share_ids(schemes: &[&Scheme]) -> bool {
    let Some((first, rest)) = schemes.split_first() else { return true };
    rest.iter()
        .all(|scheme| scheme.name == first.name || scheme.ids.is_some() && scheme.ids == first.ids)
}

/// A principal field that a condition reads.
struct Read<'c> {
    field: &'c str,
    span: Span,
}

/// What is known of a caller whose scheme is.
struct Known<'a> {
    scheme: &'a Scheme,
    fields: &'a Fields,
}

impl<'a> Known<'a> {
    /// What a condition comes to: a constant, or `None` with what it reads of the principal then, but for what it only
    /// asks whether it is set.
    fn reduce<'c>(&self, condition: &'c Condition, left: &mut Vec<Read<'c>>) -> Option<bool> {
        match condition {
            Condition::And(parts) => self.reduce_parts(parts, false, left),
            Condition::Or(parts) => self.reduce_parts(parts, true, left),
            Condition::Not(inner) => self.reduce(inner, left).map(|truth| !truth),
            Condition::SchemeIs(name) => Some(*name == self.scheme.name),
            Condition::IsSet(operand) => {
                read(operand).filter(|read| self.lacks(read.field).is_some()).map(|_| false)
            }
            Condition::InField { needle, field } => {
                left.push(Read { field, span: needle.span });
                left.extend(read(needle));
                None
            }
            Condition::Compare { .. }
            | Condition::InList { .. }
            | Condition::InItems { .. }
            | Condition::AddressIn { .. }
            | Condition::InNetworks { .. }
            | Condition::Has { .. }
            | Condition::Within { .. }
            | Condition::StartsWith { .. }
            | Condition::EndsWith { .. }
            | Condition::Matches { .. } => {
                condition.visit_operands(&mut |operand| left.extend(read(operand)));
                None
            }
        }
    }

    /// One part that equals `decisive` decides; the others leave nothing then.
    fn reduce_parts<'c>(
        &self,
        parts: &'c [Condition],
        decisive: bool,
        left: &mut Vec<Read<'c>>,
    ) -> Option<bool> {
        let mut inside = Vec::new();
        let mut known = true;
        for part in parts {
            match self.reduce(part, &mut inside) {
                Some(truth) if truth == decisive => return Some(decisive),
                Some(_) => {}
                None => known = false,
            }
        }
        left.extend(inside);
        known.then_some(!decisive)
    }

    /// The field, where the scheme does not give it.
    fn lacks(&self, field: &str) -> Option<&'a PrincipalField> {
        self.fields.get(field).filter(|field| self.scheme.gives(field).is_none())
    }
}

fn read(operand: &Operand) -> Option<Read<'_>> {
    let Source::Principal(field) = &operand.source else { return None };
    Some(Read { field, span: operand.span })
}
