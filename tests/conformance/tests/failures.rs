//! The suite fails where it must: a missing engine, artefacts that somebody edited, input that it cannot read.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gatewright_compiler::target::Target;
use gatewright_compiler::target::nginx::Nginx;
use gatewright_conformance::engine::{Edited, artefacts};
use gatewright_conformance::subject::Subject;
use serde_json::Value;

/// A small policy with ports that are free.
fn policy(folder: &Path) -> PathBuf {
    let ports: Vec<u16> = [(); 3]
        .map(|()| TcpListener::bind("127.0.0.1:0").unwrap())
        .iter()
        .map(|listener| listener.local_addr().unwrap().port())
        .collect();
    let text = format!(
        r#"policy small 1.0.0

target rust
target nginx {{ listen: 127.0.0.1:{} }}
target envoy {{ listen: 127.0.0.1:{} }}

hosts: ["localhost"]

upstream service = "http://127.0.0.1:{}"

principal {{
    id:    string
    roles: [role]
}}

auth partner = api_key {{
    from:   header "x-api-key"
    keys:   file "partners.keys"
    grants: [viewer, admin]
}}

role viewer
role admin includes viewer

//: GET /things  as partner ["viewer"]  -> 200
//: GET /things                         -> 401 things.get/auth
//: GET /things  as partner []          -> 403 things.get/allow
api things at /things {{
    upstream: service
    auth:     [partner]

    GET / allow viewer
}}

errors {{ detail: full }}
"#,
        ports[0], ports[1], ports[2]
    );
    let file = folder.join("small.gate");
    std::fs::write(&file, text).unwrap();
    file
}

/// The suite's own keys, beside the policy, so that artefacts can know them.
fn with_keys_beside(policy: &Path) -> Subject {
    let subject = Subject::load(policy, &Edited::default()).unwrap();
    for name in ["partners.keys", "partners.keys.private"] {
        std::fs::copy(subject.folder.join(name), policy.with_file_name(name)).unwrap();
    }
    subject
}

fn suite(arguments: &[&str], variables: &[(&str, &str)]) -> (Output, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatewright-conformance"));
    let output = command.args(arguments).envs(variables.iter().copied()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    (output, text)
}

#[test]
fn a_missing_engine_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let policy = policy(folder.path());
    let report = folder.path().join("report.json");
    let arguments = [policy.to_str().unwrap(), "--seed", "1", "--report", report.to_str().unwrap()];
    let (output, text) = suite(&arguments, &[("GATEWRIGHT_ENVOY", "/nonexistent/envoy")]);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("MISSING ENGINE envoy"), "{text}");
    assert!(text.contains(" 0 disagreements, 0 empty cells, 1 missing engines"), "{text}");
    let report: Value = serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
    assert!(report["missing"]["envoy"].is_string());
    assert_eq!(report["cases"][0]["answers"]["nginx"]["forwarded"][0]["target"], "/things");
    assert_eq!(report["cases"][1]["answers"]["rust"]["rule"], "things.get/auth");
}

#[test]
fn artefacts_that_somebody_edited_run_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let policy = policy(folder.path());
    let subject = with_keys_beside(&policy);
    let artefacts = folder.path().join("nginx");
    artefacts::write(&Nginx.lower(&subject.policy, &subject.material).unwrap(), &artefacts)
        .unwrap();
    let plan = artefacts.join("plan.json");
    let text = std::fs::read_to_string(&plan).unwrap();
    let edited = text.replacen("\"heldBy\":[\"viewer\",\"admin\"]", "\"heldBy\":[\"admin\"]", 1);
    assert_ne!(text, edited);
    std::fs::write(&plan, edited).unwrap();
    let report = folder.path().join("report.json");
    let arguments = [
        policy.to_str().unwrap(),
        "--nginx",
        artefacts.to_str().unwrap(),
        "--report",
        report.to_str().unwrap(),
    ];
    let (output, text) = suite(&arguments, &[]);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("DISAGREEMENT nginx · GET /things as partner [\"viewer\"] -> 200"),
        "{text}"
    );
    assert!(!text.contains("DISAGREEMENT rust"), "{text}");
}

#[test]
fn a_policy_runs_on_the_targets_that_it_declares() {
    let folder = tempfile::tempdir().unwrap();
    let policy = policy(folder.path());
    let text = std::fs::read_to_string(&policy).unwrap();
    let is_gateway =
        |line: &&str| line.starts_with("target nginx") || line.starts_with("target envoy");
    let alone: String =
        text.lines().filter(|line| !is_gateway(line)).map(|line| format!("{line}\n")).collect();
    std::fs::write(&policy, &alone).unwrap();
    let report = folder.path().join("report.json");
    let arguments = [policy.to_str().unwrap(), "--seed", "1", "--report", report.to_str().unwrap()];
    let (output, text) = suite(&arguments, &[]);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("nginx: not declared by the policy\n"), "{text}");
    let found: Value = serde_json::from_slice(&std::fs::read(&report).unwrap()).unwrap();
    let asked: Vec<&String> = found["cases"][0]["answers"].as_object().unwrap().keys().collect();
    assert_eq!(asked, ["evaluator", "rust"]);

    // Artefacts of a target that is not declared run nowhere, and without any target there is nothing to compare.
    with_keys_beside(&policy);
    let (output, text) = suite(&[&arguments[..], &["--envoy", "/nonexistent"]].concat(), &[]);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("artefacts for envoy, which the policy does not declare"), "{text}");
    std::fs::write(&policy, alone.replace("target rust\n", "")).unwrap();
    let (output, text) = suite(&arguments, &[]);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("declares no target"), "{text}");
}

#[test]
fn input_that_cannot_be_read_is_no_disagreement() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.gate");
    std::fs::write(&broken, "policy").unwrap();
    let report = folder.path().join("report.json");
    for policy in [broken.to_str().unwrap(), "/nonexistent.gate"] {
        let (output, text) = suite(&[policy, "--report", report.to_str().unwrap()], &[]);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.starts_with("error: "), "{text}");
    }
}
