//! How text stands in nginx's configuration.
//!
//! nginx cannot escape `$`, so text that holds one stands only where it reads no variables; nor can every place hold
//! every character. What does not fit is refused here, never altered.

/// A quoted string in a place where nginx reads no variables.
pub(super) fn quoted(text: &str) -> Option<String> {
    if text.chars().any(char::is_control) {
        return None;
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        if matches!(character, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted.push('"');
    Some(quoted)
}

/// A quoted string in a place where nginx reads variables.
pub(super) fn quoted_without_variables(text: &str) -> Option<String> {
    if text.contains('$') { None } else { quoted(text) }
}

/// Text in a comment, on one line.
pub(super) fn comment(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// Whether nginx reads request headers of this name: letters, digits and hyphens; it drops all others unread.
pub(super) fn is_readable_header(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// nginx's variable of a request header, without `$`.
pub(super) fn header_variable(name: &str) -> Option<String> {
    is_readable_header(name)
        .then(|| format!("http_{}", name.to_ascii_lowercase().replace('-', "_")))
}

#[cfg(test)]
mod tests;
