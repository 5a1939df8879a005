//! Each printed command gives what its comment says.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::net::{IpAddr, Ipv4Addr};
use std::os::unix::fs::PermissionsExt as _;

use axum::body::Body;
use axum::http::{Request, header};
use gatewright::PeerAddress;
use http_body_util::BodyExt as _;
use shop::credentials::{Credentials, policy_folder};
use shop::orders::Orders;
use shop::{commands, protected, shop as policy};
use tower::ServiceExt as _;

fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[tokio::test]
async fn every_command_gives_what_it_says() {
    let folder = folder("commands");
    let credentials = Credentials::provide(&folder, jiff::Timestamp::now().as_second()).unwrap();
    let service = protected::service(policy::Policy::load(&folder).unwrap(), Orders::default());
    for command in commands::all() {
        let mut status = 0;
        let mut answer = String::new();
        for _ in 0..command.times {
            let mut request = Request::builder()
                .method(command.method)
                .uri(&command.target)
                .header(header::HOST, "127.0.0.1:8080");
            if let Some((name, value)) = command.proof_header(&credentials).unwrap() {
                request = request.header(name, value);
            }
            let body = command.body.map_or(Body::empty(), Body::from);
            if command.body.is_some() {
                request = request.header(header::CONTENT_TYPE, "application/json");
            }
            let mut request = request.body(body).unwrap();
            request.extensions_mut().insert(PeerAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)));
            let response = service.clone().oneshot(request).await.unwrap();
            status = response.status().as_u16();
            let bytes = response.into_body().collect().await.unwrap().to_bytes();
            answer = String::from_utf8(bytes.to_vec()).unwrap();
        }
        assert_eq!(status, command.status, "{}: {answer}", command.shows);
    }
}

#[test]
fn a_command_is_one_line_and_holds_no_secret() {
    let folder = folder("lines");
    let credentials = Credentials::provide(&folder, jiff::Timestamp::now().as_second()).unwrap();
    for command in commands::all() {
        let text = command.curl("http://127.0.0.1:8080", &credentials);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert!(lines.first().unwrap().starts_with(&format!("# {} ", command.status)), "{text}");
        if let Some((_, value)) = command.proof_header(&credentials).unwrap() {
            assert!(!text.contains(value.trim_start_matches("Bearer ")), "{text}");
        }
    }
}

#[test]
fn only_the_owner_reads_the_keys_and_they_stay() {
    let folder = folder("keys");
    let now = jiff::Timestamp::now().as_second();
    let credentials = Credentials::provide(&folder, now).unwrap();
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.join(".run")), 0o700);
    for entry in std::fs::read_dir(folder.join(".run")).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
    let keys = std::fs::read(credentials.file("jwks.json")).unwrap();
    Credentials::provide(&folder, now).unwrap();
    assert_eq!(std::fs::read(credentials.file("jwks.json")).unwrap(), keys);
}

#[test]
fn keys_stand_beside_the_policy() {
    assert!(policy_folder().join("shop.gate").is_file());
}
