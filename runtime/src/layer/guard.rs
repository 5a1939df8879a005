//! The seam between the tower side and a policy's module.

use gatewright_core::policy::Detail;
use gatewright_core::refusal::Refusal;

use super::Call;
use crate::clock::Clock;

/// A policy that decides. Only the code that `policy!` writes implements it.
pub trait Guard: Send + Sync + 'static {
    /// SHA-256 of the policy's text.
    const DIGEST: &'static str;
    /// How much a refusal tells.
    const DETAIL: Detail;

    /// Where the policy reads the time.
    fn clock(&self) -> &dyn Clock;

    /// Takes the request through the stages. What comes back with `Ok` is forwarded as the call then holds it.
    ///
    /// # Errors
    ///
    /// The refusal to answer with; the request goes nowhere.
    fn decide(&self, call: &mut Call) -> impl Future<Output = Result<(), Refusal>> + Send;
}
