use super::{Repetition, is_repeated, text};

fn joined(lines: &[&'static str]) -> Option<String> {
    text(lines.iter().map(|line| line.as_bytes())).map(Into::into)
}

#[test]
fn lines_are_joined_and_empty_ones_left_out() {
    assert_eq!(joined(&[]), None);
    assert_eq!(joined(&[""]), Some(String::new()));
    assert_eq!(joined(&[" a, b\t"]), Some("a, b".into()));
    assert_eq!(joined(&["a", "", " b ", "c"]), Some("a,b,c".into()));
    assert_eq!(joined(&["", "", "b"]), Some("b".into()));
}

#[test]
fn what_is_no_text_is_missing() {
    assert_eq!(text([b"caf\xe9".as_slice()]), None);
    assert_eq!(text([b"a".as_slice(), b"\xff"]), None);
    assert_eq!(joined(&["a\u{fffd}"]), None);
    assert_eq!(joined(&["caf\u{e9}"]), Some("caf\u{e9}".into()));
}

#[test]
fn one_value_is_one_line_that_nobody_joined() {
    let repeated = |name: &str, lines: &[&'static str]| {
        is_repeated(name, lines.iter().map(|line| line.as_bytes()))
    };
    assert!(!repeated("x-api-key", &[]));
    assert!(!repeated("x-api-key", &["a,b"]));
    assert!(repeated("x-api-key", &["a", "a"]));
    assert!(repeated("x-api-key", &["a", ""]));
    assert!(!repeated("authorization", &["Digest a=b, c=d,\te=f,"]));
    assert!(repeated("authorization", &["Bearer a,Bearer b"]));
    assert!(repeated("content-type", &["a, b,,c"]));
}

#[test]
fn lists_and_free_text_may_stand_on_several_lines() {
    assert_eq!(Repetition::of("accept"), Repetition::Joined);
    assert_eq!(Repetition::of("user-agent"), Repetition::Joined);
    assert_eq!(Repetition::of("authorization"), Repetition::Refused);
    assert_eq!(Repetition::of("x-anything"), Repetition::Refused);
}
