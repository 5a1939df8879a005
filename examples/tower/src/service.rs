//! The handlers: one function from requests to responses, as tower knows them.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use gatewright::{Body, Query, RequestBody};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use serde::Serialize;
use tower::{Service, service_fn};

use crate::notes::schema::{NewNote, Paging};
use crate::notes::{Policy, Principal};

/// How many notes a page shows.
const PAGE: usize = 20;

#[derive(Clone, Serialize)]
struct Note {
    author: String,
    title: String,
    text: String,
}

/// All notes, in the order of their arrival.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<Note>>>);

/// The whole service: nothing reaches a handler that `policy` does not admit.
pub fn service(
    policy: Policy,
) -> impl Service<
    Request<RequestBody>,
    Response = Response<Full<Bytes>>,
    Error = Infallible,
    Future: Send,
> + Clone
+ Send
+ 'static {
    let notes = Notes::default();
    policy.protect(service_fn(move |request| {
        let answered = answer(&notes, &request);
        async { Ok(answered) }
    }))
}

fn answer(notes: &Notes, request: &Request<RequestBody>) -> Response<Full<Bytes>> {
    let mut notes = notes.0.lock().unwrap_or_else(PoisonError::into_inner);
    let verified = request.extensions();
    match (request.method(), request.uri().path()) {
        (&Method::GET, "/v1/notes/health") => json(StatusCode::OK, &"well"),
        (&Method::GET, "/v1/notes") => {
            let page = verified.get::<Query<Paging>>().and_then(|Query(paging)| paging.page);
            let page = page.and_then(|page| usize::try_from(page).ok()).unwrap_or(1);
            let first = page.saturating_sub(1).saturating_mul(PAGE);
            json(StatusCode::OK, &notes.iter().skip(first).take(PAGE).collect::<Vec<_>>())
        }
        (&Method::POST, "/v1/notes") => {
            // The policy admits no such request without them; were one missing, nothing is stored.
            let (Some(author), Some(Body(NewNote { title, text }))) =
                (Principal::of(verified), verified.get())
            else {
                return json(StatusCode::INTERNAL_SERVER_ERROR, &"not verified");
            };
            let note = Note {
                author: author.id.clone(),
                title: title.to_string(),
                text: text.to_string(),
            };
            notes.push(note.clone());
            json(StatusCode::CREATED, &note)
        }
        _ => json(StatusCode::NOT_FOUND, &"no such page"),
    }
}

fn json(status: StatusCode, value: &impl Serialize) -> Response<Full<Bytes>> {
    let text = serde_json::to_string(value).unwrap_or_default();
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
