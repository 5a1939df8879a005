//! What the upstream gets of a request that goes on.

use super::decision::Admission;
use super::request::{Request, trim};
use crate::primitive::cookie;

/// A request on its way to the upstream. What a gateway says of the connection and of itself comes on top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forwarded {
    /// Path and query string.
    pub target: String,
    /// The header lines in their order, names in lower case: what is left of the client's, then what the policy sets.
    pub headers: Vec<(String, Vec<u8>)>,
}

impl Admission {
    /// What is forwarded of the request that was admitted so.
    #[must_use]
    pub fn forwarded(&self, request: &Request) -> Forwarded {
        let target = match &self.path {
            Some(path) => match request.target.split_once('?') {
                Some((_, query)) => format!("{path}?{query}"),
                None => path.clone(),
            },
            None => request.target.clone(),
        };
        let kept = request.headers.iter().filter_map(|(name, value)| {
            let name = name.to_ascii_lowercase();
            if self.removed.contains(&name) {
                return None;
            }
            let value = if name == "cookie" && !self.removed_cookies.is_empty() {
                cookie::without(value, &self.removed_cookies)?
            } else {
                trim(value).to_vec()
            };
            Some((name, value))
        });
        let set = self.set.iter().map(|(name, value)| (name.clone(), value.clone().into_bytes()));
        Forwarded { target, headers: kept.chain(set).collect() }
    }
}
