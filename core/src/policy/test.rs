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
    /// The body.
    pub body: RequestBody,
    /// How often it is sent, each with the same answer; at least 1.
    pub times: u64,
    /// What must come back.
    pub expected: Expected,
    /// The request.
    pub span: Span,
}

/// A test request's body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestBody {
    /// None.
    Absent,
    /// These octets.
    Text(String),
    /// What a file holds, its path relative to the policy's folder.
    File {
        /// The path.
        path: String,
        /// Where it is named.
        span: Span,
    },
}

/// What must come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// The status.
    pub status: ExpectedStatus,
    /// The rule that refuses: its whole name, or what stands behind its route's and a slash. Any, unless written.
    pub rule: Option<String>,
    /// Where both stand.
    pub span: Span,
}

/// Whether a test's request is admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpectedStatus {
    /// `200`: it is forwarded, and an upstream would answer.
    Forwarded,
    /// The policy answers with this status.
    Answered(u16),
}

impl ExpectedStatus {
    /// The status as the policy writes it.
    #[must_use]
    pub fn code(self) -> u16 {
        match self {
            ExpectedStatus::Forwarded => 200,
            ExpectedStatus::Answered(status) => status,
        }
    }
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
