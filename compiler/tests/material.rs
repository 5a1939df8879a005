//! What a target needs beside the policy.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use gatewright_compiler::compile;
use gatewright_compiler::source::{Alone, Source};
use gatewright_compiler::target::{Material, registry};
use gatewright_core::policy::TargetKind;

const POLICY: &str = "policy notes 1.0.0
target nginx { listen: 8443 }
principal { id: string  roles: [role] }
auth member = api_key { from: header \"x-api-key\"  keys: file \"none.keys\"  grants: [reader] }
role reader
upstream notes = \"http://127.0.0.1:9001\"
api notes at /notes {
    upstream: notes
    auth:     [member]
    GET / allow reader
}
";

#[test]
fn a_gateway_without_the_keys_of_a_scheme_is_none() {
    let policy = compile(Source::new("notes.gate", POLICY), &Alone).outcome.unwrap();
    let lowered = registry::find(TargetKind::Nginx).lower(&policy, &Material::default());
    let found = lowered.unwrap_err();
    let codes: Vec<&str> = found.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["GW0602"]);
}
