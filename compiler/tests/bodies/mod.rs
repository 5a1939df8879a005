//! Bodies for the tests of both gateways: what they must judge as core does, and what takes long.

pub(crate) mod costly;
pub(crate) mod group;
mod spoiled;

pub(crate) use spoiled::spoiled;

use std::net::SocketAddr;
use std::path::Path;

use gatewright_compiler::source::Alone;
use gatewright_compiler::syntax;
use gatewright_core::policy::Policy;

/// The suite's policy that has every type, with larger bodies, and one more schema.
pub(crate) fn policy(listen: SocketAddr, upstream: SocketAddr) -> Policy {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/suite/schemas.gate");
    let mut text = std::fs::read_to_string(file).unwrap();
    for (from, to) in [
        ("127.0.0.1:18449", listen.to_string()),
        ("127.0.0.1:18450", listen.to_string()),
        ("127.0.0.1:19004", upstream.to_string()),
        ("max 8KiB", "max 256KiB".to_owned()),
        ("max 100B", String::new()),
    ] {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, &to);
    }
    text.push_str(BOUNDED);
    let source = syntax::decode("bodies.gate", text.as_bytes()).unwrap();
    gatewright_compiler::compile(source, &Alone).outcome.unwrap()
}

const BOUNDED: &str = "
schema Bounded {
    a?: decimal 0.10..9.90
    b?: decimal ..-0.5
    c?: decimal 12.5..
    d?: decimal -1000000.0..12345678901234.5
    e?: decimal -0.000000000000000000012..0.000000000000000000012
    f?: int -5..5
    g?: int -9007199254740991..9007199254740991
    h?: decimal 0.0..0.0
}
api bounded at /bounded { upstream: service  body: max 256KiB  POST / allow anyone body Bounded }
";
