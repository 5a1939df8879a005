//! Requests, and who sends them.

use std::net::{IpAddr, SocketAddr};

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use gatewright::{ConnectionTls, TlsVersion};
use gatewright_core::evaluate::{self, Tls};
use gatewright_issuer::{Algorithm, Token};
use serde_json::{Value, json};

use super::{NOW, PARTNER, RING};

const PEER: [u8; 4] = [127, 0, 0, 1];

/// A request, as both sides take it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    method: &'static str,
    target: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    tls: Option<Tls>,
}

pub(crate) fn ask(method: &'static str, target: &str) -> Asked {
    let target = target.to_owned();
    Asked { method, target, headers: Vec::new(), body: Vec::new(), tls: None }
}

pub(crate) fn get(target: &str) -> Asked {
    ask("GET", target)
}

/// What a browser asks before it sends this on behalf of a page.
pub(crate) fn preflight(target: &str, origin: &str, method: &str) -> Asked {
    ask("OPTIONS", target).with("origin", origin).with("access-control-request-method", method)
}

impl Asked {
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Asked {
        self.headers.push((name, value.into()));
        self
    }

    /// What a header says.
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        let mut lines = self.headers.iter();
        lines.find(|(own, _)| *own == name).map(|(_, value)| value.clone())
    }

    /// By somebody with a token of these claims.
    pub(crate) fn by(self, claims: Value) -> Asked {
        let key = RING.key_for(Algorithm::Es256).unwrap();
        let mut token = Token::new(key)
            .with_header("typ", json!("at+jwt"))
            .with_claim("iss", json!("https://id.example.com/"))
            .with_claim("aud", json!("shop"))
            .with_claim("iat", json!(NOW - 60))
            .with_claim("exp", json!(NOW + 600))
            .with_claim("sub", json!("anna"))
            .with_claim("roles", json!(["viewer"]));
        for (name, value) in claims.as_object().unwrap() {
            token = token.with_claim(name, value.clone());
        }
        let signed = token.signed_by(key).unwrap();
        self.with("authorization", format!("Bearer {signed}"))
    }

    /// By the partner with the API key.
    pub(crate) fn by_partner(self) -> Asked {
        self.with("x-key", PARTNER.secret.as_str())
    }

    /// The same key in a cookie, which browsers send by themselves.
    pub(crate) fn by_partner_cookie(self) -> Asked {
        self.with("cookie", format!("key={}", PARTNER.secret.as_str()))
    }

    pub(crate) fn json(self, text: &str) -> Asked {
        self.body(text.as_bytes()).with("content-type", "application/json")
    }

    pub(crate) fn form(self, text: &str) -> Asked {
        self.body(text.as_bytes()).with("content-type", "application/x-www-form-urlencoded")
    }

    /// Octets that say nothing of themselves.
    pub(crate) fn body(mut self, octets: &[u8]) -> Asked {
        self.body = octets.to_vec();
        self
    }

    pub(crate) fn over_tls(self) -> Asked {
        self.over(Tls { version: TlsVersion::Tls13, server_name: None, certificate: None })
    }

    pub(crate) fn over(mut self, tls: Tls) -> Asked {
        self.tls = Some(tls);
        self
    }

    pub(crate) fn to_service(&self) -> Request {
        let mut request = Request::builder()
            .method(self.method)
            .uri(&self.target)
            .header("host", "localhost")
            .extension(ConnectInfo(SocketAddr::from((PEER, 4711))));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some(tls) = &self.tls {
            let connection = ConnectionTls::new(tls.version);
            request = request.extension(match &tls.server_name {
                Some(name) => connection.with_server_name(name),
                None => connection,
            });
        }
        request.body(Body::from(self.body.clone())).unwrap()
    }

    pub(super) fn to_evaluator(&self) -> evaluate::Request {
        let host = ("host".to_owned(), b"localhost".to_vec());
        let own = self.headers.iter();
        let own = own.map(|(name, value)| ((*name).to_owned(), value.clone().into_bytes()));
        evaluate::Request {
            method: self.method.to_owned(),
            target: self.target.clone(),
            headers: std::iter::once(host).chain(own).collect(),
            body: self.body.clone(),
            peer: IpAddr::from(PEER),
            country: None,
            tls: self.tls.clone(),
        }
    }
}
