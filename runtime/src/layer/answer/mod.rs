//! Stage 14: what the client gets, where the policy says more of answers than that refusals are problem documents.

mod headers;
mod limits;
mod pages;
mod returns;

use bytes::Bytes;
use gatewright_core::primitive::path::Target;
use gatewright_core::refusal::Refusal;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};

pub use headers::{ConnectionHeaders, HeaderLine};
pub(super) use limits::{Asked, Told};
pub use pages::{AnsweredPreflight, Page, PageVisibility, Pages, PagesOf};
pub use returns::Returned;

use super::derived_path::{PathPart, filled};
use super::{AnswerBody, Call};

/// What the policy says of the answers of a route, or of those before a route is chosen; a static of its module.
#[derive(Debug)]
pub struct Answers {
    /// What every answer carries, and what none does.
    pub headers: &'static ConnectionHeaders,
    /// The limits that it asks, where answers tell of them.
    pub limits: &'static [HeaderLine],
    /// How long the route is to be used.
    pub lifetime: &'static [HeaderLine],
    /// The path that takes its place, where that has parameters of the request's own.
    pub successor: &'static [PathPart],
    /// Which pages in browsers may call it.
    pub pages: Option<&'static Pages>,
    /// What leaves of the handler's errors.
    pub errors: HandlerErrors,
    /// What leaves of the handler's bodies.
    pub returns: Option<Returned>,
}

/// What leaves of a 5xx that the handler answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandlerErrors {
    /// All of it.
    Forwarded,
    /// Nothing but its status.
    Cleaned,
}

/// What the answer to one request is made by, noted before a handler gets the request.
#[derive(Debug)]
pub(super) struct Answering {
    answers: &'static Answers,
    /// What pages in browsers are told.
    pages: &'static [HeaderLine],
    successor: Option<HeaderValue>,
    /// What remains of limits.
    standings: Option<HeaderValue>,
    method: Method,
    connection: Connection,
}

/// Whether the connection is one over TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Connection {
    Plain,
    Tls,
}

impl Answering {
    /// For a request that no route is chosen for.
    pub(super) fn of(answers: &'static Answers, call: &Call) -> Answering {
        let connection = match call.connection_tls() {
            Some(_) => Connection::Tls,
            None => Connection::Plain,
        };
        let method = call.head.method.clone();
        Answering { answers, pages: &[], successor: None, standings: None, method, connection }
    }

    /// The handler's answer as it leaves, or the refusal that takes its place.
    pub(super) async fn of_handler<R>(
        &self,
        mut response: Response<R>,
    ) -> Result<Response<R>, Refusal>
    where
        R: http_body::Body<Data = Bytes> + From<AnswerBody>,
    {
        self.require_clean(&response)?;
        if let Some(returns) = &self.answers.returns {
            response = returns.project(response, &self.method).await?;
        }
        let headers = response.headers_mut();
        if self.answers.pages.is_some() {
            pages::remove(headers);
        }
        self.answers.headers.replace(headers, self.connection);
        for (name, value) in self.own() {
            headers::set(headers, name, value);
        }
        Ok(response)
    }

    /// Adds to the headers of an answer that no handler gave, a refusal or that to a preflight, what the policy says of it.
    pub(super) fn of_own(&self, headers: &mut HeaderMap) {
        for (name, value) in self.own() {
            headers.append(name.clone(), value.clone());
        }
        self.answers.headers.add(headers, self.connection);
    }

    /// Refuses an answer of which nothing but the status leaves.
    fn require_clean<R>(&self, response: &Response<R>) -> Result<(), Refusal> {
        match self.answers.errors {
            HandlerErrors::Forwarded => return Ok(()),
            HandlerErrors::Cleaned => {}
        }
        let status = response.status();
        if status.is_server_error() {
            let values = response.headers().get_all(http::header::RETRY_AFTER).iter();
            let values = values.map(|value| value.as_bytes().trim_ascii());
            return Err(Refusal::cleaned(status.as_u16(), values));
        }
        // No status at all, or a connection that is to become another.
        if status < StatusCode::OK || status.as_u16() > 599 {
            return Err(Refusal::upstream());
        }
        Ok(())
    }

    /// The headers of the route's answers, whoever gives them.
    fn own(&self) -> impl Iterator<Item = (&http::HeaderName, &HeaderValue)> {
        let Answers { lifetime, limits: quotas, .. } = self.answers;
        let lines = lifetime.iter().chain(self.pages).chain(*quotas);
        let successor = self.successor.iter().map(|value| (&http::header::LINK, value));
        let standings = self.standings.iter().map(|value| (&limits::STANDINGS, value));
        lines.map(|(name, value)| (name, value)).chain(successor).chain(standings)
    }
}

impl Call {
    /// Says what the answers of the route that was chosen are made by.
    pub fn answers(&mut self, answers: &'static Answers, target: &Target<'_>) {
        let mut answering = Answering::of(answers, self);
        answering.successor = successor(answers, target);
        if let Some(pages) = answers.pages {
            let origin = self.head.headers.get(http::header::ORIGIN);
            answering.pages = pages.answer(origin.map(|origin| origin.as_bytes().trim_ascii()));
        }
        self.answering = Some(answering);
    }

    /// The same for a preflight, which is told nothing of pages but in its own answer.
    fn answers_to_preflight(&mut self, answers: &'static Answers, target: &Target<'_>) {
        let mut answering = Answering::of(answers, self);
        answering.successor = successor(answers, target);
        self.answering = Some(answering);
    }
}

fn successor(answers: &Answers, target: &Target<'_>) -> Option<HeaderValue> {
    if answers.successor.is_empty() {
        return None;
    }
    let path = filled(answers.successor, target)?;
    HeaderValue::try_from(format!("<{path}>; rel=\"successor-version\"")).ok()
}
