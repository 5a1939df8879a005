#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::cell::RefCell;

use super::*;

const SALT: &str = "MDEyMzQ1Njc4OWFiY2RlZg==";
const HASH: &str = "c3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3M=";

fn line(iterations: u32, rest: &str) -> String {
    format!("anna pbkdf2-sha256:{iterations}:{SALT}:{HASH} {rest}")
}

/// Takes `sesame` for the password of the hash of 32 times `s`, and counts.
#[derive(Default)]
struct Pretend {
    asked: RefCell<Vec<u32>>,
}

impl VerifyPassword for Pretend {
    fn verify_password(&self, hash: &PasswordHash, password: &[u8]) -> bool {
        self.asked.borrow_mut().push(hash.iterations);
        hash.hash == [b's'; 32] && password == b"sesame"
    }
}

fn credentials(text: &str) -> Option<BasicCredentials> {
    BasicCredentials::parse(STANDARD.encode(text).as_bytes())
}

#[test]
fn credentials_are_a_name_and_a_password() {
    let found = credentials("anna:a:b").unwrap();
    assert_eq!((found.user.as_str(), found.password.as_str()), ("anna", "a:b"));
    assert_eq!(credentials("änna:pässword").unwrap().user, "änna");
    assert!(credentials(":").is_some_and(|empty| empty.user.is_empty()));
    for wrong in ["anna", "", "anna:a\nb", "an\u{0}na:a"] {
        assert_eq!(credentials(wrong), None, "{wrong:?}");
    }
    for wrong in ["YW5uYTph ", "YW5uYTp", "YW5uYTph!", "/////w==", "-_-_"] {
        assert_eq!(BasicCredentials::parse(wrong.as_bytes()), None, "{wrong}");
    }
    let long = format!("a:{}", "b".repeat(MAX_CREDENTIALS));
    assert_eq!(credentials(&long), None);
}

#[test]
fn basic_is_told_from_bearer() {
    assert_eq!(basic_token(b"Basic YTpi"), Some(&b"YTpi"[..]));
    assert_eq!(basic_token(b"basic YTpi"), Some(&b"YTpi"[..]));
    for other in [&b"Bearer YTpi"[..], b"Basic", b"BasicYTpi", b"", b"BASIC YTpi"] {
        assert_eq!(basic_token(other), None);
    }
}

#[test]
fn a_file_is_read_whole_or_not_at_all() {
    let file = format!(
        "# operators\n\n{}\nbob pbkdf2-sha256:700000:{SALT}:{HASH}\n",
        line(600_000, "id=a1 roles=viewer,clerk expires=2027-01-01T00:00:00Z")
    );
    let file = UserFile::parse(&file).unwrap();
    let [anna, bob] = file.entries.as_slice() else { unreachable!() };
    assert_eq!((anna.id.as_str(), anna.roles.len(), anna.expires), ("a1", 2, Some(1_798_761_600)));
    assert_eq!((bob.id.as_str(), bob.hash.iterations), ("bob", 700_000));
    assert_eq!(anna.hash.salt, b"0123456789abcdef");
    for (broken, why) in [
        (line(599_999, ""), "iterations"),
        (line(10_000_001, ""), "iterations"),
        (format!("anna sha256:{HASH}"), "pbkdf2-sha256"),
        (format!("anna pbkdf2-sha256:600000:{HASH}"), "pbkdf2-sha256"),
        (format!("anna pbkdf2-sha256:+600000:{SALT}:{HASH}"), "pbkdf2-sha256"),
        (format!("anna pbkdf2-sha256:600000:c2FsdA==:{HASH}"), "pbkdf2-sha256"),
        (format!("anna pbkdf2-sha256:600000:{SALT}:{SALT}"), "pbkdf2-sha256"),
        (format!("an:na pbkdf2-sha256:600000:{SALT}:{HASH}"), "colons"),
        (line(600_000, "admin=yes"), "found `admin=yes`"),
        (line(600_000, "id=a id=b"), "twice"),
        (line(600_000, "roles=a,,b"), "roles="),
        (line(600_000, "expires=soon"), "expires="),
        (format!("{}\n{}", line(600_000, ""), line(700_000, "")), "line 1 again"),
    ] {
        let error = UserFile::parse(&broken).unwrap_err().to_string();
        assert!(error.contains(why), "{broken}: {error}");
        assert!(!error.contains(HASH), "{error}");
    }
}

#[test]
fn an_unknown_name_costs_as_much() {
    let file = format!(
        "{}\nbob pbkdf2-sha256:700000:{SALT}:{HASH}",
        line(600_000, "expires=2027-01-01T00:00:00Z")
    );
    let file = UserFile::parse(&file).unwrap();
    let verify = Pretend::default();
    let asks = |text: &str, now: i64| {
        let found = file.authenticate(&credentials(text).unwrap(), &verify, now);
        found.map(|entry| entry.id.clone())
    };
    assert_eq!(asks("anna:sesame", 1_798_761_599).as_deref(), Some("anna"));
    assert_eq!(asks("anna:sesame", 1_798_761_600), None);
    assert_eq!(asks("anna:Sesame", 0), None);
    assert_eq!(asks("ANNA:sesame", 0), None);
    assert_eq!(asks("eve:sesame", 0), None);
    assert_eq!(*verify.asked.borrow(), [600_000, 600_000, 600_000, 700_000, 700_000]);
}
