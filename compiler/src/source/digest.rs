//! SHA-256 of texts.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::Source;

/// The digest of a text in lower-case hexadecimal digits.
pub(crate) fn digest(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::with_capacity(64), |mut digits, byte| {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// What `sha256sum` prints for a file. It escapes what would end the line, and begins such a line with a backslash.
pub(super) fn line(file: &Source) -> String {
    let path = file.path();
    let escaped = path.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
    let mark = if escaped == path { "" } else { "\\" };
    format!("{mark}{}  {escaped}\n", digest(file.text()))
}
