//! Writes records, one line each, on a thread of its own.

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::teller::Teller;
use super::worker::Worker;

/// Lines that may wait to be written.
const WAITING: usize = 8192;

/// Bytes of lines that may wait.
const WAITING_BYTES: usize = 16 * 1024 * 1024;

/// From so many bytes on, lines are written before the next ones are taken.
const BATCH: usize = 64 * 1024;

/// Where lines are handed in. What finds no room is lost, and is told to be.
pub(super) struct Records {
    lines: Option<SyncSender<String>>,
    waiting_bytes: Arc<AtomicUsize>,
    teller: Arc<Teller>,
    worker: Option<Worker>,
}

impl Records {
    /// Begins to write.
    pub(super) fn begin(output: Box<dyn Write + Send>, teller: Arc<Teller>) -> Records {
        let (lines, waiting) = sync_channel(WAITING);
        let waiting_bytes = Arc::new(AtomicUsize::new(0));
        let worker = {
            let (bytes, teller) = (Arc::clone(&waiting_bytes), Arc::clone(&teller));
            Worker::begin("gatewright-records", move || write(&waiting, output, &bytes, &teller))
        };
        Records { lines: Some(lines), waiting_bytes, teller, worker }
    }

    /// Hands a line in, without its end; never waits.
    pub(super) fn push(&self, line: String) {
        let length = line.len();
        let before = self.waiting_bytes.fetch_add(length, Ordering::AcqRel);
        let has_room = before.saturating_add(length) <= WAITING_BYTES;
        let lines = self.lines.as_ref().filter(|_| has_room);
        let pushed = lines.map(|lines| lines.try_send(line));
        if !matches!(pushed, Some(Ok(()))) {
            self.waiting_bytes.fetch_sub(length, Ordering::AcqRel);
            self.teller.lose(1);
        }
    }
}

impl Drop for Records {
    fn drop(&mut self) {
        self.lines = None;
        if let Some(worker) = &self.worker {
            worker.finish();
        }
    }
}

fn write(
    waiting: &Receiver<String>,
    mut output: Box<dyn Write + Send>,
    waiting_bytes: &AtomicUsize,
    teller: &Teller,
) {
    let mut batch = Vec::new();
    while let Ok(first) = waiting.recv() {
        let mut lines = 0;
        let mut next = Some(first);
        while let Some(line) = next {
            waiting_bytes.fetch_sub(line.len(), Ordering::AcqRel);
            batch.extend_from_slice(line.as_bytes());
            batch.push(b'\n');
            lines += 1;
            next = if batch.len() < BATCH { waiting.try_recv().ok() } else { None };
        }
        // What panics there ends neither this thread nor the service.
        let written = catch_unwind(AssertUnwindSafe(|| {
            output.write_all(&batch).and_then(|()| output.flush())
        }));
        if !matches!(written, Ok(Ok(()))) {
            teller.lose(lines);
        }
        batch.clear();
    }
}
