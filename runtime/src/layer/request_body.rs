//! The body of a request on its way through the layer, whatever server it comes from.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt as _;
use http_body_util::combinators::UnsyncBoxBody;

/// Why a body breaks off.
pub type BodyError = Box<dyn Error + Send + Sync>;

/// The body of a request as the layer takes it from a server and hands it on. A server whose bodies are of another type
/// turns each into one with [`RequestBody::new`] before the layer, unless that type is `From<RequestBody>`, as axum's is:
/// then the layer does so itself, and the service inside gets bodies of the server's type.
#[derive(Default)]
pub struct RequestBody {
    kind: Kind,
    bound: Option<Bound>,
}

#[derive(Default)]
enum Kind {
    #[default]
    Empty,
    /// All of it, in one piece.
    Whole(Bytes),
    /// As it arrives.
    Streamed(UnsyncBoxBody<Bytes, BodyError>),
    /// As axum hands it over, which is boxed already.
    #[cfg(feature = "axum")]
    Axum(axum::body::Body),
}

/// How much may still pass.
struct Bound {
    left: u64,
    exceeded: Exceeded,
}

/// Whether a body turned out larger than its bound; known on both sides of the handler.
#[derive(Clone, Debug, Default)]
pub(super) struct Exceeded(Arc<AtomicBool>);

impl Exceeded {
    pub(super) fn is_set(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// What a handler reads in the place of what is beyond the bound.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the body is larger than the policy admits")]
struct BeyondBound;

impl RequestBody {
    /// A body of any kind. One that is a `RequestBody` or axum's stays what it is, others are boxed unless they are at
    /// their end.
    #[must_use]
    pub fn new<B>(body: B) -> RequestBody
    where
        B: http_body::Body<Data = Bytes, Error: Into<BodyError>> + Send + 'static,
    {
        let mut body = Some(body);
        if let Some(body) = taken::<B, RequestBody>(&mut body) {
            return body;
        }
        #[cfg(feature = "axum")]
        if let Some(body) = taken::<B, axum::body::Body>(&mut body) {
            return RequestBody::of(Kind::Axum(body));
        }
        // What was taken has been returned.
        match body.filter(|body| !body.is_end_stream()) {
            Some(body) => RequestBody::of(Kind::Streamed(body.map_err(Into::into).boxed_unsync())),
            None => RequestBody::default(),
        }
    }

    fn of(kind: Kind) -> RequestBody {
        RequestBody { kind, bound: None }
    }

    /// The same, of which at most `max` bytes pass, and where it will say that it was larger. Frames pass uncopied;
    /// trailers, of which no rule speaks, are left out.
    pub(super) fn bounded(self, max: u64) -> (RequestBody, Exceeded) {
        let exceeded = Exceeded::default();
        let bound = Bound { left: max, exceeded: exceeded.clone() };
        (RequestBody { kind: self.kind, bound: Some(bound) }, exceeded)
    }

    /// The server's own frames.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        match &mut self.kind {
            Kind::Empty => Poll::Ready(None),
            Kind::Whole(bytes) => {
                let bytes = std::mem::take(bytes);
                self.kind = Kind::Empty;
                Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
            }
            Kind::Streamed(body) => Pin::new(body).poll_frame(context),
            #[cfg(feature = "axum")]
            Kind::Axum(body) => Pin::new(body).poll_frame(context).map_err(axum::Error::into_inner),
        }
    }
}

/// What is inside where its type is this one.
fn taken<B: 'static, T: 'static>(body: &mut Option<B>) -> Option<T> {
    (body as &mut dyn Any).downcast_mut::<Option<T>>().and_then(Option::take)
}

impl http_body::Body for RequestBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        loop {
            let frame = match ready!(self.poll(context)) {
                Some(Ok(frame)) => frame,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            let RequestBody { kind, bound: Some(bound) } = &mut *self else {
                return Poll::Ready(Some(Ok(frame)));
            };
            let Ok(data) = frame.into_data() else { continue };
            let size = u64::try_from(data.len()).unwrap_or(u64::MAX);
            return Poll::Ready(Some(match bound.left.checked_sub(size) {
                Some(left) => {
                    bound.left = left;
                    Ok(Frame::data(data))
                }
                None => {
                    bound.exceeded.0.store(true, Ordering::Release);
                    // Nothing more is read from the client.
                    *kind = Kind::Empty;
                    Err(Box::new(BeyondBound))
                }
            }));
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Empty => true,
            Kind::Whole(bytes) => bytes.is_empty(),
            Kind::Streamed(body) => body.is_end_stream(),
            #[cfg(feature = "axum")]
            Kind::Axum(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Empty => SizeHint::with_exact(0),
            Kind::Whole(bytes) => {
                SizeHint::with_exact(u64::try_from(bytes.len()).unwrap_or(u64::MAX))
            }
            Kind::Streamed(body) => body.size_hint(),
            #[cfg(feature = "axum")]
            Kind::Axum(body) => body.size_hint(),
        }
    }
}

impl From<Bytes> for RequestBody {
    fn from(bytes: Bytes) -> RequestBody {
        RequestBody::of(Kind::Whole(bytes))
    }
}

impl From<RequestBody> for UnsyncBoxBody<Bytes, BodyError> {
    fn from(body: RequestBody) -> UnsyncBoxBody<Bytes, BodyError> {
        match body {
            RequestBody { kind: Kind::Streamed(body), bound: None } => body,
            body => body.boxed_unsync(),
        }
    }
}

#[cfg(feature = "axum")]
impl From<RequestBody> for axum::body::Body {
    fn from(body: RequestBody) -> axum::body::Body {
        match body {
            RequestBody { kind: Kind::Empty, .. } => axum::body::Body::empty(),
            RequestBody { kind: Kind::Whole(bytes), bound: None } => axum::body::Body::from(bytes),
            RequestBody { kind: Kind::Axum(body), bound: None } => body,
            body => axum::body::Body::new(body),
        }
    }
}

impl fmt::Debug for RequestBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RequestBody").finish_non_exhaustive()
    }
}
