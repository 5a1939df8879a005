use super::*;
use crate::primitive::query::QueryError;
use crate::primitive::scalar::Mismatch;
use crate::primitive::schema::{Reason, Violation};

#[test]
fn the_document_is_what_every_engine_prints() {
    let refusal = Refusal::allow("orders.get/of/{customer}");
    assert_eq!(
        refusal.problem_document(Detail::Minimal),
        r#"{"type":"about:blank","title":"Forbidden","status":403}"#
    );
    assert_eq!(
        refusal.problem_document(Detail::Full),
        r#"{"type":"about:blank","title":"Forbidden","status":403,"rule":"orders.get/of/{customer}/allow"}"#
    );
}

#[test]
fn a_type_of_the_policys_own_ends_with_the_status() {
    let types = ProblemTypes {
        base: "https://errors.example.com/".into(),
        span: crate::policy::Span::default(),
    };
    let of = |refusal: Refusal, types: Option<&ProblemTypes>| {
        refusal.problem_document_of(types, Detail::Minimal)
    };
    assert_eq!(
        of(Refusal::target_too_long(), Some(&types)),
        r#"{"type":"https://errors.example.com/uri-too-long","title":"URI Too Long","status":414}"#
    );
    assert_eq!(
        of(Refusal::wire(), None),
        r#"{"type":"about:blank","title":"Bad Request","status":400}"#
    );
}

#[test]
fn rules_are_named_by_route_limit_and_scheme() {
    assert_eq!(Refusal::wire().rule, "wire");
    assert_eq!(Refusal::target_too_long().rule, "wire");
    assert_eq!(Refusal::target_too_long().status().code(), 414);
    let limited = Refusal::limit("orders.get", "per_user", "3");
    assert_eq!(limited.rule, "orders.get/limit.per_user");
    assert_eq!(limited.headers, [("retry-after", "3".into())]);
    let bad = Refusal::bad_credential("orders.get", "customer", "Bearer realm=\"shop\"");
    assert_eq!(bad.rule, "orders.get/auth.customer");
    let none = Refusal::no_credential("orders.get", "Bearer realm=\"s\", ApiKey realm=\"s\"");
    assert_eq!(none.rule, "orders.get/auth");
    assert_eq!(
        none.headers,
        [("www-authenticate", "Bearer realm=\"s\", ApiKey realm=\"s\"".into())]
    );
}

#[test]
fn allow_lists_head_with_get_in_a_fixed_order() {
    assert_eq!(allowed_methods(&[Method::Delete, Method::Get]), "GET, HEAD, DELETE");
    assert_eq!(allowed_methods(&[Method::Options, Method::Post]), "POST, OPTIONS");
    assert_eq!(
        Refusal::method(allowed_methods(&[Method::Head])).headers,
        [("allow", "HEAD".into())]
    );
}

#[test]
fn a_rule_made_by_hand_cannot_break_the_document() {
    let refusal = Refusal::allow("a\"\\\n");
    assert!(refusal.problem_document(Detail::Full).ends_with(r#","rule":"a\"\\\u000a/allow"}"#));
}

#[test]
fn every_check_stands_in_the_list_once() {
    let distinct: std::collections::BTreeSet<Check> = Check::ALL.into();
    assert_eq!(distinct.len(), Check::ALL.len());
}

#[test]
fn a_mistake_is_told_in_full_only_and_never_hidden() {
    let mistake = |violation: Violation| Some(Mistake::from(violation));
    let violation = Violation::here(Mismatch::Length).inside("a\"/b").inside("0").inside("lines");
    let refusal = Refusal::body_schema("r").telling(mistake(violation));
    assert!(!refusal.problem_document(Detail::Minimal).contains("errors"));
    let errors = r#""errors":[{"pointer":"/lines/0/a\"~1b","detail":"value not of its type"}]}"#;
    let document = refusal.problem_document(Detail::Full);
    assert!(document.ends_with(errors), "{document}");
    assert!(serde_json::from_str::<serde_json::Value>(&document).is_ok());
    assert!(!refusal.hidden().problem_document(Detail::Full).contains("errors"));
}

#[test]
fn a_pointer_has_an_end() {
    let long = |length: usize| {
        let step = "x".repeat(length);
        let violation = Violation::here(Reason::Unknown).inside(&step).inside("é");
        Mistake::from(violation).pointer
    };
    assert_eq!(long(LONGEST_POINTER - 4).len(), LONGEST_POINTER);
    assert_eq!(long(LONGEST_POINTER - 3), "/é");
    let wide = Violation::here(Reason::Unknown).inside(&"é".repeat(LONGEST_POINTER));
    assert_eq!(Mistake::from(wide).pointer, "");
}

#[test]
fn queries_are_objects_of_their_parameters() {
    let told = |error: &QueryError| {
        Mistake::of_query(error).map(|mistake| format!("{} {}", mistake.pointer, mistake.detail))
    };
    let name = || "a/b".to_owned();
    assert_eq!(told(&QueryError::Utf8), None);
    assert_eq!(told(&QueryError::Encoding), None);
    assert_eq!(told(&QueryError::Unknown(name())).as_deref(), Some("/a~1b unknown parameter"));
    assert_eq!(told(&QueryError::Repeated(name())).as_deref(), Some("/a~1b repeated parameter"));
    assert_eq!(
        told(&QueryError::Items(name())).as_deref(),
        Some("/a~1b number of items out of bounds")
    );
    assert_eq!(told(&QueryError::Missing(name())).as_deref(), Some(" parameter `a/b` is missing"));
    let value = QueryError::Value { name: name(), mismatch: Mismatch::Int };
    assert_eq!(told(&value).as_deref(), Some("/a~1b value not of its type"));
}
