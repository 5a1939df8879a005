//! What is left of a request when it is forwarded.

use super::*;

fn forwarded(admission: &Admission) -> Forwarded {
    let lines = [
        ("Cookie", " session=a; region=eu ;theme = dark"),
        ("Authorization", "Bearer x"),
        ("cookie", "session=b"),
        ("X-Trace", "\t1 "),
    ];
    let lines = lines.map(|(name, value)| (name.to_owned(), value.to_owned()));
    admission.forwarded(&request("GET", "/v1/orders?page=1&q=?", &lines))
}

#[test]
fn the_path_is_replaced_and_the_query_stays() {
    let target = |path: Option<&str>| {
        forwarded(&Admission { path: path.map(String::from), ..Admission::default() }).target
    };
    assert_eq!(target(None), "/v1/orders?page=1&q=?");
    assert_eq!(target(Some("/internal/a")), "/internal/a?page=1&q=?");
}

#[test]
fn what_is_removed_is_gone_and_what_is_set_stands_behind() {
    let admission = Admission {
        removed: vec!["authorization".into()],
        removed_cookies: vec!["session".into()],
        set: vec![("x-user-id".into(), "anna".into())],
        ..Admission::default()
    };
    let headers = forwarded(&admission).headers;
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), std::str::from_utf8(value).unwrap()))
        .collect();
    assert_eq!(headers[0].0, "host");
    assert_eq!(
        headers[1..],
        [("cookie", "region=eu; theme = dark"), ("x-trace", "1"), ("x-user-id", "anna")]
    );
    let whole = forwarded(&Admission::default()).headers;
    assert_eq!(whole.iter().filter(|(name, _)| name == "cookie").count(), 2);
}
