//! A service behind its policy, and the evaluator of the same policy.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use gatewright::token::Verifier;
use gatewright::{Decision, PolicyService};
use gatewright_compiler::check_language;
use gatewright_compiler::source::{Alone, Source};
use gatewright_core::evaluate::{self, Evaluator, Keys, Outcome, Timestamp};
use gatewright_core::primitive::jwk::KeySet;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::kinds::Policy;

const PEER: [u8; 4] = [127, 0, 0, 1];

/// A service and an evaluator.
pub(crate) struct Pair {
    service: PolicyService<Router, Policy>,
    evaluator: Evaluator,
}

/// What the service answered.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status, and the rule that refused.
    pub(crate) verdict: String,
    pub(crate) body: String,
}

impl Pair {
    pub(crate) fn new(router: Router) -> Pair {
        let source = Source::new("kinds.gate", include_str!("kinds.gate"));
        let policy = check_language(source, &Alone).outcome.unwrap();
        let verifier = Verifier::new(std::iter::empty::<&KeySet>()).unwrap();
        let evaluator = Evaluator::new(Arc::new(policy), Keys::default(), Arc::new(verifier));
        let service = Policy::load(Path::new(".")).unwrap().protect(router);
        Pair { service, evaluator }
    }

    /// The service's answer to a body, or to a query where there is none.
    pub(crate) async fn send(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(target)
            .header("host", "localhost")
            .extension(ConnectInfo(SocketAddr::from((PEER, 4711))));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).unwrap();
        let (head, body) = self.service.clone().oneshot(request).await.unwrap().into_parts();
        let status = head.status.as_u16();
        let verdict = match head.extensions.get::<Decision>().unwrap().rule.as_deref() {
            Some(rule) => format!("{status} {rule}"),
            None => status.to_string(),
        };
        let body = match body.collect().await {
            Ok(body) => String::from_utf8(body.to_bytes().to_vec()).unwrap(),
            Err(error) => format!("broken off: {error}"),
        };
        Answer { verdict, body }
    }

    /// The same, once the evaluator has answered alike.
    pub(crate) async fn ask(&mut self, method: &str, target: &str, body: &[u8]) -> Answer {
        let json = [("content-type", "application/json")];
        let headers = if method == "POST" { &json[..] } else { &[] };
        let answer = self.send(method, target, headers, Body::from(body.to_vec())).await;
        let asked = [("host", "localhost")].iter().chain(headers);
        let asked = asked.map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()));
        let request = evaluate::Request {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: asked.collect(),
            body: body.to_vec(),
            peer: IpAddr::from(PEER),
            country: None,
            tls: None,
        };
        let decision = self.evaluator.decide(&request, Timestamp { seconds: 0, nanos: 0 });
        let shown = String::from_utf8_lossy(body);
        match &decision.outcome {
            Outcome::Admit(_) => assert_eq!(answer.verdict, "200", "{target} {shown}"),
            Outcome::Refuse(refusal) => {
                let expected = format!("{} {}", refusal.status().code(), refusal.rule);
                assert_eq!(answer.verdict, expected, "{target} {shown}");
                let document = refusal.problem_document(self.evaluator.policy().detail);
                assert_eq!(answer.body, document, "{target} {shown}");
            }
            Outcome::Preflight(preflight) => panic!("{preflight:?}"),
        }
        answer
    }
}
