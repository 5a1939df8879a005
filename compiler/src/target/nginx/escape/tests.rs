use super::*;

#[test]
fn quotes_and_backslashes_are_escaped() {
    assert_eq!(quoted(r#"a"b\c'd;{}#$e"#).as_deref(), Some(r#""a\"b\\c'd;{}#$e""#));
    assert_eq!(quoted(""), Some("\"\"".to_owned()));
    assert_eq!(quoted("a\nb"), None);
    assert_eq!(quoted("a\u{7f}"), None);
}

#[test]
fn a_dollar_sign_has_no_escape() {
    assert_eq!(quoted_without_variables("a$host"), None);
    assert_eq!(quoted_without_variables("a{{ b }}").as_deref(), Some("\"a{{ b }}\""));
}

#[test]
fn comments_stay_on_their_line() {
    assert_eq!(comment("a\r\nlisten 80;\u{85}"), "a  listen 80; ");
}

#[test]
fn headers_that_nginx_reads() {
    assert_eq!(header_variable("X-Api-Key").as_deref(), Some("http_x_api_key"));
    for name in ["", "x_key", "x.key", "x$key", "x key", "é"] {
        assert_eq!(header_variable(name), None, "{name}");
    }
}
