//! Settings and their values, without judgement of what a key may hold.

use std::net::{IpAddr, SocketAddr};

use gatewright_core::policy::Span;
use ipnet::IpNet;

use super::{Documentation, DottedName, Key, Rate, Word};

/// `KEY: VALUE`, or `KEY { … }` with a [`Value::Block`].
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Value,
    /// Key and value.
    pub span: Span,
}

/// What a setting holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A name: `customer`, `claim.realm_access.roles`.
    Name(DottedName),
    /// A literal.
    Literal(Literal),
    /// `[a, b]`.
    List(List),
    /// Words before a literal or list: `file "keys"`, `jwks file "keys"`, `header "x-api-key"`, `max 64KiB`.
    Phrase(Phrase),
    /// `jwks "https://id.example.com/jwks.json" { refresh: 10m }`.
    Remote(Remote),
    /// `claim.scope split " "`.
    Split(Split),
    /// `open 10s after 5 failures in a row`.
    Breaker(Breaker),
    /// `6_000 per 1m by client.ip`.
    Rate(Box<SettingRate>),
    /// `{ … }`.
    Block(Block),
}

impl Value {
    /// Where it stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Value::Name(name) => name.span,
            Value::Literal(literal) => literal.span,
            Value::List(list) => list.span,
            Value::Phrase(phrase) => phrase.span,
            Value::Remote(remote) => remote.span,
            Value::Split(split) => split.span,
            Value::Breaker(breaker) => breaker.span,
            Value::Rate(rate) => rate.span,
            Value::Block(block) => block.span,
        }
    }
}

/// `[a, b]`.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// Its items: names, literals, lists or phrases.
    pub items: Vec<Value>,
    /// With the brackets.
    pub span: Span,
}

/// Words before a literal, a list or the name of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// At least one.
    pub words: Vec<Word>,
    /// A literal, a list or a name.
    pub argument: Box<Value>,
    /// All of it.
    pub span: Span,
}

/// Something that is fetched.
#[derive(Clone, Debug, PartialEq)]
pub struct Remote {
    /// What is fetched: `jwks`.
    pub what: Word,
    /// From where.
    pub url: Given<Text>,
    /// How; empty without a block.
    pub settings: Vec<Setting>,
    /// All of it.
    pub span: Span,
}

/// A list that is written as one string.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// What holds the string.
    pub name: DottedName,
    /// What stands between two items.
    pub separator: Text,
    /// All of it.
    pub span: Span,
}

/// When an upstream is left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breaker {
    /// For how long, in milliseconds.
    pub open: Given<Amount>,
    /// After how many failures in a row.
    pub failures: Given<Amount>,
    /// All of it.
    pub span: Span,
}

/// A limit where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingRate {
    /// How often.
    pub rate: Rate,
    /// All of it.
    pub span: Span,
}

/// `{ … }` with settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// In the order written.
    pub settings: Vec<Setting>,
    /// With the braces.
    pub span: Span,
}

/// A literal.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// What it says.
    pub value: LiteralValue,
    /// Where.
    pub span: Span,
}

/// What a literal says.
#[derive(Clone, Debug, PartialEq)]
pub enum LiteralValue {
    /// `"text"`, its escapes resolved.
    Text(String),
    /// `r"regex"`: what stands between the quotes, without escapes.
    Regex(String),
    /// `192.0.2.1`, `2001:db8::1`.
    Address(IpAddr),
    /// `10.0.0.0/8`; host bits are zero.
    Network(IpNet),
    /// `127.0.0.1:8443`, `[::1]:8443`.
    Socket(SocketAddr),
    /// `2027-01-01`: seconds since 1970 at its beginning in UTC.
    Date(i64),
    /// `2026-05-01T09:00:00Z`: seconds since 1970.
    Time(i64),
    /// `2.4.0`.
    Version(String),
    /// `15m`: milliseconds.
    Duration(u64),
    /// `64KiB`: bytes.
    Size(u64),
    /// `3.14`, `-0.50`: as written, without `_`.
    Decimal(String),
    /// `1_000_000`, `-5`.
    Integer(i64),
    /// `true`, `false`.
    Bool(bool),
}

/// `"text"`, where only a string can stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its escapes resolved.
    pub text: String,
    /// With the quotes.
    pub span: Span,
}

/// What stands where only one kind of literal can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given<T> {
    /// The literal.
    Literal(T),
    /// The name of the parameter that gives it. The checker writes parameters out before it judges anything.
    Parameter(Word),
}

impl<T> Given<T> {
    /// The literal; `None` for a parameter that could not be written out, which is an error of its own.
    #[must_use]
    pub fn literal(&self) -> Option<&T> {
        match self {
            Given::Literal(literal) => Some(literal),
            Given::Parameter(_) => None,
        }
    }
}

/// What a parameter is set to from outside of the policy's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// The parameter's name.
    pub name: Word,
    /// As given: a string without quotes, anything else as the language writes it.
    pub value: Text,
}

/// A whole number, where only one with a given unit can stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The number in the unit.
    pub value: u64,
    /// What is counted.
    pub unit: AmountUnit,
    /// Where.
    pub span: Span,
}

/// What an [`Amount`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountUnit {
    /// Things.
    Count,
    /// Time.
    Milliseconds,
    /// Size.
    Bytes,
}

/// Who calls, in a question to the evaluator: `customer { id: "anna", roles: [viewer] }`. It is no part of a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Caller {
    /// The scheme that it presents a credential of.
    pub scheme: Word,
    /// The principal's fields.
    pub fields: Vec<Setting>,
    /// All of it.
    pub span: Span,
}
