//! Which pages in browsers may call a route.

use serde::{Deserialize, Serialize};

use super::Span;
use crate::primitive::origin::Origin;

/// One `cors` declaration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cors {
    /// Its name.
    pub name: String,
    /// Whose pages.
    pub origins: Origins,
    /// Whether they may send cookies and other credentials that the browser holds. Only where origins are listed, and none
    /// of them is `null` or insecure.
    pub credentials: Credentials,
    /// How long a browser may keep the answer to a preflight, in seconds; its own time unless written.
    pub max_age: Option<u64>,
    /// Request headers that pages may send besides those that the route reads: lower case, in the order written.
    pub headers: Vec<String>,
    /// Headers of answers that pages may read: lower case, in the order written.
    pub expose: Vec<String>,
    /// The declaration.
    pub span: Span,
}

/// Whose pages may call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origins {
    /// `["*"]`: everybody's.
    Any,
    /// Those of these origins, at least one.
    Listed(Vec<ListedOrigin>),
}

/// One entry of `origins`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListedOrigin {
    /// `"null"`: pages without an origin of their own, such as files and sandboxed frames.
    Null,
    /// An origin.
    Tuple(Origin),
}

impl ListedOrigin {
    /// As browsers write it in `Origin`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            ListedOrigin::Null => "null",
            ListedOrigin::Tuple(origin) => origin.as_str(),
        }
    }
}

/// `credentials: true`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Credentials {
    /// Pages may not read answers to requests with credentials of the browser's own.
    #[default]
    Omitted,
    /// They may.
    Included,
}
