#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use proptest::prelude::*;

use super::*;

/// SHA-256 of `abc`.
const ABC: &str = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const OTHER: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000001";

fn fault(text: &str) -> (usize, ApiKeyFault) {
    let error = ApiKeyFile::parse(text).unwrap_err();
    (error.line, error.fault)
}

#[test]
fn a_file_is_read_line_by_line() {
    let text = format!(
        "# partners\n\n{ABC} id=acme roles=viewer,clerk expires=2027-01-31T00:00:00Z\r\n  {OTHER}\tid=b%20\u{e9}=\n"
    );
    let file = ApiKeyFile::parse(&text).unwrap();
    assert_eq!(file.entries.len(), 2);
    assert_eq!(file.entries[0].id, "acme");
    assert_eq!(file.entries[0].roles, ["viewer", "clerk"]);
    assert_eq!(file.entries[0].expires, Some(1_801_353_600));
    assert_eq!(file.entries[1].id, "b%20\u{e9}=");
    assert_eq!(file.entries[1].roles, Vec::<String>::new());
    assert_eq!(file.entries[1].expires, None);
    assert_eq!(ApiKeyFile::parse("").unwrap().entries, []);
}

#[test]
fn keys_are_found_until_they_expire() {
    let text = format!("{ABC} id=acme expires=1970-01-01T00:01:40Z");
    let file = ApiKeyFile::parse(&text).unwrap();
    assert_eq!(file.find(b"abc", 99).unwrap().id, "acme");
    assert!(file.find(b" \tabc ", 99).is_some());
    assert!(file.find(b"abc", 100).is_none());
    assert!(file.find(b"ABC", 99).is_none());
    assert!(file.find(b"", 99).is_none());
    assert!(file.find(b" ", 99).is_none());
    assert!(digest_of(&[b'a'; MAX_KEY]).is_some());
    assert!(digest_of(&[b'a'; MAX_KEY + 1]).is_none());
}

#[test]
fn any_malformed_line_spoils_the_file() {
    let ok = format!("{OTHER} id=b");
    assert_eq!(fault(&format!("{ok}\nabc id=a")), (2, ApiKeyFault::Digest));
    assert_eq!(fault("sha256:zz id=a"), (1, ApiKeyFault::Digest));
    assert_eq!(fault(&format!("{ABC}0 id=a")), (1, ApiKeyFault::Digest));
    assert_eq!(fault("\u{feff}# comment"), (1, ApiKeyFault::Digest));
    assert_eq!(fault(ABC), (1, ApiKeyFault::Id));
    assert_eq!(fault(&format!("{ABC} id=")), (1, ApiKeyFault::Id));
    assert_eq!(fault(&format!("{ABC} id=a\u{a0}b")), (1, ApiKeyFault::Id));
    assert_eq!(fault(&format!("{ABC} id=a b")), (1, ApiKeyFault::Word { word: "b".into() }));
    assert_eq!(
        fault(&format!("{ABC} id=a role=b")),
        (1, ApiKeyFault::Word { word: "role=b".into() })
    );
    assert_eq!(fault(&format!("{ABC} id=a # b")), (1, ApiKeyFault::Word { word: "#".into() }));
    assert_eq!(fault(&format!("{ABC} id=a id=b")), (1, ApiKeyFault::Twice { name: "id".into() }));
    for roles in ["", ",", "a,", "a,,b", "a,a", "a-b", "é"] {
        assert_eq!(fault(&format!("{ABC} id=a roles={roles}")), (1, ApiKeyFault::Roles), "{roles}");
    }
    let twice = format!("{ABC} id=a\n# again\n{} id=b", ABC.to_uppercase().replace("SHA", "sha"));
    assert_eq!(fault(&twice), (3, ApiKeyFault::DigestTwice { first: 1 }));
}

#[test]
fn expiry_is_rfc_3339_and_nothing_else() {
    let expires = |time: &str| {
        ApiKeyFile::parse(&format!("{ABC} id=a expires={time}"))
            .ok()
            .and_then(|file| file.entries[0].expires)
    };
    assert_eq!(expires("1970-01-01T00:00:01Z"), Some(1));
    assert_eq!(expires("1970-01-01T01:00:01+01:00"), Some(1));
    assert_eq!(expires("1970-01-01T00:00:01.999Z"), Some(1));
    assert_eq!(expires("1969-12-31T23:59:59.5Z"), Some(-1));
    for wrong in [
        "2027-01-31",
        "2027-01-31T00:00Z",
        "2027-01-31T00:00:00",
        "2027-02-30T00:00:00Z",
        "2027-01-31t00:00:00z",
        "20270131T000000Z",
        "2027-01-31T00:00:00+01",
        "2027-01-31T00:00:00+01:00[Europe/Berlin]",
        "1801353600",
        "",
        "2027-01-31_00:00:00Z",
        "+002027-01-31T00:00:00Z",
        "2027-01-31T00:00:00,5Z",
        "2027-01-31T24:00:00Z",
    ] {
        assert_eq!(expires(wrong), None, "{wrong}");
    }
}

proptest! {
    #[test]
    fn no_file_makes_it_panic(text in "(sha256:[0-9a-f]{60,66}|id=|roles=|expires=|[ ,=#\n\ta-zé0-9T:Z.+-]{0,8}){0,6}") {
        if let Ok(file) = ApiKeyFile::parse(&text) {
            prop_assert!(file.entries.iter().all(|entry| !entry.id.is_empty()));
        }
    }
}
