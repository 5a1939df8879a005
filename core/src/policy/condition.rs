//! Typed conditions, with Kleene's three values: any operator on a missing value is unknown.

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::Span;
use crate::primitive::decimal::Decimal;
use crate::primitive::pattern::Pattern;

/// A condition, its named conditions and parameters expanded. Each is typed: both sides of a comparison have the same
/// [`ValueType`], save that an int stands beside a decimal, and a date beside a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// `a and b`; at least two parts.
    And(Vec<Condition>),
    /// `a or b`; at least two parts.
    Or(Vec<Condition>),
    /// `not a`.
    Not(Box<Condition>),
    /// `a < b`.
    Compare {
        /// The operator; other than `==` and `!=` only on numbers, times, dates and durations.
        operator: Comparison,
        /// Left side.
        left: Operand,
        /// Right side.
        right: Operand,
    },
    /// `a in [x, y]`.
    InList {
        /// What is looked for.
        needle: Operand,
        /// Literals of its type.
        list: Vec<Literal>,
    },
    /// `a in principal.groups`, the field being a `[string]`.
    InField {
        /// What is looked for, a string.
        needle: Operand,
        /// The principal field.
        field: String,
    },
    /// `a in query.tags`.
    InItems {
        /// What is looked for.
        needle: Operand,
        /// The list; its type is that of its items.
        list: Operand,
    },
    /// `client.ip in [10.0.0.0/8]`.
    InNetworks {
        /// The blocks.
        networks: Vec<IpNet>,
    },
    /// `query.host in [10.0.0.0/8]`.
    AddressIn {
        /// An address other than the client's.
        address: Operand,
        /// The blocks.
        networks: Vec<IpNet>,
    },
    /// `principal has clerk`, with inheritance; never unknown.
    Has {
        /// The roles whose holders hold it, in the policy's role order.
        held_by: Vec<String>,
    },
    /// `T within D`: `T ≤ now + leeway` and `now − T ≤ D`.
    Within {
        /// A time.
        time: Operand,
        /// D in seconds.
        seconds: u64,
    },
    /// `a is set`; never unknown.
    IsSet(Operand),
    /// `a starts_with b`, on strings.
    StartsWith {
        /// The string.
        subject: Operand,
        /// Its beginning.
        affix: Operand,
    },
    /// `a ends_with b`, on strings.
    EndsWith {
        /// The string.
        subject: Operand,
        /// Its end.
        affix: Operand,
    },
    /// `a matches r"…"`, the whole string.
    Matches {
        /// The string.
        subject: Operand,
        /// The pattern.
        pattern: Pattern,
    },
    /// `principal.scheme == customer`; `!=` is a `Not` around it. Never unknown once somebody is authenticated.
    SchemeIs(String),
}

impl Condition {
    /// Calls `visit` with each condition that is joined here by `and`, `or` and `not`, left to right.
    pub fn visit_joined<'a>(&'a self, visit: &mut impl FnMut(&'a Condition)) {
        match self {
            Condition::And(parts) | Condition::Or(parts) => {
                for part in parts {
                    part.visit_joined(visit);
                }
            }
            Condition::Not(inner) => inner.visit_joined(visit),
            Condition::Compare { .. }
            | Condition::InList { .. }
            | Condition::InField { .. }
            | Condition::InItems { .. }
            | Condition::InNetworks { .. }
            | Condition::AddressIn { .. }
            | Condition::Has { .. }
            | Condition::Within { .. }
            | Condition::IsSet(_)
            | Condition::StartsWith { .. }
            | Condition::EndsWith { .. }
            | Condition::Matches { .. }
            | Condition::SchemeIs(_) => visit(self),
        }
    }

    /// Calls `visit` with each operand, left to right; with a sum, then with what it adds.
    pub fn visit_operands<'a>(&'a self, visit: &mut impl FnMut(&'a Operand)) {
        self.visit_joined(&mut |condition| condition.visit_own_operands(visit));
    }

    fn visit_own_operands<'a>(&'a self, visit: &mut impl FnMut(&'a Operand)) {
        match self {
            // What they join has operands of its own.
            Condition::And(_) | Condition::Or(_) | Condition::Not(_) => {}
            Condition::Compare { left, right, .. } => {
                left.visit(visit);
                right.visit(visit);
            }
            Condition::InList { needle, .. } | Condition::InField { needle, .. } => {
                needle.visit(visit);
            }
            Condition::InItems { needle, list } => {
                needle.visit(visit);
                list.visit(visit);
            }
            Condition::InNetworks { .. } | Condition::Has { .. } | Condition::SchemeIs(_) => {}
            Condition::AddressIn { address, .. } => address.visit(visit),
            Condition::Within { time, .. } => time.visit(visit),
            Condition::IsSet(operand) => operand.visit(visit),
            Condition::StartsWith { subject, affix } | Condition::EndsWith { subject, affix } => {
                subject.visit(visit);
                affix.visit(visit);
            }
            Condition::Matches { subject, .. } => subject.visit(visit),
        }
    }
}

impl Condition {
    /// Whether it reads the body.
    #[must_use]
    pub fn reads_body(&self) -> bool {
        let mut reads = false;
        self.visit_operands(&mut |operand| reads |= matches!(operand.source, Source::Body(_)));
        reads
    }
}

/// Comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// `==`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
}

/// A value that a condition reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operand {
    /// Where it comes from.
    pub source: Source,
    /// Its type.
    pub value: ValueType,
    /// Where it stands.
    pub span: Span,
}

impl Operand {
    /// Whether it reads the body.
    #[must_use]
    pub fn reads_body(&self) -> bool {
        let mut reads = false;
        self.visit(&mut |operand| reads |= matches!(operand.source, Source::Body(_)));
        reads
    }

    /// Calls `visit` with it and, of a sum, with what it adds.
    pub fn visit<'a>(&'a self, visit: &mut impl FnMut(&'a Operand)) {
        visit(self);
        if let Source::Sum(sum) = &self.source {
            sum.left.visit(visit);
            sum.right.visit(visit);
        }
    }
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Written in the policy.
    Literal(Literal),
    /// A principal field.
    Principal(String),
    /// A path parameter, decoded.
    Path(String),
    /// A single-valued query field of the route's `query` schema.
    Query(String),
    /// A request header, its name in lower case; missing when absent, and when it is not valid UTF-8.
    Header(String),
    /// A cookie; missing when absent, and when it is not valid UTF-8.
    Cookie(String),
    /// The client's address; only compared with `==`, `!=` and `in`.
    ClientIp,
    /// Now, in whole seconds.
    Time,
    /// The request's method, upper case.
    Method,
    /// Where the client's address is, by its code; missing when nobody can tell.
    Country,
    /// What is known of the connection's TLS layer; missing when it has none.
    Tls(TlsFact),
    /// A field of the body, by the names that lead to it; missing when absent or null. Unknown before the body is read.
    Body(Vec<String>),
    /// `a + b`, `a - b`; missing where it is out of range.
    Sum(Box<Sum>),
}

/// What conditions know of the connection's TLS layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TlsFact {
    /// The version, as a decimal.
    Version,
    /// The name that the client asked for, in lower case.
    ServerName,
}

/// `a + b` or `a - b`: numbers, durations, or times and durations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sum {
    /// Which of the two.
    pub operator: Arithmetic,
    /// Left side.
    pub left: Operand,
    /// Right side.
    pub right: Operand,
}

/// Arithmetic operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arithmetic {
    /// `+`.
    Plus,
    /// `-`.
    Minus,
}

/// Types of values in conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueType {
    /// Strings, formats that have no type of their own, and enums; compared by code point.
    Text,
    /// Compared in lower case.
    Uuid,
    /// Within ±(2^53 − 1).
    Int,
    /// At most 15 significant digits, compared exactly.
    Decimal,
    /// True or false.
    Bool,
    /// Seconds since 1970-01-01T00:00:00Z.
    Time,
    /// A date, as the time at which it begins in UTC.
    Date,
    /// Whole seconds. One in a request that counts years or months is missing: they have no one length.
    Duration,
    /// IPv4 or IPv6; an IPv4-mapped IPv6 address is the IPv4 address.
    Ip,
}

/// A value written in the policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Literal {
    /// A string, an enum value, or a UUID in lower case.
    Text(String),
    /// An int.
    Int(i64),
    /// A decimal.
    Decimal(Decimal),
    /// A bool.
    Bool(bool),
    /// A time in seconds since 1970; a date is the time at which it begins.
    Time(i64),
    /// A duration in seconds.
    Duration(i64),
    /// An address.
    Ip(std::net::IpAddr),
}
