use super::{is_name, values, without};

fn of(lines: &[&'static str], name: &str) -> Vec<String> {
    let found = values(lines.iter().map(|line| line.as_bytes()), name);
    found.into_iter().map(|value| String::from_utf8_lossy(value).into_owned()).collect()
}

#[test]
fn each_pair_of_each_line_counts() {
    assert_eq!(of(&[], "a"), [] as [&str; 0]);
    assert_eq!(of(&["a=1"], "a"), ["1"]);
    assert_eq!(of(&["b=2; a=1;c=3"], "a"), ["1"]);
    assert_eq!(of(&["b=2", "a=1"], "a"), ["1"]);
    assert_eq!(of(&["a=1; a=2", "a=3"], "a"), ["1", "2", "3"]);
    assert_eq!(of(&["a=1,a=2"], "a"), ["1,a=2"]);
}

#[test]
fn names_are_whole_and_compared_octet_by_octet() {
    assert_eq!(of(&["A=1; ba=2; a =3; \ta\t= 4 ; a.b=5"], "a"), ["3", "4"]);
    assert_eq!(of(&["__Host-a=1; a=2"], "__Host-a"), ["1"]);
}

#[test]
fn values_are_taken_as_they_stand() {
    assert_eq!(of(&["a=; b=1"], "a"), [""]);
    assert_eq!(of(&["a=\"x y\"; b"], "a"), ["\"x y\""]);
    assert_eq!(of(&["a=b=c"], "a"), ["b=c"]);
    assert_eq!(of(&["a; =1; ;"], "a"), [] as [&str; 0]);
}

#[test]
fn names_are_tokens() {
    assert!(is_name("session") && is_name("__Host-session") && is_name("a.b~c"));
    for wrong in ["", "a b", "a=b", "a;b", "a\"b", "caf\u{e9}", "[a]", "a,b"] {
        assert!(!is_name(wrong), "{wrong}");
    }
    assert!(is_name(&"a".repeat(64)) && !is_name(&"a".repeat(65)));
}

#[test]
fn a_cookie_leaves_its_line() {
    let left = |line: &str| {
        let left = without(line.as_bytes(), &["a", "b"]);
        left.map(|left| String::from_utf8_lossy(&left).into_owned())
    };
    assert_eq!(left("c=1; a=2;b=3 ; d=4"), Some("c=1; d=4".to_owned()));
    assert_eq!(left("a=1"), None);
    assert_eq!(left(" a = 1; b=;"), None);
    assert_eq!(left("A=1; aa=2; a; c=a=b"), Some("A=1; aa=2; a; c=a=b".to_owned()));
}
