//! Identity headers: a client's own copies, and values that need encoding.

use gatewright_core::policy::{Policy, PrincipalType, Route};
use serde_json::{Value, json};

use super::{Context, Kind};
use crate::scene::{Caller, Scene, absent};

/// Adds the cases.
pub fn derive(context: &mut Context<'_>) {
    let names = context.policy.identity_header_names();
    for scene in context.admitted() {
        let route = scene.route.name.clone();
        for name in &names {
            for (label, spelled) in [
                ("", name.clone()),
                (" in upper case", name.to_ascii_uppercase()),
                (" with underscores", name.replace('-', "_")),
            ] {
                let request = context.request(&format!("{route}: own {name}{label}"), &scene);
                let request = request.with_header(&spelled, "admin");
                context.push(Kind::Identity, Some(&route), request);
            }
            let request = context.request(&format!("{route}: {name} for this hop only"), &scene);
            let request =
                request.with_header("connection", name.as_str()).with_header(name, "admin");
            context.push(Kind::Identity, Some(&route), request);
            let request = context.request(&format!("{route}: own {name}, twice and empty"), &scene);
            let request = request.with_header(name, "").with_header(name, "admin");
            context.push(Kind::Identity, Some(&route), request);
        }
        let request = context.request(&format!("{route}: header with underscore"), &scene);
        context.push(Kind::Identity, Some(&route), request.with_header("x_anything", "1"));
    }
    values(context);
}

/// Callers whose fields hold what must be encoded, on the first route that tells the upstream about them.
fn values(context: &mut Context<'_>) {
    let schemes: Vec<String> =
        context.policy.schemes.iter().map(|scheme| scheme.name.clone()).collect();
    for scheme in schemes {
        let Some(scene) = context.admitted_by(&scheme) else { continue };
        let policy = context.policy;
        for (field, kind) in carried(policy, scene.route) {
            for value in samples(kind) {
                let mut changed = scene.clone();
                let Caller::Token(recipe) = &mut changed.caller else { continue };
                recipe.fields.insert(field.clone(), value.clone());
                send(context, &changed, &format!("{field} is {value}"));
            }
        }
    }
}

fn carried(policy: &Policy, route: &Route) -> Vec<(String, PrincipalType)> {
    let upstream = route.upstream.iter().flat_map(|upstream| &upstream.identity);
    let of_principal = policy.principal.iter();
    let mut fields: Vec<(String, PrincipalType)> =
        upstream.map(|header| (header.field.clone(), header.kind)).collect();
    fields.retain(|(field, _)| of_principal.clone().any(|other| other.name == *field));
    fields
}

fn send(context: &mut Context<'_>, scene: &Scene<'_>, name: &str) {
    let route = scene.route.name.clone();
    let request = context.request(&format!("identity: {name}"), scene);
    context.push(Kind::Identity, Some(&route), request);
}

fn samples(kind: PrincipalType) -> Vec<Value> {
    match kind {
        PrincipalType::Text => [
            "é",
            "a b",
            " a ",
            "100%",
            "a,b",
            "%41",
            "a\r\nx-roles: admin",
            "\u{1}",
            "\u{0}",
            "😀",
            "\"a\"",
            "",
            "a\tb",
            "\u{7f}",
            "\u{80}",
            "$var",
            "{{x}}",
            "~!@#$^&*()_+`-={}|[]:;'<>?./\\",
        ]
        .iter()
        .map(|text| json!(text))
        .collect(),
        PrincipalType::Uuid => vec![json!("0195A3C0-7D10-7000-8000-00000000000A"), absent()],
        PrincipalType::Int => {
            let mut values: Vec<Value> = [0, -1, 9_007_199_254_740_991_i64, -9_007_199_254_740_991]
                .iter()
                .map(|value| json!(value))
                .collect();
            values.push(absent());
            values
        }
        PrincipalType::Bool => vec![json!(true), json!(false), absent()],
        PrincipalType::Time => {
            let mut values: Vec<Value> =
                [0, 951_782_400, 4_102_444_799_i64].iter().map(|value| json!(value)).collect();
            values.push(absent());
            values
        }
        PrincipalType::TextList => vec![
            json!([]),
            json!([""]),
            json!(["a,b", "c"]),
            json!(["é", "100%"]),
            json!(["", ""]),
            absent(),
        ],
        PrincipalType::Roles => Vec::new(),
    }
}
