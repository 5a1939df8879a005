//! A real Envoy on a free loopback port.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use gatewright_compiler::target::artifact::Artifacts;
use tempfile::TempDir;

pub(crate) struct Gateway {
    pub(crate) address: SocketAddr,
    process: Child,
    folder: TempDir,
}

impl Gateway {
    /// Starts Envoy on these artefacts, which listen on `address`.
    pub(crate) fn start(artifacts: &Artifacts, address: SocketAddr) -> Gateway {
        let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        for (path, artifact) in &artifacts.files {
            std::fs::write(folder.path().join(path), &artifact.contents).unwrap();
        }
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let process = Command::new(program())
            .args([
                "-c",
                "envoy.json",
                "--concurrency",
                "2",
                "--use-dynamic-base-id",
                "-l",
                "warn",
                "--file-flush-interval-msec",
                "100",
            ])
            .current_dir(folder.path())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .stdin(Stdio::null())
            .spawn()
            .expect("Envoy does not start: set GATEWRIGHT_ENVOY to its program");
        let mut gateway = Gateway { address, process, folder };
        gateway.wait();
        gateway
    }

    /// What Envoy logged, once it has written it all.
    pub(crate) fn flushed_log(&self) -> String {
        thread::sleep(Duration::from_millis(400));
        self.log()
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// The processor time that all threads took.
    pub(crate) fn time(&self) -> Duration {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.process.id())).unwrap();
        let times = threads.map(|thread| {
            let times = std::fs::read_to_string(thread.unwrap().path().join("schedstat")).unwrap();
            times.split(' ').next().unwrap().parse::<u64>().unwrap()
        });
        Duration::from_nanos(times.sum())
    }

    fn wait(&mut self) {
        let begin = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            let ended = self.process.try_wait().unwrap();
            assert!(ended.is_none(), "Envoy ended at once:\n{}", self.log());
            assert!(
                begin.elapsed() < Duration::from_secs(30),
                "Envoy does not listen:\n{}",
                self.log()
            );
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("{}", self.log());
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An address that nothing listens on.
pub(crate) fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn program() -> PathBuf {
    if let Some(program) = std::env::var_os("GATEWRIGHT_ENVOY") {
        return program.into();
    }
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/envoy/bin/envoy");
    if installed.exists() { installed } else { "envoy".into() }
}
