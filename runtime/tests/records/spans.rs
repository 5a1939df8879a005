//! Spans, as a real OpenTelemetry exporter gets them.

use std::collections::BTreeMap;

use gatewright::ManualClock;
use opentelemetry::trace::{Status, TracerProvider as _};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use serde_json::json;
use tower::ServiceExt as _;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::lines::exchanges;
use crate::output::Memory;
use crate::pair::{Asked, Handled, NOW, Stage, ask, get, handled, keys};

/// What is exported where these requests are answered so.
async fn exported(exchanges: Vec<(Asked, Handled)>) -> Vec<SpanData> {
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));
    let (folder, stage) = (keys(), Stage::default());
    let policy = crate::records::Policy::load(folder.path()).unwrap();
    let policy = policy.with_clock(ManualClock::at(NOW)).with_records(Memory::default());
    let service = policy.protect(stage.router());
    // What a test beside this one meets first while this subscriber is set may stay off for all, until somebody looks again.
    for _ in 0..1000 {
        tracing::callsite::rebuild_interest_cache();
        service.clone().oneshot(get("/v1/orders/7").to_service()).await.unwrap();
        if !exporter.get_finished_spans().unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    exporter.reset();
    for (asked, handled) in exchanges {
        stage.answer(&handled);
        service.clone().oneshot(asked.to_service()).await.unwrap();
    }
    drop(service);
    exporter.get_finished_spans().unwrap()
}

/// The attributes of a span that this crate names.
fn attributes(span: &SpanData) -> BTreeMap<String, String> {
    let own = span.attributes.iter().filter(|own| {
        own.key.as_str().starts_with("http.") || own.key.as_str().starts_with("gatewright.")
    });
    own.map(|own| (own.key.to_string(), own.value.to_string())).collect()
}

#[tokio::test]
async fn a_span_is_exported_by_the_names_of_the_conventions() {
    let spans = exported(vec![
        (get("/v1/orders?page=hush").by_partner(), handled(200)),
        (get("/v1/orders/7"), handled(200)),
        (get("/v1/orders/7").by(json!({})), crate::pair::json("no order")),
        (ask("BREW", "/hush"), handled(200)),
        (get("/v1/orders").by_partner(), handled(201)),
    ])
    .await;
    let digest = crate::records::DIGEST;
    let expected = [
        ("GET", "400", Some(("/v1/orders", "orders.get")), Some("orders.get/query")),
        ("GET", "401", Some(("/v1/orders/{id}", "orders.get/{id}")), Some("orders.get/{id}/auth")),
        (
            "GET",
            "502",
            Some(("/v1/orders/{id}", "orders.get/{id}")),
            Some("orders.get/{id}/returns"),
        ),
        ("_OTHER", "400", None, Some("wire")),
        ("GET", "201", Some(("/v1/orders", "orders.get")), None),
    ];
    assert_eq!(spans.len(), expected.len());
    for (span, (method, status, route, rule)) in spans.iter().zip(expected) {
        let mut wanted = BTreeMap::from([
            ("http.request.method", method),
            ("http.response.status_code", status),
            ("gatewright.policy.digest", digest),
        ]);
        if let Some((template, name)) = route {
            wanted.extend([("http.route", template), ("gatewright.route", name)]);
        }
        wanted.extend(rule.map(|rule| ("gatewright.rule", rule)));
        let found = attributes(span);
        let found: BTreeMap<_, _> =
            found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(found, wanted);
        assert_eq!(span.name, method);
        let is_error = matches!(span.status, Status::Error { .. });
        assert_eq!(is_error, status.starts_with('5'), "{span:?}");
    }
}

#[tokio::test]
async fn no_span_holds_what_clients_send() {
    let mut sent = exchanges();
    sent.push((get("/hush?hush").with("authorization", "Bearer hush"), handled(200), "404 route"));
    let keys = sent.iter().filter_map(|(asked, _, _)| asked.value("authorization"));
    let keys: Vec<_> = keys.chain(["hush".to_owned()]).collect();
    let exchanges = sent.iter().map(|(asked, handled, _)| (asked.clone(), handled.clone()));
    let spans = exported(exchanges.collect()).await;
    assert_eq!(spans.len(), sent.len());
    let told = format!("{spans:?}");
    for key in keys {
        assert!(!told.contains(&key), "{key}: {told}");
    }
}
