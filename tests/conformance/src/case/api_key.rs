//! API keys: absent, empty, wrong, in other case, expired, twice, beside a token.

use std::collections::BTreeMap;

use gatewright_core::policy::SchemeKind;

use super::{Context, Kind};
use crate::request::Credential;
use crate::sample::{Side, swap_case};
use crate::scene::Scene;
use crate::supply::RESERVED;

/// Adds the cases.
pub fn derive(context: &mut Context<'_>) {
    for scheme in context.policy.schemes.clone() {
        let SchemeKind::ApiKey(api_key) = &scheme.kind else { continue };
        let Some(scene) = context.admitted_by(&scheme.name) else { continue };
        let Some(header) = api_key.from.header().map(str::to_owned) else { continue };
        let right = context.request("right key", &scene);
        let secret = secret_of(context, &right).unwrap_or_default();
        let half = secret.get(..secret.len() / 2).unwrap_or_default().to_owned();
        let side = |inside: bool| Some(Side::of(inside));
        for (name, value, side) in [
            ("empty", String::new(), side(false)),
            ("only spaces", "   ".into(), side(false)),
            ("wrong", "wrong".into(), side(false)),
            ("in other case", swap_case(&secret), side(false)),
            ("half of one", half, side(false)),
            ("one character longer", format!("{secret}x"), side(false)),
            ("doubled", format!("{secret}{secret}"), side(false)),
            ("with a comma", format!("{secret},{secret}"), side(false)),
            ("in quotes", format!("\"{secret}\""), side(false)),
            ("with spaces around", format!(" {secret} "), side(true)),
            ("with tabs around", format!("\t{secret}\t"), side(true)),
            ("256 bytes", "k".repeat(256), side(false)),
            ("257 bytes", "k".repeat(257), side(false)),
            ("4000 bytes", "k".repeat(4000), side(false)),
            ("__proto__", "__proto__".into(), side(false)),
            ("constructor", "constructor".into(), side(false)),
        ] {
            let request = right_without_key(&right).with_header(&header, value);
            send(context, &scene, &scheme.name, name, side, request);
        }
        let bytes = right_without_key(&right).with_header(&header, vec![0xc3, 0xa9, 0xff]);
        send(context, &scene, &scheme.name, "no ASCII", side(false), bytes);
        let upper =
            right_without_key(&right).with_header(&header.to_ascii_uppercase(), secret.clone());
        send(context, &scene, &scheme.name, "its header in upper case", side(true), upper);
        let bearer = right_without_key(&right).with_header("x-other", secret.clone());
        send(context, &scene, &scheme.name, "in another header", None, bearer);
        let underscored =
            right_without_key(&right).with_header(&header.replace('-', "_"), secret.clone());
        send(context, &scene, &scheme.name, "its header with an underscore", None, underscored);
        let mut in_query = right_without_key(&right);
        in_query.target = format!("{}?{header}={secret}", right.target.text()).into();
        send(context, &scene, &scheme.name, "in the query", None, in_query);
        let mut twice = right.clone();
        twice.credentials.extend(right.credentials.clone());
        send(context, &scene, &scheme.name, "twice", None, twice);
        pool(context, &scene, &scheme.name);
    }
}

/// Expired keys, and one of each set of roles.
fn pool(context: &mut Context<'_>, scene: &Scene<'_>, scheme: &str) {
    let keys = context.keys;
    let pool = keys.api_keys.get(scheme).map(Vec::as_slice).unwrap_or_default();
    let mut seen: BTreeMap<&[String], usize> = BTreeMap::new();
    for (index, key) in pool.iter().enumerate() {
        let expired = key.id.ends_with("-expired");
        let count = seen.entry(&key.roles).or_default();
        *count += 1;
        if !expired && !(RESERVED + 1..=RESERVED + 2).contains(count) {
            continue;
        }
        let mut request = context.request(&format!("key {index}"), scene);
        request.credentials = vec![Credential::ApiKey { scheme: scheme.to_owned(), index }];
        let side = expired.then_some(Side::Outside);
        let name = format!("{} {:?}", key.id, key.roles);
        send(context, scene, scheme, &name, side, request);
    }
}

fn right_without_key(right: &crate::request::Request) -> crate::request::Request {
    let mut request = right.clone();
    request.credentials.clear();
    request
}

fn secret_of(context: &Context<'_>, request: &crate::request::Request) -> Option<String> {
    request.credentials.iter().find_map(|credential| match credential {
        Credential::ApiKey { scheme, index } => {
            Some(context.keys.api_keys.get(scheme)?.get(*index)?.secret.clone())
        }
        Credential::Token(_) => None,
    })
}

fn send(
    context: &mut Context<'_>,
    scene: &Scene<'_>,
    scheme: &str,
    name: &str,
    side: Option<Side>,
    mut request: crate::request::Request,
) {
    let route = scene.route.name.clone();
    let rule = format!("{route}/auth.{scheme}");
    request.name = format!("API key: {name}");
    // Each comes from a client of its own.
    let fresh = context.request("", scene);
    request.from = fresh.from;
    if let Some((_, client)) = fresh.headers.iter().find(|(name, _)| name == "x-forwarded-for") {
        request = request.with_only_header("x-forwarded-for", client.clone());
    }
    context.push_cell(Kind::ApiKey, &route, (&rule, name, side), request);
}
