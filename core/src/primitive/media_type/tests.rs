use super::is_json;

#[test]
fn json_in_utf_8_has_a_few_spellings() {
    for announced in [
        "application/json",
        "Application/JSON",
        "application/json;charset=utf-8",
        "application/json ; charset=UTF-8",
        "application/json;\tCharset=\"Utf-8\"",
    ] {
        assert!(is_json(announced.as_bytes()), "{announced}");
    }
}

#[test]
fn anything_else_is_not_json() {
    for announced in [
        "",
        "application",
        "text/json",
        "application/problem+json",
        "application/json;",
        "application/json; charset=latin1",
        "application/json; charset",
        "application/json; charset = utf-8",
        "application/json; charset='utf-8'",
        "application/json; version=1",
        "application/json; charset=utf-8; charset=utf-8",
        "application/json, text/plain",
        "application/ json",
    ] {
        assert!(!is_json(announced.as_bytes()), "{announced}");
    }
}
