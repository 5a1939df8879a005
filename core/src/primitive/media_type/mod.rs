//! How a JSON body has to be announced.

#[cfg(test)]
mod tests;

/// Whether a Content-Type says JSON in UTF-8: `application/json`, alone or with `charset=utf-8` as its only parameter,
/// names without regard to ASCII case, spaces and tabs around the semicolon, the value quoted or not.
#[must_use]
pub fn is_json(content_type: &[u8]) -> bool {
    let mut parts = content_type.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
    let is_json = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(b"application/json"));
    let is_utf8 = parts.next().is_none_or(|parameter| {
        parameter.eq_ignore_ascii_case(b"charset=utf-8")
            || parameter.eq_ignore_ascii_case(b"charset=\"utf-8\"")
    });
    is_json && is_utf8 && parts.next().is_none()
}
