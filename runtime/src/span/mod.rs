//! One span a request that passes the layer, behind the feature `tracing`. It holds no header, no query and no body.

#[cfg(feature = "tracing")]
mod traced;
#[cfg(not(feature = "tracing"))]
mod untraced;

#[cfg(feature = "tracing")]
pub(crate) use traced::Span;
#[cfg(not(feature = "tracing"))]
pub(crate) use untraced::Span;
