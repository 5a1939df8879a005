//! The query: each field inside and outside, and spellings of the whole.

use gatewright_core::policy::{Field, Presence, TypeKind};

use super::{Context, Kind};
use crate::request::Judge;
use crate::sample::{Side, text_samples};
use crate::scene::{Scene, spell};
use crate::solve::query_value;

/// Adds the cases.
pub fn derive(context: &mut Context<'_>) {
    for scene in context.admitted() {
        let rule = format!("{}/query", scene.route.name);
        let side = |inside: bool| Some(Side::of(inside));
        raw(context, &scene, &rule, "");
        let Some(schema) = scene.route.query.clone() else {
            for (text, inside) in
                [("?", true), ("?x=1", false), ("?x", false), ("?=", false), ("?&", false)]
            {
                let mut request = context.request(&format!("query {text}"), &scene);
                request.target = format!("{}{text}", scene.path()).into();
                let route = scene.route.name.clone();
                context.push_cell(Kind::Query, &route, (&rule, "", side(inside)), request);
            }
            continue;
        };
        for field in &schema.fields {
            one_field(context, &scene, &rule, field);
        }
        let mut unknown = scene.clone();
        unknown.query.push(("unknown_field".into(), "1".into()));
        send(context, &unknown, &rule, "unknown field", side(false));
        if let Some(field) = schema.fields.first() {
            spellings(context, &scene, &rule, field);
        }
    }
}

fn send(context: &mut Context<'_>, scene: &Scene<'_>, rule: &str, part: &str, side: Option<Side>) {
    let request = context.request(&format!("query: {part}"), scene);
    let route = scene.route.name.clone();
    context.push_cell(Kind::Query, &route, (rule, part, side), request);
}

fn one_field(context: &mut Context<'_>, scene: &Scene<'_>, rule: &str, field: &Field) {
    let mut without = scene.clone();
    without.query.retain(|(name, _)| *name != field.name);
    let right = query_value(&field.value);
    let optional = field.presence == Presence::Optional;
    send(context, &without, rule, &format!("{} absent", field.name), Some(Side::of(optional)));
    let with = |values: &[String]| {
        let mut scene = without.clone();
        scene.query.extend(values.iter().map(|value| (field.name.clone(), value.clone())));
        scene
    };
    let (kind, length) = match &field.value.kind {
        TypeKind::Scalar(kind) => (kind.clone(), None),
        TypeKind::List { item, length } => match &item.kind {
            TypeKind::Scalar(kind) => (kind.clone(), Some(*length)),
            TypeKind::List { .. }
            | TypeKind::Map { .. }
            | TypeKind::Object(_)
            | TypeKind::OneOf(_) => return,
        },
        TypeKind::Map { .. } | TypeKind::Object(_) | TypeKind::OneOf(_) => return,
    };
    let few = length.is_none_or(|length| length.min.unwrap_or(0) <= 1);
    for sample in text_samples(&kind) {
        let side = sample.side.filter(|_| few);
        let name = format!("{}: {}", field.name, sample.label);
        send(context, &with(&[sample.text]), rule, &name, side);
    }
    match length {
        None => {
            let twice = with(&[right.clone(), right.clone()]);
            send(context, &twice, rule, &format!("{} twice", field.name), Some(Side::Outside));
        }
        Some(bounds) => {
            let (min, max) = (bounds.min.unwrap_or(0), bounds.max.unwrap_or(9));
            for count in [min.saturating_sub(1), min, max, max + 1] {
                let inside = (min..=max).contains(&count) || (count == 0 && optional);
                let inside = inside && (count > 0 || optional);
                let inside = inside || (bounds.max.is_none() && count >= min.max(1));
                let values =
                    vec![right.clone(); usize::try_from(count.min(200)).unwrap_or_default()];
                let name = format!("{} {count} times", field.name);
                send(context, &with(&values), rule, &name, Some(Side::of(inside)));
            }
        }
    }
}

/// Adds raw text to a target that carries what is required.
fn raw(context: &mut Context<'_>, scene: &Scene<'_>, rule: &str, text: &str) {
    let mut request = context.request(&format!("query as it is, then `{text}`"), scene);
    let target = scene.target();
    let joint = if target.contains('?') { "&" } else { "?" };
    request.target = if text.is_empty() { target } else { format!("{target}{joint}{text}") }.into();
    // Some servers do not even parse these.
    if text.contains(['"', '<', '>']) {
        request.judge = Judge::Refusal;
    }
    let route = scene.route.name.clone();
    context.push_cell(Kind::Query, &route, (rule, "", None), request);
}

fn spellings(context: &mut Context<'_>, scene: &Scene<'_>, rule: &str, field: &Field) {
    let mut bare = scene.clone();
    bare.query.retain(|(name, _)| *name != field.name);
    let (name, value) = (field.name.clone(), spell(&query_value(&field.value)));
    let first =
        name.chars().next().map(|first| format!("%{:02X}", u32::from(first))).unwrap_or_default();
    let rest: String = name.chars().skip(1).collect();
    for text in [
        "&".to_owned(),
        "=".to_owned(),
        "=1".to_owned(),
        format!("{name}={value}&"),
        format!("&{name}={value}"),
        format!("{name}={value}&&"),
        name.clone(),
        format!("{name}="),
        format!("{name}=={value}"),
        format!("{name}={value}="),
        format!("{first}{rest}={value}"),
        format!("{name}[]={value}"),
        format!("{name}%5B%5D={value}"),
        format!("{name}=%"),
        format!("{name}=%2"),
        format!("{name}=%zz"),
        format!("{name}=%ff"),
        format!("{name}=%c0%af"),
        format!("{name}=%ed%a0%80"),
        format!("{name}=%00"),
        format!("{name}=%0a"),
        format!("{name}=+{value}"),
        format!("{name}=%20{value}"),
        format!("{name}={value};x=1"),
        format!("{name}={value}?x=1"),
        format!("{name}={value}&{name}={value}"),
        format!("{}={value}", name.to_ascii_uppercase()),
        format!("+{name}={value}"),
        format!("{name}={value}%23"),
        format!("{name}={value}\\"),
        format!("{name}={value}|"),
        format!("{name}=\"{value}\""),
        format!("{name}=<{value}>"),
        format!("{name}={{{value}}}"),
        "__proto__=1".to_owned(),
        "constructor=1".to_owned(),
        "toString=1".to_owned(),
    ] {
        raw(context, &bare, rule, &text);
    }
}
