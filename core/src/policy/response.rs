//! What goes out.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{ObjectSchema, Span};

/// `returns SCHEMA` or `returns [SCHEMA]`, with the size limit: of a 2xx body, nothing but its fields leaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Returns {
    /// The fields that leave.
    pub schema: Arc<ObjectSchema>,
    /// Whether the body is one object or a list of them.
    pub shape: ReturnShape,
    /// Largest size of the upstream's body in bytes; 1,048,576 unless written.
    pub max: u64,
    /// The clause.
    pub span: Span,
}

/// Whether a body is one object or a list of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnShape {
    /// `returns SCHEMA`.
    One,
    /// `returns [SCHEMA]`.
    List,
}

/// What answers carry, and what they do not (`headers { … }`): those of the policy, or of an api with the policy's joined in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResponseHeaders {
    /// Set on every answer in place of what the upstream says; names distinct, sorted. A refusal's own headers win.
    pub set: Vec<ResponseHeader>,
    /// Names of headers that leave no upstream's answer, in lower case, sorted; none of them is set.
    pub removed: Vec<String>,
    /// `rate_limit: true`: where it stands, and answers tell what remains of the limits that were asked.
    pub rate_limit: Option<Span>,
    /// The block.
    pub span: Span,
}

/// One header that answers carry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResponseHeader {
    /// Its name in lower case.
    pub name: String,
    /// Visible ASCII, with spaces and tabs inside only.
    pub value: String,
    /// On which connections.
    pub carried: Carried,
    /// The setting that says so.
    pub span: Span,
}

/// On which connections a header stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Carried {
    /// On all.
    Always,
    /// Over TLS only: over plain HTTP no answer has it, whoever sets it (RFC 6797 §7.2).
    OverTls,
}

/// `type_base: "https://…/"`: what types of problems begin with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemTypes {
    /// An absolute URI that ends with `/` or `#`.
    pub base: String,
    /// The setting.
    pub span: Span,
}

/// What leaves of an upstream's 5xx (`errors { upstream: … }`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpstreamErrors {
    /// All of it, save where a route `returns`.
    #[default]
    Forwarded,
    /// `clean`: nothing but its status. The setting stands there.
    Cleaned(Span),
}
