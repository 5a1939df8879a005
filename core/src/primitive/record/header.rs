//! What a record tells of a header by the name alone, whatever a policy says.

/// Texts in the names of headers that carry credentials or queries, in lower case: no value of theirs is told. A name that
/// holds one by chance costs a value in a record; one that is missing costs a credential.
pub const SECRET: [&str; 17] = [
    "assertion",
    "auth",
    "cert",
    "cookie",
    "credential",
    "csrf",
    "dpop",
    "jwt",
    "key",
    "oidc",
    "passphrase",
    "passw",
    "query",
    "secret",
    "session",
    "token",
    "xsrf",
];

/// Texts in the names of headers that hold addresses, in lower case: of their values no query and no fragment is told.
pub const ADDRESS: [&str; 6] = ["destination", "location", "path", "refer", "uri", "url"];

/// What is told of a value; nothing where it may be a credential. `name` is in lower case.
pub(super) fn told<'v>(name: &str, value: &'v [u8]) -> Option<&'v [u8]> {
    let holds = |texts: &[&str]| texts.iter().any(|text| name.contains(text));
    if holds(&SECRET) {
        None
    } else if holds(&ADDRESS) {
        value.split(|octet| matches!(octet, b'?' | b'#')).next()
    } else {
        Some(value)
    }
}
