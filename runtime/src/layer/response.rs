//! A refusal as an HTTP response.

use axum::body::Body;
use axum::response::Response;
use gatewright_core::policy::Detail;
use gatewright_core::refusal::{COMMON_HEADERS, Refusal};
use http::{HeaderName, HeaderValue, Method, StatusCode};

/// The answer to a refused request. HEAD gets the headers only.
pub(super) fn refuse(refusal: &Refusal, method: &Method, detail: Detail) -> Response {
    let document = refusal.problem_document(detail);
    let body = if method == Method::HEAD { Body::empty() } else { Body::from(document) };
    let mut response = Response::new(body);
    // The table holds valid codes and headers only; were one wrong, the answer would still be a refusal.
    *response.status_mut() =
        StatusCode::from_u16(refusal.status().code()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in COMMON_HEADERS {
        response
            .headers_mut()
            .insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    for (name, value) in &refusal.headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}
