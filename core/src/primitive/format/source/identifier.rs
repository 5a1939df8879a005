//! URIs and what is made like them.

use super::ipv6;

/// What identifiers are spelled in besides ASCII, as the insides of a class.
struct Alphabet {
    other: &'static str,
    /// In a query.
    private: &'static str,
}

/// RFC 3986 §2.
const ASCII: Alphabet = Alphabet { other: "", private: "" };

/// RFC 3987 §2.2.
const INTERNATIONAL: Alphabet = Alphabet { other: UNIVERSAL, private: PRIVATE };

/// RFC 3987 §2.2 `ucschar`, without the marks of direction that §4.1 takes out.
pub(super) const UNIVERSAL: &str = concat!(
    r"\x{A0}-\x{200D}\x{2010}-\x{2029}\x{202F}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFEF}",
    r"\x{10000}-\x{1FFFD}\x{20000}-\x{2FFFD}\x{30000}-\x{3FFFD}\x{40000}-\x{4FFFD}\x{50000}-\x{5FFFD}",
    r"\x{60000}-\x{6FFFD}\x{70000}-\x{7FFFD}\x{80000}-\x{8FFFD}\x{90000}-\x{9FFFD}\x{A0000}-\x{AFFFD}",
    r"\x{B0000}-\x{BFFFD}\x{C0000}-\x{CFFFD}\x{D0000}-\x{DFFFD}\x{E1000}-\x{EFFFD}"
);

/// RFC 3987 §2.2 `iprivate`.
pub(super) const PRIVATE: &str = r"\x{E000}-\x{F8FF}\x{F0000}-\x{FFFFD}\x{100000}-\x{10FFFD}";

const SCHEME: &str = "[A-Za-z][A-Za-z0-9+.-]*:";

/// RFC 3986 §3, a scheme required.
pub(super) fn uri() -> String {
    absolute(&ASCII)
}

/// RFC 3986 §4.1: a URI, or what is resolved against one.
pub(super) fn uri_reference() -> String {
    reference(&ASCII)
}

/// RFC 3987 §2.2, a scheme required.
pub(super) fn iri() -> String {
    absolute(&INTERNATIONAL)
}

/// RFC 3987 §2.2: an IRI, or what is resolved against one.
pub(super) fn iri_reference() -> String {
    reference(&INTERNATIONAL)
}

fn absolute(alphabet: &Alphabet) -> String {
    let parts = Parts::of(alphabet);
    format!("{SCHEME}{}{}", parts.rooted_or_free(), parts.rest)
}

/// Only behind a scheme or a slash may a colon stand in the first segment.
fn reference(alphabet: &Alphabet) -> String {
    let parts = Parts::of(alphabet);
    let Parts { hierarchy, character, before_colon, rest } = &parts;
    let whole = parts.rooted_or_free();
    let relative = format!("(?:{hierarchy}|{before_colon}+(?:/{character}*)*)?");
    format!("(?:{SCHEME}{whole}|{relative}){rest}")
}

/// What an identifier is made of, in an alphabet.
struct Parts {
    /// An authority with its path, or a path that begins with a slash.
    hierarchy: String,
    /// Of a segment.
    character: String,
    /// Of a segment without a colon.
    before_colon: String,
    /// The query and the fragment.
    rest: String,
}

impl Parts {
    fn of(alphabet: &Alphabet) -> Parts {
        let Alphabet { other, private } = alphabet;
        let unreserved = format!(r"A-Za-z0-9._~\-{other}");
        let delimiters = "!$&'()*+,;=";
        let encoded = "%[0-9A-Fa-f]{2}";
        let character = format!("(?:[{unreserved}{delimiters}:@]|{encoded})");
        let before_colon = format!("(?:[{unreserved}{delimiters}@]|{encoded})");
        let user = format!("(?:[{unreserved}{delimiters}:]|{encoded})*");
        let name = format!("(?:[{unreserved}{delimiters}]|{encoded})*");
        let future = format!(r"[Vv][0-9A-Fa-f]+\.[A-Za-z0-9._~\-{delimiters}:]+");
        let host = format!(r"(?:\[(?:{}|{future})\]|{name})", ipv6());
        let authority = format!("(?:{user}@)?{host}(?::[0-9]*)?");
        let hierarchy =
            format!("(?://{authority}(?:/{character}*)*|/(?:{character}+(?:/{character}*)*)?)");
        let query = format!("(?:[{unreserved}{private}{delimiters}:@/?]|{encoded})*");
        let fragment = format!("(?:[{unreserved}{delimiters}:@/?]|{encoded})*");
        let rest = format!(r"(?:\?{query})?(?:#{fragment})?");
        Parts { hierarchy, character, before_colon, rest }
    }

    /// What may stand behind a scheme.
    fn rooted_or_free(&self) -> String {
        let Parts { hierarchy, character, .. } = self;
        format!("(?:{hierarchy}|{character}+(?:/{character}*)*)?")
    }
}
