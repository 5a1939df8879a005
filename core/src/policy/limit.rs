//! How often.

use serde::{Deserialize, Serialize};

use super::{PrincipalType, Span};

/// One `limit` declaration: `N per W burst B by K`, GCRA.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// Its name.
    pub name: String,
    /// Requests admitted in every window on average; at least 1.
    pub requests: u64,
    /// The window in milliseconds; at least 1.
    pub window_ms: u64,
    /// Requests admitted back to back; at least 1, `requests` unless written.
    pub burst: u64,
    /// What is counted.
    pub key: LimitKey,
    /// Distinct values counted exactly; 100,000 unless written.
    pub keys: u64,
    /// Who counts.
    pub scope: LimitScope,
    /// The declaration.
    pub span: Span,
}

impl Limit {
    /// `Retry-After` of a refusal: ⌈W/N⌉ in whole seconds, at least 1.
    #[must_use]
    pub fn retry_after(&self) -> u64 {
        self.window_ms.div_ceil(self.requests.saturating_mul(1000)).max(1)
    }

    /// When it is asked.
    #[must_use]
    pub fn stage(&self) -> LimitStage {
        match self.key {
            LimitKey::ClientIp | LimitKey::Country => LimitStage::BeforeAuthentication,
            LimitKey::Principal { .. } => LimitStage::AfterAuthentication,
        }
    }
}

/// When a limit is asked: as soon as its key is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitStage {
    /// Stage 6, by where the client is.
    BeforeAuthentication,
    /// Stage 8, by the principal.
    AfterAuthentication,
}

impl LimitStage {
    /// Both, in their order.
    pub const ALL: [LimitStage; 2] =
        [LimitStage::BeforeAuthentication, LimitStage::AfterAuthentication];
}

/// Who counts the requests of a limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitScope {
    /// Each instance of a target for itself.
    #[default]
    Instance,
    /// `shared`: all instances together, in one store.
    Fleet(WithoutStore),
}

/// What becomes of requests while the store that a fleet counts in is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithoutStore {
    /// They are refused.
    Refuse,
    /// `or local`: each instance counts for itself until the store is back.
    CountLocally,
}

/// What a limit counts by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitKey {
    /// The client's address; IPv6 by /64.
    ClientIp,
    /// The country that the client's address is looked up as. One that nobody can tell counts as one key of its own.
    Country,
    /// A principal field; `id` together with the scheme's name. A missing value counts as one key of its own.
    Principal {
        /// The field.
        field: String,
        /// Its type.
        kind: PrincipalType,
    },
}
