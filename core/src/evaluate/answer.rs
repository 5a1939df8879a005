//! Headers that the answers of a route carry, whoever gives them: the engine with a refusal, or its upstream.

use super::request::Headers;
use super::route::Chosen;
use crate::primitive::{cors, lifetime};

/// A refused preflight is told nothing of `cors`.
pub(super) fn headers(chosen: &Chosen<'_, '_>, request: &Headers) -> Vec<(&'static str, String)> {
    let Chosen { route, preflight, spelled, .. } = chosen;
    let mut headers = lifetime::headers(&route.lifetime, |name| spelled.get(name).copied());
    if let (Some(cors), None) = (&route.cors, preflight) {
        headers.extend(cors::headers(cors, request.first("origin")));
    }
    headers
}
