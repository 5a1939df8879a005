//! Tells notices that come of requests, so that no request waits for whoever is told.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use super::metrics::Metrics;
use super::worker::Worker;
use crate::notice::{Notice, Notices};

/// Notices that may wait.
const WAITING: usize = 1024;

/// Least time between two notices of what was lost.
const PAUSE: Duration = Duration::from_secs(1);

/// What tells.
pub(super) struct Teller {
    messages: Option<SyncSender<Message>>,
    losses: Arc<Losses>,
    metrics: Option<Metrics>,
    worker: Option<Worker>,
}

enum Message {
    /// This.
    Notice(Box<Notice>),
    /// Something was lost, and it is to be said how much.
    Lost,
}

/// What could not be recorded or told, and has not been told to be lost yet.
#[derive(Default)]
struct Losses {
    lines: AtomicU64,
    notices: AtomicU64,
    /// Whether the thread has been asked to tell.
    is_announced: AtomicBool,
}

impl Teller {
    pub(super) fn begin(notices: Notices, metrics: Option<Metrics>) -> Teller {
        let (messages, waiting) = sync_channel(WAITING);
        let losses = Arc::new(Losses::default());
        let worker = {
            let losses = Arc::clone(&losses);
            Worker::begin("gatewright-notices", move || tell(&waiting, &losses, &notices))
        };
        Teller { messages: Some(messages), losses, metrics, worker }
    }

    /// Says that so many lines were lost, soon.
    pub(super) fn lose(&self, lines: u64) {
        self.losses.lines.fetch_add(lines, Ordering::AcqRel);
        if let Some(metrics) = &self.metrics {
            metrics.count_lost_records(lines);
        }
        self.announce_losses();
    }

    /// Tells this, soon.
    pub(super) fn tell(&self, notice: Notice) {
        if !self.send(Message::Notice(Box::new(notice))) {
            self.losses.notices.fetch_add(1, Ordering::AcqRel);
            self.announce_losses();
        }
    }

    fn announce_losses(&self) {
        if !self.losses.is_announced.swap(true, Ordering::AcqRel) && !self.send(Message::Lost) {
            self.losses.is_announced.store(false, Ordering::Release);
        }
    }

    fn send(&self, message: Message) -> bool {
        self.messages.as_ref().is_some_and(|messages| messages.try_send(message).is_ok())
    }
}

impl Drop for Teller {
    fn drop(&mut self) {
        self.messages = None;
        if let Some(worker) = &self.worker {
            worker.finish();
        }
    }
}

fn tell(waiting: &Receiver<Message>, losses: &Losses, notices: &Notices) {
    while let Ok(message) = waiting.recv() {
        match message {
            Message::Notice(notice) => {
                tell_one(&notice, notices);
                // Where there was no room to announce losses, there may be now.
                if !losses.is_announced.load(Ordering::Acquire) {
                    tell_losses(losses, notices);
                }
            }
            Message::Lost => {
                tell_losses(losses, notices);
                std::thread::sleep(PAUSE);
                losses.is_announced.store(false, Ordering::Release);
            }
        }
    }
    tell_losses(losses, notices);
}

fn tell_losses(losses: &Losses, notices: &Notices) {
    let lines = losses.lines.swap(0, Ordering::AcqRel);
    if lines > 0 {
        tell_one(&Notice::Unrecorded { lines }, notices);
    }
    let untold = losses.notices.swap(0, Ordering::AcqRel);
    if untold > 0 {
        tell_one(&Notice::Untold { notices: untold }, notices);
    }
}

/// Whoever is told may panic: the next notice is told all the same.
fn tell_one(notice: &Notice, notices: &Notices) {
    let _ = catch_unwind(AssertUnwindSafe(|| notices.tell(notice)));
}
