//! Requests as raw octets and the answers to them.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The rule that a refusal names; nothing for what the upstream said.
    pub(crate) fn rule(&self) -> String {
        let body: serde_json::Value = serde_json::from_str(&self.body).unwrap_or_default();
        body["rule"].as_str().unwrap_or_default().to_owned()
    }
}

/// Sends the octets on a connection of their own.
pub(crate) fn send(gateway: SocketAddr, request: &[u8]) -> Answer {
    ask(&mut connect(gateway), request)
}

pub(crate) fn connect(gateway: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(gateway).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// Sends the octets and reads the answer.
pub(crate) fn ask(stream: &mut TcpStream, request: &[u8]) -> Answer {
    stream.write_all(request).unwrap();
    let mut octets = Vec::new();
    let mut buffer = [0; 8192];
    let head_end = loop {
        if let Some(end) = octets.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        let count = stream.read(&mut buffer).unwrap();
        assert!(count > 0, "closed without an answer to {:?}", String::from_utf8_lossy(request));
        octets.extend_from_slice(&buffer[..count]);
    };
    let head = String::from_utf8_lossy(&octets[..head_end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(':').unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = if request.starts_with(b"HEAD ") {
        0
    } else {
        let written = headers.iter().find(|(name, _)| name == "content-length");
        written.map_or(0, |(_, value)| value.parse().unwrap())
    };
    while octets.len() < head_end + 4 + length {
        let count = stream.read(&mut buffer).unwrap();
        assert!(count > 0, "the answer's body is cut off");
        octets.extend_from_slice(&buffer[..count]);
    }
    let body = String::from_utf8_lossy(&octets[head_end + 4..]).into_owned();
    Answer { status, headers, body }
}

/// A request with `Host: localhost` and these further lines.
pub(crate) fn request(line: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut text = format!("{line} HTTP/1.1\r\nHost: localhost\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        text.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    text.push_str(body);
    text.into_bytes()
}
