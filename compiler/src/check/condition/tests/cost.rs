//! Conditions that many routes ask for are judged within bounds.

use crate::diagnostic::Diagnostic;
use crate::source::{Alone, Source};

/// What is wrong with a policy whose routes all ask for `condition`.
fn findings(declarations: &str, condition: &str, routes: usize) -> Vec<Diagnostic> {
    let lines: String =
        (0..routes).map(|route| format!("GET /{route} allow anyone when asked\n")).collect();
    let text = format!(
        "policy shop 1.0.0\n{declarations}\ncondition asked = {condition}\napi shop at /shop {{\n{lines}}}"
    );
    crate::check_language(Source::new("test.gate", text), &Alone).outcome.err().unwrap_or_default()
}

fn messages(found: &[Diagnostic]) -> Vec<&str> {
    found.iter().map(|one| one.message.as_str()).collect()
}

const TOO_LARGE: &str = "the conditions of this policy grow too large";

#[test]
fn a_condition_is_wrong_once_however_many_ask() {
    let wrong = r#"header("x-a") == 1"#;
    let found = findings("", wrong, 2_000);
    assert_eq!(messages(&found), ["a string is never compared with an int"]);
    let all = vec![wrong; 1_500].join(" or ");
    assert_eq!(findings("", &all, 2_000).len(), 1_000);
}

#[test]
fn all_conditions_together_are_bounded() {
    let right = vec![r#"header("x-a") == "1""#; 500].join(" or ");
    assert_eq!(messages(&findings("", &right, 100)), [] as [&str; 0]);
    assert_eq!(messages(&findings("", &right, 500)), [TOO_LARGE]);
    let office: Vec<String> =
        (0..1_000).map(|block| format!("10.{}.{}.0/24", block / 256, block % 256)).collect();
    let office = format!("group office = [{}]", office.join(", "));
    assert_eq!(messages(&findings(&office, "client.ip in office", 2_010)), [TOO_LARGE]);
}

#[test]
fn searches_among_many_names_count() {
    let route = |at: usize| format!("GET /{at} allow anyone when query.kind == \"v1\" query Q\n");
    let found = |values: usize, routes: usize| {
        let values: Vec<String> = (0..values).map(|at| format!("v{at}")).collect();
        let routes: String = (0..routes).map(route).collect();
        let text = format!(
            "policy shop 1.0.0\nenum Kind {{ {} }}\nschema Q {{ kind: Kind }}\napi shop at /shop {{\n{routes}}}",
            values.join(", ")
        );
        let outcome = crate::check_language(Source::new("test.gate", text), &Alone).outcome;
        messages(&outcome.err().unwrap_or_default()).join(", ")
    };
    assert_eq!(found(100, 2_000), "");
    assert_eq!(found(20_000, 1_000), "");
    assert_eq!(found(20_000, 2_000), TOO_LARGE);
}
