//! Stage 5: pages in browsers. A preflight is answered here, and never goes further.

use super::decision::{Preflight as Answered, Stage, Trace};
use super::request::Headers;
use crate::policy::{Method, Route};
use crate::primitive::cors::{self, Preflight};
use crate::primitive::header;
use crate::refusal::Refusal;

/// What a browser asks on behalf of a page: an OPTIONS with an origin and a method.
pub(super) fn asked(method: Method, headers: &Headers) -> Option<Preflight<'_>> {
    let text = |name: &str| header::text(headers.all(name)).unwrap_or_default().into_owned();
    let origin = headers.first("origin")?;
    headers.first(METHOD)?;
    (method == Method::Options).then(|| Preflight {
        origin,
        method: text(METHOD),
        headers: text(HEADERS),
    })
}

const METHOD: &str = "access-control-request-method";
const HEADERS: &str = "access-control-request-headers";

pub(super) fn answer(
    route: &Route,
    preflight: &Preflight<'_>,
    trace: &mut Trace,
) -> Result<Answered, Refusal> {
    let span = route.cors.as_ref().map_or(route.span, |cors| cors.span);
    match preflight.answer(route) {
        Ok(headers) => {
            trace.pass(Stage::Cors, "the page may send the request", Some(span));
            Ok(Answered { headers })
        }
        Err(error) => {
            trace.refuse(Stage::Cors, error, Some(span), Refusal::preflight(route.name.clone()))
        }
    }
}

/// Notes whether a page may read the answer, whatever it will be.
pub(super) fn note(route: &Route, headers: &Headers, trace: &mut Trace) {
    let (Some(cors), Some(origin)) = (&route.cors, headers.first("origin")) else { return };
    let is_allowed = cors::headers(cors, Some(origin))
        .iter()
        .any(|(name, _)| *name == "access-control-allow-origin");
    let origin = String::from_utf8_lossy(origin);
    if is_allowed {
        let detail = format!("pages of `{origin}` may read the answer");
        trace.pass(Stage::Cors, detail, Some(cors.span));
    } else {
        let detail = format!("pages of `{origin}` may not read the answer");
        trace.note(Stage::Cors, detail, Some(cors.span));
    }
}
