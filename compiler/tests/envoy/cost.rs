//! No input holds up a worker.
//!
//! `cargo test -p gatewright-compiler --test envoy cost -- --nocapture` prints a table: milliseconds of processor time for the
//! largest body that the target checks, of whatever takes Lua longest, the median of three.

use std::time::{Duration, Instant};

use gatewright_compiler::source::Alone;
use gatewright_compiler::syntax;
use gatewright_compiler::target::envoy::{Envoy, LARGEST_BODY};
use gatewright_compiler::target::{Material, Target as _};

use crate::bodies::costly::{SCHEMAS, bodies};
use crate::exchange::{request, send};
use crate::gateway::{Gateway, free_address};
use crate::stand::Stand;
use crate::upstream::Upstream;

/// Far above what the work takes, far below what going over each run again and again would.
const MOST: Duration = Duration::from_millis(1500);

/// Three times what the documentation says, since others use the machine too.
const MOST_TIME: Duration = Duration::from_millis(300);

/// Each of these took seconds where a pattern went back and forth over a long run.
#[test]
fn long_runs_cost_no_more_than_their_length() {
    let stand = Stand::edited(|artifacts| {
        let artifact = artifacts.files.get_mut("authorize.lua").unwrap();
        let text = String::from_utf8(artifact.contents.clone()).unwrap();
        assert!(text.contains("max = 2000 "), "{text}");
        artifact.contents = text.replace("max = 2000 ", "max = 62000 ").into_bytes();
    });
    let quickly = |what: &str, ask: &dyn Fn()| {
        let began = Instant::now();
        ask();
        assert!(began.elapsed() < MOST, "{what}: {:?}", began.elapsed());
    };
    let spaced = format!("a{}b", " ".repeat(50_000));
    quickly("an API key", &|| {
        stand.ask("GET /v1/orders", &[("X-Api-Key", &spaced)], "", 401, "orders.get/auth.partner");
    });
    quickly("a list of addresses", &|| {
        stand.ask("GET /v1/orders/health", &[("X-Forwarded-For", &spaced)], "", 200, "");
    });
    let clerk = format!("Bearer {}", stand.fixture.good("anna", &["clerk"]));
    let post = |kind: &str, body: &str, status: u16, rule: &str| {
        let headers = [("Authorization", clerk.as_str()), ("Content-Type", kind)];
        stand.ask("POST /v1/orders", &headers, body, status, rule);
    };
    let order = |quantity: &str| {
        format!(r#"{{"lines":[{{"sku":"ABC-1234","quantity":{quantity}}}],"currency":"EUR"}}"#)
    };
    let zeros = "0".repeat(60_000);
    quickly("a number", &|| {
        post("application/json", &order(&format!("1.{zeros}")), 200, "");
        let number = format!("1.{zeros}1");
        post("application/json", &order(&number), 422, "orders.post/body.schema");
    });
    quickly("a media type", &|| {
        let kind = format!("application/json; charset={}x", " ".repeat(50_000));
        post(&kind, &order("1"), 415, "orders.post/body.type");
    });
}

#[test]
fn no_body_holds_up_its_worker() {
    let upstream = Upstream::start();
    let address = free_address();
    let policy = format!(
        "policy cost 1.0.0\ntarget envoy {{ listen: {address} }}\nupstream service = \"http://{}\"\n{SCHEMAS}\n\
         errors {{ format: problem_json  detail: full }}\n\
         api costs at /costs {{ upstream: service  POST / allow anyone body Everything max {LARGEST_BODY}B }}",
        upstream.address
    );
    let source = syntax::decode("cost.gate", policy.as_bytes()).unwrap();
    let policy = gatewright_compiler::compile(source, &Alone).outcome.unwrap();
    let artifacts = Envoy.lower(&policy, &Material::default()).unwrap();
    let gateway = Gateway::start(&artifacts, address);
    for (what, body) in bodies(usize::try_from(LARGEST_BODY).unwrap()) {
        let headers = [("Content-Type", "application/json")];
        let request = request("POST /costs", &headers, &body);
        let refused = what.starts_with("other") || what.contains("names");
        let mut times = [Duration::ZERO; 3].map(|_| {
            let before = gateway.time();
            let answer = send(gateway.address, &request);
            let time = gateway.time() - before;
            assert_eq!(answer.status, if refused { 422 } else { 200 }, "{what} {answer:?}");
            time
        });
        times.sort();
        println!("{:>5.0} ms  {what}", times[1].as_secs_f64() * 1e3);
        assert!(times[1] < MOST_TIME, "{what}: {:?}", times[1]);
    }
}
