//! Stage 1 on what the HTTP server has already read: method, target length, Host, repeated headers.

use std::borrow::Cow;

use gatewright_core::policy::Method;
use gatewright_core::primitive::header;
use gatewright_core::refusal::Refusal;
use http::header::{CONTENT_LENGTH, HOST};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Version};

use super::Call;

/// Longest path with query, in bytes.
const TARGET_MAX: usize = 4096;

/// Largest header section, in bytes: names, values and four more for each line.
const HEADERS_MAX: usize = 64 * 1024;

/// Removes headers whose names hold anything but letters, digits and `-`: servers behind that follow CGI read `_`, and
/// some of them `.` and the like, as if it were `-`.
pub(super) fn drop_ambiguous(headers: &mut HeaderMap) {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let dropped: Vec<HeaderName> =
        headers.keys().filter(|name| !name.as_str().bytes().all(is_plain)).cloned().collect();
    for name in dropped {
        headers.remove(name);
    }
}

impl Call {
    /// Stage 1. `single_valued` are the headers, besides Host and Content-Length, of which a rule reads one value.
    ///
    /// # Errors
    ///
    /// [`Refusal::wire`], [`Refusal::target_too_long`] and [`Refusal::headers_too_large`].
    pub fn wire(&self, single_valued: &[&str]) -> Result<Method, Refusal> {
        self.require_outermost()?;
        let method = self.known_method()?;
        let target = self.head.uri.path_and_query().map_or("", |target| target.as_str());
        if target.len() > TARGET_MAX {
            return Err(Refusal::target_too_long());
        }
        let size =
            |(name, value): (&HeaderName, &HeaderValue)| name.as_str().len() + value.len() + 4;
        if self.head.headers.iter().map(size).sum::<usize>() > HEADERS_MAX {
            return Err(Refusal::headers_too_large());
        }
        self.host_name()?;
        let lines = |name: &&str| self.head.headers.get_all(*name).into_iter();
        let repeated =
            |name: &&str| header::is_repeated(name, lines(name).map(HeaderValue::as_bytes));
        if single_valued.iter().any(repeated) || repeated(&CONTENT_LENGTH.as_str()) {
            return Err(Refusal::wire());
        }
        Ok(method)
    }

    /// The one host that the request names. HTTP/2 and later name it in `:authority`; a Host beside it must say the same.
    ///
    /// # Errors
    ///
    /// [`Refusal::wire`] where it names none, or more than one.
    pub fn host_name(&self) -> Result<Cow<'_, str>, Refusal> {
        let mut hosts = self.head.headers.get_all(HOST).iter();
        let host = match (hosts.next(), hosts.next()) {
            (None, _) => None,
            (Some(host), None) => Some(String::from_utf8_lossy(host.as_bytes())),
            (Some(_), Some(_)) => return Err(Refusal::wire()),
        };
        match (host, authority(&self.head)) {
            (Some(host), None) => Ok(host),
            (None, Some(authority)) => Ok(Cow::Borrowed(authority)),
            (Some(host), Some(authority)) if host.eq_ignore_ascii_case(authority) => Ok(host),
            (Some(_), Some(_)) | (None, None) => Err(Refusal::wire()),
        }
    }
}

/// The host of HTTP/2 and later; in HTTP/1 an authority is an absolute form, which stage 2 refuses.
fn authority(head: &Parts) -> Option<&str> {
    let authority = head.uri.authority().map(http::uri::Authority::as_str);
    authority.filter(|_| head.version > Version::HTTP_11)
}
