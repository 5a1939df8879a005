//! `cors`: what browsers are told about pages of other origins.

use std::borrow::Cow;

use gatewright_core::policy::Method;
use gatewright_core::primitive::cors::{ANSWER_HEADERS, Callable, Preflight};
use gatewright_core::primitive::header;
use gatewright_core::primitive::lifetime::is_past;
use gatewright_core::primitive::path::Target;
use gatewright_core::refusal::Refusal;
use http::header::{ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::{Answers, HeaderLine};
use crate::layer::Call;

/// Which pages may call: one `cors` declaration.
#[derive(Debug)]
pub struct Pages {
    /// Those of origins that the policy lists.
    pub listed: &'static [(&'static str, PagesOf)],
    /// All others.
    pub others: PagesOf,
    /// How long a browser may keep the answer to a preflight, in seconds.
    pub max_age: Option<u64>,
}

/// What is said about pages of one origin.
#[derive(Debug)]
pub struct PagesOf {
    /// In answers to their requests.
    pub answer: &'static [HeaderLine],
    /// What lets them read an answer, as a preflight is told it; nothing where they may not.
    pub readable: Option<&'static [(&'static str, &'static str)]>,
}

impl Pages {
    fn of(&self, origin: Option<&[u8]>) -> &PagesOf {
        let mut listed = self.listed.iter();
        let found = listed.find(|(listed, _)| Some(listed.as_bytes()) == origin);
        found.map_or(&self.others, |(_, pages)| pages)
    }

    pub(super) fn answer(&self, origin: Option<&[u8]>) -> &'static [HeaderLine] {
        self.of(origin).answer
    }
}

/// Removes what a handler says to browsers of other origins.
pub(super) fn remove(headers: &mut HeaderMap) {
    for name in ANSWER_HEADERS {
        headers.remove(name);
    }
}

/// A route as preflights ask about it.
#[derive(Debug)]
pub struct Page {
    /// The route's name.
    pub route: &'static str,
    /// Its method.
    pub method: Method,
    /// The second from which on it is gone.
    pub sunset: Option<i64>,
    /// Which pages may call it.
    pub pages: Option<&'static Pages>,
    /// The headers that they may send.
    pub sendable: &'static [&'static str],
    /// Whether those who may not call it learn that it exists.
    pub visibility: PageVisibility,
    /// What its answers are made by.
    pub answers: Option<&'static Answers>,
}

/// Whether a route's 403 is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageVisibility {
    /// It is.
    Shown,
    /// It is a 404.
    Hidden,
}

/// A preflight's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredPreflight {
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Page {
    /// Stage 5: whether the page may send what its browser asks for.
    ///
    /// # Errors
    ///
    /// [`Refusal::sunset`] and [`Refusal::preflight`].
    pub fn answer(
        &self,
        call: &mut Call,
        target: &Target<'_>,
    ) -> Result<AnsweredPreflight, Refusal> {
        call.route = Some(self.route);
        if let Some(answers) = self.answers {
            call.answers_to_preflight(answers, target);
        }
        if self.sunset.is_some_and(|sunset| is_past(sunset, call.now)) {
            return Err(Refusal::sunset(self.route));
        }
        let refused = || {
            let refusal = Refusal::preflight(self.route);
            match self.visibility {
                PageVisibility::Shown => refusal,
                PageVisibility::Hidden => refusal.hidden(),
            }
        };
        let pages = self.pages.ok_or_else(refused)?;
        let asked = call.asked();
        let readable = pages.of(Some(asked.origin)).readable;
        let callable = Callable {
            method: self.method,
            readable: readable.map(|lines| {
                lines.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
            }),
            may_send: |name: &str| self.sendable.contains(&name),
            max_age: pages.max_age,
        };
        let headers = asked.answer_as(&callable).map_err(|_| refused())?;
        Ok(AnsweredPreflight { headers })
    }
}

impl Call {
    /// The method that a browser asks about on behalf of a page: in an OPTIONS with an origin and a method.
    #[must_use]
    pub fn preflight(&self, method: Method) -> Option<Cow<'_, str>> {
        let headers = &self.head.headers;
        let is_asked = method == Method::Options
            && headers.contains_key(ORIGIN)
            && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        is_asked.then(|| self.joined(&ACCESS_CONTROL_REQUEST_METHOD))
    }

    /// What a page wants to send.
    fn asked(&self) -> Preflight<'_> {
        let origin = self.head.headers.get(ORIGIN).map(HeaderValue::as_bytes);
        Preflight {
            origin: origin.unwrap_or_default().trim_ascii(),
            method: self.joined(&ACCESS_CONTROL_REQUEST_METHOD).into_owned(),
            headers: self.joined(&ACCESS_CONTROL_REQUEST_HEADERS).into_owned(),
        }
    }

    fn joined(&self, name: &HeaderName) -> Cow<'_, str> {
        let lines = self.head.headers.get_all(name).iter();
        header::text(lines.map(HeaderValue::as_bytes)).unwrap_or_default()
    }
}
