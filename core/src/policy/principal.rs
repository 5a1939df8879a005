//! What rules may ask about the caller.

use serde::{Deserialize, Serialize};

use super::{Presence, Span};

/// One field of the `principal` block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrincipalField {
    /// Its name; `id` and `roles` are fields like any other, `scheme` is not allowed.
    pub name: String,
    /// Its type.
    pub kind: PrincipalType,
    /// Whether a caller may lack it.
    pub presence: Presence,
    /// The declaration.
    pub span: Span,
}

/// The types of principal fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrincipalType {
    /// `string`: a JSON string.
    Text,
    /// `uuid`: a JSON string in the form of RFC 9562; compared and kept in lower case.
    Uuid,
    /// `int`: a JSON number of integral value within ±(2^53 − 1).
    Int,
    /// `bool`: a JSON boolean.
    Bool,
    /// `time`: a NumericDate (RFC 7519 §2) that is a whole number of seconds, 0 to 2^53 − 1.
    Time,
    /// `[string]`: an array of JSON strings.
    TextList,
    /// `[role]`: an array of JSON strings, of which those that the scheme grants are kept, in the policy's role order.
    Roles,
}

/// One `role` declaration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// Every role that a holder of this one holds too, itself first, then the included ones in the policy's role order.
    pub implies: Vec<String>,
    /// The declaration.
    pub span: Span,
}

/// One entry of an upstream's `identity` block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IdentityHeader {
    /// The header's name in lower case.
    pub name: String,
    /// The principal field that it carries.
    pub field: String,
    /// That field's type.
    pub kind: PrincipalType,
    /// The entry.
    pub span: Span,
}
