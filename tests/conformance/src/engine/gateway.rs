//! An engine that is a server before the counting upstream.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use super::process::Process;
use super::{Engine, Moment};
use crate::answer::{Answer, View};
use crate::upstream::Upstream;
use crate::wire::{Wire, send};

/// A running server with the upstream behind it.
pub struct Gateway {
    /// Its name.
    pub name: &'static str,
    /// The program and its version.
    pub version: String,
    /// The server.
    pub process: Process,
    /// Where it listens.
    pub address: SocketAddr,
    /// What stands behind it.
    pub upstream: Arc<Upstream>,
    /// Which headers matter there.
    pub view: View,
}

impl Engine for Gateway {
    fn name(&self) -> &'static str {
        self.name
    }

    fn version(&self) -> String {
        self.version.clone()
    }

    fn answer(&mut self, wire: &Wire, _now: Moment) -> Answer {
        let upstream = Arc::clone(&self.upstream);
        let _turn = upstream.turn();
        // What came after the last answer would be a request that was refused and forwarded all the same.
        let late = self.upstream.take();
        let start = Instant::now();
        let response = send(wire, self.address);
        let micros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        let hits = self.upstream.take();
        let mut answer = match response {
            Ok(response) => Answer::observed(&response, &hits, &self.view),
            Err(error) if self.process.is_running() => {
                let mut answer = Answer::failed(error.to_string());
                answer.forwarded = hits.iter().map(|hit| self.view.forwarded(hit)).collect();
                answer
            }
            Err(error) => {
                Answer::failed(format!("{error}; the server has ended: {}", self.process.log_end()))
            }
        };
        if !late.is_empty() {
            answer.failure = Some(format!("{} requests reached the upstream late", late.len()));
        }
        answer.micros = micros;
        answer
    }
}
