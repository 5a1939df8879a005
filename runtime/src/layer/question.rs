//! A request that nobody has sent.

use std::fmt;
use std::net::IpAddr;

use bytes::Bytes;
use gatewright_core::policy::Method;
use gatewright_core::primitive::country::Country;
use gatewright_core::primitive::path::{OwnedTarget, Target};
use gatewright_core::refusal::Refusal;
use http::Request;
use ipnet::IpNet;

use super::{Call, RequestBody};
use crate::clock::Clock;

/// A request that nobody has sent: whether a caller may send it is asked before a page shows a button, say. It may be asked
/// of many callers; its target is read once.
pub struct Question {
    call: Call,
    /// Nothing where it is misspelled.
    target: Option<OwnedTarget>,
}

impl Question {
    /// A question about a request at the clock's time.
    #[must_use]
    pub fn new(request: Request<()>, clock: &dyn Clock) -> Question {
        let call = Call::new(request.map(|()| RequestBody::from(Bytes::new())), clock);
        let target = call.target(&call.head.uri).ok().map(OwnedTarget::from);
        Question { call, target }
    }

    /// The same from a country, which `find` tells of a client's address. A request without a `PeerAddress` is from none.
    #[must_use]
    pub fn located(
        mut self,
        trusted_proxies: &[IpNet],
        find: impl FnOnce(IpAddr) -> Option<Country>,
    ) -> Question {
        self.call.country = self.call.client_address(trusted_proxies).ok().and_then(find);
        self
    }

    /// The request.
    #[must_use]
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// Its target.
    ///
    /// # Errors
    ///
    /// Those of [`Call::target`].
    #[inline]
    pub fn target(&self) -> Result<Target<'_>, Refusal> {
        match &self.target {
            Some(target) => Ok(target.as_target()),
            None => Err(Refusal::path()),
        }
    }
}

impl fmt::Debug for Question {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = &self.call.head;
        formatter
            .debug_struct("Question")
            .field("method", &head.method)
            .field("path", &head.uri.path())
            .finish_non_exhaustive()
    }
}

impl Call {
    /// The request's method, if it is one that policies name.
    ///
    /// # Errors
    ///
    /// [`Refusal::wire`].
    pub fn known_method(&self) -> Result<Method, Refusal> {
        match self.head.method {
            http::Method::GET => Ok(Method::Get),
            http::Method::HEAD => Ok(Method::Head),
            http::Method::POST => Ok(Method::Post),
            http::Method::PUT => Ok(Method::Put),
            http::Method::PATCH => Ok(Method::Patch),
            http::Method::DELETE => Ok(Method::Delete),
            http::Method::OPTIONS => Ok(Method::Options),
            _ => Err(Refusal::wire()),
        }
    }
}
