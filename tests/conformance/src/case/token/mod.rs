//! Tokens: every rule of their form, signature, times and claims.

mod claim;
mod header;
mod signature;

use gatewright_core::policy::{JwtScheme, SchemeKind};
use gatewright_issuer::KeyRing;

use super::{Context, Kind};
use crate::request::{Credential, Edit};
use crate::sample::Side;
use crate::scene::{Caller, Scene, caller};

/// Adds the cases.
pub fn derive(context: &mut Context<'_>) {
    on_every_route(context);
    let schemes = context.policy.schemes.clone();
    for scheme in &schemes {
        let SchemeKind::Jwt(jwt) = &scheme.kind else { continue };
        let Some(scene) = context.admitted_by(&scheme.name) else { continue };
        let Some(ring) = context.keys.rings.get(&scheme.name) else { continue };
        let has_keys = |edits: &[Edit]| edits.iter().all(|edit| has_key(ring, edit));
        for (name, side, edits) in
            edits(jwt, ring).into_iter().filter(|(_, _, edits)| has_keys(edits))
        {
            send(context, &scene, &name, side, edits);
        }
        for mapping in &jwt.mapping {
            for (name, side, edits) in claim::mapped(mapping) {
                send(context, &scene, &name, side, edits);
            }
        }
        around_the_token(context, &scene);
    }
}

fn send(
    context: &mut Context<'_>,
    scene: &Scene<'_>,
    name: &str,
    side: Option<Side>,
    edits: Vec<Edit>,
) {
    let mut scene = scene.clone();
    let Caller::Token(recipe) = &mut scene.caller else { return };
    recipe.edits = edits;
    let rule = format!("{}/auth.{}", scene.route.name, recipe.scheme);
    let request = context.request(&format!("token: {name}"), &scene);
    context.push_cell(Kind::Token, &scene.route.name.clone(), (&rule, name, side), request);
}

/// No token, a bad one, and a word that is no bearer's, on every route.
fn on_every_route(context: &mut Context<'_>) {
    for scene in context.admitted() {
        let route = scene.route.name.clone();
        let mut nobody = scene.clone();
        nobody.caller = Caller::Nobody;
        let plain = context.request(&format!("{route}: nobody"), &nobody);
        context.push(Kind::Token, Some(&route), plain.clone());
        for (name, value) in [
            ("garbage", "Bearer garbage"),
            ("lower case", "bearer garbage"),
            ("empty", "Bearer "),
            ("no space", "Bearer"),
            ("basic", "Basic YTpi"),
            ("upper case", "BEARER garbage"),
            ("empty field", ""),
        ] {
            let mut request = plain.clone().with_header("authorization", value);
            request.name = format!("{route}: authorization, {name}");
            context.push(Kind::Token, Some(&route), request);
        }
        for scheme in &scene.route.auth {
            let rule = format!("{route}/auth.{}", scheme.name);
            let mut bad = scene.clone();
            bad.caller = caller(context.policy, &scheme.name, &scheme.grants);
            let name = format!("{route}: a bad credential of {}", scheme.name);
            let mut request = match &scheme.kind {
                SchemeKind::Jwt(_) => {
                    if let Caller::Token(recipe) = &mut bad.caller {
                        recipe.edits = vec![Edit::ForeignKey];
                    }
                    context.request(&name, &bad)
                }
                SchemeKind::ApiKey(api_key) => {
                    bad.caller = Caller::Nobody;
                    let Some(header) = api_key.from.header() else { continue };
                    context.request(&name, &bad).with_header(header, "wrong")
                }
                SchemeKind::Mtls(_) | SchemeKind::Introspection(_) | SchemeKind::Basic(_) => {
                    continue;
                }
            };
            request.name.clone_from(&name);
            context.push_cell(Kind::Token, &route, (&rule, "", Some(Side::Outside)), request);
        }
    }
}

type Variant = (String, Option<Side>, Vec<Edit>);

fn inside(name: &str, edits: Vec<Edit>) -> Variant {
    (name.to_owned(), Some(Side::Inside), edits)
}

fn outside(name: &str, edits: Vec<Edit>) -> Variant {
    (name.to_owned(), Some(Side::Outside), edits)
}

/// Whether the scheme has the key that the edit signs with.
fn has_key(ring: &KeyRing, edit: &Edit) -> bool {
    let Edit::SignWith(name) = edit else { return true };
    ring.keys.iter().any(|key| key.algorithm().name() == name)
}

fn edits(jwt: &JwtScheme, ring: &KeyRing) -> Vec<Variant> {
    let mut variants = vec![inside("as it should be", Vec::new())];
    variants.extend(signature::signatures(jwt));
    variants.extend(header::headers(jwt, ring));
    variants.extend(claim::times(jwt));
    variants.extend(claim::issuer_and_audience(jwt));
    variants.extend(header::texts());
    variants
}

/// Tokens beside other credentials, and in other places.
fn around_the_token(context: &mut Context<'_>, scene: &Scene<'_>) {
    let route = scene.route.name.clone();
    let right = context.request("a token twice", scene);
    let mut twice = right.clone();
    twice.credentials.extend(right.credentials.clone());
    context.push(Kind::Token, Some(&route), twice);
    let basic =
        context.request("a token and basic", scene).with_header("authorization", "Basic YTpi");
    context.push(Kind::Token, Some(&route), basic);
    let other = context.request("another field with authorization's name", scene);
    context.push(Kind::Token, Some(&route), other.with_header("x_authorization", "Bearer x"));
    for scheme in context.policy.schemes.clone() {
        let SchemeKind::ApiKey(api_key) = &scheme.kind else { continue };
        let Some(header) = api_key.from.header() else { continue };
        let pool = context.keys.api_keys.get(&scheme.name).map_or(0, Vec::len);
        for index in [0, pool.saturating_sub(1)] {
            let mut request = context.request(&format!("a token and key {index}"), scene);
            request.credentials.push(Credential::ApiKey { scheme: scheme.name.clone(), index });
            context.push(Kind::Token, Some(&route), request);
        }
        for value in ["", "wrong"] {
            let request = context.request(&format!("a token and the key `{value}`"), scene);
            context.push(Kind::Token, Some(&route), request.with_header(header, value));
        }
    }
}
