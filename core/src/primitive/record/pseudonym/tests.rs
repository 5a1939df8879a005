#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeSet;

use super::*;

const KEY: &str = "correct horse battery staple 0123456789";

fn key(text: &str) -> PseudonymKey {
    PseudonymKey::parse(text).unwrap()
}

fn told(space: IdSpace<&str>, id: &str) -> String {
    key(KEY).pseudonym(space, id).to_string()
}

/// What OpenSSL makes of the same:
/// `printf 'scheme\0customer\0anna' | openssl dgst -sha256 -mac HMAC -macopt key:"$KEY"`.
#[test]
fn a_pseudonym_is_the_beginning_of_a_keyed_hash() {
    assert_eq!(told(IdSpace::Scheme("customer"), "anna"), "5a225a7fec05aec2a5398396b9953f1d");
    assert_eq!(told(IdSpace::Shared("people"), "anna"), "d1ecbb1338201e9b6e939186eb5adf43");
}

#[test]
fn nobody_is_told_as_somebody_else() {
    let callers = [
        (IdSpace::Scheme("customer"), "anna"),
        (IdSpace::Scheme("customer"), "Anna"),
        (IdSpace::Scheme("customer"), ""),
        (IdSpace::Scheme("partner"), "anna"),
        (IdSpace::Shared("customer"), "anna"),
        (IdSpace::Scheme("customeranna"), ""),
        // Ids hold what they like.
        (IdSpace::Scheme("scheme"), "customer\0anna"),
        (IdSpace::Scheme("ids"), "customer\0anna"),
    ];
    let told: BTreeSet<String> = callers.iter().map(|(space, id)| told(*space, id)).collect();
    assert_eq!(told.len(), callers.len());
    let anna = IdSpace::Scheme("customer");
    let other = key("correct horse battery staple 012345678X");
    assert_ne!(other.pseudonym(anna, "anna"), key(KEY).pseudonym(anna, "anna"));
    assert_eq!(key(KEY).pseudonym(anna, "anna"), key(KEY).pseudonym(anna, "anna"));
}

/// One in sixteen begins with a zero.
#[test]
fn a_pseudonym_has_all_its_digits() {
    for id in 0..500 {
        let text = told(IdSpace::Scheme("customer"), &id.to_string());
        let is_digit = |octet: u8| octet.is_ascii_digit() || (b'a'..=b'f').contains(&octet);
        assert!(text.len() == 32 && text.bytes().all(is_digit), "{text}");
    }
}

#[test]
fn a_key_ends_with_its_line() {
    let of = |text: &str| key(text).pseudonym(IdSpace::Scheme("customer"), "anna");
    for end in ["\n", "\r\n"] {
        assert_eq!(of(&format!("{KEY}{end}")), of(KEY));
    }
    assert_ne!(of(&format!("{KEY} ")), of(KEY));
}

#[test]
fn a_text_that_is_guessed_easily_is_no_key() {
    let short = "0".repeat(SHORTEST_KEY - 1);
    let refused = |text: &str| PseudonymKey::parse(text).err();
    for text in [&short, &format!("{short}\n"), &format!("{short}\r\n"), "x"] {
        assert_eq!(refused(text), Some(PseudonymKeyError::TooShort), "{text:?}");
    }
    let lines = format!("{KEY}\n{KEY}\n");
    for text in ["", "\n", &lines, &format!("{KEY}\n\n"), &format!("{KEY}\0")] {
        assert_eq!(refused(text), Some(PseudonymKeyError::NotALine), "{text:?}");
    }
    for text in [&format!("{short}0"), &"0".repeat(1000)] {
        assert_eq!(refused(text), None);
    }
}

#[test]
fn neither_a_key_nor_its_fault_repeats_it() {
    assert_eq!(format!("{:?}", key(KEY)), "PseudonymKey");
    for text in ["hush", "hush\nhush"] {
        let error = PseudonymKey::parse(text).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
    }
}
