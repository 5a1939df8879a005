//! How text is written in each of the places that the artefacts have for it. Lowering calls these; templates never do.

use std::fmt::Write as _;

/// A JSON string with its quotes. Everything outside printable ASCII is escaped, so that no reader's notion of line
/// breaks or encodings matters.
pub(super) fn json_string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            ' '..='~' => quoted.push(character),
            other => {
                let mut units = [0; 2];
                for unit in other.encode_utf16(&mut units) {
                    // Writing to a string cannot fail.
                    let _ = write!(quoted, "\\u{unit:04x}");
                }
            }
        }
    }
    quoted.push('"');
    quoted
}

/// Text for Envoy's format strings, in which `%` begins a command.
pub(super) fn format_text(text: &str) -> String {
    text.replace('%', "%%")
}

/// A Lua string with its quotes: printable ASCII as it is, every other octet as three decimal digits.
pub(super) fn lua_string(octets: &[u8]) -> String {
    let mut quoted = String::with_capacity(octets.len() + 2);
    quoted.push('"');
    for &octet in octets {
        match octet {
            b'"' => quoted.push_str("\\\""),
            b'\\' => quoted.push_str("\\\\"),
            b' '..=b'~' => quoted.push(char::from(octet)),
            other => {
                // Writing to a string cannot fail.
                let _ = write!(quoted, "\\{other:03}");
            }
        }
    }
    quoted.push('"');
    quoted
}

/// Text for a Lua comment of one line.
pub(super) fn lua_comment(text: &str) -> String {
    text.chars()
        .map(|character| if (' '..='~').contains(&character) { character } else { '?' })
        .collect()
}

#[cfg(test)]
mod tests;
