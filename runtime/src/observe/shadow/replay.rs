//! One body for two policies: the second reads what the first has read, and nothing more.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};

use crate::layer::{BodyError, Gathered, RequestBody};

/// What has been read of a body so far.
#[derive(Clone)]
pub(super) struct Seen(Arc<Mutex<SoFar>>);

struct SoFar {
    bytes: Gathered,
    end: End,
    /// What was known before anything was read.
    hint: SizeHint,
    is_noting: bool,
}

/// How a body ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// Nobody has read so far.
    Unknown,
    Whole,
    Broken,
}

/// The body for the first policy and the handler, and where it says what has been read of it.
pub(super) fn noted(body: RequestBody) -> (RequestBody, Seen) {
    let end = if body.is_end_stream() { End::Whole } else { End::Unknown };
    let (bytes, hint) = (Gathered::default(), body.size_hint());
    let so_far = SoFar { bytes, end, hint, is_noting: true };
    let seen = Seen(Arc::new(Mutex::new(so_far)));
    (RequestBody::new(Noted { body, seen: seen.clone() }), seen)
}

impl Seen {
    fn with<T>(&self, change: impl FnOnce(&mut SoFar) -> T) -> T {
        // None of the changes panics halfway.
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The body for the second policy. From now on nothing more is kept.
    pub(super) fn replay(self) -> Replayed {
        let wanted = Arc::new(AtomicBool::new(false));
        let replay = self.with(|so_far| {
            so_far.is_noting = false;
            let (bytes, hint) = (std::mem::take(&mut so_far.bytes).into_bytes(), so_far.hint);
            Replay { bytes, end: so_far.end, hint, wanted: Arc::clone(&wanted) }
        });
        Replayed { length: replay.bytes.len(), body: RequestBody::new(replay), wanted }
    }
}

/// What the second policy reads.
pub(super) struct Replayed {
    pub(super) body: RequestBody,
    /// Bytes that it holds.
    pub(super) length: usize,
    /// Says later whether the second policy wanted to read further.
    pub(super) wanted: Arc<AtomicBool>,
}

struct Noted {
    body: RequestBody,
    seen: Seen,
}

impl http_body::Body for Noted {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(frame) = &polled {
            self.seen.with(|so_far| match frame {
                _ if !so_far.is_noting => {}
                Some(Ok(frame)) => {
                    if let Some(piece) = frame.data_ref() {
                        so_far.bytes.push(piece);
                    }
                }
                Some(Err(_)) => so_far.end = End::Broken,
                None => so_far.end = End::Whole,
            });
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

struct Replay {
    bytes: Bytes,
    end: End,
    hint: SizeHint,
    wanted: Arc<AtomicBool>,
}

/// What the second policy gets where the first has not read.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the body has not been read so far")]
struct Unread;

impl http_body::Body for Replay {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        match self.end {
            End::Whole => return Poll::Ready(None),
            End::Broken => {}
            End::Unknown => self.wanted.store(true, Ordering::Release),
        }
        Poll::Ready(Some(Err(Box::new(Unread))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty() && self.end == End::Whole
    }

    /// As the first policy saw it before it read.
    fn size_hint(&self) -> SizeHint {
        self.hint
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use std::convert::Infallible;

    use http_body_util::BodyExt as _;

    use super::*;

    /// So many frames, of which every third holds a byte and the others nothing.
    struct Drops(usize);

    impl http_body::Body for Drops {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            let Some(left) = self.0.checked_sub(1) else { return Poll::Ready(None) };
            self.0 = left;
            let bytes: &[u8] = if left % 3 == 1 { b"a" } else { b"" };
            Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(bytes)))))
        }
    }

    #[tokio::test]
    async fn what_came_in_drops_is_replayed_at_once() {
        let (mut body, seen) = noted(RequestBody::new(Drops(3_000)));
        while body.frame().await.is_some() {}
        let Replayed { mut body, length, wanted } = seen.replay();
        assert_eq!(length, 1_000);
        let frame = body.frame().await.unwrap().unwrap();
        assert_eq!(frame.into_data().unwrap(), "a".repeat(1_000));
        assert!(body.is_end_stream() && body.frame().await.is_none());
        assert!(!wanted.load(Ordering::Acquire));
    }

    #[tokio::test]
    async fn what_is_read_afterwards_is_not_kept() {
        let (mut read, seen) = noted(RequestBody::new(Drops(3_000)));
        for _ in 0..30 {
            read.frame().await.unwrap().unwrap();
        }
        let Replayed { mut body, length, wanted } = seen.clone().replay();
        assert_eq!(length, 10);
        while read.frame().await.is_some() {}
        assert_eq!(seen.with(|so_far| so_far.bytes.len()), 0);
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "a".repeat(10));
        assert!(!wanted.load(Ordering::Acquire));
        assert!(body.frame().await.unwrap().is_err());
        assert!(wanted.load(Ordering::Acquire));
    }
}
