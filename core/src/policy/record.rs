//! What is told of decisions after they were made: stage 15.

use serde::{Deserialize, Serialize};

use super::{LimitKey, Secret, Span};

/// The `log` block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    /// Which decisions are recorded.
    pub decisions: RecordedDecisions,
    /// Headers whose values are left out, in lower case and in the order written. Those whose names are
    /// those of credentials are left out whether or not they stand here.
    pub redact: Vec<String>,
    /// `principal: …`: the key of the pseudonyms by which records tell of callers. Without it, no record does.
    pub principal: Option<Secret>,
    /// The block.
    pub span: Span,
}

/// Which decisions are recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordedDecisions {
    /// Refusals and admissions.
    All,
    /// Refusals.
    #[default]
    Denied,
    /// None.
    None,
}

/// `alert NAME = N of WHAT per W by K`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Its name.
    pub name: String,
    /// How many refusals within the window raise it; at least 1.
    pub count: u64,
    /// Which refusals count.
    pub of: AlertEvent,
    /// The window in milliseconds; at least 1.
    pub window_ms: u64,
    /// Whose refusals are counted together.
    pub key: LimitKey,
    /// Distinct values counted exactly; 100,000 unless written.
    pub keys: u64,
    /// The declaration.
    pub span: Span,
}

/// Which refusals an alert counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertEvent {
    /// Those with this status.
    Status(u16),
    /// Those by this rule: its whole name, or what stands behind its route's and a slash.
    Rule(String),
}
