//! What a server says to browsers about pages of other origins (the Fetch standard, §3.3).
//!
//! A browser asks before a page sends what a form could not (a preflight), and hides answers from pages that the server
//! does not name. Nothing here decides whether a request is admitted.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::policy::{Cors, Credentials, Method, Origins, Route};

/// The headers that only the policy says on routes with a `cors`, in lower case: an upstream's own are removed.
pub const ANSWER_HEADERS: [&str; 7] = [
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-allow-private-network",
    "access-control-expose-headers",
    "access-control-max-age",
];

/// What the answer to a preflight depends on.
pub const PREFLIGHT_VARY: &str =
    "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

/// What a page wants to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preflight<'r> {
    /// The page's origin, as the browser wrote it.
    pub origin: &'r [u8],
    /// The method, which is compared with regard to case.
    pub method: String,
    /// The headers, as the browser wrote them.
    pub headers: String,
}

impl Preflight<'_> {
    /// Whether a route is the one that is asked about.
    #[must_use]
    pub fn is_about(&self, method: Method) -> bool {
        self.method == method.name()
            || (method == Method::Get && self.method == Method::Head.name())
    }

    /// The headers of the answer where the page may send all that it wants to.
    ///
    /// # Errors
    ///
    /// Says what it may not.
    pub fn answer(&self, route: &Route) -> Result<Vec<(&'static str, String)>, PreflightError> {
        let cors = route.cors.as_deref().ok_or(PreflightError::NoCors)?;
        let sendable = sendable(cors, route);
        self.answer_as(&Callable {
            method: route.method,
            readable: readable(cors, Some(self.origin)),
            may_send: |name: &str| sendable.contains(name),
            max_age: cors.max_age,
        })
    }

    /// [`Preflight::answer`] of a route of which only this is known.
    ///
    /// # Errors
    ///
    /// Says what the page may not.
    pub fn answer_as(
        &self,
        callable: &Callable<impl Fn(&str) -> bool>,
    ) -> Result<Vec<(&'static str, String)>, PreflightError> {
        if !self.is_about(callable.method) {
            return Err(PreflightError::Method(self.method.clone()));
        }
        let mut headers = callable.readable.clone().ok_or(PreflightError::Origin)?;
        let wanted = names(&self.headers)?;
        if let Some(name) = wanted.iter().find(|name| !(callable.may_send)(name)) {
            return Err(PreflightError::Header(name.clone()));
        }
        headers.push(("access-control-allow-methods", self.method.clone()));
        if !wanted.is_empty() {
            headers.push(("access-control-allow-headers", wanted.join(", ")));
        }
        let max_age =
            callable.max_age.map(|seconds| ("access-control-max-age", seconds.to_string()));
        headers.extend(max_age);
        headers.push(("vary", PREFLIGHT_VARY.to_owned()));
        Ok(headers)
    }
}

/// What the answer to a preflight reads of a route with a `cors`.
#[derive(Clone, Debug)]
pub struct Callable<F> {
    /// The route's method.
    pub method: Method,
    /// [`readable`] for the page that asks.
    pub readable: Option<Vec<(&'static str, String)>>,
    /// Whether a header, named in lower case, is one of [`sendable`].
    pub may_send: F,
    /// How long a browser may keep the answer, in seconds.
    pub max_age: Option<u64>,
}

/// Why a page may not send what it wants to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PreflightError {
    /// The route has no `cors`.
    #[error("pages of other origins may not call this route")]
    NoCors,
    /// The path has no route of this method.
    #[error("no route of this path answers `{0}`")]
    Method(String),
    /// The origin is none of the list.
    #[error("pages of this origin may not call it")]
    Origin,
    /// A header that the route does not read.
    #[error("pages may not send the header `{0}`")]
    Header(String),
    /// What is not a list of names.
    #[error("the headers that the page asks for are no list of names")]
    Headers,
}

/// The headers of every answer of a route but those to preflights: whether a page of this origin may read it.
#[must_use]
pub fn headers(cors: &Cors, origin: Option<&[u8]>) -> Vec<(&'static str, String)> {
    let mut headers = readable(cors, origin).unwrap_or_default();
    if !headers.is_empty() && !cors.expose.is_empty() {
        headers.push(("access-control-expose-headers", cors.expose.join(", ")));
    }
    match cors.origins {
        // The answer is the same for all.
        Origins::Any => {}
        Origins::Listed(_) => headers.push(("vary", "Origin".to_owned())),
    }
    headers
}

/// What lets a page of this origin read an answer; nothing where it may not.
#[must_use]
pub fn readable(cors: &Cors, origin: Option<&[u8]>) -> Option<Vec<(&'static str, String)>> {
    let allowed = match &cors.origins {
        Origins::Any => "*",
        Origins::Listed(list) => {
            list.iter().map(|listed| listed.as_str()).find(|one| Some(one.as_bytes()) == origin)?
        }
    };
    let mut headers = vec![("access-control-allow-origin", allowed.to_owned())];
    match cors.credentials {
        Credentials::Omitted => {}
        Credentials::Included => {
            headers.push(("access-control-allow-credentials", "true".to_owned()));
        }
    }
    Some(headers)
}

/// The names of a list, in lower case, each once.
fn names(list: &str) -> Result<Vec<String>, PreflightError> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let mut names: Vec<String> = Vec::new();
    for name in list.split(',').map(|name| name.trim_matches([' ', '\t'])) {
        if !name.bytes().all(is_token) {
            return Err(PreflightError::Headers);
        }
        let name = name.to_ascii_lowercase();
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

/// The headers that pages may send to a route: those that it reads, and those that its `cors` names.
#[must_use]
pub fn sendable(cors: &Cors, route: &Route) -> BTreeSet<String> {
    let mut names = route.read_headers();
    names.extend(cors.headers.iter().cloned());
    names
}
