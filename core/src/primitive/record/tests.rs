#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use serde_json::{Value, json};

use super::*;

fn record<'a>(headers: &[(&'a str, &'a [u8])]) -> Record<'a> {
    Record {
        time: 0,
        policy: "shop",
        digest: "00",
        end: End::Refused { rule: "route", status: 404 },
        route: None,
        client: Some(IpAddr::from([192, 0, 2, 1])),
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
fn nobody_can_write_into_a_line_or_begin_another() {
    let hostile: &[u8] = b"\"],\"rule\":\"none\",\"x\":[\"\\\r\n\x1b[2J\0\xff";
    let told = parsed(&record(&[("x-a", hostile)]), &[]);
    assert_eq!(told["rule"], "route");
    assert_eq!(told["headers"], json!([["x-a", String::from_utf8_lossy(hostile)]]));
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
