//! `gatewright test`.

#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking, and share a module"
)]

mod support;

use support::Workshop;

const NOTES: &str = "policy notes 1.0.0
target nginx { listen: 8443 }
principal { id: string  roles: [role] }
auth member = api_key { from: header \"x-api-key\"  keys: file \"none.keys\"  grants: [reader] }
role reader
schema Note { title: string }
limit few = 2 per 1m by principal.id
upstream notes = \"http://127.0.0.1:9001\"
api notes at /notes {
    upstream: notes
    auth:     [member]
    GET  / allow reader limit few
    POST / allow reader body Note
}
";

fn tested(tests: &str, arguments: &[&str]) -> support::Run {
    let workshop = Workshop::new();
    workshop.write("notes.gate", format!("{NOTES}{tests}"));
    workshop.write("body.json", "{\"title\": \"tea\"}");
    workshop.run(&[&["test", "notes.gate"], arguments].concat())
}

#[test]
fn what_is_answered_as_written_passes() {
    let tests = "test \"readers\" {
        as member { id: \"anna\", roles: [reader] } {
            GET /notes times 2 -> 200
            GET /notes -> 429 limit.few
            POST /notes body file \"body.json\" -> 200
            POST /notes body { \"name\": 1 } -> 422 body.schema
        }
        as nobody { GET /notes -> 401 auth }
    }
    test \"limits begin unused\" { as member { id: \"anna\", roles: [reader] } { GET /notes -> 200 } }\n";
    let run = tested(tests, &[]);
    assert_eq!(
        run.succeeded().output,
        "ok     readers\nok     limits begin unused\ntests: 2, failed: 0, requests: 7\n"
    );
    let run = tested(tests, &["--filter", "begin"]);
    assert!(run.succeeded().output.ends_with("tests: 1, failed: 0, requests: 1\n"));
    tested(tests, &["--filter", "writers"])
        .failed(2, &["GW0909", "no test's name holds `writers`"]);
}

#[test]
fn what_is_answered_otherwise_is_shown_with_the_rule_that_decided() {
    let tests = "test \"nobody reads\" { as member { id: \"anna\", roles: [] } {
        GET /notes -> 200
        GET /notes -> 403 deny
        GET /notes -> 403
    } }\n";
    let run = tested(tests, &[]);
    run.failed(
        1,
        &[
            "error[GW0912]: `GET /notes` is not answered as `nobody reads` says",
            "the answer is 403 notes.get/allow",
            "expected 200",
            "no `allow` clause holds",
            "expected 403 deny",
            "the answer is 429 notes.get/limit.few",
        ],
    );
    assert!(run.output.contains("FAILED nobody reads\n"), "{}", run.output);
}

#[test]
fn programs_get_findings_alone() {
    let test = "test \"a\" { as nobody { GET /notes -> 200 } }\n";
    let run = tested(test, &["--format", "github"]);
    assert_eq!((run.code, run.errors.as_str()), (Some(1), ""));
    assert!(run.output.starts_with("::error file=notes.gate,line=15,col=24"), "{}", run.output);
    assert_eq!(run.output.lines().count(), 1);
    let test = "test \"a\" { as nobody { GET /notes -> 401 } }\n";
    assert_eq!(tested(test, &["--format", "json"]).succeeded().output, "[]\n");
}

#[test]
fn what_cannot_be_tested_is_told() {
    let workshop = Workshop::new();
    workshop.write("broken.gate", "policy shop 1.0.0\nrole\n");
    workshop.run(&["test", "broken.gate"]).failed(1, &["GW0004"]);
    workshop.run(&["test", "none.gate"]).failed(2, &["there is no file `none.gate`"]);
    workshop.run(&["test"]).failed(2, &["<FILE"]);
    let missing = "test \"a\" { as nobody { POST /notes body file \"none.json\" -> 401 } }\n";
    tested(missing, &[]).failed(2, &["there is no file", "none.json"]);
}

#[test]
fn check_may_leave_the_targets_out() {
    let workshop = Workshop::new();
    let text = NOTES.replace("grants: [reader]", "grants: [reader]  forward: true");
    workshop.write("notes.gate", &text);
    workshop.run(&["check", "notes.gate"]).failed(1, &["GW0600", "--language-only"]);
    workshop.run(&["check", "--language-only", "notes.gate"]).succeeded();
}
