#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use serde_json::{Value, json};

use super::*;
use crate::primitive::principal::IdSpace;

fn record<'a>(headers: &[(&'a str, &'a [u8])]) -> Record<'a> {
    Record {
        time: 0,
        policy: "shop",
        digest: "00",
        end: End::Refused { rule: "route", status: 404 },
        route: None,
        client: Some(IpAddr::from([192, 0, 2, 1])),
        principal: None,
        method: "GET",
        target: "/a?b",
        headers: headers.to_vec(),
    }
}

fn parsed(record: &Record<'_>, redacted: &[&str]) -> Value {
    let line = record.to_json(redacted);
    assert!(!line.contains('\n'));
    serde_json::from_str(&line).unwrap()
}

#[test]
fn a_line_is_one_object() {
    let line = record(&[("host", b"a")]).to_json(&[] as &[&str]);
    assert_eq!(
        line,
        concat!(
            r#"{"time":"1970-01-01T00:00:00Z","policy":"shop","digest":"00","outcome":"refuse","status":404,"#,
            r#""rule":"route","route":null,"client":"192.0.2.1","method":"GET","path":"/a","headers":[["host","a"]]}"#,
        )
    );
}

#[test]
fn who_calls_stands_behind_the_address() {
    let key = PseudonymKey::parse("correct horse battery staple 0123456789").unwrap();
    let principal = Some(key.pseudonym(IdSpace::Scheme("customer"), "anna"));
    let line = Record { principal, ..record(&[]) }.to_json(&[] as &[&str]);
    let told =
        r#""client":"192.0.2.1","principal":"5a225a7fec05aec2a5398396b9953f1d","method":"GET""#;
    assert!(line.contains(told), "{line}");
}

#[test]
fn nobody_can_write_into_a_line_or_begin_another() {
    let hostile: &[u8] = b"\"],\"rule\":\"none\",\"x\":[\"\\\r\n\x1b[2J\0\xff";
    let told = parsed(&record(&[("x-a", hostile)]), &[]);
    assert_eq!(told["rule"], "route");
    assert_eq!(told["headers"], json!([["x-a", String::from_utf8_lossy(hostile)]]));
}

#[test]
fn credentials_are_known_by_the_names_of_their_headers() {
    for name in [
        "api-key",
        "authorization",
        "client-cert",
        "cookie",
        "dpop",
        "proxy-authorization",
        "set-cookie",
        "x-access-token",
        "x-amz-security-token",
        "x-amzn-oidc-data",
        "x-api-key",
        "x-apikey",
        "x-auth-token",
        "x-csrf-token",
        "x-csrftoken",
        "x-forwarded-access-token",
        "x-forwarded-authorization",
        "x-forwarded-client-cert",
        "x-goog-iap-jwt-assertion",
        "x-original-query",
        "x-password",
        "x-session-id",
        "x-vault-token",
        "x-xsrf-token",
    ] {
        let told = parsed(&record(&[(name, b"hush")]), &[]);
        assert_eq!(told["headers"], json!([[name, null]]));
    }
    for name in [
        "accept",
        "access-control-request-headers",
        "content-type",
        "forwarded",
        "host",
        "origin",
        "sec-fetch-site",
        "traceparent",
        "user-agent",
        "x-forwarded-for",
        "x-request-id",
        "x-user-id",
    ] {
        let told = parsed(&record(&[(name, b"a?b#c")]), &[]);
        assert_eq!(told["headers"], json!([[name, "a?b#c"]]));
    }
}

#[test]
fn addresses_end_before_their_query() {
    let names = [
        "content-location",
        "destination",
        "referer",
        "x-envoy-original-path",
        "x-forwarded-uri",
        "x-original-url",
        "x-rewrite-url",
    ];
    let values =
        ["https://a.example/b?token=hush", "https://a.example/b#hush?c", "https://a.example/b"];
    for name in names {
        for value in values {
            let told = parsed(&record(&[(name, value.as_bytes())]), &[]);
            assert_eq!(told["headers"], json!([[name, "https://a.example/b"]]));
        }
        let told = parsed(&record(&[(name, b"?hush"), (name, b"/a")]), &[]);
        assert_eq!(told["headers"], json!([[name, ""], [name, "/a"]]));
        let told = parsed(&record(&[(name, b"/a")]), &[name]);
        assert_eq!(told["headers"], json!([[name, null]]));
    }
}

#[test]
fn no_terminal_obeys_a_line() {
    let value = "a\u{9b}2J\u{7f}\u{85}\u{9f}z\u{1b}";
    let record = record(&[("x-a", value.as_bytes())]);
    assert!(!record.to_json(&[] as &[&str]).chars().any(char::is_control));
    assert_eq!(parsed(&record, &[])["headers"][0][1], value);
}

#[test]
fn what_is_unknown_is_null() {
    let unknown = Record {
        time: i64::MAX,
        client: None,
        method: "BREW",
        target: "//",
        end: End::Admitted(None),
        ..record(&[])
    };
    let told = parsed(&unknown, &[]);
    for member in ["time", "status", "rule", "route", "client", "method", "path"] {
        assert_eq!(told[member], Value::Null, "{member}");
    }
    assert_eq!(told["headers"], json!([]));
}

#[test]
fn the_end_decides_what_is_recorded() {
    let refused = End::Refused { rule: "route", status: 404 };
    for (decisions, recorded) in [
        (RecordedDecisions::All, [true, true, true]),
        (RecordedDecisions::Denied, [true, false, false]),
        (RecordedDecisions::None, [false, false, false]),
    ] {
        let ends = [refused, End::Admitted(Some(200)), End::Preflight];
        assert_eq!(ends.map(|end| end.is_recorded(decisions)), recorded, "{decisions:?}");
    }
    let preflight = parsed(&Record { end: End::Preflight, ..record(&[]) }, &[]);
    assert_eq!((&preflight["outcome"], &preflight["status"]), (&json!("preflight"), &json!(204)));
}

#[test]
fn debug_text_holds_no_header() {
    assert!(!format!("{:?}", record(&[("x-a", b"hush")])).contains("hush"));
}
