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
fn forms_are_announced_as_such_unless_a_header_says_otherwise() {
    let workshop = Workshop::new();
    let tests = "policy notes 1.0.0
        schema Note { title: string }
        upstream notes = \"http://127.0.0.1:9001\"
        api notes at /notes { upstream: notes  POST / allow anyone body form Note }
        test \"forms\" {
        as nobody {
            POST /notes body form \"title=tea\" -> 200
            POST /notes body form \"title\" -> 400 body.form
            POST /notes body form \"title=tea&name=tea\" -> 422 body.schema
            POST /notes body form \"\" -> 422 body.schema
            POST /notes body form \"title=tea\" headers { \"content-type\": \"text/plain\" } -> 415 body.type
            POST /notes body { \"title\": \"tea\" } -> 415 body.type
        }
    }\n";
    workshop.write("notes.gate", tests);
    let run = workshop.run(&["test", "notes.gate"]);
    assert_eq!(run.succeeded().output, "ok     forms\ntests: 1, failed: 0, requests: 6\n");
    // All that a form could notice: it has no null.
    let run = workshop.run(&["test", "notes.gate", "--mutate"]);
    let left = "changes of notes.gate: 3 of 4 noticed (75 %)\n  notes.gate:4:68  notes.post/body.size  takes one byte more\n";
    assert!(run.output.contains(left), "{}", run.output);
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
fn what_leaves_otherwise_is_shown_header_by_header_and_field_by_field() {
    let by_anna = |requests: &str| {
        format!("test \"a\" {{ as member {{ id: \"anna\", roles: [reader] }} {{ {requests} }} }}\n")
    };
    let right = "GET /notes upstream 200 headers { \"etag\": \"a\" } body { \"b\": [1] }
        -> 200 headers { \"etag\": \"a\", \"server\": absent } body { \"b\": [1.0] }
            forwards /notes headers { \"x-debug\": absent }";
    tested(&by_anna(right), &[]).succeeded();
    let wrong = "GET /notes headers { \"x-debug\": \"1\" } upstream 200 headers { \"etag\": \"a\" } body { \"b\": [1], \"c\": {} }
        -> 200 headers { \"etag\": \"b\", \"server\": \"nginx\" } body { \"b\": [2, 3] }
            forwards /notes?a headers { \"x-debug\": absent }";
    let told = [
        "the answer is 200",
        "expected `b`, the answer has `a`",
        "expected `nginx`, the answer has nothing",
        "the answer has another body",
        "`b[0]`: expected `2`, the body has `1`",
        "`b[1]`: expected `3`, the body has nothing",
        "`c`: expected nothing, the body has `{}`",
        "expected `/notes?a`, the upstream gets `/notes`",
        "expected nothing, the upstream gets `1`",
    ];
    tested(&by_anna(wrong), &[]).failed(1, &told);
    let json = tested(&by_anna(wrong), &["--format", "json"]);
    let workshop = Workshop::new();
    workshop.write("notes.gate", format!("{NOTES}{}", by_anna(wrong)));
    workshop.run(&["test", "notes.gate", "--junit", "report.xml"]).failed(1, &told);
    let report = std::fs::read_to_string(workshop.path("report.xml")).unwrap();
    for told in told {
        assert!(json.output.contains(told), "{told}\n{}", json.output);
        assert!(report.contains(told), "{told}\n{report}");
    }
    let refused = "GET /notes/ upstream 404 -> 404";
    tested(&by_anna(refused), &[]).failed(1, &["the request does not reach its upstream"]);
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

const READERS: &str = "test \"readers\" {
    as member { id: \"anna\", roles: [reader] } { GET /notes times 2 -> 200  GET /notes -> 429 limit.few }
    as member { id: \"bob\", roles: [] } { GET /notes -> 403 allow }
    as nobody { GET /notes -> 401 auth }
}
";

#[test]
fn coverage_names_the_sides_that_no_test_saw() {
    let run = tested(READERS, &["--coverage"]);
    let text = &run.succeeded().output;
    assert_eq!(
        text,
        "ok     readers
coverage of notes.gate: 7 of 14 sides (50 %)
  notes.gate:13:5   notes.post        never passes
  notes.gate:13:5   notes.post/auth   is never asked
  notes.gate:13:12  notes.post/allow  is never asked
  notes.gate:13:25  notes.post/body   is never asked
tests: 1, failed: 0, requests: 5
"
    );
    tested(READERS, &["--coverage", "--coverage-min", "50"]).succeeded();
    let run = tested(READERS, &["--coverage-min", "51"]);
    run.failed(
        1,
        &[
            "error[GW0915]: tests see 7 of 14 sides of `notes`",
            "`notes.post/body` is never asked",
            "that is 50 %, and 51 % are demanded",
        ],
    );
    assert!(!run.output.contains("coverage of"), "{}", run.output);
    let run = tested(READERS, &["--coverage-min", "51", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&run.output).unwrap();
    assert_eq!(found[0]["code"], "GW0915");
    assert_eq!(found[0]["spans"][0]["line"], 13);
    tested(READERS, &["--coverage", "--format", "json"]).failed(2, &[]);
    tested(READERS, &["--coverage-min", "101"]).failed(2, &["0..=100"]);
}

#[test]
fn changes_that_no_test_notices_are_told() {
    let run = tested(READERS, &["--mutate"]);
    run.failed(1, &["error[GW0916]: no test notices", "and 100 % are demanded"]);
    assert!(
        run.output.contains("  notes.gate:13:12  notes.post/allow      deleted\n"),
        "{}",
        run.output
    );
    assert!(!run.output.contains("notes.get/allow"), "{}", run.output);
    let again = tested(READERS, &["--mutate"]);
    assert_eq!((again.output, again.errors), (run.output, run.errors));
    tested(READERS, &["--mutate", "--mutate-min", "10"]).succeeded();
    tested(READERS, &["--mutate-min", "10"]).failed(2, &["--mutate"]);
    let run = tested(READERS, &["--mutate", "--format", "json"]);
    assert_eq!((run.code, run.errors.as_str()), (Some(1), ""));
    let found: serde_json::Value = serde_json::from_str(&run.output).unwrap();
    let allow = found.as_array().unwrap().iter().find(|found| found["spans"][0]["column"] == 12);
    assert_eq!(allow.unwrap()["notes"][0], "deleted");
}

#[test]
fn what_changes_answers_is_covered_and_missed_where_a_test_looks() {
    let tests = |expected: &str| {
        format!(
            "headers {{ \"x-frame-options\": \"deny\" }}\n{}",
            READERS.replace("-> 401 auth", &format!("-> 401 auth {expected}"))
        )
    };
    let place = "  notes.gate:15:11  headers.x-frame-options  ";
    let blind = tested(&tests(""), &["--coverage", "--mutate"]);
    blind.failed(1, &["GW0916"]);
    for said in ["is never looked at\n", "deleted\n"] {
        assert!(blind.output.contains(&format!("{place}{said}")), "{}", blind.output);
    }
    assert!(blind.output.contains("7 of 15 sides"), "{}", blind.output);
    let expected = "headers { \"x-frame-options\": \"deny\" }";
    let seeing = tested(&tests(expected), &["--coverage", "--mutate"]);
    seeing.failed(1, &["GW0916"]);
    assert!(!seeing.output.contains("x-frame-options"), "{}", seeing.output);
    assert!(seeing.output.contains("8 of 15 sides"), "{}", seeing.output);
}

#[test]
fn what_fails_is_not_changed() {
    let test = "test \"a\" { as nobody { GET /notes -> 200 } }\n";
    let run = tested(test, &["--mutate"]);
    run.failed(1, &["GW0912"]);
    assert!(!run.output.contains("changes of") && !run.errors.contains("GW0916"), "{run:?}");
}

#[test]
fn build_servers_read_a_report() {
    let workshop = Workshop::new();
    let tests = "test \"a <b> & \\\"c\\\"\" { as nobody { GET /notes -> 401 } }
test \"wrong\" { as nobody { GET /notes -> 200  GET /notes -> 401 allow } }\n";
    workshop.write("notes.gate", format!("{NOTES}{tests}"));
    workshop.write("broken.gate", "policy shop 1.0.0\nrole \u{1}<\n");
    let run = workshop.run(&["test", "notes.gate", "broken.gate", "--junit", "report.xml"]);
    run.failed(1, &["GW0912", "GW0001"]);
    let report = std::fs::read_to_string(workshop.path("report.xml")).unwrap();
    let lines: Vec<&str> =
        report.lines().filter(|line| line.trim_start().starts_with('<')).collect();
    assert_eq!(
        lines[..5],
        [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<testsuites name=\"gatewright\" tests=\"3\" failures=\"1\" errors=\"1\" skipped=\"0\">",
            "  <testsuite name=\"notes.gate\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\">",
            "    <testcase name=\"a &lt;b&gt; &amp; &quot;c&quot;\" classname=\"notes\" file=\"notes.gate\" line=\"15\"/>",
            "    <testcase name=\"wrong\" classname=\"notes\" file=\"notes.gate\" line=\"16\">",
        ],
        "{report}"
    );
    assert_eq!(report.matches("<failure message=").count(), 2, "{report}");
    assert!(
        report.contains("type=\"GW0912\">error[GW0912]: `GET /notes` is not answered"),
        "{report}"
    );
    assert!(report.contains("<testcase name=\"policy\" classname=\"broken.gate\">"), "{report}");
    assert!(report.chars().all(|character| character == '\n' || !character.is_control()));
    let missing = ["test", "notes.gate", "--junit", "none/report.xml"];
    workshop.run(&missing).failed(2, &["GW0914", "`none/report.xml` cannot be written"]);
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
