//! Bodies against schemas in one pass: the same verdicts as core's.

use gatewright_compiler::target::envoy::Envoy;
use gatewright_compiler::target::{Material, Target as _};

use crate::bodies::group::groups;
use crate::bodies::policy;
use crate::exchange::{ask, connect};
use crate::gateway::{Gateway, free_address};
use crate::upstream::Upstream;

#[test]
fn verdicts_are_those_of_core() {
    let upstream = Upstream::start();
    let address = free_address();
    let policy = policy(address, upstream.address);
    let gateway = Gateway::start(&Envoy.lower(&policy, &Material::default()).unwrap(), address);
    let mut stream = connect(gateway.address);
    for group in groups() {
        let of_schema =
            |body: &gatewright_core::policy::Body| body.object().unwrap().name == group.schema;
        let route =
            policy.routes().find(|route| route.body.as_ref().is_some_and(of_schema)).unwrap();
        let line = format!("{} {} HTTP/1.1", route.method.name(), route.template());
        let verdicts: Vec<String> = group
            .cases
            .iter()
            .map(|case| {
                let head = format!(
                    "{line}\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                    case.len()
                );
                let answer = ask(&mut stream, &[head.as_bytes(), case].concat());
                if answer.header("connection") == Some("close") {
                    stream = connect(gateway.address);
                }
                match (answer.status, answer.rule().rsplit('/').next().unwrap_or_default()) {
                    (200, _) => "accepted".to_owned(),
                    (400, "body.json") => "json".to_owned(),
                    (422, "body.schema") => "schema".to_owned(),
                    _ => format!("{answer:?}"),
                }
            })
            .collect();
        group.compare(&policy, &verdicts);
    }
}
