//! What the `Cookie` lines of a request hold (RFC 6265 §4.2.1, RFC 9113 §8.2.3).

#[cfg(test)]
mod tests;

/// The values of all cookies with this name, in their order. Lines mean the same as one that joins them with `; `. Spaces and
/// tabs around names and values do not count; quotes are part of a value. A pair without `=` is no cookie.
pub fn values<'v>(lines: impl IntoIterator<Item = &'v [u8]>, name: &str) -> Vec<&'v [u8]> {
    let pairs = lines.into_iter().flat_map(|line| line.split(|byte| *byte == b';'));
    let named = pairs.filter_map(|pair| {
        let at = pair.iter().position(|byte| *byte == b'=')?;
        let (written, value) = pair.split_at(at);
        (trim(written) == name.as_bytes()).then(|| trim(value.get(1..).unwrap_or_default()))
    });
    named.collect()
}

/// A line without the cookies of these names, as [`values`] finds them; nothing where nothing is left of it.
#[must_use]
pub fn without(line: &[u8], names: &[impl AsRef<str>]) -> Option<Vec<u8>> {
    let is_named = |pair: &&[u8]| {
        let written = pair.split(|byte| *byte == b'=').next().unwrap_or_default();
        pair.contains(&b'=') && names.iter().any(|name| trim(written) == name.as_ref().as_bytes())
    };
    let kept: Vec<&[u8]> =
        line.split(|byte| *byte == b';').filter(|pair| !is_named(pair)).map(trim).collect();
    kept.iter().any(|pair| !pair.is_empty()).then(|| kept.join(b"; ".as_slice()))
}

fn trim(text: &[u8]) -> &[u8] {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t');
    let start = text.iter().position(|byte| !is_space(byte)).unwrap_or(text.len());
    let end = text.iter().rposition(|byte| !is_space(byte)).map_or(start, |last| last + 1);
    text.get(start..end).unwrap_or_default()
}

/// Whether a cookie can have this name: a token (RFC 6265 §4.1.1) of at most 64 characters.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.len() <= 64 && name.bytes().all(is_token)
}
