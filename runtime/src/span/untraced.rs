//! Without the feature: nothing.

use gatewright_core::refusal::RuleName;
use http::{Method, StatusCode};

use crate::observe::Observer;

/// No span.
#[derive(Clone)]
pub(crate) struct Span;

impl Span {
    pub(crate) fn begin(_: &Method, _: &'static str) -> Span {
        Span
    }

    pub(crate) fn around<F>(self, future: F) -> F {
        future
    }

    pub(crate) fn end(
        &self,
        _: Option<&Observer>,
        _: Option<&'static str>,
        _: Option<&RuleName>,
        _: StatusCode,
    ) {
    }
}
