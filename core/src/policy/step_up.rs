//! Step-up authentication (RFC 9470): what must be true of how, or how recently, a caller has authenticated.

use serde::{Deserialize, Serialize};

use super::{Condition, Span};

/// One `step_up` declaration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepUp {
    /// Its name.
    pub name: String,
    /// What must be true: unknown is not enough. It reads nothing but principal fields.
    pub condition: Condition,
    /// What a client is told to do.
    pub challenge: StepUpChallenge,
    /// The schemes whose credentials can carry each field that the condition reads, in the policy's order. Callers of
    /// others can do nothing about it.
    pub schemes: Vec<String>,
    /// The declaration.
    pub span: Span,
}

/// What a client has to ask its authorization server for; at least one of both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepUpChallenge {
    /// How many seconds ago the authentication may be.
    pub max_age: Option<u64>,
    /// Authentication contexts of which one will do: visible ASCII without spaces.
    pub acr_values: Vec<String>,
}
