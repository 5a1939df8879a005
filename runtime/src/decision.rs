//! What was decided, for logs.

use gatewright_core::refusal::RuleName;

/// What a policy decided on a request; in the extensions of every response that passes the layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The rule that refused (`orders.get/of/{customer}/allow`), or `None`: the request was
    /// admitted and the handler's answer leaves, or it was a preflight and is allowed.
    pub rule: Option<RuleName>,
    /// The route (`orders.get/of/{customer}`), or `None`: it was refused before one was chosen.
    pub route: Option<&'static str>,
    /// SHA-256 of the policy's text, in lower-case hexadecimal digits.
    pub digest: &'static str,
}
