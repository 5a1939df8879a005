//! How long a body holds up its worker: the largest that the target checks, of whatever takes njs longest.
//!
//! `cargo test -p gatewright-compiler --test nginx cost -- --nocapture` prints a table: milliseconds of the worker's
//! processor time, the median of three.

use std::time::Duration;

use gatewright_compiler::source::Alone;
use gatewright_compiler::syntax;
use gatewright_compiler::target::nginx::Nginx;
use gatewright_compiler::target::{Material, Target as _};

use crate::bodies::costly::{SCHEMAS, bodies};
use crate::gateway::{Gateway, Upstream, free_address};
use crate::{ADMITTED, verdict};

/// Three times what the documentation says, since others use the machine too.
const MOST: Duration = Duration::from_millis(300);

const LARGEST: usize = 262_144;

#[test]
fn no_body_holds_up_its_worker() {
    let upstream = Upstream::start();
    let address = free_address();
    let policy = format!(
        "policy cost 1.0.0\ntarget nginx {{ listen: {address} }}\nupstream service = \"http://{}\"\n{SCHEMAS}\n\
         errors {{ format: problem_json  detail: full }}\n\
         api costs at /costs {{ upstream: service  POST / allow anyone body Everything max 256KiB }}",
        upstream.address
    );
    let source = syntax::decode("cost.gate", policy.as_bytes()).unwrap();
    let policy = gatewright_compiler::compile(source, &Alone).outcome.unwrap();
    let artifacts = Nginx.lower(&policy, &Material::default()).unwrap();
    let gateway = Gateway::start(&artifacts, address);
    for (what, body) in bodies(LARGEST) {
        let request = format!(
            "POST /costs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let expected = if what.starts_with("other") || what.contains("names") {
            (422, "costs.post/body.schema")
        } else {
            ADMITTED
        };
        let mut times = [Duration::ZERO; 3].map(|_| {
            let before = gateway.worker_time();
            assert_eq!(verdict(&gateway.send(&request)), expected, "{what} {}", gateway.errors());
            gateway.worker_time() - before
        });
        times.sort();
        let time = times[1];
        println!("{:>5.0} ms  {what}", time.as_secs_f64() * 1e3);
        assert!(time < MOST, "{what}: {time:?}");
    }
}
