//! One body for two policies: the second reads what the first has read, and nothing more.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};

use crate::layer::{BodyError, RequestBody};

/// What has been read of a body so far.
#[derive(Clone)]
pub(super) struct Seen(Arc<Mutex<SoFar>>);

struct SoFar {
    frames: VecDeque<Bytes>,
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
    let so_far = SoFar { frames: VecDeque::new(), end, hint: body.size_hint(), is_noting: true };
    let seen = Seen(Arc::new(Mutex::new(so_far)));
    (RequestBody::new(Noted { body, seen: seen.clone() }), seen)
}

impl Seen {
    fn with<T>(&self, change: impl FnOnce(&mut SoFar) -> T) -> T {
        // None of the changes panics halfway.
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The body for the second policy. From now on nothing more is kept. The other value says later whether the second
    /// policy wanted to read further.
    pub(super) fn replay(self) -> (RequestBody, Arc<AtomicBool>) {
        let wanted = Arc::new(AtomicBool::new(false));
        let replay = self.with(|so_far| {
            so_far.is_noting = false;
            let (frames, hint) = (std::mem::take(&mut so_far.frames), so_far.hint);
            Replay { frames, end: so_far.end, hint, wanted: Arc::clone(&wanted) }
        });
        (RequestBody::new(replay), wanted)
    }
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
                Some(Ok(frame)) => so_far.frames.extend(frame.data_ref().cloned()),
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
    frames: VecDeque<Bytes>,
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
        if let Some(frame) = self.frames.pop_front() {
            return Poll::Ready(Some(Ok(Frame::data(frame))));
        }
        match self.end {
            End::Whole => return Poll::Ready(None),
            End::Broken => {}
            End::Unknown => self.wanted.store(true, Ordering::Release),
        }
        Poll::Ready(Some(Err(Box::new(Unread))))
    }

    fn is_end_stream(&self) -> bool {
        self.frames.is_empty() && self.end == End::Whole
    }

    /// As the first policy saw it before it read.
    fn size_hint(&self) -> SizeHint {
        self.hint
    }
}
