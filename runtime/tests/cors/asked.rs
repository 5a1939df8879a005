//! Requests of any octets, sent over a connection of their own.

use std::net::SocketAddr;

use axum::Router;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tower::Layer;

use crate::cors_corpus::Answered;

/// A service behind a policy, which answers whatever it is asked.
pub(crate) struct Service(SocketAddr);

/// An answer's head.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
}

impl Answered for Answer {
    fn status(&self) -> u16 {
        self.status
    }

    fn header(&self, name: &str) -> Option<String> {
        let name = name.to_ascii_lowercase();
        let mut found = self.headers.iter().filter(|(own, _)| *own == name);
        let first = found.next().map(|(_, value)| value.clone());
        assert!(found.next().is_none(), "{name} stands twice: {self:?}");
        first
    }
}

/// A policy as a layer, whatever its module.
pub(crate) trait Loaded {
    fn serve(self, router: Router, listener: TcpListener) -> impl Future<Output = ()> + Send;
}

macro_rules! loaded {
    ($($policy:ty),*) => {$(
        impl Loaded for $policy {
            async fn serve(self, router: Router, listener: TcpListener) {
                let service = self.layer().layer(router);
                axum::serve(listener, service.into_make_service()).await.unwrap();
            }
        }
    )*};
}

loaded!(crate::compiled::gateway::Policy, crate::compiled::pages::Policy);

impl Service {
    pub(crate) async fn of<P: Loaded + Send + 'static>(policy: impl FnOnce() -> P) -> Service {
        let router = Router::new().fallback(async || "well");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(policy().serve(router, listener));
        Service(address)
    }

    /// The answer to a request of these lines, whatever octets they hold.
    pub(crate) async fn ask(&self, method: &str, target: &str, lines: &[(&str, &[u8])]) -> Answer {
        self.ask_with(method, target, lines, b"").await
    }

    /// The same with a body, whose length is one of the lines.
    pub(crate) async fn ask_with(
        &self,
        method: &str,
        target: &str,
        lines: &[(&str, &[u8])],
        body: &[u8],
    ) -> Answer {
        let mut request = format!("{method} {target} HTTP/1.1\r\nhost: api.example.com\r\n");
        request.push_str("connection: close\r\n");
        let mut request = request.into_bytes();
        for (name, value) in lines {
            request.extend_from_slice(&[name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        request.extend_from_slice(b"\r\n");
        request.extend_from_slice(body);
        let mut stream = TcpStream::connect(self.0).await.unwrap();
        stream.write_all(&request).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let mut head = answer.split("\r\n\r\n").next().unwrap().split("\r\n");
        let status = head.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let line = |line: &str| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_ascii_lowercase(), value.trim().to_owned())
        };
        Answer { status, headers: head.map(line).collect() }
    }

    /// The answer to a browser's question whether a page may send such a request.
    pub(crate) async fn preflight(
        &self,
        target: &str,
        origin: &str,
        method: &str,
        header: &str,
    ) -> Answer {
        let mut lines: Vec<(&str, &[u8])> = vec![
            ("origin", origin.as_bytes()),
            ("access-control-request-method", method.as_bytes()),
        ];
        if !header.is_empty() {
            lines.push(("access-control-request-headers", header.as_bytes()));
        }
        self.ask("OPTIONS", target, &lines).await
    }
}
