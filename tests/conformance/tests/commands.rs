//! The shop's commands give through nginx and Envoy what their comments say, the bare shop behind them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use gatewright_conformance::engine::Edited;
use gatewright_conformance::engine::{envoy, nginx};
use gatewright_conformance::request::Content;
use gatewright_conformance::subject::Subject;
use gatewright_conformance::wire::{Wire, send};
use shop::credentials::Credentials;
use shop::{commands, orders::Orders, upstream};

/// The bare shop on a free port; it ends with the test's process.
fn bare_shop() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, upstream::router(Orders::default())).await.unwrap();
        });
    });
    address
}

fn wire(command: &commands::Command, credentials: &Credentials) -> Wire {
    let mut headers = vec![("host".to_owned(), "127.0.0.1:8443".into())];
    if let Some((name, value)) = command.proof_header(credentials).unwrap() {
        headers.push((name.to_owned(), value.into()));
    }
    if command.body.is_some() {
        headers.push(("content-type".to_owned(), "application/json".into()));
    }
    Wire {
        method: command.method.into(),
        target: command.target.as_str().into(),
        headers,
        body: command.body.map_or(Content::None, |body| Content::Length(body.into())),
        from: IpAddr::from([127, 0, 0, 1]),
    }
}

fn every_command_through(
    start: impl Fn(
        &Subject,
        SocketAddr,
        &Path,
    )
        -> anyhow::Result<(gatewright_conformance::engine::process::Process, SocketAddr)>,
) {
    let folder = tempfile::tempdir().unwrap();
    let gate = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shop/shop.gate");
    let policy = folder.path().join("shop.gate");
    std::fs::copy(gate, &policy).unwrap();
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let credentials = Credentials::provide(folder.path(), i64::try_from(now).unwrap()).unwrap();
    let subject = Subject::load(&policy, &Edited::default()).unwrap();
    let work = folder.path().join("work");
    std::fs::create_dir(&work).unwrap();
    let (_process, address) = start(&subject, bare_shop(), &work).unwrap();
    for command in commands::all() {
        let mut status = 0;
        for _ in 0..command.times {
            status = send(&wire(&command, &credentials), address).unwrap().status;
        }
        assert_eq!(status, command.status, "{}", command.shows);
    }
}

#[test]
fn every_command_gives_through_nginx_what_it_says() {
    every_command_through(nginx::start_before);
}

#[test]
fn every_command_gives_through_envoy_what_it_says() {
    every_command_through(envoy::start_before);
}
