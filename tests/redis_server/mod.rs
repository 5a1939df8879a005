//! A Redis of a test's own, on a free port, in a folder that goes when the test ends. It can be killed and started again.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

pub(crate) struct RedisServer {
    folder: tempfile::TempDir,
    port: u16,
    process: Child,
}

impl RedisServer {
    pub(crate) fn start() -> RedisServer {
        // Another process may take the port in between; then the server ends, and another one is tried.
        for _ in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            let port = listener.local_addr().unwrap().port();
            drop(listener);
            let process = spawn(&folder, port);
            let mut server = RedisServer { folder, port, process };
            if server.is_up() {
                return server;
            }
        }
        panic!("no port for redis-server");
    }

    pub(crate) fn address(&self) -> String {
        format!("redis://{}", self.socket())
    }

    pub(crate) fn socket(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))
    }

    /// Ends it without a word, as `kill -9` does.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts it again with what it wrote down.
    pub(crate) fn restart(&mut self) {
        self.process = spawn(&self.folder, self.port);
        assert!(self.is_up(), "redis-server does not start again");
    }

    fn is_up(&mut self) -> bool {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(10) {
            if self.process.try_wait().unwrap().is_some() {
                return false;
            }
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
                return true;
            }
            sleep(Duration::from_millis(10));
        }
        false
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What it has answered is on disk.
fn spawn(folder: &tempfile::TempDir, port: u16) -> Child {
    let started = Command::new("redis-server")
        .args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", ""])
        .args(["--appendonly", "yes", "--appendfsync", "always"])
        .arg("--dir")
        .arg(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn();
    started.unwrap_or_else(|error| panic!("redis-server: {error}; `tests/run install` installs it"))
}
