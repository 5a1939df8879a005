//! Standard output and standard error, whose ends may be gone or full.

use std::io::{self, Write as _};

use gatewright_compiler::diagnostic::codes;

use crate::failure::Failure;

/// Prints a text.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes()).and_then(|()| output.flush()).map_err(|error| {
        Failure::io(codes::OUTPUT_UNWRITABLE, "the standard output cannot be written", &error)
    })
}

/// Says on standard error what was done. Nobody listening there is no failure.
pub(crate) fn tell(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
