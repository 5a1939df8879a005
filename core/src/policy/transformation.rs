//! How a request is changed on the way to its upstream.

use serde::{Deserialize, Serialize};

use super::{DerivedPath, Span};

/// What the upstream of a route gets in the place of what the client sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Transformation {
    /// `to PATH`: the path; the query string stays what it is.
    pub path: Option<DerivedPath>,
    /// `send { … }`: headers that it gets, the api's first, each name once.
    pub sent: Vec<SentHeader>,
    /// `drop […]`: headers of the client that it does not get, the api's first, each name once.
    pub dropped: Vec<DroppedHeader>,
}

/// A header that the policy sends to an upstream. A client's own never passes, on any route.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SentHeader {
    /// Its name in lower case: no header that carries a credential or tells who calls.
    pub name: String,
    /// What it says.
    pub value: SentValue,
    /// Where it is written.
    pub span: Span,
}

/// What a sent header says. A value that is missing leaves the header away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SentValue {
    /// This: visible ASCII, with spaces and tabs inside only.
    Text(String),
    /// The principal's field of this name, written as an identity header.
    Principal(String),
    /// The path's parameter of this name, decoded, and written as an identity header.
    Parameter(String),
}

/// A header of the client that an upstream does not get.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DroppedHeader {
    /// Its name in lower case.
    pub name: String,
    /// Where it is written.
    pub span: Span,
}
