//! The tower side.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use gatewright_core::refusal::{Disclosure, Refusal};
use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use super::answer::{Answering, Told};
use super::request_body::{BodyError, Exceeded, RequestBody};
use super::response::{answer, refuse};
use super::{AnswerBody, Call, Guard, Passed};
use crate::Decision;
use crate::span::Span;

/// Puts a policy around a service.
pub struct PolicyLayer<G> {
    guard: Arc<G>,
}

impl<G> PolicyLayer<G> {
    /// A layer that asks `guard`.
    #[must_use]
    pub fn new(guard: Arc<G>) -> PolicyLayer<G> {
        PolicyLayer { guard }
    }
}

impl<G> Clone for PolicyLayer<G> {
    fn clone(&self) -> PolicyLayer<G> {
        PolicyLayer { guard: Arc::clone(&self.guard) }
    }
}

impl<G: Guard> fmt::Debug for PolicyLayer<G> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PolicyLayer").field("digest", &G::DIGEST).finish_non_exhaustive()
    }
}

impl<S, G> Layer<S> for PolicyLayer<G> {
    type Service = PolicyService<S, G>;

    fn layer(&self, inner: S) -> PolicyService<S, G> {
        PolicyService { inner, guard: Arc::clone(&self.guard) }
    }
}

/// A service with a policy around it.
pub struct PolicyService<S, G> {
    inner: S,
    guard: Arc<G>,
}

#[cfg(feature = "axum")]
impl<S, G> PolicyService<S, G> {
    /// What `axum::serve` takes; it tells the policy the address of each connection's peer.
    pub fn into_make_service(
        self,
    ) -> axum::extract::connect_info::IntoMakeServiceWithConnectInfo<Self, std::net::SocketAddr>
    where
        Self: Service<axum::extract::Request>,
    {
        axum::ServiceExt::into_make_service_with_connect_info(self)
    }
}

impl<S: Clone, G> Clone for PolicyService<S, G> {
    fn clone(&self) -> PolicyService<S, G> {
        PolicyService { inner: self.inner.clone(), guard: Arc::clone(&self.guard) }
    }
}

impl<S: fmt::Debug, G: Guard> fmt::Debug for PolicyService<S, G> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PolicyService")
            .field("inner", &self.inner)
            .field("digest", &G::DIGEST)
            .finish()
    }
}

impl<S, G, B, R> Service<Request<B>> for PolicyService<S, G>
where
    S: Service<Request<B>, Response = Response<R>, Future: Send> + Clone + Send + 'static,
    G: Guard,
    B: http_body::Body<Data = Bytes, Error: Into<BodyError>> + From<RequestBody> + Send + 'static,
    R: http_body::Body<Data = Bytes> + From<AnswerBody> + Send + 'static,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<R>, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The service that is ready handles this request; its clone waits for the next.
        let next = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, next);
        let guard = Arc::clone(&self.guard);
        let span = Span::begin(request.method(), G::DIGEST);
        Box::pin(span.clone().around(async move {
            let mut call = Call::new(request, guard.clock());
            let mut observation = guard.observer().and_then(|observer| observer.begin(&mut call));
            // Only `Ok` leads to the service. A panic unwinds through here, and the connection closes.
            let verdict = guard.decide(&mut call).await;
            if let Some(observation) = &mut observation {
                observation.decided(&mut call, &verdict).await;
            }
            let (route, method) = (call.route, call.head.method.clone());
            let answering = match &verdict {
                // Whatever is of the route alone would tell that there is one.
                Err(refusal) if refusal.disclosure == Disclosure::Hidden => None,
                Ok(_) | Err(_) => {
                    let answering = call.answering.take();
                    answering.map(|answering| answering.telling(&call, Told::All))
                }
            };
            let of_all =
                || Some(Answering::of(guard.answers()?, &call).telling(&call, Told::Network));
            let answering = answering.or_else(of_all);
            let answered = match verdict {
                Ok(Passed::Admitted) => {
                    let exceeded = call.exceeded.take();
                    let answered = {
                        let answered = inner.call(call.into_request()).await;
                        // Whatever a handler makes of a body that turned out too large, the answer is this.
                        match exceeded.filter(Exceeded::is_set) {
                            Some(_) => Err(Refusal::body_size(route.unwrap_or_default())),
                            None => Ok(answered?),
                        }
                    };
                    match (answered, &answering) {
                        (Ok(response), Some(answering)) => answering.of_handler(response).await,
                        (answered, _) => answered,
                    }
                }
                Ok(Passed::Answered(preflight)) => {
                    Ok(answer(&preflight, answering.as_ref()).map(R::from))
                }
                Err(refusal) => Err(refusal),
            };
            let (rule, mut response) = match answered {
                Ok(response) => (None, response),
                Err(refusal) => {
                    let (rule, response) = refuse::<G>(refusal, &method, answering.as_ref());
                    (rule, response.map(R::from))
                }
            };
            if let Some(observation) = observation {
                observation.answered(rule.as_ref(), response.status());
            }
            span.end(guard.observer(), route, rule.as_ref(), response.status());
            response.extensions_mut().insert(Decision { rule, route, digest: G::DIGEST });
            Ok(response)
        }))
    }
}
