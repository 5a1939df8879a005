//! The seam between the tower side and a policy's module.

use gatewright_core::policy::Detail;
use gatewright_core::refusal::Refusal;

use super::{AnsweredPreflight, Answers, Call};
use crate::clock::Clock;
use crate::observe::Observer;

/// A policy that decides. Only the code that `policy!` writes implements it.
pub trait Guard: Send + Sync + 'static {
    /// SHA-256 of the policy's text.
    const DIGEST: &'static str;
    /// How much a refusal tells.
    const DETAIL: Detail;

    /// Where the policy reads the time.
    fn clock(&self) -> &dyn Clock;

    /// What types of problems begin with; without it they are `about:blank`.
    const PROBLEM_TYPES: Option<&'static str> = None;

    /// What is said of answers, unless a route that was chosen has its own.
    fn answers(&self) -> Option<&'static Answers> {
        None
    }

    /// Begins to fetch what the policy asks other servers for.
    fn start(&self) {}

    /// Begins to decide beside another policy, of which nothing that a fleet shares may learn.
    fn become_shadow(&self) {}

    /// What tells of decisions.
    fn observer(&self) -> Option<&Observer> {
        None
    }

    /// Takes the request through the stages. Only [`Passed::Admitted`] is forwarded, as the call then holds it.
    ///
    /// # Errors
    ///
    /// The refusal to answer with; the request goes nowhere.
    fn decide(&self, call: &mut Call) -> impl Future<Output = Result<Passed, Refusal>> + Send;
}

/// What becomes of a request that no check refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passed {
    /// It goes on.
    Admitted,
    /// It is a browser's question about a page, and answered.
    Answered(AnsweredPreflight),
}
