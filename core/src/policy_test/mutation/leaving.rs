//! Changes of what leaves: of answers, and of what upstreams get.

use std::sync::Arc;

use super::super::effect::{Effect, Named, effects, without};
use super::super::schemas::{replace_returned, returned};
use super::Mutant;
use crate::policy::{Field, Mask, ObjectSchema, Policy, Type, TypeKind};

pub(super) fn mutants(policy: &Policy) -> Vec<Mutant> {
    let lost = effects(policy).into_iter().filter_map(lost);
    lost.chain(fields(policy)).collect()
}

/// Without the effect. That of a `cors` is lost with the declaration, setting by setting.
fn lost(Named { effect, rule, span, route }: Named) -> Option<Mutant> {
    let change = match &effect {
        Effect::Cors(_) => return None,
        Effect::Mask(..) => "leaves as it is",
        Effect::Removed(_) => "takes nothing away",
        Effect::Detail => "tells less",
        Effect::Returns(_)
        | Effect::Header(_)
        | Effect::RateLimit(_)
        | Effect::Deprecated(_)
        | Effect::Sunset(_)
        | Effect::Successor(_)
        | Effect::Identity(_)
        | Effect::Path(_)
        | Effect::Sent(_)
        | Effect::Dropped(_)
        | Effect::Hidden(_)
        | Effect::ProblemTypes(_)
        | Effect::UpstreamErrors(_) => "deleted",
    };
    let mutant = Mutant::new(rule, change, span, move |policy| without(policy, &effect));
    Some(match route {
        Some(route) => mutant.behind_named(route),
        None => mutant,
    })
}

/// Each field that leaves: left away, or with one character more.
fn fields(policy: &Policy) -> Vec<Mutant> {
    let returned = returned(policy);
    let mut mutants = Vec::new();
    for schema in policy.schemas.iter().filter(|schema| returned.contains(schema.name.as_str())) {
        for (number, field) in schema.fields.iter().enumerate() {
            mutants.push(of_field(schema, number, field, "does not leave", |fields, number| {
                fields.remove(number);
            }));
            let mut wider = field.clone();
            if keep_more(&mut wider.value) {
                let change = "one character more leaves";
                mutants.push(of_field(schema, number, field, change, move |fields, number| {
                    if let Some(place) = fields.get_mut(number) {
                        place.clone_from(&wider);
                    }
                }));
            }
        }
    }
    mutants
}

fn of_field(
    schema: &Arc<ObjectSchema>,
    number: usize,
    field: &Field,
    change: &str,
    edit: impl Fn(&mut Vec<Field>, usize) + 'static,
) -> Mutant {
    let rule = format!("{}.{}", schema.name, field.name);
    let schema = Arc::clone(schema);
    Mutant::new(rule, change, field.span, move |policy| {
        let mut changed = ObjectSchema::clone(&schema);
        edit(&mut changed.fields, number);
        replace_returned(policy, &Arc::new(changed));
    })
}

/// Lets one character more of a masked value leave; tells whether there was a mask.
fn keep_more(value: &mut Type) -> bool {
    let is_masked = value.mask.is_some();
    value.mask = value.mask.map(|Mask { keep }| Mask { keep: keep.saturating_add(1) });
    let inside = match &mut value.kind {
        TypeKind::Scalar(_) | TypeKind::Object(_) | TypeKind::OneOf(_) => false,
        TypeKind::List { item: inner, .. } | TypeKind::Map { value: inner, .. } => keep_more(inner),
    };
    is_masked || inside
}
