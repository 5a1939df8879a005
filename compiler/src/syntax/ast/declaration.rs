//! Declarations other than types and APIs.

use gatewright_core::policy::Span;

use super::{
    Amount, Documentation, DottedName, Expression, Field, Given, List, Setting, Text,
    TypeExpression, Value, Word,
};

/// `use "common/schemas.gate"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// The file, relative to the one that uses it.
    pub path: Text,
    /// All of it.
    pub span: Span,
}

/// `target nginx { listen: 8443 }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Which target.
    pub kind: Word,
    /// Empty without a block.
    pub settings: Vec<Setting>,
    /// All of it.
    pub span: Span,
}

/// `upstream orders_service = "http://127.0.0.1:9001" { identity { … } }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Upstream {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Its name.
    pub name: Word,
    /// Where it is.
    pub url: Given<Text>,
    /// Empty without a block.
    pub settings: Vec<Setting>,
    /// All of it.
    pub span: Span,
}

/// `tls edge { certificate: file "api.pem"  key: file "api.key" }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Tls {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Its name.
    pub name: Word,
    /// In the order written.
    pub settings: Vec<Setting>,
    /// All of it.
    pub span: Span,
}

/// `network { trusted_proxies: […] }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// In the order written.
    pub settings: Vec<Setting>,
    /// All of it.
    pub span: Span,
}

/// `parameter issuer: uri = "https://id.example.com/"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Its name.
    pub name: Word,
    /// Its type.
    pub kind: TypeExpression,
    /// What it stands for unless it is set.
    pub default: Option<Value>,
    /// All of it.
    pub span: Span,
}

/// `group office = [203.0.113.0/24]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Its name.
    pub name: Word,
    /// What it stands for.
    pub items: List,
    /// All of it.
    pub span: Span,
}

/// `log { decisions: denied }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Log {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// In the order written.
    pub settings: Vec<Setting>,
    /// All of it.
    pub span: Span,
}

/// `alert brute_force = 50 of status 401 per 1m by client.ip`.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Its name.
    pub name: Word,
    /// How many.
    pub count: Given<Amount>,
    /// Of what.
    pub of: AlertEvent,
    /// `per W`, in milliseconds.
    pub window: Given<Amount>,
    /// `by K`.
    pub by: DottedName,
    /// `keys M`.
    pub keys: Option<Given<Amount>>,
    /// All of it.
    pub span: Span,
}

/// Which refusals an alert counts.
#[derive(Clone, Debug, PartialEq)]
pub enum AlertEvent {
    /// `status 401`.
    Status {
        /// Three digits.
        code: u16,
        /// Where they stand.
        span: Span,
    },
    /// `rule "auth"`.
    Rule(Text),
}

/// `principal { id: string … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Principal {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// In the order written.
    pub fields: Vec<Field>,
    /// All of it.
    pub span: Span,
}

/// `auth customer = jwt { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Auth {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Its name.
    pub name: Word,
    /// `jwt`, `api_key`, `mtls`, `introspection` or `basic`, or a word that the checker refuses.
    pub kind: Word,
    /// In the order written; the mapping is a setting `principal` with a block.
    pub settings: Vec<Setting>,
    /// All of it.
    pub span: Span,
}

/// `role clerk includes viewer`.
#[derive(Clone, Debug, PartialEq)]
pub struct Role {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Its name.
    pub name: Word,
    /// The roles that it includes.
    pub includes: Vec<Word>,
    /// All of it.
    pub span: Span,
}

/// `condition owner(of: string) = …`.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionDeclaration {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Its name.
    pub name: Word,
    /// In the order written.
    pub parameters: Vec<ConditionParameter>,
    /// What it stands for.
    pub body: Expression,
    /// All of it.
    pub span: Span,
}

/// One parameter of a condition.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionParameter {
    /// Its name.
    pub name: Word,
    /// Its type.
    pub value: TypeExpression,
    /// All of it.
    pub span: Span,
}

/// `step_up recent_mfa = principal.mfa_at within 5m`.
#[derive(Clone, Debug, PartialEq)]
pub struct StepUp {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Its name.
    pub name: Word,
    /// What must be true.
    pub condition: Expression,
    /// All of it.
    pub span: Span,
}

/// `limit per_user = 100 per 1m burst 20 by principal.id keys 1_000`.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Its name.
    pub name: Word,
    /// How often.
    pub rate: Rate,
    /// All of it.
    pub span: Span,
}

/// `100 per 1m burst 20 by principal.id keys 1_000 shared`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rate {
    /// `N`.
    pub requests: Given<Amount>,
    /// `per W`, in milliseconds.
    pub window: Given<Amount>,
    /// `burst B`.
    pub burst: Option<Given<Amount>>,
    /// `by K`.
    pub by: DottedName,
    /// `keys M`.
    pub keys: Option<Given<Amount>>,
    /// `shared`.
    pub shared: Option<Shared>,
}

/// Whether a limit that a fleet shares is counted by each instance while what counts for all is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// `shared`.
    Only,
    /// `shared or local`.
    OrLocal,
}

/// `cors browser { origins: […] }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Cors {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Its name.
    pub name: Word,
    /// In the order written.
    pub settings: Vec<Setting>,
    /// All of it.
    pub span: Span,
}

/// `errors { format: problem_json  detail: full }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Errors {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// In the order written.
    pub settings: Vec<Setting>,
    /// All of it.
    pub span: Span,
}

/// `headers { preset: secure  "x-frame-options": "sameorigin" }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Headers {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// In the order written; a header's name is a key in quotes.
    pub settings: Vec<Setting>,
    /// All of it.
    pub span: Span,
}
