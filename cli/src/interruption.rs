//! Signals that would end the program between its first new file and its last, or before a file is whole.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag::register;

/// Remembers that somebody asked the program to end, so that it removes its half-written files first.
pub(crate) struct Interruption {
    asked: Arc<AtomicBool>,
}

impl Interruption {
    /// From now on such signals are remembered. A file that grows beyond the process's limit is a failed write.
    pub(crate) fn watch() -> io::Result<Interruption> {
        let asked = Arc::new(AtomicBool::new(false));
        for signal in [SIGHUP, SIGINT, SIGTERM] {
            register(signal, Arc::clone(&asked))?;
        }
        register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
        Ok(Interruption { asked })
    }

    /// Fails once somebody has asked.
    pub(crate) fn check(&self) -> io::Result<()> {
        if self.asked.load(Ordering::Relaxed) {
            return Err(io::Error::new(io::ErrorKind::Interrupted, "interrupted"));
        }
        Ok(())
    }
}
