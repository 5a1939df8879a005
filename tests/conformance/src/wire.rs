//! HTTP/1.1 as octets: what is sent exactly, and a small strict reader of what comes back.

use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::time::Duration;

use serde::Serialize;
use thiserror::Error;

use crate::octets::Octets;
use crate::request::Content;

/// How long an engine may take for one answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// A request whose every octet is decided.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Wire {
    /// The method.
    pub method: Octets,
    /// The request target.
    pub target: Octets,
    /// Header fields without the framing ones.
    pub headers: Vec<(String, Octets)>,
    /// The body with its framing.
    pub body: Content,
    /// The address to connect from.
    pub from: IpAddr,
}

impl Wire {
    /// The message's head and body.
    #[must_use]
    pub fn octets(&self) -> Vec<u8> {
        let mut message = Vec::new();
        for part in [&self.method.0[..], b" ", &self.target.0, b" HTTP/1.1\r\n"] {
            message.extend_from_slice(part);
        }
        for (name, value) in self.all_headers() {
            for part in [name.as_bytes(), b": ", &value.0, b"\r\n"] {
                message.extend_from_slice(part);
            }
        }
        message.extend_from_slice(b"connection: close\r\n\r\n");
        match &self.body {
            Content::None => {}
            Content::Length(octets) => message.extend_from_slice(&octets.0),
            Content::Chunked(chunks) => {
                for chunk in chunks.iter().filter(|chunk| !chunk.0.is_empty()) {
                    message.extend_from_slice(format!("{:x}\r\n", chunk.0.len()).as_bytes());
                    message.extend_from_slice(&chunk.0);
                    message.extend_from_slice(b"\r\n");
                }
                message.extend_from_slice(b"0\r\n\r\n");
            }
        }
        message
    }

    /// All header fields, the framing ones among them.
    #[must_use]
    pub fn all_headers(&self) -> Vec<(String, Octets)> {
        let mut headers = self.headers.clone();
        match &self.body {
            Content::None => {}
            Content::Length(octets) => {
                headers.push(("content-length".into(), octets.0.len().to_string().into()));
            }
            Content::Chunked(_) => headers.push(("transfer-encoding".into(), "chunked".into())),
        }
        headers
    }

    /// The values of a header field, by its name in any case.
    #[must_use]
    pub fn values(&self, name: &str) -> Vec<&Octets> {
        let same = |(other, _): &&(String, Octets)| other.eq_ignore_ascii_case(name);
        self.headers.iter().filter(same).map(|(_, value)| value).collect()
    }

    /// The same request as a curl command, as near as curl can send it.
    #[must_use]
    pub fn curl(&self, base: &str) -> String {
        let quote = |octets: &[u8]| {
            let plain = |octet: &u8| (0x20..0x7f).contains(octet) && *octet != b'\'';
            if octets.iter().all(plain) {
                return format!("'{}'", String::from_utf8_lossy(octets));
            }
            let mut text = String::from("$'");
            for octet in octets {
                match octet {
                    b'\'' | b'\\' => text.push_str(&format!("\\{}", *octet as char)),
                    0x20..0x7f => text.push(*octet as char),
                    _ => text.push_str(&format!("\\x{octet:02x}")),
                }
            }
            text + "'"
        };
        let mut command = String::from("curl -sS -i --path-as-is");
        match &self.method.0[..] {
            b"GET" if self.body == Content::None => {}
            b"HEAD" => command.push_str(" --head"),
            method => command.push_str(&format!(" -X {}", quote(method))),
        }
        command.push_str(&format!(" --request-target {}", quote(&self.target.0)));
        for (name, value) in &self.headers {
            command
                .push_str(&format!(" -H {}", quote(&[name.as_bytes(), b": ", &value.0].concat())));
        }
        if let Content::Chunked(_) = &self.body {
            command.push_str(" -H 'transfer-encoding: chunked'");
        }
        let names_type =
            self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if self.body != Content::None {
            if !names_type {
                command.push_str(" -H 'content-type:'");
            }
            command.push_str(&format!(" --data-binary {}", quote(&self.body.octets())));
        }
        command + " " + base
    }
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Header fields, names in lower case.
    pub headers: Vec<(String, Octets)>,
    /// The content.
    pub body: Octets,
}

/// Why there is no response.
#[derive(Debug, Error)]
pub enum WireError {
    /// The connection failed.
    #[error("the connection failed: {0}")]
    Connection(#[from] std::io::Error),
    /// The server closed without an answer.
    #[error("the connection was closed without an answer")]
    Closed,
    /// The server sent something that is not HTTP.
    #[error("the answer is not HTTP: {0}")]
    Malformed(&'static str),
}

/// Sends a request over a connection of its own and reads the whole answer.
///
/// # Errors
///
/// Where no complete answer came.
pub fn send(wire: &Wire, to: SocketAddr) -> Result<Response, WireError> {
    let mut stream = connect(wire.from, to)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    // A server may answer and close before it has read everything; the answer still counts.
    let _ = stream.write_all(&wire.octets());
    let mut received = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        if let Some(response) = parse_response(&received, wire.method.0 == b"HEAD", false)? {
            return Ok(response);
        }
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => received.extend_from_slice(buffer.get(..length).unwrap_or_default()),
            Err(error) if received.is_empty() => return Err(error.into()),
            Err(_) => break,
        }
    }
    if received.is_empty() {
        return Err(WireError::Closed);
    }
    parse_response(&received, wire.method.0 == b"HEAD", true)?
        .ok_or(WireError::Malformed("it ends early"))
}

fn connect(from: IpAddr, to: SocketAddr) -> std::io::Result<TcpStream> {
    if from == IpAddr::from([127, 0, 0, 1]) {
        return TcpStream::connect_timeout(&to, PATIENCE);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let stream = runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4()?;
        socket.bind(SocketAddr::new(from, 0))?;
        socket.connect(to).await?.into_std()
    })?;
    stream.set_nonblocking(false)?;
    Ok(stream)
}

/// A message's start line and header fields, with the length of the head.
pub(crate) type Head = (String, Vec<(String, Octets)>, usize);

/// Reads a head once it is complete.
pub(crate) fn parse_head(received: &[u8]) -> Result<Option<Head>, WireError> {
    let Some(end) = received.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = received.get(..end).unwrap_or_default();
    let mut lines =
        head.split(|octet| *octet == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let start = String::from_utf8_lossy(lines.next().unwrap_or_default()).into_owned();
    let headers = lines.map(|line| {
        let colon = line.iter().position(|octet| *octet == b':');
        let (name, value) =
            line.split_at(colon.ok_or(WireError::Malformed("a header without colon"))?);
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        Ok((name, Octets(value.get(1..).unwrap_or_default().trim_ascii().to_vec())))
    });
    Ok(Some((start, headers.collect::<Result<_, WireError>>()?, end + 4)))
}

/// The content of a message, and how many octets of the input it took; `None` while it is not complete.
pub(crate) fn parse_content(
    headers: &[(String, Octets)],
    rest: &[u8],
    to_the_end: bool,
) -> Result<Option<(Vec<u8>, usize)>, WireError> {
    let value =
        |name: &str| headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.text());
    if value("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        return parse_chunks(rest);
    }
    if let Some(length) = value("content-length") {
        let length =
            length.parse::<usize>().map_err(|_| WireError::Malformed("a bad content-length"))?;
        return Ok(rest.get(..length).map(|body| (body.to_vec(), length)));
    }
    Ok(to_the_end.then(|| (rest.to_vec(), rest.len())))
}

fn parse_chunks(rest: &[u8]) -> Result<Option<(Vec<u8>, usize)>, WireError> {
    let mut body = Vec::new();
    let mut at = 0;
    loop {
        let tail = rest.get(at..).unwrap_or_default();
        let Some(line) = tail.windows(2).position(|window| window == b"\r\n") else {
            return Ok(None);
        };
        let size = String::from_utf8_lossy(tail.get(..line).unwrap_or_default()).into_owned();
        let size = size.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16)
            .map_err(|_| WireError::Malformed("a bad chunk size"))?;
        let start = line + 2;
        let Some(chunk) = tail.get(start..start + size + 2) else {
            return Ok(None);
        };
        body.extend_from_slice(chunk.get(..size).unwrap_or_default());
        at += start + size + 2;
        if size == 0 {
            return Ok(Some((body, at)));
        }
    }
}

fn parse_response(
    received: &[u8],
    head_only: bool,
    ended: bool,
) -> Result<Option<Response>, WireError> {
    let Some((start, headers, length)) = parse_head(received)? else { return Ok(None) };
    let mut words = start.split(' ');
    if !words.next().is_some_and(|version| version.starts_with("HTTP/1.")) {
        return Err(WireError::Malformed("no status line"));
    }
    let status = words.next().and_then(|status| status.parse().ok());
    let status: u16 = status.ok_or(WireError::Malformed("no status"))?;
    let rest = received.get(length..).unwrap_or_default();
    if (100..200).contains(&status) {
        return parse_response(rest, head_only, ended);
    }
    if head_only || status == 204 || status == 304 {
        return Ok(Some(Response { status, headers, body: Octets::default() }));
    }
    let content = parse_content(&headers, rest, ended)?;
    Ok(content.map(|(body, _)| Response { status, headers, body: Octets(body) }))
}
