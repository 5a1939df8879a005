//! Bodies against schemas in one pass, on the njs command line: the same verdicts as core's.

use gatewright_compiler::target::nginx::Nginx;
use gatewright_compiler::target::{Material, Target as _};
use gatewright_core::primitive::json;

use crate::bodies::group::{groups, nested};
use crate::bodies::policy;
use crate::gateway::free_address;
use crate::runtime::njs;

#[test]
fn verdicts_are_those_of_core() {
    let policy = policy(free_address(), free_address());
    let mut artifacts = Nginx.lower(&policy, &Material::default()).unwrap();
    let plan = artifacts.files.remove("plan.json").unwrap().contents;
    let plan: serde_json::Value = serde_json::from_slice(&plan).unwrap();
    let imports = format!("import schema from 'schema.js';\nglobalThis.plan = {plan};");
    for group in groups() {
        let mut routes = policy.routes().zip(plan["routes"].as_array().unwrap());
        let of_schema =
            |body: &gatewright_core::policy::Body| body.object().unwrap().name == group.schema;
        let (_, route) =
            routes.find(|(route, _)| route.body.as_ref().is_some_and(of_schema)).unwrap();
        let judge = format!("schema.judge(octets, {})", route["body"]["schema"]);
        group.compare(&policy, &njs(&imports, &judge, &group.cases));
    }
}

/// The tree that tokens are read into.
#[test]
fn trees_may_be_as_deep() {
    let cases = nested().cases;
    let read = njs("import json from 'json.js';", "json.parse(octets) !== null", &cases);
    for (case, read) in cases.iter().zip(read) {
        assert_eq!(
            read,
            json::parse(case).is_ok().to_string(),
            "{}",
            String::from_utf8_lossy(case)
        );
    }
}
