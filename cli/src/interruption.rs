//! Signals that would end the program between its first new file and its last, or before a file is whole.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag::register;

/// Signals are watched once in a program: who asked while one file was written has asked for all.
static WATCHED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Remembers that somebody asked the program to end, so that it removes its half-written files first.
pub(crate) struct Interruption {
    asked: Arc<AtomicBool>,
}

impl Interruption {
    /// From now on such signals are remembered. A file that grows beyond the process's limit is a failed write.
    pub(crate) fn watch() -> io::Result<Interruption> {
        if let Some(asked) = WATCHED.get() {
            return Ok(Interruption { asked: Arc::clone(asked) });
        }
        let asked = Arc::new(AtomicBool::new(false));
        for signal in [SIGHUP, SIGINT, SIGTERM] {
            register(signal, Arc::clone(&asked))?;
        }
        register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
        Ok(Interruption { asked: Arc::clone(WATCHED.get_or_init(|| asked)) })
    }

    /// Fails once somebody has asked.
    pub(crate) fn check(&self) -> io::Result<()> {
        if self.asked.load(Ordering::Relaxed) {
            return Err(io::Error::new(io::ErrorKind::Interrupted, "interrupted"));
        }
        Ok(())
    }
}
