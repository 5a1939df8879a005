//! A real nginx in front of a small upstream, both on free loopback ports.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use gatewright_compiler::target::artifact::Artifacts;
use rustix::process::{Pid, Signal, kill_process};

/// What the upstream does with a request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Behaviour {
    /// Answers 200.
    Answer,
    /// Answers 502 of its own.
    Error,
    /// Closes the connection.
    Close,
    /// Answers nothing.
    Hang,
}

/// An upstream that remembers what it was asked.
pub(crate) struct Upstream {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
    behaviour: Arc<Mutex<Behaviour>>,
}

impl Upstream {
    pub(crate) fn start() -> Upstream {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let behaviour = Arc::new(Mutex::new(Behaviour::Answer));
        let (log, manner) = (Arc::clone(&seen), Arc::clone(&behaviour));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (log, manner) = (Arc::clone(&log), Arc::clone(&manner));
                std::thread::spawn(move || serve(stream.unwrap(), &log, &manner));
            }
        });
        Upstream { address, seen, behaviour }
    }

    /// What it does from now on.
    pub(crate) fn behave(&self, behaviour: Behaviour) {
        *self.behaviour.lock().unwrap() = behaviour;
    }

    /// The requests since the last call, each as its head and body.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }
}

fn serve(stream: TcpStream, log: &Mutex<Vec<String>>, manner: &Mutex<Behaviour>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut writer = stream;
    loop {
        let mut request = String::new();
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            request.push_str(&line);
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        request.push_str(&String::from_utf8_lossy(&body));
        log.lock().unwrap().push(request);
        let answer: &[u8] = match *manner.lock().unwrap() {
            Behaviour::Answer => {
                b"HTTP/1.1 200 OK\r\nX-Accel-Redirect: @denied\r\nContent-Length: 8\r\n\r\nupstream"
            }
            Behaviour::Error => b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\nbroken",
            Behaviour::Close => return,
            Behaviour::Hang => continue,
        };
        writer.write_all(answer).unwrap();
    }
}

/// A running nginx; it ends with the value.
pub(crate) struct Gateway {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) directory: tempfile::TempDir,
}

/// A free loopback address, given back before it is used.
pub(crate) fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

impl Gateway {
    /// Writes the artefacts and runs nginx on them.
    pub(crate) fn start(artifacts: &Artifacts, address: SocketAddr) -> Gateway {
        let directory = tempfile::tempdir().unwrap();
        // Workers of an nginx that root starts are somebody else.
        std::fs::set_permissions(directory.path(), std::fs::Permissions::from_mode(0o711)).unwrap();
        write(artifacts, directory.path());
        let child = Command::new(program())
            .current_dir(directory.path())
            .args(["-p", ".", "-c", "nginx.conf", "-e", "error.log", "-g", "daemon off;"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("nginx with its njs module is installed");
        let gateway = Gateway { child, address, directory };
        let started = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(
                started.elapsed() < Duration::from_secs(10),
                "nginx does not start: {}",
                gateway.errors()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        gateway
    }

    /// What nginx logged as errors.
    pub(crate) fn errors(&self) -> String {
        std::fs::read_to_string(self.directory.path().join("error.log")).unwrap_or_default()
    }

    /// The processor time that the workers took.
    pub(crate) fn worker_time(&self) -> Duration {
        let master = self.child.id();
        let children = format!("/proc/{master}/task/{master}/children");
        let times = std::fs::read_to_string(children).unwrap();
        let times = times.split_whitespace().map(|worker| {
            let times = std::fs::read_to_string(format!("/proc/{worker}/schedstat")).unwrap();
            times.split(' ').next().unwrap().parse::<u64>().unwrap()
        });
        Duration::from_nanos(times.sum())
    }

    /// The access log once it holds `text`: nginx writes a line after the answer.
    pub(crate) fn log_with(&self, text: &str) -> String {
        let started = Instant::now();
        loop {
            let log = std::fs::read_to_string(self.directory.path().join("access.log"))
                .unwrap_or_default();
            if log.contains(text) {
                return log;
            }
            assert!(started.elapsed() < Duration::from_secs(5), "no {text} in {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Sends octets as they are and reads the one answer.
    pub(crate) fn send(&self, request: impl AsRef<[u8]>) -> Answer {
        self.exchange(request, 1).remove(0)
    }

    /// Sends octets as they are, on one connection, and reads that many answers.
    pub(crate) fn exchange(&self, requests: impl AsRef<[u8]>, answers: usize) -> Vec<Answer> {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream.write_all(requests.as_ref()).unwrap();
        let head_only = requests.as_ref().starts_with(b"HEAD ");
        let mut reader = BufReader::new(stream);
        let mut read = || {
            assert!(!reader.fill_buf().unwrap().is_empty(), "no answer: {}", self.errors());
            Answer::read(&mut reader, head_only)
        };
        (0..answers).map(|_| read()).collect()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        // The master ends its workers on TERM; std has only KILL.
        let master = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        let asked = master.is_some_and(|master| kill_process(master, Signal::TERM).is_ok());
        if !asked {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// Debian's place is not on everybody's path.
fn program() -> &'static str {
    if Path::new("/usr/sbin/nginx").exists() { "/usr/sbin/nginx" } else { "nginx" }
}

/// Writes the artefacts as the command line does.
pub(crate) fn write(artifacts: &Artifacts, directory: &Path) {
    for (path, artifact) in &artifacts.files {
        let path = directory.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &artifact.contents).unwrap();
    }
}

/// One answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    fn read(reader: &mut impl std::io::BufRead, head_only: bool) -> Answer {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let status = line
            .split(' ')
            .nth(1)
            .unwrap_or_else(|| panic!("no status: {line:?}"))
            .parse()
            .unwrap();
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            match line.trim_end().split_once(':') {
                Some((name, value)) => {
                    headers.push((name.to_ascii_lowercase(), value.trim().to_owned()))
                }
                None => break,
            }
        }
        let mut answer = Answer { status, headers, body: String::new() };
        let length =
            answer.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        if !head_only {
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            answer.body = String::from_utf8(body).unwrap();
        }
        answer
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The rule that the problem document names; `-` where the upstream answered.
    pub(crate) fn rule(&self) -> &str {
        if self.body == "upstream" {
            return "-";
        }
        self.body.split("\"rule\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("?")
    }
}
