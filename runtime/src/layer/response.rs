//! A refusal as an HTTP response, and the answer to a preflight.

use gatewright_core::refusal::{COMMON_HEADERS, Refusal, RuleName};
use http::{HeaderName, HeaderValue, Method, Response, StatusCode};

use super::answer::Answering;
use super::{AnswerBody, AnsweredPreflight, Guard};

/// The answer to a refused request, and the rule that refused. HEAD gets the headers only.
pub(super) fn refuse<G: Guard>(
    refusal: Refusal,
    method: &Method,
    answering: Option<&Answering>,
) -> (Option<RuleName>, Response<AnswerBody>) {
    let body = if method == Method::HEAD {
        AnswerBody::default()
    } else {
        AnswerBody::from(refusal.problem_document_under(G::PROBLEM_TYPES, G::DETAIL))
    };
    let mut response = Response::new(body);
    // The table holds valid codes and headers only; were one wrong, the answer would still be a refusal.
    *response.status_mut() =
        StatusCode::from_u16(refusal.status().code()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in COMMON_HEADERS {
        response
            .headers_mut()
            .insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    for (name, value) in refusal.headers.iter() {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    if let Some(answering) = answering {
        answering.of_own(response.headers_mut());
    }
    (Some(refusal.rule), response)
}

/// The answer to a preflight.
pub(super) fn answer(
    preflight: &AnsweredPreflight,
    answering: Option<&Answering>,
) -> Response<AnswerBody> {
    let mut response = Response::new(AnswerBody::default());
    *response.status_mut() = StatusCode::NO_CONTENT;
    for (name, value) in &preflight.headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    if let Some(answering) = answering {
        answering.of_own(response.headers_mut());
    }
    response
}
