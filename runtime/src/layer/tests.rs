#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Body;
use axum::extract::Request;
use gatewright_core::policy::{Detail, Method};
use gatewright_core::refusal::Refusal;
use http::Version;

use super::{Call, Guard, Passed, PolicyLayer};
use crate::{Clock, ManualClock};

fn call(request: http::request::Builder) -> Call {
    Call::new(request.body(Body::empty()).unwrap(), &ManualClock::at(1_700_000_000))
}

fn get(target: &str) -> http::request::Builder {
    Request::builder().uri(target).header("host", "api.example.com")
}

#[test]
fn the_seven_methods_pass() {
    for method in Method::ALL {
        let found = call(get("/").method(method.name())).wire(&[]);
        assert_eq!(found, Ok(method));
    }
    for method in ["TRACE", "CONNECT", "get", "PROPFIND"] {
        assert_eq!(call(get("/").method(method)).wire(&[]).unwrap_err().rule, "wire");
    }
}

#[test]
fn a_target_has_at_most_4096_bytes() {
    let fits = format!("/{}?{}", "a".repeat(4000), "b".repeat(94));
    assert_eq!(fits.len(), 4096);
    assert!(call(get(&fits)).wire(&[]).is_ok());
    let refusal = call(get(&format!("{fits}c"))).wire(&[]).unwrap_err();
    assert_eq!(refusal.status().code(), 414);
}

#[test]
fn the_header_section_has_at_most_64_kib() {
    // `host: api.example.com` and `x-long` take 23 and 10 bytes besides the value.
    let fits = "a".repeat(65_536 - 23 - 10);
    assert!(call(get("/").header("x-long", &fits)).wire(&[]).is_ok());
    let refusal = call(get("/").header("x-long", fits + "a")).wire(&[]).unwrap_err();
    assert_eq!(refusal.status().code(), 431);
}

#[test]
fn exactly_one_host_is_named() {
    assert!(call(Request::builder().uri("/")).wire(&[]).is_err());
    assert!(call(get("/").header("host", "api.example.com")).wire(&[]).is_err());
    let h2 = || Request::builder().version(Version::HTTP_2).uri("https://api.example.com/");
    assert_eq!(call(h2()).host_name().unwrap(), "api.example.com");
    assert!(call(h2().header("host", "other.example.com")).host_name().is_err());
    assert!(call(h2()).wire(&[]).is_ok());
}

#[test]
fn a_header_that_a_rule_reads_stands_once() {
    let twice = || get("/").header("x-api-key", "a").header("x-api-key", "a");
    assert!(call(twice()).wire(&["x-api-key"]).is_err());
    assert!(call(twice()).wire(&["authorization"]).is_ok());
}

#[test]
fn names_that_could_be_taken_for_others_are_gone() {
    let forged = get("/").header("x_user_id", "root").header("x.user!id", "root");
    let call = call(forged.header("x-user-id", "anna"));
    assert_eq!(call.head.headers.keys().filter(|name| name.as_str().starts_with('x')).count(), 1);
    assert!(call.head.headers.contains_key("x-user-id"));
}

#[test]
fn without_a_peer_nothing_is_decided() {
    assert_eq!(call(get("/")).peer().unwrap_err().rule, "internal");
}

/// A guard whose decision panics.
struct Broken(ManualClock);

impl Guard for Broken {
    const DIGEST: &'static str = "";
    const DETAIL: Detail = Detail::Minimal;

    fn clock(&self) -> &dyn Clock {
        &self.0
    }

    async fn decide(&self, _: &mut Call) -> Result<Passed, Refusal> {
        panic!("a defect")
    }
}

#[tokio::test]
async fn a_panic_admits_nobody() {
    let reached = Arc::new(AtomicBool::new(false));
    let handler = {
        let reached = Arc::clone(&reached);
        axum::Router::new().fallback(async move || reached.store(true, Ordering::SeqCst))
    };
    let layer = PolicyLayer::new(Arc::new(Broken(ManualClock::at(0))));
    let service = tower_layer::Layer::layer(&layer, handler);
    let request = get("/").body(Body::empty()).unwrap();
    let answered = tokio::spawn(tower::ServiceExt::oneshot(service, request)).await;
    assert!(answered.unwrap_err().is_panic());
    assert!(!reached.load(Ordering::SeqCst));
}
