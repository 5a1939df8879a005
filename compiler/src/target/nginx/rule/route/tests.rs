#![allow(clippy::indexing_slicing, reason = "tests fail by panicking")]

use super::*;

#[test]
fn get_answers_head_unless_head_has_its_own_route() {
    let alone = by_method(&[(Method::Get, 3), (Method::Delete, 4)]);
    let json = serde_json::to_value(&alone).unwrap_or_default();
    assert_eq!(
        json,
        serde_json::json!({ "any": 3, "allow": "GET, HEAD, DELETE", "=GET": 3, "=HEAD": 3, "=DELETE": 4 })
    );
    let own = by_method(&[(Method::Head, 7), (Method::Get, 8)]);
    let json = serde_json::to_value(&own).unwrap_or_default();
    assert_eq!((&json["=HEAD"], &json["=GET"]), (&serde_json::json!(7), &serde_json::json!(8)));
}
