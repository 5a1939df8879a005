//! What an upstream learns about the caller, as header values.
//!
//! Values can hold any character; what a header cannot carry, and `%` itself, is percent-encoded octet by octet, so
//! that no value can end a header, start another one, or be mistaken for two list elements.

#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use super::principal::PrincipalValue;

/// The header's value. Nothing for a time beyond the year 9999, which RFC 3339 cannot write: that header is absent.
#[must_use]
pub fn header_value(value: &PrincipalValue) -> Option<String> {
    Some(match value {
        PrincipalValue::Text(text) | PrincipalValue::Uuid(text) => encoded_text(text),
        PrincipalValue::Int(number) => number.to_string(),
        PrincipalValue::Bool(truth) => truth.to_string(),
        PrincipalValue::Time(seconds) => rfc_3339(*seconds)?,
        PrincipalValue::TextList(elements) | PrincipalValue::Roles(elements) => {
            let mut encoded = String::new();
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    encoded.push(',');
                }
                push_encoded(&mut encoded, element, true);
            }
            encoded
        }
    })
}

/// The same of any text.
#[must_use]
pub fn encoded_text(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    push_encoded(&mut encoded, text, false);
    encoded
}

/// The moment as RFC 3339 has it; nothing beyond the year 9999.
pub(crate) fn rfc_3339(seconds: i64) -> Option<String> {
    let epoch = jiff::civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
    let moment = epoch.checked_add(jiff::SignedDuration::from_secs(seconds)).ok()?;
    Some(format!("{moment}Z"))
}

fn push_encoded(encoded: &mut String, text: &str, in_list: bool) {
    for byte in text.bytes() {
        let stands = (0x21..=0x7e).contains(&byte) && byte != b'%' && !(in_list && byte == b',');
        if stands {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
}
