//! Who calls, as the lines tell it.

use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use gatewright::{LoadFault, ManualClock, Notice, Origin};
use gatewright_core::primitive::principal::IdSpace;
use gatewright_core::primitive::record::PseudonymKey;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::output::Memory;
use crate::pair::{Asked, NOW, Pair, RECORDS_KEY, ask, get, handled, keys};

/// What OpenSSL makes of `scheme`, NUL, `customer`, NUL, `anna` with that key, and of `ids`, NUL, `companies`, NUL, `acme`.
const ANNA: &str = "ae176e641fcad599a30280dfab5431aa";
const ACME: &str = "cba145824a7ff03e01a7009b9aa8b56c";

/// The pseudonym in each line.
fn told(lines: &[String]) -> Vec<Option<String>> {
    let of = |line: &String| {
        let record: Value = serde_json::from_str(line).unwrap();
        record.get("principal").map(|told| told.as_str().unwrap().to_owned())
    };
    lines.iter().map(of).collect()
}

/// Requests, their verdicts, and whom their lines tell of.
fn exchanges() -> Vec<(Asked, &'static str, Option<&'static str>)> {
    let anna = |asked: Asked| asked.by(json!({}));
    let list = || get("/orders");
    let post = || ask("POST", "/orders");
    let wrong = "Bearer hush.hush.hush";
    vec![
        (anna(list()), "200", Some(ANNA)),
        (list().by_partner(), "200", Some(ACME)),
        // The ids of these two are shared.
        (list().by_partner_cookie(), "200", Some(ACME)),
        // The first of the route's schemes says who calls.
        (anna(list()).by_partner(), "200", Some(ANNA)),
        // Refused behind authentication, by each stage.
        (anna(get("/orders?odd=1")), "400 orders.get/query", Some(ANNA)),
        (anna(list()), "429 orders.get/limit.few", Some(ANNA)),
        (anna(ask("DELETE", "/orders")), "404 orders.delete/allow", Some(ANNA)),
        (anna(post()).json("{}"), "422 orders.post/body.schema", Some(ANNA)),
        (anna(post()).json(r#"{"id":"1"}"#), "200", Some(ANNA)),
        // By its answer.
        (anna(get("/orders/known")), "502 orders.get/known/returns", Some(ANNA)),
        // Before it, or by it.
        (list(), "401 orders.get/auth", None),
        (list().with("authorization", wrong), "401 orders.get/auth.customer", None),
        (anna(list()).with("x-key", "hush"), "401 orders.get/auth.partner", None),
        (anna(get("/nowhere")), "404 route", None),
        (anna(get("/orders//")), "400 path", None),
        (anna(ask("PUT", "/orders")), "405 method", None),
        // Where no credential is read, and where none need be.
        (anna(get("/orders/health")), "200", None),
        (anna(get("/notes/open")), "200", Some(ANNA)),
        (get("/notes/open"), "200", None),
        (anna(get("/notes")), "200", Some(ANNA)),
    ]
}

#[tokio::test]
async fn lines_tell_who_calls_as_the_evaluator_tells_it() {
    let memory = Memory::default();
    let output = memory.clone();
    let mut pair = Pair::new(include_str!("pseudonyms.gate"), |folder, clock, stage| {
        let policy = crate::pseudonyms_policy::Policy::load(folder).unwrap().with_clock(clock);
        policy.with_records(output).protect(stage.router())
    });
    // Not what one of the routes returns.
    let answer = crate::pair::json("hush");
    for (asked, verdict, _) in exchanges() {
        assert_eq!(pair.exchange(&asked, &answer).await.verdict(), verdict, "{asked:?}");
    }
    let expected = pair.end().records;
    let lines = memory.lines();
    assert_eq!(lines, expected);
    let wanted: Vec<_> =
        exchanges().into_iter().map(|(_, _, told)| told.map(str::to_owned)).collect();
    assert_eq!(told(&lines), wanted);
    for text in [RECORDS_KEY, "hush", "anna", "acme"] {
        assert!(!lines.concat().contains(text), "{text}");
    }
}

/// Set, the test below runs as a process of its own.
const VARIABLE: &str = "GATEWRIGHT_TEST_RECORDS_KEY";

#[tokio::test]
async fn an_id_that_is_missing_is_not_told() {
    if std::env::var(VARIABLE).is_err() {
        let unset = crate::optional_ids::Policy::load(keys().path()).unwrap_err();
        assert_eq!(unset.origin, Origin::Environment(VARIABLE.to_owned()));
        assert!(matches!(unset.fault, LoadFault::Unset), "{unset}");
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "pseudonyms::an_id_that_is_missing_is_not_told"]);
        let run = command.env(VARIABLE, RECORDS_KEY).output().unwrap();
        let told = String::from_utf8_lossy(&run.stdout).into_owned();
        assert!(run.status.success() && told.contains("1 passed"), "{told}");
        return;
    }
    let memory = Memory::default();
    let output = memory.clone();
    let mut pair = Pair::new(include_str!("optional_ids.gate"), |folder, clock, stage| {
        let policy = crate::optional_ids::Policy::load(folder).unwrap().with_clock(clock);
        policy.with_records(output).protect(stage.router())
    });
    let id = "0195a3c0-7d10-7000-8000-00000000000A";
    for claims in [json!({}), json!({ "id": id }), json!({ "id": id.to_lowercase() })] {
        let asked = get("/orders").by(claims);
        assert_eq!(pair.exchange(&asked, &handled(200)).await.verdict(), "200");
    }
    let expected = pair.end().records;
    assert_eq!(memory.lines(), expected);
    let told = told(&expected);
    assert_eq!(told[0], None);
    assert!(told[1].is_some() && told[1] == told[2], "{told:?}");
}

/// Nothing starts without a key that nobody guesses.
#[test]
fn without_a_key_the_service_does_not_start() {
    let folder = keys();
    let file = folder.path().join("records.key");
    let load = || crate::pseudonyms_policy::Policy::load(folder.path());
    let short = &RECORDS_KEY[..31];
    for text in
        ["", "\n", "hush", short, &format!("{short}\n"), "hush\nhush: 0123456789 0123456789"]
    {
        std::fs::write(&file, text).unwrap();
        let error = load().unwrap_err();
        assert_eq!(error.origin, Origin::File(file.clone()));
        assert!(matches!(error.fault, LoadFault::PseudonymKey(_)), "{error}");
        assert!(!format!("{error} {error:?} {error:#?}").contains("hush"), "{error}");
    }
    std::fs::write(&file, [0xff; 32]).unwrap();
    assert!(matches!(load().unwrap_err().fault, LoadFault::Encoding));
    std::fs::remove_file(&file).unwrap();
    assert!(matches!(load().unwrap_err().fault, LoadFault::Read(_)));
    std::fs::write(&file, &RECORDS_KEY[..32]).unwrap();
    load().unwrap();
}

/// A request that is recorded pays for the text of its line, and for nothing before that.
#[test]
fn a_hash_takes_no_memory() {
    let key = PseudonymKey::parse(RECORDS_KEY).unwrap();
    let id = "a".repeat(1000);
    let measured = allocation_counter::measure(|| {
        std::hint::black_box(key.pseudonym(IdSpace::Scheme("customer"), &id));
    });
    assert_eq!(measured.count_total, 0);
}

fn write(folder: &Path, text: &str) {
    let new = folder.join("new");
    std::fs::write(&new, text).unwrap();
    std::fs::rename(new, folder.join("records.key")).unwrap();
}

#[tokio::test]
async fn a_key_that_changes_counts_once_it_is_right() {
    let (folder, memory) = (keys(), Memory::default());
    let notices = Arc::new(Mutex::new(Vec::new()));
    let receiver = Arc::clone(&notices);
    let policy = crate::pseudonyms_policy::Policy::load(folder.path()).unwrap();
    let service = policy
        .with_clock(ManualClock::at(NOW))
        .with_records(memory.clone())
        .with_notices(move |notice| {
            let is_new = matches!(notice, Notice::Reloaded { .. });
            assert!(is_new || matches!(notice, Notice::Kept { .. }), "{notice}");
            receiver.lock().unwrap().push(is_new);
        })
        .protect(axum::Router::new().fallback(async || ()));
    let ask = async || {
        let asked = get("/orders").by(json!({})).to_service();
        assert_eq!(service.clone().oneshot(asked).await.unwrap().status(), 200);
    };
    let until_told = async |expected: &[bool]| {
        let began = Instant::now();
        while *notices.lock().unwrap() != expected {
            assert!(began.elapsed() < Duration::from_secs(20));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    ask().await;
    write(folder.path(), "hush");
    until_told(&[false]).await;
    ask().await;
    write(folder.path(), &RECORDS_KEY.to_uppercase());
    until_told(&[false, true]).await;
    ask().await;
    drop(service);
    let told = told(&memory.lines());
    assert_eq!(told[..2], [Some(ANNA.to_owned()), Some(ANNA.to_owned())]);
    assert!(told[2].is_some() && told[2] != told[1]);
}
