#![allow(clippy::indexing_slicing, reason = "tests fail by panicking")]

use gatewright_core::policy::{Comparison, Span};

use super::*;

fn method_is(name: &str) -> Condition {
    let operand = |source| Operand { source, value: ValueType::Text, span: Span::default() };
    Condition::Compare {
        operator: Comparison::Equal,
        left: operand(Source::Method),
        right: operand(Source::Literal(Literal::Text(name.to_owned()))),
    }
}

#[test]
fn parts_stand_before_the_whole() {
    let condition = Condition::Or(vec![
        method_is("GET"),
        Condition::Not(Box::new(Condition::And(vec![
            method_is("PUT"),
            Condition::SchemeIs("partner".to_owned()),
        ]))),
    ]);
    let nodes = lower(&condition, &mut Tables::default());
    let json = serde_json::to_value(&nodes).unwrap_or_default();
    let ops: Vec<&str> =
        json.as_array().into_iter().flatten().filter_map(|node| node["op"].as_str()).collect();
    assert_eq!(ops, ["compare", "compare", "scheme_is", "and", "not", "or"]);
    assert_eq!(json[3]["parts"], serde_json::json!([1, 2]));
    assert_eq!(json[4]["part"], 3);
    assert_eq!(json[5]["parts"], serde_json::json!([0, 4]));
    assert_eq!(json[0]["left"], serde_json::json!({ "from": "method", "type": "text" }));
    assert_eq!(json[0]["operator"], "equal");
}

#[test]
fn uuids_are_compared_in_lower_case() {
    let text = Literal::Text("ABCDEF00-0000-0000-0000-000000000000".to_owned());
    assert_eq!(
        literal(&text, ValueType::Uuid),
        plan::Value::Text("abcdef00-0000-0000-0000-000000000000".to_owned())
    );
    let mapped = Literal::Ip(std::net::IpAddr::from([0, 0, 0, 0, 0, 0xffff, 0x0a00, 1]));
    assert_eq!(literal(&mapped, ValueType::Ip), plan::Value::Address(vec![10, 0, 0, 1]));
}
