//! The tower side.

use std::fmt;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::ServiceExt;
use axum::extract::Request;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use axum::response::{IntoResponse, Response};
use gatewright_core::refusal::{Disclosure, Refusal};
use tower_layer::Layer;
use tower_service::Service;

use super::answer::{Answering, Told};
use super::bounded::Exceeded;
use super::response::{answer, refuse};
use super::{Call, Guard, Passed};
use crate::Decision;

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

impl<S, G> PolicyService<S, G> {
    /// What `axum::serve` takes; it tells the policy the address of each connection's peer.
    pub fn into_make_service(self) -> IntoMakeServiceWithConnectInfo<Self, SocketAddr>
    where
        Self: Service<Request>,
    {
        self.into_make_service_with_connect_info()
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

impl<S, G> Service<Request> for PolicyService<S, G>
where
    S: Service<Request, Response: IntoResponse, Future: Send> + Clone + Send + 'static,
    G: Guard,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        // The service that is ready handles this request; its clone waits for the next.
        let next = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, next);
        let guard = Arc::clone(&self.guard);
        Box::pin(async move {
            let mut call = Call::new(request, guard.clock());
            let mut observation = guard.observer().and_then(|observer| observer.begin(&call));
            // Only `Ok` leads to the service. A panic unwinds through here, and the connection closes.
            let verdict = guard.decide(&mut call).await;
            if let Some(observation) = &mut observation {
                observation.decided(&call, &verdict);
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
                            None => Ok(answered?.into_response()),
                        }
                    };
                    match (answered, &answering) {
                        (Ok(response), Some(answering)) => answering.of_handler(response).await,
                        (answered, _) => answered,
                    }
                }
                Ok(Passed::Answered(preflight)) => Ok(answer(&preflight, answering.as_ref())),
                Err(refusal) => Err(refusal),
            };
            let (rule, mut response) = match answered {
                Ok(response) => (None, response),
                Err(refusal) => refuse::<G>(refusal, &method, answering.as_ref()),
            };
            if let Some(observation) = observation {
                observation.answered(rule.as_deref(), response.status());
            }
            response.extensions_mut().insert(Decision { rule, route, digest: G::DIGEST });
            Ok(response)
        })
    }
}
