//! `gatewright check --fix`.

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
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

use support::{Workshop, tree};

const WRONG: &str = r#"//! A policy with what a machine can set right.
policy Shop 1.0.0

use "common/used.gate"

target rust
hosts: ["API.example.com", "api.example.com"]

upstream ordersService = "http://127.0.0.1:9001/"

auth customer = jwtt {
    issuer:     "https://id.example.com/"
    audence:    "shop-api"
    token_type: "at+jwt"
    algorithms: [ES256, ES256]
    keys:       jwks file "keys/jwks.json"
    grants:     [viewer]
    principal { id: claim.sub  roles: claim.roles  level: claim.level }
}

/// documents the role
role viewer

condition known = principal.scheme == "customer" && !is_low
condition is_low = principal.level == "1"

api orders at /orders {
    upstream: orders_service
    auth:     [customer]

    /// first
    GET  /     alow viewer when known
    GET  /{id: uuid} allow viewer override [auth, limit]
    POST /     allow viewer when client.ip in ["10.0.0.0/8"] body newOrder
    /// documents nothing
}
"#;

const USED: &str =
    "principal { id: string  roles: [role]  level?: int }\nschema newOrder { a: strng }\n";

const RIGHT: &str = r#"//! A policy with what a machine can set right.
policy shop 1.0.0

use "common/used.gate"

target rust
hosts: ["api.example.com"]

upstream orders_service = "http://127.0.0.1:9001"

auth customer = jwt {
    issuer:     "https://id.example.com/"
    audience:    "shop-api"
    token_type: "at+jwt"
    algorithms: [ES256]
    keys:       jwks file "keys/jwks.json"
    grants:     [viewer]
    principal { id: claim.sub  roles: claim.roles  level: claim.level }
}

/// documents the role
role viewer

condition known = principal.scheme == customer and not is_low
condition is_low = principal.level == 1

api orders at /orders {
    upstream: orders_service
    auth:     [customer]

    /// first
    GET  /     allow viewer when known
    GET  /{id: uuid} allow viewer
    POST /     allow viewer when client.ip in [10.0.0.0/8] body NewOrder
    // documents nothing
}
"#;

fn workshop() -> Workshop {
    let workshop = Workshop::new();
    fs::create_dir(workshop.path("common")).unwrap();
    workshop.write("common/used.gate", USED);
    workshop.write("wrong.gate", WRONG);
    workshop
}

#[test]
fn what_leaves_no_doubt_is_set_right() {
    let workshop = workshop();
    let run = workshop.run(&["check", "wrong.gate", "--fix"]);
    assert_eq!(fs::read_to_string(workshop.path("wrong.gate")).unwrap(), RIGHT, "{}", run.errors);
    assert_eq!(
        fs::read_to_string(workshop.path("common/used.gate")).unwrap(),
        USED.replace("newOrder", "NewOrder").replace("strng", "string")
    );
    assert_eq!(
        (run.code, run.output.as_str()),
        (Some(0), "shop 1.0.0 has no errors (apis: 1, routes: 3)\n")
    );
    for line in [
        "fixed wrong.gate:13:5: [GW0104] a `jwt` scheme has no setting `audence`: did you mean `audience`?\n",
        "fixed common/used.gate:2:22: [GW0101] there is no type `strng`: did you mean `string`?\n",
    ] {
        assert!(run.errors.contains(line), "no {line:?} in:\n{}", run.errors);
    }
    // Nothing is left to do, and nothing is done.
    let before = fs::metadata(workshop.path("wrong.gate")).unwrap().ino();
    workshop.run(&["check", "wrong.gate", "--fix"]).succeeded();
    assert_eq!(fs::metadata(workshop.path("wrong.gate")).unwrap().ino(), before);
}

#[test]
fn a_guess_is_told_and_not_made() {
    let workshop = Workshop::new();
    let policy = "policy shop 1.0.0\nrole viewer\nrole unused\nlimit per_client = 1 per 1m by client.ip\n\
        api a at /a { GET / allow viewr limit per_clients }\n";
    workshop.write("shop.gate", policy);
    let run = workshop.run(&["check", "shop.gate", "--fix"]);
    run.failed(1, &["did you mean `viewer`?", "did you mean `per_client`?", "- role unused"]);
    assert!(!run.errors.contains("fixed "), "{}", run.errors);
    assert_eq!(fs::read_to_string(workshop.path("shop.gate")).unwrap(), policy);
}

#[test]
fn what_is_left_is_told_for_programs_too() {
    let workshop = Workshop::new();
    workshop.write("a.gate", "policy a 1.0.0\nlimt per_client = 1 per 1m by client.ipp\napi b at /b { GET / allow anyone limit per_client }");
    let run = workshop.run(&["check", "a.gate", "--fix", "--format", "json"]);
    assert_eq!(run.code, Some(1));
    let found: serde_json::Value = serde_json::from_str(&run.output).unwrap();
    assert_eq!(found[0]["code"], "GW0251", "{found}");
    assert!(run.errors.starts_with("fixed a.gate:2:1: [GW0004]"), "{}", run.errors);
}

#[test]
fn files_keep_their_mode_and_links_stay() {
    let workshop = workshop();
    fs::set_permissions(workshop.path("wrong.gate"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("wrong.gate", workshop.path("link.gate")).unwrap();
    assert_eq!(workshop.run_after("umask 077", &["check", "link.gate", "--fix"]).code, Some(0));
    assert!(workshop.path("link.gate").symlink_metadata().unwrap().is_symlink());
    let metadata = fs::metadata(workshop.path("wrong.gate")).unwrap();
    assert_eq!(metadata.mode() & 0o7777, 0o640);
    assert_eq!(fs::read_to_string(workshop.path("wrong.gate")).unwrap(), RIGHT);
    let strangers =
        tree(&workshop.path("")).into_iter().filter(|(name, ..)| name.contains(".gatewright"));
    assert_eq!(strangers.count(), 0);
}

#[test]
fn files_that_cannot_be_written_are_as_they_were() {
    let workshop = workshop();
    // Whoever may write everything is only stopped by the size of files.
    let run = workshop.run_after("trap '' XFSZ\nulimit -f 0", &["check", "wrong.gate", "--fix"]);
    run.failed(2, &["GW0910", "cannot be written", "nothing of it was changed"]);
    assert!(!run.errors.contains("fixed "), "{}", run.errors);
    assert_eq!(fs::read_to_string(workshop.path("wrong.gate")).unwrap(), WRONG);
    assert_eq!(fs::read_to_string(workshop.path("common/used.gate")).unwrap(), USED);
}
