//! Cases of other projects about browsers, over real connections to a service behind a compiled policy: those of the Gateway
//! API's conformance suite, and the values that web-platform-tests send and expect.
//!
//! Corpora are looked for in `../shared/corpora` beside the workspace, or where `GATEWRIGHT_CORPORA` says.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests fail by panicking"
)]

mod asked;
mod gateway_api;
mod web_platform;

use std::path::PathBuf;

use serde_json::Value;

use asked::Service;

mod compiled {
    gatewright::policy!("tests/cors/gateway.gate");
    gatewright::policy!("tests/cors/pages.gate");
}

/// What a case was answered with, where that is wrong.
type Verdict = Result<(), String>;

/// A corpus; nothing where it is not there.
fn corpus(name: &str) -> Option<Value> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora");
    let corpora = std::env::var_os("GATEWRIGHT_CORPORA").map_or(beside, PathBuf::from);
    let file = corpora.join("cors").join(name);
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("ignored: no {}; set GATEWRIGHT_CORPORA", file.display());
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

#[tokio::test]
async fn the_compiled_layer_answers_pages_as_others_expect() {
    let (Some(gateway), Some(platform)) = (corpus("gateway-api.json"), corpus("wpt.json")) else {
        return;
    };
    let service = Service::of(|| compiled::gateway::Policy::load(".").unwrap()).await;
    let mut verdicts = gateway_api::verdicts(&gateway, &service).await;
    let service = Service::of(|| compiled::pages::Policy::load(".").unwrap()).await;
    verdicts.extend(web_platform::verdicts(&platform, &service).await);
    let all = verdicts.len();
    let wrong: Vec<String> = verdicts.into_iter().filter_map(Result::err).collect();
    println!("CORS {}/{all}", all - wrong.len());
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(all, 112);
}
