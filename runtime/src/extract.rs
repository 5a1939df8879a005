//! What the layer verified, as handlers get it.
//!
//! Nothing is parsed here: the layer puts the values into the request's extensions, where each can be read, and with the
//! feature `axum` it is an extractor that takes itself out.

#[cfg(feature = "axum")]
use axum::extract::FromRequestParts;
use http::StatusCode;
#[cfg(feature = "axum")]
use http::request::Parts;

/// The request's body as the route's `body` clause types it. It is taken out, so a handler can ask for it once. The
/// bytes are still there as the request's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body<T>(pub T);

/// The request's query as the route's `query` clause types it. It is taken out, so a handler can ask for it once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query<T>(pub T);

/// The request's headers as the route's `headers` clause types them. They are taken out, so a handler can ask for them once.
/// The request still has the headers as they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headers<T>(pub T);

/// The request's cookies as the route's `cookies` clause types them. They are taken out, so a handler can ask for them once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookies<T>(pub T);

/// The request's files as the route's `body multipart` clause declares them: a struct of the policy's `files` module. They are
/// taken out, so a handler can ask for them once. Their octets are those of the request's body, uncopied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files<T>(pub T);

/// What an extractor answers where the layer put nothing: the route declares none, or the layer does not stand around
/// this handler.
pub const NOT_VERIFIED: StatusCode = StatusCode::INTERNAL_SERVER_ERROR;

#[cfg(feature = "axum")]
impl<S: Sync, T: Clone + Send + Sync + 'static> FromRequestParts<S> for Body<T> {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Body<T>, StatusCode> {
        parts.extensions.remove::<Body<T>>().ok_or(NOT_VERIFIED)
    }
}

#[cfg(feature = "axum")]
impl<S: Sync, T: Clone + Send + Sync + 'static> FromRequestParts<S> for Query<T> {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Query<T>, StatusCode> {
        parts.extensions.remove::<Query<T>>().ok_or(NOT_VERIFIED)
    }
}

#[cfg(feature = "axum")]
impl<S: Sync, T: Clone + Send + Sync + 'static> FromRequestParts<S> for Headers<T> {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Headers<T>, StatusCode> {
        parts.extensions.remove::<Headers<T>>().ok_or(NOT_VERIFIED)
    }
}

#[cfg(feature = "axum")]
impl<S: Sync, T: Clone + Send + Sync + 'static> FromRequestParts<S> for Cookies<T> {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Cookies<T>, StatusCode> {
        parts.extensions.remove::<Cookies<T>>().ok_or(NOT_VERIFIED)
    }
}

#[cfg(feature = "axum")]
impl<S: Sync, T: Clone + Send + Sync + 'static> FromRequestParts<S> for Files<T> {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Files<T>, StatusCode> {
        parts.extensions.remove::<Files<T>>().ok_or(NOT_VERIFIED)
    }
}
