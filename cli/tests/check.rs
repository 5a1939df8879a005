//! `gatewright check`.

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

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use support::{SHOP, Workshop};

#[test]
fn a_policy_without_errors() {
    let workshop = Workshop::new();
    let run = workshop.run(&["check", "shop.gate"]);
    assert_eq!(run.succeeded().output, "shop 1.0.0 has no errors (apis: 1, routes: 6)\n");
    assert_eq!(
        workshop.run(&["check", "shop.gate", "--format", "json"]).succeeded().output,
        "[]\n"
    );
}

#[test]
fn all_errors_with_their_places() {
    let workshop = Workshop::new();
    workshop.write("shop.gate", SHOP.replace("role viewer\n", "rolle viewer\n\nlimit = 5\n"));
    let run = workshop.run(&["check", "shop.gate"]);
    run.failed(
        1,
        &["error[GW0004]", "--> shop.gate:55:1", "did you mean `role`?", "shop.gate:57:7"],
    );
    let run = workshop.run(&["check", "shop.gate", "--format", "json"]);
    assert_eq!((run.code, run.errors.as_str()), (Some(1), ""));
    let found: serde_json::Value = serde_json::from_str(&run.output).unwrap();
    assert_eq!(found.as_array().unwrap().len(), 2);
    assert_eq!(found[0]["code"], "GW0004");
    assert_eq!(found[0]["spans"][0]["line"], 55);
}

#[test]
fn an_error_of_meaning() {
    let workshop = Workshop::new();
    workshop.write("shop.gate", SHOP.replace("allow clerk", "allow clark"));
    workshop
        .run(&["check", "shop.gate"])
        .failed(1, &["GW0101", "`clark`", "did you mean `clerk`?"]);
}

#[test]
fn a_rule_that_a_gateway_cannot_enforce() {
    let workshop = Workshop::new();
    let eddsa = SHOP.replace("[RS256, ES256]", "[EdDSA, ES256]");
    workshop.write("shop.gate", &eddsa);
    workshop.run(&["check", "shop.gate"]).failed(
        1,
        &[
            "error[GW0600]: `auth.customer.EdDSA` cannot be enforced exactly by the target `nginx`",
            "accept_gap: [auth.customer.EdDSA]  reason:",
        ],
    );
    let gap = |rule: &str| {
        let accepted = format!("listen: 127.0.0.1:8443 accept_gap: [{rule}] reason: \"tested\"");
        eddsa.replace("listen: 127.0.0.1:8443", &accepted)
    };
    workshop.write("shop.gate", gap("auth.customer.EdDSA"));
    workshop.run(&["check", "shop.gate"]).succeeded();
    workshop.write("shop.gate", gap("auth.customer.EdDSA, auth.customer.ES256"));
    workshop.run(&["check", "shop.gate"]).failed(1, &["GW0601", "no gap `auth.customer.ES256`"]);
}

#[test]
fn a_policy_of_several_files() {
    let workshop = Workshop::new();
    let (roles, rest): (Vec<&str>, Vec<&str>) =
        SHOP.lines().partition(|line| line.starts_with("role "));
    let main = rest.join("\n").replace("target rust", "use \"common/roles.gate\"\ntarget rust");
    fs::create_dir(workshop.path("common")).unwrap();
    workshop.write("shop.gate", &main);
    workshop.run(&["check", "shop.gate"]).failed(1, &["GW0010", "no file `common/roles.gate`"]);
    fs::create_dir(workshop.path("common/roles.gate")).unwrap();
    workshop.run(&["check", "shop.gate"]).failed(1, &["GW0010", "it is a folder"]);
    fs::remove_dir(workshop.path("common/roles.gate")).unwrap();
    workshop.write("common/roles.gate", roles.join("\n"));
    workshop.run(&["check", "shop.gate"]).succeeded();
    // Names are those from where the program runs, and files are found from wherever it does.
    workshop.write("common/roles.gate", roles.join("\n") + "\nrole boss includes admn");
    let folder = workshop.path("").display().to_string();
    let run = workshop.run_after("cd /", &["check", &format!("{folder}shop.gate")]);
    run.failed(1, &[&format!("--> {folder}common/roles.gate:4:20"), "did you mean `admin`?"]);
    let run = workshop.run(&["check", "shop.gate", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&run.output).unwrap();
    assert_eq!(found[0]["spans"][0]["file"], "common/roles.gate");
    // A link to a file is the file.
    workshop.write("common/roles.gate", roles.join("\n"));
    std::os::unix::fs::symlink("roles.gate", workshop.path("common/link.gate")).unwrap();
    workshop
        .write("shop.gate", main.replace("target rust", "use \"common/link.gate\"\ntarget rust"));
    workshop.run(&["check", "shop.gate"]).succeeded();
    workshop.write("common/roles.gate", "use \"../shop.gate\"");
    workshop.run(&["check", "shop.gate"]).failed(1, &["GW0011", "`shop.gate` uses itself"]);
    workshop.run(&["check", "common/roles.gate"]).failed(1, &["GW0008"]);
}

#[test]
fn files_that_cannot_be_read() {
    let workshop = Workshop::new();
    workshop.run(&["check", "none.gate"]).failed(2, &["GW0900", "there is no file `none.gate`"]);
    workshop.run(&["check", "."]).failed(2, &["GW0901", "`.` is a folder"]);
    workshop.run(&["check", "/dev/zero"]).failed(2, &["GW0901", "a device or pipe"]);
    workshop.run_after("mkfifo pipe", &["check", "pipe"]).failed(2, &["GW0901"]);
    let run = workshop.run(&["check", "none.gate", "--format", "json"]);
    assert_eq!(run.code, Some(2));
    assert!(run.output.contains("GW0900"), "{run:?}");
    fs::set_permissions(workshop.path("shop.gate"), fs::Permissions::from_mode(0o000)).unwrap();
    // Who may read everything is not stopped by a file's mode.
    if fs::read(workshop.path("shop.gate")).is_err() {
        workshop.run(&["check", "shop.gate"]).failed(2, &["GW0901", "permission denied"]);
    }
}

#[test]
fn files_that_are_no_policies() {
    let workshop = Workshop::new();
    let begin = std::time::Instant::now();
    workshop.write("a", b"policy x 1.0.0\n\xff");
    workshop.run(&["check", "a"]).failed(1, &["GW0001"]);
    workshop.write("a", b"\x7fELF\0\0");
    workshop.run(&["check", "a"]).failed(1, &["GW0001"]);
    workshop.write("a", "role a\n".repeat(10 << 20));
    workshop.run(&["check", "a"]).failed(1, &["GW0002"]);
    workshop.write("a", "policy x 1.0.0\ncondition c = ".to_owned() + &"(".repeat(500_000));
    workshop.run(&["check", "a"]).failed(1, &["GW0003", "deeper than 64"]);
    workshop.write("a", &SHOP[..SHOP.len() - 30]);
    workshop.run(&["check", "a"]).failed(1, &["error[GW00"]);
    workshop.write("a", "");
    workshop.run(&["check", "a"]).failed(1, &["GW0008"]);
    assert!(begin.elapsed().as_secs() < 10, "{:?}", begin.elapsed());
}

#[test]
fn wrong_calls() {
    let workshop = Workshop::new();
    workshop.run(&[]).failed(2, &["Usage"]);
    workshop.run(&["chek"]).failed(2, &["unrecognized subcommand"]);
    workshop.run(&["check"]).failed(2, &["<FILE>"]);
}

#[test]
fn a_full_disk_behind_the_output() {
    let workshop = Workshop::new();
    workshop.run_after("exec > /dev/full", &["check", "shop.gate"]).failed(2, &["GW0904"]);
}

/// A parameter without a default, one with, and one that an upstream's address comes from.
const SETTINGS: &str = "\
policy door 1.0.0
parameter place: uri
parameter host: hostname = \"localhost\"
parameter at: int 1..65535 = 8443
target nginx { listen: at }
hosts: [host]
upstream inside = place
api door at /door {
    upstream: inside
    GET / allow anyone
}
";

#[test]
fn parameters_are_set_on_the_command_line() {
    let workshop = Workshop::new();
    workshop.write("door.gate", SETTINGS);
    let set = ["--set", "place=http://127.0.0.1:9", "--set", "host=door.example"];
    workshop.run(&[&["check", "door.gate"], &set[..]].concat()).succeeded();
    workshop
        .run(&["check", "door.gate"])
        .failed(1, &["the parameter `place` has no value", "door.gate:2:1", "--set place="]);
    let wrong = ["--set", "place=http://127.0.0.1:9", "--set", "at=0", "--set", "hots=a"];
    workshop.run(&[&["check", "door.gate"], &wrong[..]].concat()).failed(
        1,
        &["--set:2:4", "the parameter `at` is an int", "--set:3:1", "did you mean `host`?"],
    );
    workshop
        .run(&["check", "door.gate", "--set", "place=nowhere"])
        .failed(1, &["--set:1:7", "not of format `uri`"]);
    workshop.run(&["check", "door.gate", "--set", "place"]).failed(2, &["write NAME=VALUE"]);
    let explained = workshop
        .run(&[&["explain", "door.gate", "GET /door", "--as", "nobody"], &set[..]].concat());
    assert!(explained.succeeded().output.contains("host `door.example`"), "{explained:?}");
}

#[test]
fn artefacts_of_two_settings_differ_in_their_digest() {
    let workshop = Workshop::new();
    workshop.write("door.gate", SETTINGS);
    let build = |folder: &str, host: &str| {
        let host = format!("host={host}");
        let set = ["--set", "place=http://127.0.0.1:9", "--set", &host];
        let arguments = ["build", "door.gate", "--out", folder];
        workshop.run(&[&arguments[..], &set].concat()).succeeded();
        let inventory = fs::read_to_string(workshop.path(folder).join("gatewright.json")).unwrap();
        let inventory: serde_json::Value = serde_json::from_str(&inventory).unwrap();
        inventory["digest"].as_str().unwrap().to_owned()
    };
    let (one, other) = (build("one", "a.example"), build("other", "b.example"));
    assert_ne!(one, other);
    assert_eq!(one, build("again", "a.example"));
    let configuration = fs::read_to_string(workshop.path("one/nginx/gateway.conf")).unwrap();
    assert!(configuration.contains(&one[..12]), "{configuration}");
}

#[test]
fn other_programs_get_findings_in_their_own_formats() {
    let workshop = Workshop::new();
    workshop.write("shop.gate", SHOP.replace("allow clerk", "allow clark"));
    let run = workshop.run(&["check", "shop.gate", "--format", "github"]);
    assert_eq!((run.code, run.errors.as_str()), (Some(1), ""));
    assert!(run.output.starts_with("::error file=shop.gate,line="), "{}", run.output);
    assert!(run.output.contains("title=GW0101::there is no role `clark`%0Ahelp: did you mean"));
    let run = workshop.run(&["check", "shop.gate", "--format", "sarif"]);
    assert_eq!((run.code, run.errors.as_str()), (Some(1), ""));
    let log: serde_json::Value = serde_json::from_str(&run.output).unwrap();
    assert_eq!(log["runs"][0]["results"][0]["ruleId"], "GW0101");
    workshop.write("shop.gate", SHOP);
    let run = workshop.run(&["check", "shop.gate", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&run.succeeded().output).unwrap();
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
    assert_eq!(workshop.run(&["check", "shop.gate", "--format", "github"]).succeeded().output, "");
    let run = workshop.run(&["check", "none.gate", "--format", "github"]);
    assert_eq!(
        (run.code, run.output.as_str()),
        (Some(2), "::error title=GW0900::there is no file `none.gate`\n")
    );
}

/// What the gateway in front of a service has to keep: told where it stands, and no error.
const IN_FRONT: &str = "policy shop 1.0.0

target rust

upstream orders_service = \"https://orders.internal\" {
    timeout: 5s
}

api shop at /shop {
    upstream: orders_service
    GET / allow anyone
}
";

#[test]
fn what_a_service_leaves_to_the_gateway_in_front_is_noted() {
    let workshop = Workshop::new();
    workshop.write("front.gate", IN_FRONT);
    let run = workshop.run(&["check", "front.gate"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(run.output, "shop 1.0.0 has no errors (apis: 1, routes: 1)\n");
    assert_eq!(
        run.errors,
        "\
note[GW0604]: the target `rust` does not keep `upstream.orders_service.https`; the gateway in front must
 --> front.gate:5:1
  |
5 | / upstream orders_service = \"https://orders.internal\" {
6 | |     timeout: 5s
7 | | }
  | |_^ asked for here
  |
  = note: it is kept by whoever opens connections to the upstream; the service refuses no request by it

note[GW0604]: the target `rust` does not keep `upstream.orders_service.timeout`; the gateway in front must
 --> front.gate:6:5
  |
6 |     timeout: 5s
  |     ^^^^^^^^^^^ asked for here
  |
  = note: it is kept by whoever opens connections to the upstream; the service refuses no request by it
"
    );
    assert_eq!(workshop.run(&["check", "--language-only", "front.gate"]).succeeded().errors, "");
}

#[test]
fn programs_are_given_notes_as_notes() {
    let workshop = Workshop::new();
    workshop.write("front.gate", IN_FRONT);
    let report = |format: &str| {
        let run = workshop.run(&["check", "front.gate", "--format", format]);
        run.succeeded().output.clone()
    };
    let json: serde_json::Value = serde_json::from_str(&report("json")).unwrap();
    assert_eq!((&json[0]["severity"], &json[0]["code"]), (&"note".into(), &"GW0604".into()));
    assert_eq!(json[1]["spans"][0]["line"], 6);
    assert_eq!(json.as_array().unwrap().len(), 2);
    let sarif: serde_json::Value = serde_json::from_str(&report("sarif")).unwrap();
    let run = &sarif["runs"][0];
    assert_eq!(run["results"][0]["level"], "note");
    assert_eq!(run["tool"]["driver"]["rules"][0]["defaultConfiguration"]["level"], "note");
    let github = report("github");
    assert_eq!(github.lines().count(), 2, "{github}");
    let second = "::notice file=front.gate,line=6,col=5,endLine=6,endColumn=15,title=GW0604::";
    assert!(github.lines().nth(1).unwrap().starts_with(second), "{github}");
}
