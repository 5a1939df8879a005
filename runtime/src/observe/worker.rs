//! A thread that works beside the requests.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long the end of a policy waits for what is still to be written.
const PATIENCE: Duration = Duration::from_secs(5);

/// A thread. When it ends, so does the channel.
pub(super) struct Worker(Mutex<Receiver<()>>);

impl Worker {
    /// Begins; nothing where the system has no thread left.
    pub(super) fn begin(name: &str, work: impl FnOnce() + Send + 'static) -> Option<Worker> {
        let (working, done) = channel();
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            let _working = working;
            work();
        });
        thread.ok().map(|_| Worker(Mutex::new(done)))
    }

    /// Waits until it has ended, but not forever.
    pub(super) fn finish(&self) {
        let done = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match done.recv_timeout(PATIENCE) {
            Ok(()) | Err(RecvTimeoutError::Disconnected | RecvTimeoutError::Timeout) => {}
        }
    }
}
