//! Strings of which is known how they look: what no request can have is an error, what one can have is not.

use super::{policy, text};
use crate::diagnostic::suggestion::apply;
use crate::diagnostic::{Applicability, codes};
use crate::source::{Alone, Source};
use crate::{Compiled, check_language};

/// Finds that the condition is never true, and gives it with the change that is offered, if one leaves no doubt.
fn mended(when: &str) -> Option<String> {
    let written = text(when);
    let source = Source::new("test.gate", written.as_str());
    let Compiled { sources, outcome } = check_language(source, &Alone);
    let errors = outcome.expect_err(when);
    let [error] = errors.as_slice() else { panic!("{when}: {errors:#?}") };
    assert_eq!(error.code, codes::NEVER_TRUE.id, "{when}: {}", error.message);
    let suggestion = error.suggestion.as_ref()?;
    assert_eq!(suggestion.applicability, Applicability::MachineApplicable, "{when}");
    let new = apply(sources.get(0).unwrap(), &suggestion.edits(&sources)).unwrap();
    let (before, after) = written.split_once(when).unwrap();
    let better = new.strip_prefix(before).unwrap().strip_suffix(after).unwrap();
    assert!(policy(better).is_ok(), "{better}");
    Some(better.to_owned())
}

#[track_caller]
fn never(when: &str, better: &str) {
    assert_eq!(mended(when).as_deref(), Some(better), "{when}");
}

#[track_caller]
fn hopeless(when: &str) {
    assert_eq!(mended(when), None, "{when}");
}

#[track_caller]
fn possible(when: &str) {
    if let Err(errors) = policy(when) {
        panic!("{when}: {errors:#?}");
    }
}

#[test]
fn names_of_servers_are_in_lower_case() {
    never(r#"tls.server_name == "Admin.example.com""#, r#"tls.server_name == "admin.example.com""#);
    never(r#"tls.server_name in ["a", "B.com"]"#, r#"tls.server_name in ["a", "b.com"]"#);
    never(r#"tls.server_name starts_with "EXAMPLE""#, r#"tls.server_name starts_with "example""#);
    never(r#"tls.server_name ends_with ".COM""#, r#"tls.server_name ends_with ".com""#);
    never(r#"tls.server_name matches r"EXAMPLE.*""#, r#"tls.server_name matches r"(?i)EXAMPLE.*""#);
    hopeless(r#"tls.server_name matches r"(?-i:A).*""#);
    for possible_one in [
        r#"tls.server_name == "admin.example.com""#,
        r#"tls.server_name starts_with "example""#,
        r#"tls.server_name ends_with ".com""#,
        r#"tls.server_name matches r"example.*""#,
        r#"tls.server_name matches r"[A-Za-z]+""#,
        r#"tls.server_name matches r"(?i)EXAMPLE""#,
    ] {
        possible(possible_one);
    }
}

#[test]
fn codes_of_countries_are_two_upper_case_letters() {
    never(r#"client.country starts_with "d""#, r#"client.country starts_with "D""#);
    never(r#"client.country ends_with "e""#, r#"client.country ends_with "E""#);
    never(r#"client.country matches r"de|fr""#, r#"client.country matches r"(?i)de|fr""#);
    hopeless(r#"client.country starts_with "DEU""#);
    hopeless(r#"client.country matches r"[A-Z]{3}""#);
    possible(r#"client.country starts_with "D""#);
    possible(r#"client.country starts_with """#);
    possible(r#"client.country matches r"D.|FR""#);
}

#[test]
fn methods_are_in_upper_case() {
    never(r#"method == "get""#, r#"method == "GET""#);
    never(r#"method starts_with "p""#, r#"method starts_with "P""#);
    never(r#"method matches r"post|put""#, r#"method matches r"(?i)post|put""#);
    hopeless(r#"method starts_with "X""#);
    hopeless(r#"method matches r"TRACE""#);
    possible(r#"method starts_with "P""#);
    possible(r#"method ends_with "T""#);
    possible(r#"method matches r"P.*""#);
}

#[test]
fn enums_and_texts_have_their_values() {
    never(r#"query.currency starts_with "eu""#, r#"query.currency starts_with "EU""#);
    never(r#"query.currency matches r"eur""#, r#"query.currency matches r"(?i)eur""#);
    hopeless(r#"query.currency ends_with "X""#);
    hopeless(r#"body.kind == "other things""#);
    hopeless(r#"body.kind == query.currency"#);
    never(r#"body.kind starts_with "ORD""#, r#"body.kind starts_with "ord""#);
    possible(r#"query.currency starts_with "E""#);
    possible(r#"query.currency matches r"E.*""#);
    possible(r#"body.kind == "order""#);
    possible(r#"body.kind ends_with "er""#);
}

#[test]
fn headers_and_cookies_are_read_without_spaces_around_them() {
    never(r#"header("x-a") == " b""#, r#"header("x-a") == "b""#);
    never(r#"header("x-a") in ["a", "b "]"#, r#"header("x-a") in ["a", "b"]"#);
    never(r#"header("x-a") starts_with "\t b""#, r#"header("x-a") starts_with "b""#);
    never(r#"cookie("a") ends_with "b ""#, r#"cookie("a") ends_with "b""#);
    hopeless(r#"header("x-a") matches r" .*""#);
    hopeless(r#"header("x-a") matches r"(.*\n)+.""#);
    hopeless(r#"header("x-a") == "a\nb""#);
    hopeless(r#"cookie("a") == "a;b""#);
    hopeless(r#"cookie("a") matches r".*;.*""#);
    possible(r#"header("x-a") == "a; b""#);
    possible(r#"header("x-a") == """#);
    possible(r#"header("x-a") starts_with "b ""#);
    possible(r#"header("x-a") ends_with " b""#);
    possible(r#"header("x-a") matches r" *a b""#);
    possible(r#"cookie("a") matches r"[a-z;]*""#);
}

#[test]
fn what_a_call_gives_is_looked_at_too() {
    let text = |name: &str| {
        format!(
            "policy shop 1.0.0
             condition on(name: string) = tls.server_name ends_with name
             api shop at /shop {{ GET / allow anyone deny when on(\"{name}\") }}"
        )
    };
    let check = |text: String| check_language(Source::new("test.gate", text), &Alone).outcome;
    let errors = check(text(".EXAMPLE.com")).unwrap_err();
    assert_eq!(errors.iter().map(|error| error.code).collect::<Vec<_>>(), ["GW0210"]);
    assert!(check(text(".example.com")).is_ok());
}
