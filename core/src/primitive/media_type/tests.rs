use super::{is_form, is_json};

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

#[test]
fn forms_are_announced_alike() {
    for announced in [
        "application/x-www-form-urlencoded",
        "Application/X-WWW-Form-URLEncoded",
        "application/x-www-form-urlencoded; charset=UTF-8",
    ] {
        assert!(is_form(announced.as_bytes()), "{announced}");
        assert!(!is_json(announced.as_bytes()), "{announced}");
    }
    for announced in [
        "",
        "application/json",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded;",
        "application/x-www-form-urlencoded; charset=iso-8859-1",
        "application/x-www-form-urlencoded, application/json",
    ] {
        assert!(!is_form(announced.as_bytes()), "{announced}");
    }
}
