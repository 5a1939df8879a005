//! Where records go: memory, or something that does not take them.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use gatewright::Notice;
use tower::ServiceExt as _;

use crate::pair::keys;

/// Records in memory.
#[derive(Clone, Default)]
pub(crate) struct Memory(Arc<Mutex<Vec<u8>>>);

impl Write for Memory {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Memory {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.text().lines().map(str::to_owned).collect()
    }
}

/// Takes nothing before it may, and then fails.
struct Stuck(Receiver<()>);

impl Write for Stuck {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        let _ = self.0.recv();
        Err(io::Error::other("full"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Takes nothing.
pub(crate) struct Failing;

impl Write for Failing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::other("full"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How many requests are sent: more than lines may wait.
const MANY: u64 = 10_000;

fn health() -> Request {
    let peer = std::net::SocketAddr::from(([127, 0, 0, 1], 4711));
    let request = Request::builder().uri("/nowhere").header("host", "localhost");
    request.extension(ConnectInfo(peer)).body(Body::empty()).unwrap()
}

/// How many lines were told to be lost, so far.
fn lost(notices: &Receiver<u64>) -> u64 {
    let mut lost = 0;
    while let Ok(lines) = notices.recv_timeout(Duration::from_millis(1500)) {
        lost += lines;
    }
    lost
}

fn told() -> (impl Fn(&Notice) + Send + Sync + 'static, Receiver<u64>) {
    let (sender, receiver): (Sender<u64>, _) = channel();
    let told = move |notice: &Notice| {
        if let Notice::Unrecorded { lines } = notice {
            sender.send(*lines).unwrap();
        }
    };
    (told, receiver)
}

#[tokio::test]
async fn nobody_waits_for_records_and_each_lost_one_is_told() {
    let folder = keys();
    let (release, stuck) = channel();
    let (tell, notices) = told();
    let policy = crate::records::Policy::load(folder.path()).unwrap();
    let service = policy.with_records(Stuck(stuck)).with_notices(tell).protect(axum::Router::new());
    for _ in 0..MANY {
        let answer = service.clone().oneshot(health()).await.unwrap();
        assert_eq!(answer.status(), 404);
    }
    // What found no room is told while nothing is written.
    let unwritten = lost(&notices);
    assert!((1..MANY).contains(&unwritten), "{unwritten}");
    // Then everything else fails, and the end of the policy tells the rest.
    drop(release);
    drop(service);
    assert_eq!(unwritten + lost(&notices), MANY);
}

/// Panics at the first line, then takes all.
struct Nervous(Memory, bool);

impl Write for Nervous {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        assert!(std::mem::replace(&mut self.1, true), "a defect");
        self.0.write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_panic_while_writing_ends_nothing() {
    let folder = keys();
    let (tell, notices) = told();
    let memory = Memory::default();
    let policy = crate::records::Policy::load(folder.path()).unwrap();
    let output = Nervous(memory.clone(), false);
    let service = policy.with_records(output).with_notices(tell).protect(axum::Router::new());
    service.clone().oneshot(health()).await.unwrap();
    assert_eq!(lost(&notices), 1);
    service.clone().oneshot(health()).await.unwrap();
    drop(service);
    assert_eq!(memory.lines().len(), 1);
}
