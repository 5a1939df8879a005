//! A body that goes on as it arrives, and no further than its bound.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes};
use http_body::{Frame, SizeHint};

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

/// The body. Its frames pass uncopied; trailers, of which no rule speaks, are left out.
pub(super) struct Bounded {
    inner: Body,
    left: u64,
    exceeded: Exceeded,
}

impl Bounded {
    /// The body, and where it will say that it was too large.
    pub(super) fn new(inner: Body, max: u64) -> (Bounded, Exceeded) {
        let exceeded = Exceeded::default();
        (Bounded { inner, left: max, exceeded: exceeded.clone() }, exceeded)
    }
}

impl http_body::Body for Bounded {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        loop {
            let frame = match ready!(Pin::new(&mut self.inner).poll_frame(context)) {
                Some(Ok(frame)) => frame,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            let Ok(data) = frame.into_data() else { continue };
            let size = u64::try_from(data.len()).unwrap_or(u64::MAX);
            return Poll::Ready(Some(match self.left.checked_sub(size) {
                Some(left) => {
                    self.left = left;
                    Ok(Frame::data(data))
                }
                None => {
                    self.exceeded.0.store(true, Ordering::Release);
                    // Nothing more is read from the client.
                    self.inner = Body::empty();
                    Err(axum::Error::new(BeyondBound))
                }
            }));
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
