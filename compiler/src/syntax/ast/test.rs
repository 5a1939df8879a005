//! Tests and claims as written.

use gatewright_core::policy::Span;

use super::{Amount, Caller, Documentation, Expression, Literal, Text, Word};

/// `test "customers see only their own orders" { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Its name.
    pub name: Text,
    /// In the order written.
    pub cases: Vec<TestCase>,
    /// All of it.
    pub span: Span,
}

/// `as customer { id: "anna" } at 2026-05-01 from 192.0.2.1 in DE { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct TestCase {
    /// Who calls.
    pub caller: Caller,
    /// A time or date.
    pub at: Option<Literal>,
    /// An address.
    pub from: Option<Literal>,
    /// A country's code.
    pub country: Option<Word>,
    /// In the order written.
    pub exchanges: Vec<Exchange>,
    /// All of it.
    pub span: Span,
}

/// `POST /v1/orders headers { … } body { … } times 5 upstream 200 body { … } -> 403 allow`.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// The method, which need not be one that a policy can name.
    pub method: Word,
    /// Path and query string.
    pub target: Text,
    /// In the order written.
    pub headers: Vec<HeaderLine>,
    /// The body.
    pub body: Option<TestBody>,
    /// `times N`.
    pub times: Option<Amount>,
    /// What the upstream answers.
    pub upstream: Option<UpstreamReply>,
    /// What comes back.
    pub expectation: Expectation,
    /// All of it.
    pub span: Span,
}

/// `"x-region": "eu"`.
#[derive(Clone, Debug, PartialEq)]
pub struct HeaderLine {
    /// The header's name.
    pub name: Text,
    /// Its value.
    pub value: Text,
}

/// `body …`.
#[derive(Clone, Debug, PartialEq)]
pub enum TestBody {
    /// `body { "total": 1 }` or `body "text"`: these octets.
    Text(Text),
    /// `body file "order.json"`.
    File(Text),
    /// `body form "title=tea"`, of a request: these octets, announced as a form.
    Form(Text),
}

/// `upstream 200 headers { … } body { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct UpstreamReply {
    /// Three digits.
    pub status: u16,
    /// Where the status stands.
    pub status_span: Span,
    /// In the order written.
    pub headers: Vec<HeaderLine>,
    /// The body.
    pub body: Option<TestBody>,
    /// All of it.
    pub span: Span,
}

/// `"x-region": "eu"` or `"x-region": absent`.
#[derive(Clone, Debug, PartialEq)]
pub struct ExpectedLine {
    /// The header's name.
    pub name: Text,
    /// Its value; nothing for `absent`.
    pub value: Option<Text>,
    /// All of it.
    pub span: Span,
}

/// `forwards /internal/orders headers { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Forwards {
    /// Path and query string.
    pub target: Option<Text>,
    /// In the order written.
    pub headers: Vec<ExpectedLine>,
    /// All of it.
    pub span: Span,
}

/// `403 allow headers { … } body { … } forwards …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// Three digits.
    pub status: u16,
    /// Where the status stands.
    pub status_span: Span,
    /// The rule that refuses: whole, or what stands behind its route's name.
    pub rule: Option<Text>,
    /// Headers of the answer, in the order written.
    pub headers: Vec<ExpectedLine>,
    /// The answer's body.
    pub body: Option<TestBody>,
    /// What the upstream gets.
    pub forwards: Option<Forwards>,
}

/// `never "nobody deletes without a second factor" { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Never {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Its name.
    pub name: Text,
    /// In the order written.
    pub claims: Vec<Claim>,
    /// All of it.
    pub span: Span,
}

/// `DELETE /** allowed without step_up recent_mfa`.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The methods; none for `*`.
    pub methods: Vec<Word>,
    /// The paths.
    pub path: ClaimPath,
    /// What no admitted request may lack.
    pub without: Option<Without>,
    /// All of it.
    pub span: Span,
}

/// `/v1/*/items/**`.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimPath {
    /// At least one.
    pub segments: Vec<ClaimSegment>,
    /// All of it.
    pub span: Span,
}

/// What stands between two slashes of a claim's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimSegment {
    /// Unreserved characters only, and empty only as the last.
    Literal(Word),
    /// `*`.
    Any,
    /// `**`.
    Several,
}

/// `without …`.
#[derive(Clone, Debug, PartialEq)]
pub enum Without {
    /// `auth`.
    Auth(Span),
    /// `step_up NAME`.
    StepUp(Word),
    /// A role or a condition.
    Expression(Expression),
}
