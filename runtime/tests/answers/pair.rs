//! A service behind its policy and the evaluator of the same policy: both get each request and each answer of a handler,
//! and must agree on what the handler gets and what the client gets.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};

use axum::body::Body;
use axum::extract::{ConnectInfo, OriginalUri, Request};
use axum::response::Response;
use gatewright::token::Verifier;
use gatewright::{Clock as _, ConnectionTls, Decision, ManualClock, TlsVersion};
use gatewright_compiler::check_language;
use gatewright_compiler::source::{Alone, Source};
use gatewright_core::evaluate::{
    self, Evaluator, Keys, Outcome, Timestamp, Tls, UpstreamAnswer, respond,
};
use gatewright_core::primitive::api_key::ApiKeyFile;
use gatewright_issuer::{ApiKey, keys_file};
use http::HeaderMap;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

/// 2026-05-01T09:00:00Z.
pub(crate) const NOW: i64 = 1_777_626_000;

static PARTNER: LazyLock<ApiKey> =
    LazyLock::new(|| ApiKey::generate("acme", &["viewer"], None).unwrap());

/// A folder with the file of the partner's key, and the key.
pub(crate) fn keys() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = keys_file(std::slice::from_ref(&*PARTNER));
    std::fs::write(folder.path().join("partners.keys"), file).unwrap();
    (folder, PARTNER.secret.as_str().to_owned())
}

/// What a handler answers with.
#[derive(Clone, Debug)]
pub(crate) struct Handled {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

pub(crate) fn handled(status: u16) -> Handled {
    Handled { status, headers: Vec::new(), body: Vec::new() }
}

/// JSON with the status 200.
pub(crate) fn json(text: &str) -> Handled {
    handled(200).with("content-type", "application/json").body(text)
}

impl Handled {
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Handled {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn body(mut self, text: &str) -> Handled {
        self.body = text.as_bytes().to_vec();
        self
    }

    fn to_response(&self) -> Response {
        let mut response = Response::builder().status(self.status);
        for (name, value) in &self.headers {
            response = response.header(*name, value);
        }
        response.body(Body::from(self.body.clone())).unwrap()
    }

    fn to_evaluator(&self) -> UpstreamAnswer {
        let headers = self.headers.iter();
        UpstreamAnswer::Answered(evaluate::Response {
            status: self.status,
            headers: headers
                .map(|(name, value)| ((*name).to_owned(), value.clone().into_bytes()))
                .collect(),
            body: self.body.clone(),
        })
    }
}

/// A request, as both sides take it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    method: &'static str,
    target: String,
    headers: Vec<(&'static str, String)>,
    tls: Option<Tls>,
}

pub(crate) fn ask(method: &'static str, target: &str) -> Asked {
    Asked { method, target: target.to_owned(), headers: Vec::new(), tls: None }
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

    /// By the partner with the API key.
    pub(crate) fn by_partner(self) -> Asked {
        self.with("x-key", PARTNER.secret.as_str())
    }

    pub(crate) fn over_tls(mut self) -> Asked {
        self.tls = Some(Tls { version: TlsVersion::Tls13, server_name: None, certificate: None });
        self
    }

    pub(crate) fn to_service(&self) -> Request {
        let mut request = Request::builder()
            .method(self.method)
            .uri(&self.target)
            .header("host", "localhost")
            .extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4711))));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some(tls) = &self.tls {
            request = request.extension(ConnectionTls::new(tls.version));
        }
        request.body(Body::empty()).unwrap()
    }

    fn to_evaluator(&self) -> evaluate::Request {
        let host = ("host".to_owned(), b"localhost".to_vec());
        let own = self.headers.iter();
        let own = own.map(|(name, value)| ((*name).to_owned(), value.clone().into_bytes()));
        evaluate::Request {
            method: self.method.to_owned(),
            target: self.target.clone(),
            headers: std::iter::once(host).chain(own).collect(),
            body: Vec::new(),
            peer: IpAddr::from([127, 0, 0, 1]),
            country: None,
            tls: self.tls.clone(),
        }
    }
}

/// What a handler got.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) target: String,
    /// What axum calls the original one.
    pub(crate) original: Option<String>,
    pub(crate) headers: HeaderMap,
}

/// What both sides answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) rule: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// What a handler got, where the request reached one.
    pub(crate) seen: Option<Seen>,
}

impl Answer {
    /// The status, and the rule that refused.
    pub(crate) fn verdict(&self) -> String {
        match &self.rule {
            Some(rule) => format!("{} {rule}", self.status),
            None => self.status.to_string(),
        }
    }

    /// The lines of a header, joined.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let lines = self.headers.get_all(name).iter().map(|line| line.to_str().unwrap());
        let lines: Vec<_> = lines.collect();
        (!lines.is_empty()).then(|| lines.join(", "))
    }
}

/// What stands between the test and the handler.
#[derive(Clone, Default)]
pub(crate) struct Stage {
    seen: Arc<Mutex<Option<Seen>>>,
    answers: Arc<Mutex<Option<Handled>>>,
}

impl Stage {
    /// A router that answers everything as it is told.
    pub(crate) fn router(&self) -> axum::Router {
        let stage = self.clone();
        axum::Router::new().fallback(async move |request: Request| {
            let original = request.extensions().get::<OriginalUri>();
            *stage.seen.lock().unwrap() = Some(Seen {
                target: request.uri().to_string(),
                original: original.map(|original| original.0.to_string()),
                headers: request.headers().clone(),
            });
            stage.answers.lock().unwrap().clone().unwrap().to_response()
        })
    }
}

/// A service and an evaluator.
pub(crate) struct Pair<S> {
    service: S,
    evaluator: Evaluator,
    stage: Stage,
    pub(crate) clock: ManualClock,
}

impl<S> Pair<S>
where
    S: tower::Service<Request, Response = Response> + Clone,
    S::Error: std::fmt::Debug,
{
    pub(crate) fn new(
        text: &str,
        service: impl FnOnce(&Path, ManualClock, &Stage) -> S,
    ) -> Pair<S> {
        let checked = check_language(Source::new("test.gate", text), &Alone).outcome;
        let policy = checked.unwrap_or_else(|found| panic!("{found:?}"));
        let (folder, _) = keys();
        let partners = ApiKeyFile::parse(&keys_file(std::slice::from_ref(&*PARTNER))).unwrap();
        let keys = Keys { api_keys: [("partner".to_owned(), partners)].into(), ..Keys::default() };
        let evaluator =
            Evaluator::new(Arc::new(policy), keys, Arc::new(Verifier::new([]).unwrap()));
        let (clock, stage) = (ManualClock::at(NOW), Stage::default());
        let service = service(folder.path(), clock.clone(), &stage);
        Pair { service, evaluator, stage, clock }
    }

    /// The answer of both, where the handler answers so.
    pub(crate) async fn ask(&mut self, asked: &Asked, handled: &Handled) -> Answer {
        *self.stage.answers.lock().unwrap() = Some(handled.clone());
        *self.stage.seen.lock().unwrap() = None;
        let response = self.service.clone().oneshot(asked.to_service()).await.unwrap();
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        let decision = head.extensions.get::<Decision>().unwrap();
        let answer = Answer {
            status: head.status.as_u16(),
            rule: decision.rule.as_deref().map(str::to_owned),
            headers: head.headers,
            body: String::from_utf8(body).unwrap(),
            seen: self.stage.seen.lock().unwrap().clone(),
        };
        self.compare(asked, handled, &answer);
        answer
    }

    fn compare(&mut self, asked: &Asked, handled: &Handled, answer: &Answer) {
        let now = Timestamp { seconds: self.clock.unix_seconds(), nanos: 0 };
        let request = asked.to_evaluator();
        let decision = self.evaluator.decide(&request, now);
        let expected =
            respond(self.evaluator.policy(), &request, &decision, &handled.to_evaluator());
        let about = format!("{asked:?} {handled:?} {:?} {:?}", decision.trace, expected.trace);
        assert_eq!(answer.status, expected.response.status, "{about}");
        assert_eq!(answer.rule.as_deref(), expected.rule.as_deref(), "{about}");
        let octets = answer.body.as_bytes();
        assert_eq!(octets, expected.response.body, "{about}");
        let mut headers = lines(&answer.headers);
        // Whoever sends an answer writes its length; in between it may stand, and must be right.
        if let Some(length) = answer.header("content-length") {
            assert_eq!(length, octets.len().to_string(), "{about}");
        }
        headers.retain(|(name, _)| name != "content-length");
        let mut wanted = expected.response.headers;
        wanted.retain(|(name, _)| name != "content-length");
        wanted.sort();
        assert_eq!(headers, wanted, "{about}");
        match (&decision.outcome, &answer.seen) {
            (Outcome::Admit(admission), Some(seen)) => {
                let forwarded = admission.forwarded(&request);
                assert_eq!(seen.target, forwarded.target, "{about}");
                let mut wanted = forwarded.headers;
                wanted.sort();
                assert_eq!(lines(&seen.headers), wanted, "{about}");
            }
            (Outcome::Preflight(_) | Outcome::Refuse(_), None) => {}
            (outcome, seen) => panic!("{outcome:?} {seen:?} {about}"),
        }
    }
}

fn lines(headers: &HeaderMap) -> Vec<(String, Vec<u8>)> {
    let lines = headers.iter();
    let mut lines: Vec<_> =
        lines.map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())).collect();
    lines.sort();
    lines
}

/// A [`Pair`] of one of the test's policies.
macro_rules! pair {
    ($policy:ident) => {
        $crate::pair::Pair::new(
            include_str!(concat!(stringify!($policy), ".gate")),
            |folder, clock, stage| {
                let policy = crate::$policy::Policy::load(folder).unwrap().with_clock(clock);
                policy.protect(stage.router())
            },
        )
    };
}
pub(crate) use pair;
