//! Stage 13: what the service behind learns about the caller.

use gatewright_core::primitive::identity::header_value;
use gatewright_core::primitive::principal::PrincipalValue;
use http::{HeaderMap, HeaderName, HeaderValue};

/// The identity headers of one request.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    headers: Vec<(&'static str, String)>,
}

impl Identity {
    /// No headers.
    #[must_use]
    pub fn none() -> Identity {
        Identity::default()
    }

    /// Headers by name; one whose value is missing is left out.
    #[must_use]
    pub fn of<const N: usize>(headers: [(&'static str, Option<PrincipalValue>); N]) -> Identity {
        let present = headers.into_iter().filter_map(|(name, value)| {
            let value = value.as_ref().and_then(header_value)?;
            Some((name, value))
        });
        Identity { headers: present.collect() }
    }
}

/// Removes the identity headers of all upstreams, then sets those of this request.
pub(super) fn replace(headers: &mut HeaderMap, of_all_upstreams: &[&str], identity: Identity) {
    for name in of_all_upstreams {
        headers.remove(*name);
    }
    for (name, value) in identity.headers {
        // Values are percent-encoded, so each is a header value.
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}
