//! Cookies of a request.

use std::borrow::Cow;

use gatewright_core::primitive::{cookie, header};
use gatewright_core::refusal::Refusal;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use super::Call;

impl Call {
    /// Stage 1 for the cookies of which a rule reads one value.
    ///
    /// # Errors
    ///
    /// [`Refusal::wire`] where one of them stands twice.
    pub fn require_single_cookies(&self, names: &[&str]) -> Result<(), Refusal> {
        let is_repeated = |name: &&str| self.cookies(name).len() > 1;
        if names.iter().any(is_repeated) { Err(Refusal::wire()) } else { Ok(()) }
    }

    /// What a condition reads of a cookie, as [`header::text`] says.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<Cow<'_, str>> {
        header::text(self.cookies(name))
    }

    /// The credential that a cookie presents.
    #[must_use]
    pub fn credential_cookie(&self, name: &str) -> Option<&[u8]> {
        self.cookies(name).first().copied()
    }

    /// The values of all cookies of this name.
    pub(super) fn cookies(&self, name: &str) -> Vec<&[u8]> {
        let lines = self.head.headers.get_all(COOKIE);
        cookie::values(lines.iter().map(HeaderValue::as_bytes), name)
    }
}

/// Takes cookies out of the lines in which they stand.
pub(super) fn remove(headers: &mut HeaderMap, names: &[&str]) {
    let lines: Vec<HeaderValue> = headers.get_all(COOKIE).iter().cloned().collect();
    headers.remove(COOKIE);
    let kept = lines.iter().filter_map(|line| cookie::without(line.as_bytes(), names));
    for line in kept.filter_map(|line| HeaderValue::from_bytes(&line).ok()) {
        headers.append(COOKIE, line);
    }
}
