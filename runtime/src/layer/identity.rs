//! Stage 13: what the service behind learns about the caller, and which other headers the policy sends it.

use gatewright_core::primitive::identity::{encoded_text, header_value};
use gatewright_core::primitive::path::{Target, decode_segment};
use gatewright_core::primitive::principal::PrincipalValue;
use http::{HeaderMap, HeaderName, HeaderValue};

/// The headers that the policy sets of one request: those of identity, then those that it sends.
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

    /// The same with a header that says this.
    #[must_use]
    pub fn send_text(self, name: &'static str, text: &'static str) -> Identity {
        self.send(name, Some(text.to_owned()))
    }

    /// The same with a header that says this of the principal, if it has it.
    #[must_use]
    pub fn send_value(self, name: &'static str, value: Option<PrincipalValue>) -> Identity {
        self.send(name, value.as_ref().and_then(header_value))
    }

    /// The same with a header that says what the path's segment at this place holds.
    #[must_use]
    pub fn send_segment(self, name: &'static str, target: &Target<'_>, place: usize) -> Identity {
        let decoded = target.segments().nth(place).and_then(decode_segment);
        self.send(name, decoded.map(|text| encoded_text(&text)))
    }

    fn send(mut self, name: &'static str, value: Option<String>) -> Identity {
        self.headers.extend(value.map(|value| (name, value)));
        self
    }
}

/// Removes the headers that the policy sets for any handler, then sets those of this request.
pub(super) fn replace(headers: &mut HeaderMap, of_all: &[&str], identity: Identity) {
    for name in of_all {
        headers.remove(*name);
    }
    for (name, value) in identity.headers {
        // Values are visible ASCII or percent-encoded, so each is a header value.
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}
