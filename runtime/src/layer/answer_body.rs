//! The body of an answer that the layer gives itself.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::combinators::{BoxBody, UnsyncBoxBody};
use http_body_util::{BodyExt as _, Full};

/// The body of an answer that the layer gives itself: a problem document, what `returns` leaves of a handler's body, or
/// nothing. The bodies of the service inside have to be `From<AnswerBody>`, so that clients get one type: `Full<Bytes>`, the
/// boxed bodies of `http-body-util` and axum's are.
#[derive(Clone, Debug, Default)]
pub struct AnswerBody(Full<Bytes>);

impl From<String> for AnswerBody {
    fn from(text: String) -> AnswerBody {
        AnswerBody(Full::from(text))
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Pin::new(&mut self.0).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

impl From<AnswerBody> for Full<Bytes> {
    fn from(body: AnswerBody) -> Full<Bytes> {
        body.0
    }
}

impl<E: 'static> From<AnswerBody> for BoxBody<Bytes, E> {
    fn from(body: AnswerBody) -> BoxBody<Bytes, E> {
        body.0.map_err(|never| match never {}).boxed()
    }
}

impl<E: 'static> From<AnswerBody> for UnsyncBoxBody<Bytes, E> {
    fn from(body: AnswerBody) -> UnsyncBoxBody<Bytes, E> {
        body.0.map_err(|never| match never {}).boxed_unsync()
    }
}

#[cfg(feature = "axum")]
impl From<AnswerBody> for axum::body::Body {
    fn from(body: AnswerBody) -> axum::body::Body {
        axum::body::Body::new(body.0)
    }
}
