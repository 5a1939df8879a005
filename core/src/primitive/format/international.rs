//! International host names: IDNA2008 (RFC 5890 to 5893), which no automaton tells.
//!
//! What a name is made of is checked by `idna`: Punycode, NFC, joiners, text direction and lengths. It maps characters to
//! others, as UTS 46 wants, and admits more of them than RFC 5892 does; here a name has to be what it is mapped to, so that
//! whoever reads it later reads the same, and its characters are those of the RFC.

mod code_point;
mod context;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use code_point::Standing;

/// The most characters of a label: as an A-label it has at most so many octets (RFC 1035 §2.3.4), and is never shorter.
const LONGEST_LABEL: usize = 63;

/// Whether `text` is a host name whose labels are those of RFC 1123, in either case, U-labels or A-labels.
pub(super) fn is_hostname(text: &str) -> bool {
    // First, as decoding Punycode takes by the square of its length.
    if text.split('.').any(|label| label.chars().count() > LONGEST_LABEL) {
        return false;
    }
    let (deny, hyphens) = (AsciiDenyList::STD3, Hyphens::Check);
    let octets = text.as_bytes();
    if Uts46::new().to_ascii(octets, deny, hyphens, DnsLength::Verify).is_err() {
        return false;
    }
    let (name, Ok(())) = Uts46::new().to_unicode(octets, deny, hyphens) else { return false };
    let mut labels = name.split('.');
    let are_labels =
        text.split('.').all(|written| labels.next().is_some_and(|label| is_label(written, label)));
    // A dot of another script is mapped to one that nobody wrote.
    are_labels && labels.next().is_none()
}

/// Whether a label may be written so that means `label`.
fn is_label(written: &str, label: &str) -> bool {
    if label.is_ascii() {
        written.eq_ignore_ascii_case(label)
    } else {
        // What is ASCII there is an A-label.
        (written.is_ascii() || written == label) && are_admitted(label)
    }
}

/// Whether a U-label holds nothing but characters that may stand where they do.
fn are_admitted(label: &str) -> bool {
    let mut before = None;
    let mut characters = label.chars().peekable();
    while let Some(character) = characters.next() {
        let after = characters.peek().copied();
        let is_admitted = match Standing::of(character) {
            // Those before and after a joiner have been looked at.
            Standing::Valid | Standing::Joiner => true,
            Standing::Contextual => context::admits(character, before, after, label),
            Standing::Disallowed => false,
        };
        if !is_admitted {
            return false;
        }
        before = Some(character);
    }
    true
}
