//! The neutral form of a request: the same for every engine, readable and writable as JSON.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::octets::Octets;

/// One request, its credentials not yet made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Request {
    /// What it tries, in a few words.
    pub name: String,
    /// The method as sent.
    pub method: Octets,
    /// The request target as sent.
    pub target: Octets,
    /// Header fields as sent, `Host` among them; framing fields are added.
    pub headers: Vec<(String, Octets)>,
    /// Credentials that are made just before sending.
    pub credentials: Vec<Credential>,
    /// The body with its framing.
    pub body: Content,
    /// The address to connect from; 127.0.0.1 unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<IpAddr>,
    /// How much of the answers has to be equal.
    pub judge: Judge,
}

impl Request {
    /// Adds a header field.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<Octets>) -> Request {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Replaces all header fields of that name by one.
    #[must_use]
    pub fn with_only_header(mut self, name: &str, value: impl Into<Octets>) -> Request {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self.with_header(name, value)
    }

    /// Removes the header fields of that name.
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Request {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self
    }
}

/// How much of the answers has to be equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judge {
    /// Status, rule, headers, problem document and what reached the upstream.
    #[default]
    Decision,
    /// A field stands twice and one of the two is empty. Some servers lose the empty one without a trace: an engine may
    /// decide as if it were not there, which opens nothing.
    EmptyLine,
    /// A server need not even parse such octets: that it is refused with a 4xx status or a closed connection, and that
    /// the upstream was not reached.
    Refusal,
}

/// A body with its framing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// No body and no framing field.
    #[default]
    None,
    /// `Content-Length` and these octets.
    Length(Octets),
    /// `Transfer-Encoding: chunked` and these chunks.
    Chunked(Vec<Octets>),
}

impl Content {
    /// The body's octets, joined.
    #[must_use]
    pub fn octets(&self) -> Vec<u8> {
        match self {
            Content::None => Vec::new(),
            Content::Length(octets) => octets.0.clone(),
            Content::Chunked(chunks) => chunks.iter().flat_map(|chunk| chunk.0.clone()).collect(),
        }
    }
}

/// A credential that is made just before sending.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Credential {
    /// A token.
    Token(Recipe),
    /// The n-th key of an api_key scheme, in the order of its file.
    ApiKey {
        /// The scheme.
        scheme: String,
        /// Which key.
        index: usize,
    },
}

/// How to make a token: a right one for these principal fields, then what to break, in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recipe {
    /// The jwt scheme.
    pub scheme: String,
    /// Principal fields; each goes to the claim that the scheme maps it to. `{"$now": N}` stands for a time N seconds
    /// from now.
    pub fields: Map<String, Value>,
    /// What to change.
    pub edits: Vec<Edit>,
}

/// One change to a token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Sets a header parameter.
    SetHeader(String, Value),
    /// Removes a header parameter.
    RemoveHeader(String),
    /// Sets the claim at a path.
    SetClaim(Vec<String>, Value),
    /// Removes the claim at a path.
    RemoveClaim(Vec<String>),
    /// Puts text right after the opening brace of the header: a name twice, for one.
    PrefixHeader(String),
    /// Puts text right after the opening brace of the claims.
    PrefixClaims(String),
    /// Replaces the text of the claims.
    RawClaims(String),
    /// Replaces the text of the header.
    RawHeader(String),
    /// Signs with the scheme's key of this algorithm and names it in the header.
    SignWith(String),
    /// Signs with a key that the scheme does not know; the header stays.
    ForeignKey,
    /// Signs with HMAC under the scheme's public key, and says `HS256`.
    Confusion,
    /// Replaces the signature by these octets.
    Signature(Octets),
    /// Inverts one bit of the signature's octet at this index, from the end where negative.
    FlipSignature(i64),
    /// Removes octets from the end of the signature.
    CutSignature(usize),
    /// Adds text to segment 0, 1 or 2 after encoding.
    AppendTo(usize, String),
    /// Sets an unused bit of the last character of a segment, where it has one; else appends one character.
    UnusedBits(usize),
    /// Keeps this many segments; more than three repeats the last.
    Segments(usize),
    /// What stands before the token in `Authorization`, `Bearer ` unless changed.
    Word(String),
    /// The header field that carries it.
    Field(String),
    /// What stands after the token.
    Suffix(String),
}
