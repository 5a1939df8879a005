//! What a policy says of itself: tests, which ask it single requests, and claims about all requests. Neither means
//! anything to a target.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::{Condition, Method, Span};
use crate::primitive::country::Country;
use crate::primitive::principal::Principal;

/// One `test`. Its requests come one after the other, and are counted by its limits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Test {
    /// Its name, not empty, and of one test only.
    pub name: String,
    /// In the order written; at least one.
    pub cases: Vec<TestCase>,
    /// The declaration.
    pub span: Span,
}

/// `as CALLER at TIME from ADDRESS in COUNTRY { … }`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TestCase {
    /// Who calls; nobody presents no credential.
    pub caller: Option<Principal>,
    /// When, in seconds since 1970; whenever the test is run, unless written.
    pub at: Option<i64>,
    /// Who opened the connection; 127.0.0.1 unless written.
    pub from: Option<IpAddr>,
    /// Where the client's address is; unknown unless written.
    pub country: Option<Country>,
    /// In the order written; at least one.
    pub exchanges: Vec<Exchange>,
    /// The case.
    pub span: Span,
}

/// A request, and what must come back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// The method; one that no policy can name is refused like any client's.
    pub method: String,
    /// Path and query string.
    pub target: String,
    /// Header lines in their order, names as written. `Host` is the policy's first host unless it stands here, and the
    /// `Content-Type` of a body `application/json`.
    pub headers: Vec<(String, String)>,
    /// The body, if there is one.
    pub body: Option<TestBody>,
    /// What the upstream answers; 200 with nothing, unless written.
    pub upstream: Option<TestAnswer>,
    /// How often it is sent, each with the same answer; at least 1.
    pub times: u64,
    /// What must come of it.
    pub expected: Expected,
    /// The request.
    pub span: Span,
}

impl Exchange {
    /// Whether the request has to reach its upstream: nothing else answers with 200, and whoever says what the upstream
    /// answers or gets says that it is asked.
    #[must_use]
    pub fn is_forwarded(&self) -> bool {
        self.expected.status == TestAnswer::STATUS
            || self.upstream.is_some()
            || self.expected.forwarded.is_some()
    }

    /// Everything in it that may stand in a file.
    pub fn bodies(&self) -> impl Iterator<Item = &TestBody> {
        let upstream = self.upstream.as_ref().and_then(|upstream| upstream.body.as_ref());
        self.body.iter().chain(upstream).chain(&self.expected.body)
    }
}

/// The body of a test's request or answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestBody {
    /// These octets.
    Text {
        /// The octets.
        text: String,
        /// Where they stand.
        span: Span,
    },
    /// What a file holds, its path relative to the policy's folder.
    File {
        /// The path.
        path: String,
        /// Where it is named.
        span: Span,
    },
}

impl TestBody {
    /// Where it is written.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            TestBody::Text { span, .. } | TestBody::File { span, .. } => *span,
        }
    }
}

/// `upstream STATUS headers { … } body …`: what the upstream answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestAnswer {
    /// From 200 to 599.
    pub status: u16,
    /// Header lines in their order, names as written. The `Content-Type` of a body is `application/json` unless it stands
    /// here.
    pub headers: Vec<(String, String)>,
    /// The body, if there is one.
    pub body: Option<TestBody>,
    /// Where it stands.
    pub span: Span,
}

impl TestAnswer {
    /// What an upstream answers of which a test says nothing.
    pub const STATUS: u16 = 200;
}

/// What must come of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// The status that the client gets: that of a refusal, or what leaves of the upstream's.
    pub status: u16,
    /// The rule that refuses: its whole name, or what stands behind its route's and a slash. Any, unless written.
    pub rule: Option<String>,
    /// Headers that the client gets or does not get, in the order written, each name once.
    pub headers: Vec<ExpectedHeader>,
    /// The body that the client gets: JSON by its value, anything else octet by octet.
    pub body: Option<TestBody>,
    /// What the upstream gets.
    pub forwarded: Option<ExpectedForward>,
    /// Where status and rule stand.
    pub span: Span,
}

/// `"name": "value"` or `"name": absent`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedHeader {
    /// Its name in lower case.
    pub name: String,
    /// Its lines, joined with `, `; nothing where there must be none.
    pub value: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// Who gets something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// The client: the answer.
    Client,
    /// The upstream: the request.
    Upstream,
}

/// `forwards TARGET headers { … }`: what the upstream gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedForward {
    /// Path and query string, and where they stand. Any, unless written.
    pub target: Option<(String, Span)>,
    /// Headers that it gets or does not get, in the order written, each name once.
    pub headers: Vec<ExpectedHeader>,
    /// Where it stands.
    pub span: Span,
}

/// One `never`: claims about all requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Never {
    /// Its name, not empty, and of one `never` only.
    pub name: String,
    /// In the order written; at least one.
    pub claims: Vec<Claim>,
    /// The declaration.
    pub span: Span,
}

/// `METHODS PATH allowed [without NEED]`: no request of these methods and paths is admitted without what it needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// The methods; none means every one.
    pub methods: Vec<Method>,
    /// The paths.
    pub path: Vec<ClaimSegment>,
    /// What no admitted request may lack.
    pub need: Need,
    /// The names of the routes that answer such requests, in the policy's order; at least one.
    pub routes: Vec<String>,
    /// The claim.
    pub span: Span,
}

/// One segment of a claim's path. A final slash is a last literal segment that is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimSegment {
    /// This text, as spelled in a path.
    Literal(String),
    /// `*`: any one segment that is not empty.
    Any,
    /// `**`: any number of segments, also none.
    Several,
}

/// What a claim says that no admitted request lacks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Nothing: no such request is admitted at all.
    Admission,
    /// A valid credential.
    Authentication,
    /// A role.
    Role {
        /// The role.
        name: String,
        /// The roles whose holders hold it, in the policy's role order.
        held_by: Vec<String>,
    },
    /// That a step-up is asked, and met.
    StepUp {
        /// Its name.
        name: String,
    },
    /// That a condition is true: unknown is not enough.
    Condition {
        /// The condition as it is typed for each of the claim's routes, by their names.
        by_route: Vec<(String, Condition)>,
    },
}
