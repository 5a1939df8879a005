//! Handlers: what they are told to answer, and what reaches them.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::{OriginalUri, Request};
use axum::response::Response;
use gatewright_core::evaluate::{self, UpstreamAnswer};
use http::HeaderMap;

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

    pub(super) fn to_evaluator(&self) -> UpstreamAnswer {
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

/// What a handler got.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) target: String,
    /// What axum calls the original one.
    pub(crate) original: Option<String>,
    pub(crate) headers: HeaderMap,
}

/// What stands between the test and the handler.
#[derive(Clone, Default)]
pub(crate) struct Stage {
    seen: Arc<Mutex<Option<Seen>>>,
    answers: Arc<Mutex<Option<Handled>>>,
}

impl Stage {
    /// From now on, the handler answers so; it has not been reached.
    pub(crate) fn answer(&self, handled: &Handled) {
        *self.answers.lock().unwrap() = Some(handled.clone());
        *self.seen.lock().unwrap() = None;
    }

    /// What reached it since.
    pub(super) fn seen(&self) -> Option<Seen> {
        self.seen.lock().unwrap().clone()
    }

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
