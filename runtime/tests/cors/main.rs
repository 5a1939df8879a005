//! Cases of other projects about browsers, over real connections to a service behind a compiled policy: those of the Gateway
//! API's conformance suite, and the values that web-platform-tests send and expect.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests fail by panicking"
)]

mod asked;
#[path = "../../../tests/cors_corpus/mod.rs"]
mod cors_corpus;
mod web_platform;

use asked::Service;
use cors_corpus::{corpus, gateway_request, gateway_verdict};

mod compiled {
    gatewright::policy!("tests/cors/gateway.gate");
    gatewright::policy!("tests/cors/pages.gate");
}

#[tokio::test]
async fn the_compiled_layer_answers_pages_as_others_expect() {
    let (Some(gateway), Some(platform)) = (corpus("gateway-api.json"), corpus("wpt.json")) else {
        return;
    };
    let service = Service::of(|| compiled::gateway::Policy::load(".").unwrap()).await;
    let mut verdicts = Vec::new();
    for case in gateway["cases"].as_array().unwrap() {
        let (method, path, lines) = gateway_request(case);
        verdicts.push(gateway_verdict(case, &service.ask(method, path, &lines).await));
    }
    let service = Service::of(|| compiled::pages::Policy::load(".").unwrap()).await;
    verdicts.extend(web_platform::verdicts(&platform, &service).await);
    let all = verdicts.len();
    let wrong: Vec<String> = verdicts.into_iter().filter_map(Result::err).collect();
    println!("CORS {}/{all}", all - wrong.len());
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(all, 112);
}
