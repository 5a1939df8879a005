//! The suite's own parts: what it sends, what it reads, and what it keeps apart.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, TcpListener};

use gatewright_conformance::json_text::Json;
use gatewright_conformance::octets::Octets;
use gatewright_conformance::request::{Content, Request};
use gatewright_conformance::sample::accepted;
use gatewright_conformance::upstream::Upstream;
use gatewright_conformance::wire::{Response, Wire, WireError, send};
use gatewright_core::primitive::pattern::Pattern;

fn wire(method: &str, target: &str, body: Content) -> Wire {
    Wire {
        method: method.into(),
        target: target.into(),
        headers: vec![
            ("host".into(), "localhost".into()),
            ("x-twice".into(), "1".into()),
            ("x-twice".into(), "2".into()),
        ],
        body,
        from: IpAddr::from([127, 0, 0, 1]),
    }
}

/// A server that reads once and answers these octets.
fn server(answer: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(answer);
    });
    address
}

fn answered(method: &str, answer: &'static [u8]) -> Result<Response, WireError> {
    send(&wire(method, "/", Content::None), server(answer))
}

#[test]
fn answers_are_read_in_every_framing() {
    let length = answered("GET", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokrest").unwrap();
    assert_eq!((length.status, length.body), (200, "ok".into()));
    let chunked =
        b"HTTP/1.1 403 F\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nno\r\n1\r\n!\r\n0\r\n\r\n";
    assert_eq!(answered("GET", chunked).unwrap().body, "no!".into());
    let interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n";
    assert_eq!(answered("GET", interim).unwrap().status, 204);
    assert_eq!(
        answered("GET", b"HTTP/1.1 200 OK\r\n\r\nto the end").unwrap().body,
        "to the end".into()
    );
    let head = answered("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n").unwrap();
    assert_eq!(head.body, Octets::default());
}

#[test]
fn what_is_no_answer_is_an_error() {
    assert!(matches!(answered("GET", b""), Err(WireError::Closed)));
    assert!(matches!(answered("GET", b"SSH-2.0-x\r\n\r\n"), Err(WireError::Malformed(_))));
    assert!(answered("GET", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok").is_err());
}

#[test]
fn the_upstream_remembers_octet_by_octet_what_reached_it() {
    let upstream = Upstream::start().unwrap();
    let chunks = Content::Chunked(vec!["{\"a\"".into(), ":1}".into()]);
    for body in [Content::None, Content::Length(vec![0, 255].into()), chunks] {
        let sent = wire("PATCH", "/a%2Fb?c=%20", body.clone());
        assert_eq!(send(&sent, upstream.address()).unwrap().status, 200);
        let hits = upstream.take();
        assert_eq!(
            (hits.len(), hits[0].method.as_str(), hits[0].target.as_str()),
            (1, "PATCH", "/a%2Fb?c=%20")
        );
        assert_eq!(hits[0].values("x-twice"), ["1", "2"]);
        assert_eq!(hits[0].body.0, body.octets());
    }
    assert!(upstream.take().is_empty());
}

#[test]
fn requests_keep_their_octets_as_json() {
    let request = Request {
        method: "GET".into(),
        target: vec![b'/', 0xff].into(),
        body: Content::Length("é".into()),
        ..Request::default()
    };
    let text = serde_json::to_string(&request).unwrap();
    assert!(text.contains("{\"base64\":\"L/8=\"}"), "{text}");
    assert_eq!(serde_json::from_str::<Request>(&text).unwrap(), request);
    assert_eq!(serde_json::from_str::<Request>("{}").unwrap(), Request::default());
}

#[test]
fn a_curl_command_quotes_what_a_shell_would_read() {
    let mut sent = wire("POST", "/it's", Content::Length("$(x)\n".into()));
    sent.headers.clear();
    assert_eq!(
        sent.curl("http://127.0.0.1:1"),
        "curl -sS -i --path-as-is -X 'POST' --request-target $'/it\\'s' -H 'content-type:' \
         --data-binary $'$(x)\\x0a' http://127.0.0.1:1"
    );
}

#[test]
fn json_text_keeps_names_twice_and_numbers_as_written() {
    let body = Json::Object(vec![("\"a\"".into(), Json::Raw("1e0".into()))]);
    assert_eq!(body.with_member(&[], "\"a\"", Json::string("x")).text(), r#"{"a":"x","a":1e0}"#);
    let path = ["a".to_owned()];
    assert_eq!(body.with(&path, Json::Array(Vec::new())).text(), r#"{"a":[]}"#);
    assert_eq!(body.without(&path).text(), "{}");
}

#[test]
fn strings_of_a_pattern_have_the_length_asked_for() {
    let pattern = Pattern::compile("[A-Z]{3}-[0-9]{4}").unwrap();
    let found = accepted(&pattern, 8).unwrap();
    assert!(pattern.matches(&found), "{found}");
    assert_eq!(accepted(&pattern, 7), None);
    assert_eq!(accepted(&Pattern::compile("(ab)*").unwrap(), 600).unwrap().len(), 600);
}
