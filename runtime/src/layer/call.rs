//! A request on its way through the stages.

use std::any::Any;
use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use gatewright_core::policy::Method;
use gatewright_core::primitive::basic::basic_token;
use gatewright_core::primitive::client_address::client_address;
use gatewright_core::primitive::country::Country;
use gatewright_core::primitive::header;
use gatewright_core::primitive::host::is_known;
use gatewright_core::primitive::jwt::bearer_token;
use gatewright_core::primitive::path::Target;
use gatewright_core::primitive::projection::asks_for_less;
use gatewright_core::refusal::Refusal;
use http::request::Parts;
use http::{HeaderName, Request, Uri, Version};
use ipnet::IpNet;

use super::answer::{Answering, Asked};
use super::identity::{self, Identity};
use super::request_body::{BodyError, Exceeded, RequestBody};
use super::{cookies, wire};
use crate::clock::Clock;

/// The address of whoever opened the connection. Code that serves without axum's `ConnectInfo<SocketAddr>` puts it into
/// each request's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerAddress(pub IpAddr);

/// A request on its way through the stages: its head, its body, and what has been found out so far.
#[derive(Debug)]
pub struct Call {
    /// The head. Headers whose names hold more than letters, digits and `-` are gone before anything reads them.
    pub head: Parts,
    /// The body as it arrives; what is here when the decision stands is what the handler gets.
    pub body: RequestBody,
    /// The route, once it is chosen.
    pub route: Option<&'static str>,
    /// Seconds since 1970, the same for every check of this request.
    pub now: i64,
    /// Nanoseconds on the clock that limits count by.
    pub nanos: u64,
    /// The client's country, where the policy asks for it and its database knows.
    pub country: Option<Country>,
    /// The client's address, once it is found.
    pub(crate) found_client: Option<IpAddr>,
    /// Who calls, where an alert counts by that or records tell of it.
    pub(crate) caller: Option<Arc<dyn Any + Send + Sync>>,
    /// Headers of credentials that have been used.
    used: Vec<&'static str>,
    /// Cookies of credentials that have been used.
    used_cookies: Vec<&'static str>,
    /// Where a body that goes on as it arrives says that it was too large.
    pub(super) exceeded: Option<Exceeded>,
    /// What the answer is made by, where the route has something to say of it.
    pub(super) answering: Option<Answering>,
    /// What limits answered, where answers tell of them.
    pub(super) asked: Vec<Asked>,
}

impl Call {
    /// Begins the decision on a request.
    #[must_use]
    pub fn new<B>(request: Request<B>, clock: &dyn Clock) -> Call
    where
        B: http_body::Body<Data = Bytes, Error: Into<BodyError>> + Send + 'static,
    {
        let (mut head, body) = request.into_parts();
        wire::drop_ambiguous(&mut head.headers);
        let (now, nanos) = (clock.unix_seconds(), clock.monotonic_nanos());
        Call {
            head,
            body: RequestBody::new(body),
            route: None,
            now,
            nanos,
            country: None,
            found_client: None,
            caller: None,
            used: Vec::new(),
            used_cookies: Vec::new(),
            exceeded: None,
            answering: None,
            asked: Vec::new(),
        }
    }

    /// Refuses to decide where a router around the layer has cut a prefix off the path: the policy names the paths that
    /// clients send.
    ///
    /// # Errors
    ///
    /// [`Refusal::internal`].
    pub fn require_outermost(&self) -> Result<(), Refusal> {
        match original_uri(&self.head) {
            Some(original) if *original != self.head.uri => Err(Refusal::internal()),
            Some(_) | None => Ok(()),
        }
    }

    /// Who opened the connection; [`PeerAddress`] before what axum says.
    ///
    /// # Errors
    ///
    /// [`Refusal::internal`] where the server tells neither.
    pub fn peer(&self) -> Result<IpAddr, Refusal> {
        let told = self.head.extensions.get::<PeerAddress>().map(|peer| peer.0);
        told.or_else(|| connected(&self.head)).ok_or_else(Refusal::internal)
    }

    /// The target, to be borrowed from while the call changes.
    #[must_use]
    pub fn uri(&self) -> Uri {
        self.head.uri.clone()
    }

    /// Stage 2: the target's spelling.
    ///
    /// # Errors
    ///
    /// [`Refusal::path`].
    pub fn target<'u>(&self, uri: &'u Uri) -> Result<Target<'u>, Refusal> {
        let target = origin_form(uri, self.head.version).ok_or_else(Refusal::path)?;
        // Only behind a slash do both ways of cutting a target in two agree.
        if target.as_bytes().first() != Some(&b'/') {
            return Err(Refusal::path());
        }
        Target::of_parts(uri.path(), uri.query()).map_err(|_| Refusal::path())
    }

    /// Stage 3: the client's address.
    ///
    /// # Errors
    ///
    /// [`Refusal::internal`] where the server does not tell the peer's.
    pub fn client(&mut self, trusted_proxies: &[IpNet]) -> Result<IpAddr, Refusal> {
        let client = self.client_address(trusted_proxies)?;
        self.found_client = Some(client);
        Ok(client)
    }

    /// The same, which nobody is told of.
    ///
    /// # Errors
    ///
    /// The same.
    pub fn client_address(&self, trusted_proxies: &[IpNet]) -> Result<IpAddr, Refusal> {
        let lines = self.head.headers.get_all("x-forwarded-for");
        let lines = lines.iter().map(http::HeaderValue::as_bytes);
        Ok(client_address(self.peer()?, lines, trusted_proxies))
    }

    /// The code of the client's country.
    #[must_use]
    pub fn country(&self) -> Option<&str> {
        self.country.as_ref().map(Country::code)
    }

    /// Stage 4: the host; an empty list answers for any.
    ///
    /// # Errors
    ///
    /// [`Refusal::host`].
    pub fn host(&self, hosts: &[&str]) -> Result<(), Refusal> {
        if is_known(&self.host_name()?, hosts) { Ok(()) } else { Err(Refusal::host()) }
    }

    /// What a condition reads of a header, as [`header::text`] says.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        header::text(self.head.headers.get_all(name).iter().map(http::HeaderValue::as_bytes))
    }

    /// The request's method.
    #[must_use]
    pub fn method(&self) -> &str {
        self.head.method.as_str()
    }

    /// The token that `Authorization` presents.
    #[must_use]
    pub fn bearer(&self) -> Option<&[u8]> {
        bearer_token(self.credential("authorization")?)
    }

    /// The name and the password that `Authorization` presents, in base64.
    #[must_use]
    pub fn basic(&self) -> Option<&[u8]> {
        basic_token(self.credential("authorization")?)
    }

    /// The credential that a header of its own presents.
    #[must_use]
    pub fn credential(&self, header: &str) -> Option<&[u8]> {
        self.head.headers.get(header).map(|value| value.as_bytes().trim_ascii())
    }

    /// Notes a credential that has been used: its header does not go on. Conditions may still read it.
    pub fn forget(&mut self, header: &'static str) {
        self.used.push(header);
    }

    /// Notes a credential that has been used: its cookie does not go on, the others do.
    pub fn forget_cookie(&mut self, name: &'static str) {
        self.used_cookies.push(name);
    }

    /// Notes who calls, for alerts and records.
    pub fn known(&mut self, principal: &Arc<impl Any + Send + Sync>) {
        let principal = Arc::clone(principal);
        self.caller = Some(principal);
    }

    /// Hands a verified value on to extractors.
    pub fn provide<T: Clone + Send + Sync + 'static>(&mut self, value: T) {
        self.head.extensions.insert(value);
    }

    /// Stage 13: these headers of the client do not go on.
    pub fn drop_headers(&mut self, names: &[&str]) {
        for name in names {
            self.head.headers.remove(*name);
        }
    }

    /// Stage 13: the handler is asked for whole bodies of a route of this method, of which some fields leave.
    pub fn ask_for_whole(&mut self, method: Method) {
        let names = self.head.headers.keys();
        let dropped: Vec<HeaderName> =
            names.filter(|name| asks_for_less(method, name.as_str())).cloned().collect();
        for name in dropped {
            self.head.headers.remove(name);
        }
    }

    /// Stage 13: used credentials are removed, and the headers that the policy sets replace any that the client sent.
    pub fn forward(&mut self, of_all_upstreams: &[&str], identity: Identity) {
        for header in &self.used {
            self.head.headers.remove(*header);
        }
        if !self.used_cookies.is_empty() {
            cookies::remove(&mut self.head.headers, &self.used_cookies);
        }
        identity::replace(&mut self.head.headers, of_all_upstreams, identity);
    }

    /// The request as it goes on.
    #[must_use]
    pub fn into_request<B: From<RequestBody>>(self) -> Request<B> {
        Request::from_parts(self.head, B::from(self.body))
    }
}

/// The target without scheme and host. HTTP/1 has these only where the target is in absolute form, which nobody may send.
pub(crate) fn origin_form(uri: &Uri, version: Version) -> Option<&str> {
    if version <= Version::HTTP_11 && uri.authority().is_some() {
        return None;
    }
    Some(uri.path_and_query().map_or("", |target| target.as_str()))
}

/// The target that the client sent, where a router has changed it.
#[cfg(feature = "axum")]
fn original_uri(head: &Parts) -> Option<&Uri> {
    head.extensions.get::<axum::extract::OriginalUri>().map(|original| &original.0)
}

/// Only axum's routers tell.
#[cfg(not(feature = "axum"))]
fn original_uri(_: &Parts) -> Option<&Uri> {
    None
}

/// Whom axum's server says that the connection is from.
#[cfg(feature = "axum")]
fn connected(head: &Parts) -> Option<IpAddr> {
    use axum::extract::ConnectInfo;
    head.extensions.get::<ConnectInfo<std::net::SocketAddr>>().map(|info| info.0.ip())
}

/// Other servers say it by [`PeerAddress`].
#[cfg(not(feature = "axum"))]
fn connected(_: &Parts) -> Option<IpAddr> {
    None
}
