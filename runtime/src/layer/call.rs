//! A request on its way through the stages.

use std::net::{IpAddr, SocketAddr};

use axum::body::Body;
use axum::extract::{ConnectInfo, OriginalUri, Request};
use gatewright_core::refusal::Refusal;
use http::request::Parts;

use super::wire;
use crate::clock::Clock;

/// The address of whoever opened the connection. Code that serves without axum's
/// [`ConnectInfo<SocketAddr>`](axum::extract::ConnectInfo) puts it into each request's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerAddress(pub IpAddr);

/// A request on its way through the stages: its head, its body, and what has been found out so far.
#[derive(Debug)]
pub struct Call {
    /// The head. Header names with `_` are gone before anything reads them.
    pub head: Parts,
    /// The body as it arrives; what is here when the decision stands is what the handler gets.
    pub body: Body,
    /// The route, once it is chosen.
    pub route: Option<&'static str>,
    /// Seconds since 1970, the same for every check of this request.
    pub now: i64,
    /// Nanoseconds on the clock that limits count by.
    pub nanos: u64,
}

impl Call {
    /// Begins the decision on a request.
    #[must_use]
    pub fn new(request: Request, clock: &dyn Clock) -> Call {
        let (mut head, body) = request.into_parts();
        wire::drop_underscored(&mut head.headers);
        let (now, nanos) = (clock.unix_seconds(), clock.monotonic_nanos());
        Call { head, body, route: None, now, nanos }
    }

    /// Refuses to decide where a router around the layer has cut a prefix off the path: the policy names the paths that
    /// clients send.
    ///
    /// # Errors
    ///
    /// [`Refusal::internal`].
    pub fn require_outermost(&self) -> Result<(), Refusal> {
        match self.head.extensions.get::<OriginalUri>() {
            Some(OriginalUri(original)) if *original != self.head.uri => Err(Refusal::internal()),
            Some(_) | None => Ok(()),
        }
    }

    /// Who opened the connection; [`PeerAddress`] before [`ConnectInfo`].
    ///
    /// # Errors
    ///
    /// [`Refusal::internal`] where the server tells neither.
    pub fn peer(&self) -> Result<IpAddr, Refusal> {
        let extensions = &self.head.extensions;
        let told = extensions.get::<PeerAddress>().map(|peer| peer.0);
        let connected = || extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        told.or_else(connected).ok_or_else(Refusal::internal)
    }

    /// The request as it goes on.
    #[must_use]
    pub fn into_request(self) -> Request {
        Request::from_parts(self.head, self.body)
    }
}
