//! A counting upstream: it answers everything with 200 and remembers what reached it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;

use crate::octets::Octets;
use crate::wire::{parse_content, parse_head};

/// The header by which a request is recognised behind an engine.
pub const CASE_HEADER: &str = "x-conformance-case";

/// A request that reached the upstream.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// The method.
    pub method: String,
    /// The request target as it came.
    pub target: String,
    /// Header fields, names in lower case.
    pub headers: Vec<(String, Octets)>,
    /// The content.
    pub body: Octets,
}

impl Hit {
    /// The values of a header field, by its name in lower case.
    #[must_use]
    pub fn values(&self, name: &str) -> Vec<String> {
        let same = |(other, _): &&(String, Octets)| other == name;
        self.headers.iter().filter(same).map(|(_, value)| value.text()).collect()
    }
}

/// A running upstream; it ends when dropped.
pub struct Upstream {
    address: SocketAddr,
    hits: Arc<Mutex<Vec<Hit>>>,
    stopped: Arc<AtomicBool>,
    turn: Mutex<()>,
}

impl Upstream {
    /// Starts one on a free loopback port.
    ///
    /// # Errors
    ///
    /// Where no port can be had.
    pub fn start() -> std::io::Result<Upstream> {
        Upstream::start_at(SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// Starts one on this address.
    ///
    /// # Errors
    ///
    /// Where the port is taken.
    pub fn start_at(address: SocketAddr) -> std::io::Result<Upstream> {
        let listener = TcpListener::bind(address)?;
        let upstream = Upstream {
            address: listener.local_addr()?,
            hits: Arc::default(),
            stopped: Arc::default(),
            turn: Mutex::default(),
        };
        let (hits, stopped) = (Arc::clone(&upstream.hits), Arc::clone(&upstream.stopped));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::Relaxed) {
                    break;
                }
                let hits = Arc::clone(&hits);
                if let Ok(stream) = stream {
                    std::thread::spawn(move || serve(stream, &hits));
                }
            }
        });
        Ok(upstream)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until no other engine is using it: two gateways with one upstream take turns, so that each hit is one's own.
    pub fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What reached it since it was last asked.
    #[must_use]
    pub fn take(&self) -> Vec<Hit> {
        std::mem::take(&mut *self.hits.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        // The listener's thread waits in `accept`: one more connection lets it see the flag.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
    }
}

fn serve(mut stream: TcpStream, hits: &Mutex<Vec<Hit>>) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(60)));
    let _ = stream.set_nodelay(true);
    let mut received = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        match take_request(&mut received) {
            Err(()) => return,
            Ok(Some(hit)) => {
                let head = hit.method == "HEAD";
                let close = hit.values("connection").iter().any(|value| value == "close");
                hits.lock().unwrap_or_else(PoisonError::into_inner).push(hit);
                let body = if head { "" } else { "{\"upstream\":true}\n" };
                let answer = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 18\r\n\r\n{body}"
                );
                if stream.write_all(answer.as_bytes()).is_err() || close {
                    return;
                }
            }
            Ok(None) => match stream.read(&mut buffer) {
                Ok(length) if length > 0 => {
                    received.extend_from_slice(buffer.get(..length).unwrap_or_default());
                }
                Ok(_) | Err(_) => return,
            },
        }
    }
}

fn take_request(received: &mut Vec<u8>) -> Result<Option<Hit>, ()> {
    let Some((start, headers, length)) = parse_head(received).map_err(|_| ())? else {
        return Ok(None);
    };
    let mut framed = headers.clone();
    framed.push(("content-length".into(), "0".into()));
    let rest = received.get(length..).unwrap_or_default();
    let Some((body, used)) = parse_content(&framed, rest, false).map_err(|_| ())? else {
        return Ok(None);
    };
    let mut words = start.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (method, target) = (method.to_owned(), target.to_owned());
    received.drain(..length + used);
    Ok(Some(Hit { method, target, headers, body: Octets(body) }))
}
