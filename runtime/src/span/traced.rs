//! With the feature: a span of the crate `tracing`, whose fields have the names of OpenTelemetry's conventions.

use gatewright_core::primitive::record::known_method;
use gatewright_core::refusal::RuleName;
use http::{Method, StatusCode};
use tracing::field::Empty;
use tracing::instrument::Instrumented;
use tracing::{Instrument as _, info_span};

use crate::observe::Observer;

/// The span of one request.
#[derive(Clone)]
pub(crate) struct Span(tracing::Span);

impl Span {
    /// Begins the span, in whichever one the code around is.
    pub(crate) fn begin(method: &Method, digest: &'static str) -> Span {
        // What no policy can name is the client's own word.
        let method = known_method(method.as_str()).unwrap_or("_OTHER");
        Span(info_span!(
            target: "gatewright",
            "gatewright",
            otel.name = method,
            otel.status_code = Empty,
            http.request.method = method,
            http.route = Empty,
            http.response.status_code = Empty,
            gatewright.policy.digest = digest,
            gatewright.route = Empty,
            gatewright.rule = Empty,
        ))
    }

    /// The work of the span.
    pub(crate) fn around<F>(self, future: F) -> Instrumented<F> {
        future.instrument(self.0)
    }

    /// Says how the request ended.
    pub(crate) fn end(
        &self,
        observer: Option<&Observer>,
        route: Option<&'static str>,
        rule: Option<&RuleName>,
        status: StatusCode,
    ) {
        let Span(span) = self;
        if span.is_disabled() {
            return;
        }
        if let Some(route) = route {
            span.record("gatewright.route", route);
        }
        let template = |route| observer.and_then(|observer| observer.template(route));
        if let Some(template) = route.and_then(template) {
            span.record("http.route", template);
        }
        if let Some(rule) = rule {
            span.record("gatewright.rule", rule.as_str());
        }
        span.record("http.response.status_code", i64::from(status.as_u16()));
        if status.is_server_error() {
            span.record("otel.status_code", "ERROR");
        }
    }
}
