use super::*;

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
    let limited = Refusal::limit("orders.get", "per_user", 3);
    assert_eq!(limited.rule, "orders.get/limit.per_user");
    assert_eq!(limited.headers, [("retry-after", "3".into())]);
    let bad = Refusal::bad_credential("orders.get", "customer", "Bearer realm=\"shop\"".into());
    assert_eq!(bad.rule, "orders.get/auth.customer");
    let none = Refusal::no_credential(
        "orders.get",
        &["Bearer realm=\"s\"".into(), "ApiKey realm=\"s\"".into()],
    );
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
    assert_eq!(Refusal::method(&[Method::Head]).headers, [("allow", "HEAD".into())]);
}

#[test]
fn a_rule_made_by_hand_cannot_break_the_document() {
    let mut refusal = Refusal::internal();
    refusal.rule = "a\"\\\n".into();
    assert!(refusal.problem_document(Detail::Full).ends_with(r#","rule":"a\"\\\u000a"}"#));
}

#[test]
fn every_check_stands_in_the_list_once() {
    let distinct: std::collections::BTreeSet<Check> = Check::ALL.into();
    assert_eq!(distinct.len(), Check::ALL.len());
}
