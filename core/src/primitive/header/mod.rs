//! What several lines of one header mean (RFC 9110 §5.3).
//!
//! Proxies and servers may join the lines of a header with commas before a rule sees them, and leave empty ones out. So no
//! rule depends on whether they did.

use std::borrow::Cow;

/// Headers that are lists or free text, of which a rule reads all lines, in lower case.
pub const JOINED: [&str; 11] = [
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "access-control-request-headers",
    "access-control-request-method",
    "cache-control",
    "content-encoding",
    "content-language",
    "referer",
    "user-agent",
];

/// Headers that have one value, of whose lines servers are known to make one; in lower case. No value of theirs that means
/// anything holds a comma without a space after it.
pub const JOINED_THOUGH_SINGLE: [&str; 3] = ["authorization", "content-type", "origin"];

/// What several lines of a header mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repetition {
    /// The request is ambiguous: 400.
    Refused,
    /// They are one value, in which commas part them.
    Joined,
}

/// Headers that mean something to the connection only (RFC 9110 §7.6.1), in lower case.
pub const HOP_BY_HOP: [&str; 8] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

impl Repetition {
    /// What several lines of the header mean whose name, in lower case, is given.
    #[must_use]
    pub fn of(name: &str) -> Repetition {
        if JOINED.contains(&name) { Repetition::Joined } else { Repetition::Refused }
    }
}

/// Whether a header that has one value stands more than once, or may have before somebody joined its lines. `name` is in
/// lower case.
#[must_use]
pub fn is_repeated<'v>(name: &str, lines: impl IntoIterator<Item = &'v [u8]>) -> bool {
    let mut lines = lines.into_iter();
    let Some(line) = lines.next() else { return false };
    let joins = |pair: &[u8]| matches!(pair, [b',', next] if !matches!(next, b' ' | b'\t'));
    lines.next().is_some() || (JOINED_THOUGH_SINGLE.contains(&name) && line.windows(2).any(joins))
}

/// What a condition reads of a header: its lines without outer spaces and tabs, joined with commas where several are not
/// empty. Missing where there is no line, where the value is not UTF-8, and where it holds U+FFFD, which stands for octets
/// that were not.
#[must_use]
pub fn text<'v>(lines: impl IntoIterator<Item = &'v [u8]>) -> Option<Cow<'v, str>> {
    let mut value: Option<Cow<'v, str>> = None;
    for line in lines {
        let line = std::str::from_utf8(line).ok()?.trim_matches([' ', '\t']);
        match &mut value {
            None => value = Some(Cow::Borrowed(line)),
            Some(before) if before.is_empty() => *before = Cow::Borrowed(line),
            Some(_) if line.is_empty() => {}
            Some(before) => {
                let before = before.to_mut();
                before.push(',');
                before.push_str(line);
            }
        }
    }
    value.filter(|value| !value.contains(char::REPLACEMENT_CHARACTER))
}

#[cfg(test)]
mod tests;
