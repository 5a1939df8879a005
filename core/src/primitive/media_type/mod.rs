//! How a body has to be announced.

#[cfg(test)]
mod tests;

/// JSON.
pub const JSON: &str = "application/json";

/// A form as browsers send it unless told otherwise.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// Whether a Content-Type says JSON in UTF-8: `application/json`, alone or with `charset=utf-8` as its only parameter,
/// names without regard to ASCII case, spaces and tabs around the semicolon, the value quoted or not.
#[must_use]
pub fn is_json(content_type: &[u8]) -> bool {
    is_utf8(content_type, JSON)
}

/// The same for a form: `application/x-www-form-urlencoded`.
#[must_use]
pub fn is_form(content_type: &[u8]) -> bool {
    is_utf8(content_type, FORM)
}

fn is_utf8(content_type: &[u8], media_type: &str) -> bool {
    let mut parts = content_type.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
    let is_of_type =
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case(media_type.as_bytes()));
    let is_utf8 = parts.next().is_none_or(|parameter| {
        parameter.eq_ignore_ascii_case(b"charset=utf-8")
            || parameter.eq_ignore_ascii_case(b"charset=\"utf-8\"")
    });
    is_of_type && is_utf8 && parts.next().is_none()
}
