//! A second policy, decided beside the first: what it would do is told where that differs, and never done.

mod replay;

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::Poll;

use gatewright_core::refusal::Refusal;
use http::Request;
use http::request::Parts;
use tokio::runtime::Handle;

use super::Watch;
use crate::judgement::{Ending, Judgement};
use crate::layer::{Call, Guard, Passed, RequestBody};
use crate::notice::Notice;
use replay::{Replayed, Seen, noted};

/// Decisions of the second policy that may wait for other servers at the same time.
const WAITING: usize = 1024;

/// Bytes of bodies that they may hold meanwhile.
const WAITING_BYTES: usize = 64 * 1024 * 1024;

/// The second policy.
pub(super) struct Shadow {
    policy: Arc<dyn Second>,
    waiting: Arc<Waiting>,
}

/// The decisions that wait.
#[derive(Default)]
struct Waiting {
    decisions: AtomicUsize,
    bytes: AtomicUsize,
}

/// A request as the second policy gets it, before the first one decides.
pub(super) struct Reflection {
    head: Parts,
    body: Seen,
}

type Deciding = Pin<Box<dyn Future<Output = Judgement> + Send>>;

/// A policy of whatever type.
trait Second: Send + Sync {
    fn start(&self);

    fn decide(self: Arc<Self>, request: Request<RequestBody>, wanted: Arc<AtomicBool>) -> Deciding;
}

impl<G: Guard> Second for G {
    fn start(&self) {
        Guard::start(self);
    }

    fn decide(self: Arc<Self>, request: Request<RequestBody>, wanted: Arc<AtomicBool>) -> Deciding {
        Box::pin(async move {
            let mut call = Call::new(request, self.clock());
            let verdict = Guard::decide(&*self, &mut call).await;
            // What it made of a body that it could not read means nothing.
            let ending =
                if wanted.load(Ordering::Acquire) { Ending::Unread } else { Ending::of(&verdict) };
            Judgement { ending, route: call.route, digest: G::DIGEST }
        })
    }
}

impl Ending {
    pub(super) fn of(verdict: &Result<Passed, Refusal>) -> Ending {
        match verdict {
            Ok(Passed::Admitted) => Ending::Admitted,
            Ok(Passed::Answered(_)) => Ending::Preflight,
            Err(refusal) => {
                Ending::Refused { rule: refusal.rule.clone(), status: refusal.status().code() }
            }
        }
    }
}

impl Shadow {
    pub(super) fn new(policy: impl Guard) -> Shadow {
        policy.become_shadow();
        Shadow { policy: Arc::new(policy), waiting: Arc::default() }
    }

    /// Lets it fetch what it asks other servers for.
    pub(super) fn start(&self) {
        self.policy.start();
    }

    /// Keeps what the second policy needs of a request.
    pub(super) fn reflect(call: &mut Call) -> Reflection {
        let (body, seen) = noted(std::mem::take(&mut call.body));
        call.body = body;
        Reflection { head: call.head.clone(), body: seen }
    }

    /// Lets the second policy decide, and tells where it differs. What it can decide at once is told before this returns;
    /// nobody waits for what it has to ask other servers, and whatever goes wrong in it stays there.
    pub(super) async fn compare(&self, watch: &Arc<Watch>, request: Reflection, first: Judgement) {
        let Replayed { body, length, wanted } = request.body.replay();
        let request = Request::from_parts(request.head, body);
        let mut deciding = Arc::clone(&self.policy).decide(request, wanted);
        let polled = poll_fn(|context| {
            let poll = || deciding.as_mut().poll(context);
            Poll::Ready(catch_unwind(AssertUnwindSafe(poll)))
        });
        match polled.await {
            Ok(Poll::Ready(second)) => watch.compared(first, Some(second)),
            Err(_) => watch.compared(first, None),
            Ok(Poll::Pending) => self.compare_later(watch, deciding, length, first),
        }
    }

    fn compare_later(
        &self,
        watch: &Arc<Watch>,
        deciding: Deciding,
        bytes: usize,
        first: Judgement,
    ) {
        let waiting = Arc::clone(&self.waiting);
        let others = waiting.decisions.fetch_add(1, Ordering::AcqRel);
        let other_bytes = waiting.bytes.fetch_add(bytes, Ordering::AcqRel);
        let has_room = others < WAITING && other_bytes.saturating_add(bytes) <= WAITING_BYTES;
        let watch = Arc::clone(watch);
        let comparison = Comparison { watch, first: Some(first), waiting, bytes };
        if let (true, Ok(runtime)) = (has_room, Handle::try_current()) {
            runtime.spawn(async move {
                let mut comparison = comparison;
                let second = deciding.await;
                comparison.end(Some(second));
            });
        }
    }
}

/// A decision that is waited for. Where it panics or is never made, that is told when this is dropped.
struct Comparison {
    watch: Arc<Watch>,
    first: Option<Judgement>,
    waiting: Arc<Waiting>,
    bytes: usize,
}

impl Comparison {
    fn end(&mut self, second: Option<Judgement>) {
        if let Some(first) = self.first.take() {
            self.watch.compared(first, second);
        }
    }
}

impl Drop for Comparison {
    fn drop(&mut self) {
        self.waiting.decisions.fetch_sub(1, Ordering::AcqRel);
        self.waiting.bytes.fetch_sub(self.bytes, Ordering::AcqRel);
        self.end(None);
    }
}

impl Watch {
    /// Tells where two decisions differ, or that there is no second one.
    fn compared(&self, decided: Judgement, shadow: Option<Judgement>) {
        let comparison = match &shadow {
            None => Compared::Failed,
            Some(shadow) if decided.agrees_with(shadow) => Compared::Same,
            Some(_) => Compared::Different,
        };
        if let Some(metrics) = &self.metrics {
            metrics.count_comparison(comparison);
        }
        if let (Compared::Different | Compared::Failed, Some(teller)) = (comparison, &self.teller) {
            teller.tell(match shadow {
                Some(shadow) => Notice::Differs { decided, shadow },
                None => Notice::Uncompared { decided },
            });
        }
    }
}

/// What came of comparing two decisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compared {
    Same,
    Different,
    /// The second one was not made.
    Failed,
}

impl Compared {
    pub(super) const ALL: [Compared; 3] = [Compared::Same, Compared::Different, Compared::Failed];

    /// As metrics name it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Compared::Same => "same",
            Compared::Different => "different",
            Compared::Failed => "failed",
        }
    }
}
