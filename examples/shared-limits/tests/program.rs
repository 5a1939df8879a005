//! Two instances of the program and a Redis, asked over real connections.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[path = "../../../tests/redis_server/mod.rs"]
mod redis_server;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use redis_server::RedisServer;

struct Instance {
    child: Child,
    address: String,
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Instance {
    fn start(server: &RedisServer, more: &[&str]) -> Instance {
        let child = Command::new(env!("CARGO_BIN_EXE_shared-limits"))
            .args(["--port", "0", "--timeout", "500", "--redis", &server.address()])
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut instance = Instance { child, address: String::new() };
        for line in BufReader::new(instance.child.stdout.take().unwrap()).lines() {
            if let Some(address) = line.unwrap().strip_prefix("The quotes are on http://") {
                instance.address = address.to_owned();
                return instance;
            }
        }
        panic!("it ended before it listened");
    }

    /// The whole answer.
    fn ask(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let host = &self.address;
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn status(&self, path: &str) -> u16 {
        self.ask(path).split(' ').nth(1).unwrap().parse().unwrap()
    }
}

const TODAY: &str = "/v1/quotes/today";

#[test]
fn two_instances_give_a_client_no_more_than_one_would() {
    let mut server = RedisServer::start();
    let instances = [Instance::start(&server, &[]), Instance::start(&server, &[])];
    for remaining in (0..10).rev() {
        let [one, other] = &instances;
        let answer = if remaining % 2 == 0 { one.ask(TODAY) } else { other.ask(TODAY) };
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.ends_with("Festina lente."),
            "{answer}"
        );
        assert!(answer.contains(&format!("\"per_client\";r={remaining};t=")), "{answer}");
    }
    for instance in &instances {
        let answer = instance.ask(TODAY);
        assert!(answer.starts_with("HTTP/1.1 429"), "{answer}");
        assert!(answer.contains("\"rule\":\"quotes.get/today/limit.per_client\""), "{answer}");
        assert!(answer.contains("retry-after: 60\r\n"), "{answer}");
    }
    // One limit goes on without Redis, the other does not; and both are back with it.
    server.kill();
    for instance in &instances {
        assert_eq!((instance.status("/v1/quotes/health"), instance.status(TODAY)), (200, 503));
    }
    server.restart();
    for instance in &instances {
        assert_eq!((instance.status("/v1/quotes/health"), instance.status(TODAY)), (200, 429));
    }
}

#[test]
fn leases_count_together_too() {
    let server = RedisServer::start();
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "of the fleet").unwrap();
    let more = ["--lease", "2", "--instances", "2", "--secret", secret.to_str().unwrap()];
    let instances = [Instance::start(&server, &more), Instance::start(&server, &more)];
    let asked = (0..24).flat_map(|_| &instances).map(|instance| instance.status(TODAY));
    let admitted = asked.filter(|status| *status == 200).count();
    assert!((4..=10).contains(&admitted), "{admitted}");
}
