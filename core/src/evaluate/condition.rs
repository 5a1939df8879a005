//! Conditions, with Kleene's three values: `None` is unknown.

#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::net::IpAddr;

use super::request::{Headers, Tls};
use crate::policy::{
    Arithmetic, Comparison, Condition, Format, Method, ObjectSchema, Operand, Source, Sum, TlsFact,
    TypeKind, ValueType,
};
use crate::primitive::client_address::is_in;
use crate::primitive::country::Country;
use crate::primitive::decimal::Decimal;
use crate::primitive::header;
use crate::primitive::json::Json;
use crate::primitive::principal::{Principal, PrincipalValue};
use crate::primitive::query::{QueryValue, QueryValues};
use crate::primitive::scalar::{
    ScalarValue, address_of_text, bool_of_text, date_of_text, decimal_of_text, duration_of_text,
    int_of_text, time_of_text,
};

/// Everything that a condition can read.
pub(super) struct Facts<'a> {
    pub(super) principal: Option<&'a Principal>,
    /// Of the principal's scheme, in seconds.
    pub(super) leeway: u64,
    pub(super) parameters: &'a BTreeMap<&'a str, ScalarValue>,
    pub(super) query: &'a QueryValues,
    pub(super) headers: &'a Headers,
    pub(super) client: IpAddr,
    pub(super) now: i64,
    pub(super) method: Method,
    pub(super) country: Option<Country>,
    pub(super) tls: Option<&'a Tls>,
    pub(super) body: Body<'a>,
}

/// What is known of the body.
#[derive(Clone, Copy)]
pub(super) enum Body<'a> {
    /// Nothing yet.
    Unread,
    /// It is of the route's schema.
    Read(&'a ObjectSchema, &'a Json),
    /// It is a form of the route's schema.
    Form(&'a QueryValues),
    /// Nothing that a condition could read.
    Opaque,
}

/// Whether the condition is true, false or unknown.
pub(super) fn evaluate(condition: &Condition, facts: &Facts<'_>) -> Option<bool> {
    match condition {
        Condition::And(parts) => and(parts.iter().map(|part| evaluate(part, facts))),
        Condition::Or(parts) => or(parts.iter().map(|part| evaluate(part, facts))),
        Condition::Not(inner) => evaluate(inner, facts).map(|truth| !truth),
        Condition::Compare { operator, left, right } => {
            compare(*operator, &value(left, facts)?, &value(right, facts)?)
        }
        Condition::InList { needle, list } => {
            let found = value(needle, facts)?;
            Some(list.iter().any(|literal| literal.value(needle.value).is_same(&found)))
        }
        Condition::InField { needle, field } => {
            let needle = text(needle, facts)?;
            match facts.principal?.fields.get(field)? {
                PrincipalValue::TextList(list) | PrincipalValue::Roles(list) => {
                    Some(list.contains(&needle))
                }
                PrincipalValue::Text(_)
                | PrincipalValue::Uuid(_)
                | PrincipalValue::Int(_)
                | PrincipalValue::Bool(_)
                | PrincipalValue::Time(_) => None,
            }
        }
        Condition::InItems { needle, list } => {
            let needle = value(needle, facts)?;
            or(items(list, facts)?.iter().map(|item| Some(item.as_ref()?.is_same(&needle))))
        }
        Condition::InNetworks { networks } => Some(is_in(facts.client, networks)),
        Condition::AddressIn { address, networks } => match value(address, facts)? {
            ScalarValue::Ip(address) => Some(is_in(address, networks)),
            ScalarValue::Text(_)
            | ScalarValue::Uuid(_)
            | ScalarValue::Int(_)
            | ScalarValue::Decimal(_)
            | ScalarValue::Bool(_)
            | ScalarValue::Time(_)
            | ScalarValue::Duration(_) => None,
        },
        Condition::Has { held_by } => {
            Some(facts.principal.is_some_and(|principal| principal.holds_any(held_by)))
        }
        Condition::Within { time, seconds } => match value(time, facts)? {
            ScalarValue::Time(time) => Some(is_within(time, *seconds, facts)),
            ScalarValue::Text(_)
            | ScalarValue::Uuid(_)
            | ScalarValue::Int(_)
            | ScalarValue::Decimal(_)
            | ScalarValue::Bool(_)
            | ScalarValue::Duration(_)
            | ScalarValue::Ip(_) => None,
        },
        Condition::IsSet(operand) => match facts.body {
            Body::Unread if operand.reads_body() => None,
            Body::Unread | Body::Read(..) | Body::Form(_) | Body::Opaque => {
                Some(is_set(operand, facts))
            }
        },
        Condition::StartsWith { subject, affix } => {
            Some(text(subject, facts)?.starts_with(&text(affix, facts)?))
        }
        Condition::EndsWith { subject, affix } => {
            Some(text(subject, facts)?.ends_with(&text(affix, facts)?))
        }
        Condition::Matches { subject, pattern } => Some(pattern.matches(&text(subject, facts)?)),
        Condition::SchemeIs(name) => facts.principal.map(|principal| principal.scheme == *name),
    }
}

/// What the condition reads and the request lacks, as the language names it.
pub(super) fn missing(condition: &Condition, facts: &Facts<'_>) -> Vec<String> {
    let mut missing = Vec::new();
    condition.visit_operands(&mut |operand| {
        if value(operand, facts).is_none() && !is_set(operand, facts) {
            let name = match &operand.source {
                Source::Principal(field) => format!("`principal.{field}`"),
                Source::Path(parameter) => format!("`path.{parameter}`"),
                Source::Query(parameter) => format!("`query.{parameter}`"),
                Source::Header(header) => format!("`header(\"{header}\")`"),
                Source::Cookie(cookie) => format!("`cookie(\"{cookie}\")`"),
                Source::Country => "`client.country`".to_owned(),
                Source::Tls(TlsFact::Version) => "`tls.version`".to_owned(),
                Source::Tls(TlsFact::ServerName) => "`tls.server_name`".to_owned(),
                Source::Body(path) => format!("`body.{}`", path.join(".")),
                // What is out of range is not missing; what it adds is named by itself.
                Source::Sum(_)
                | Source::Literal(_)
                | Source::ClientIp
                | Source::Time
                | Source::Method => return,
            };
            if !missing.contains(&name) {
                missing.push(name);
            }
        }
    });
    missing
}

/// False as soon as one part is; else unknown as soon as one part is.
#[expect(clippy::manual_try_fold, reason = "an unknown part ends nothing: a false one may follow")]
fn and(parts: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    parts.into_iter().fold(Some(true), |all, part| match (all, part) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (None, _) | (_, None) => None,
        (Some(true), Some(true)) => Some(true),
    })
}

/// True as soon as one part is; else unknown as soon as one part is.
fn or(parts: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    and(parts.into_iter().map(|part| part.map(|truth| !truth))).map(|none| !none)
}

fn compare(operator: Comparison, left: &ScalarValue, right: &ScalarValue) -> Option<bool> {
    let ordered = || left.order(right);
    Some(match operator {
        Comparison::Equal => left.is_same(right),
        Comparison::NotEqual => !left.is_same(right),
        Comparison::Less => ordered()? == Ordering::Less,
        Comparison::LessOrEqual => ordered()? != Ordering::Greater,
        Comparison::Greater => ordered()? == Ordering::Greater,
        Comparison::GreaterOrEqual => ordered()? != Ordering::Less,
    })
}

fn is_within(time: i64, seconds: u64, facts: &Facts<'_>) -> bool {
    let leeway = i64::try_from(facts.leeway).unwrap_or(0);
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    time <= facts.now.saturating_add(leeway) && facts.now.saturating_sub(time) <= seconds
}

fn is_set(operand: &Operand, facts: &Facts<'_>) -> bool {
    match &operand.source {
        // Lists are set too, although no operator compares them.
        Source::Principal(field) => {
            facts.principal.is_some_and(|principal| principal.fields.contains_key(field))
        }
        Source::Query(name) => facts.query.contains_key(name),
        // Objects and lists are set too.
        Source::Body(path) => form_field(path, facts).is_some() || field(path, facts).is_some(),
        Source::Literal(_)
        | Source::Path(_)
        | Source::Header(_)
        | Source::Cookie(_)
        | Source::ClientIp
        | Source::Time
        | Source::Method
        | Source::Country
        | Source::Tls(_)
        | Source::Sum(_) => value(operand, facts).is_some(),
    }
}

fn text(operand: &Operand, facts: &Facts<'_>) -> Option<String> {
    match value(operand, facts)? {
        ScalarValue::Text(text) | ScalarValue::Uuid(text) => Some(text),
        ScalarValue::Int(_)
        | ScalarValue::Decimal(_)
        | ScalarValue::Bool(_)
        | ScalarValue::Time(_)
        | ScalarValue::Duration(_)
        | ScalarValue::Ip(_) => None,
    }
}

/// The items of a list, of which one may be missing; nothing where the list is.
fn items(list: &Operand, facts: &Facts<'_>) -> Option<Vec<Option<ScalarValue>>> {
    match &list.source {
        Source::Query(name) => items_of(facts.query.get(name)?, list.value),
        Source::Body(path) => {
            if let Some(value) = form_field(path, facts) {
                return items_of(value, list.value);
            }
            let (kind, value) = field(path, facts)?;
            let TypeKind::List { item, .. } = kind else { return None };
            let items = value.as_array()?.iter();
            Some(items.map(|value| scalar(&item.kind, value, list.value)).collect())
        }
        Source::Literal(_)
        | Source::Principal(_)
        | Source::Path(_)
        | Source::Header(_)
        | Source::Cookie(_)
        | Source::ClientIp
        | Source::Time
        | Source::Method
        | Source::Country
        | Source::Tls(_)
        | Source::Sum(_) => None,
    }
}

/// The operand's value; a missing one makes its operator unknown.
fn value(operand: &Operand, facts: &Facts<'_>) -> Option<ScalarValue> {
    match &operand.source {
        Source::Literal(literal) => Some(literal.value(operand.value)),
        Source::Principal(field) => of_principal(facts.principal?.fields.get(field)?),
        Source::Path(name) => as_type(facts.parameters.get(name.as_str())?, operand.value),
        Source::Query(name) => one_of(facts.query.get(name)?, operand.value),
        Source::Header(name) => of_text(&header::text(facts.headers.all(name))?, operand.value),
        Source::Cookie(name) => of_text(&header::text(facts.headers.cookies(name))?, operand.value),
        Source::ClientIp => Some(ScalarValue::Ip(facts.client)),
        Source::Time => Some(ScalarValue::Time(facts.now)),
        Source::Method => Some(ScalarValue::Text(facts.method.name().to_owned())),
        Source::Country => Some(ScalarValue::Text(facts.country?.code().to_owned())),
        Source::Tls(TlsFact::Version) => {
            Decimal::of(facts.tls?.version.number()).map(ScalarValue::Decimal)
        }
        Source::Tls(TlsFact::ServerName) => {
            facts.tls?.server_name.as_ref().map(|name| ScalarValue::Text(name.to_ascii_lowercase()))
        }
        Source::Body(path) => {
            if let Some(value) = form_field(path, facts) {
                return one_of(value, operand.value);
            }
            let (kind, value) = field(path, facts)?;
            scalar(kind, value, operand.value)
        }
        Source::Sum(sum) => {
            let Sum { operator, left, right } = sum.as_ref();
            let (left, right) = (value(left, facts)?, value(right, facts)?);
            match operator {
                Arithmetic::Plus => left.plus(&right),
                Arithmetic::Minus => left.minus(&right),
            }
        }
    }
}

/// A value of a query or a form that is no list.
fn one_of(value: &QueryValue, kind: ValueType) -> Option<ScalarValue> {
    match value {
        QueryValue::One(value) => as_type(value, kind),
        QueryValue::List(_) => None,
    }
}

/// The items of a list in a query or a form.
fn items_of(value: &QueryValue, kind: ValueType) -> Option<Vec<Option<ScalarValue>>> {
    match value {
        QueryValue::List(items) => Some(items.iter().map(|item| as_type(item, kind)).collect()),
        QueryValue::One(_) => None,
    }
}

/// A field of a form, in which nothing nests.
fn form_field<'a>(path: &[String], facts: &Facts<'a>) -> Option<&'a QueryValue> {
    match (facts.body, path) {
        (Body::Form(values), [name]) => values.get(name),
        (Body::Form(_) | Body::Unread | Body::Read(..) | Body::Opaque, _) => None,
    }
}

/// A field of the body with its type; nothing where the body is not read yet, or where it is absent or null.
fn field<'a>(path: &[String], facts: &Facts<'a>) -> Option<(&'a TypeKind, &'a Json)> {
    let Body::Read(schema, value) = facts.body else { return None };
    let (last, before) = path.split_last()?;
    let (mut schema, mut value) = (schema, value);
    for name in before {
        let known = schema.fields.iter().find(|known| known.name == *name)?;
        let TypeKind::Object(inner) = &known.value.kind else { return None };
        (schema, value) = (inner, value.get(name)?);
    }
    let known = schema.fields.iter().find(|known| known.name == *last)?;
    let value = value.get(last).filter(|value| **value != Json::Null)?;
    Some((&known.value.kind, value))
}

/// A value of a body that was found to be of its schema.
fn scalar(kind: &TypeKind, value: &Json, read_as: ValueType) -> Option<ScalarValue> {
    let TypeKind::Scalar(kind) = kind else { return None };
    as_type(&kind.parse_json(value).ok()?, read_as)
}

/// A value as a condition reads it: dates and durations are text until somebody compares them.
fn as_type(value: &ScalarValue, kind: ValueType) -> Option<ScalarValue> {
    match (value, kind) {
        (ScalarValue::Text(text), ValueType::Date | ValueType::Duration) => of_text(text, kind),
        (
            ScalarValue::Text(_)
            | ScalarValue::Uuid(_)
            | ScalarValue::Int(_)
            | ScalarValue::Decimal(_)
            | ScalarValue::Bool(_)
            | ScalarValue::Time(_)
            | ScalarValue::Duration(_)
            | ScalarValue::Ip(_),
            _,
        ) => Some(value.clone()),
    }
}

fn of_principal(value: &PrincipalValue) -> Option<ScalarValue> {
    match value {
        PrincipalValue::Text(text) => Some(ScalarValue::Text(text.clone())),
        PrincipalValue::Uuid(uuid) => Some(ScalarValue::Uuid(uuid.clone())),
        PrincipalValue::Int(number) => Some(ScalarValue::Int(*number)),
        PrincipalValue::Bool(truth) => Some(ScalarValue::Bool(*truth)),
        PrincipalValue::Time(seconds) => Some(ScalarValue::Time(*seconds)),
        PrincipalValue::TextList(_) | PrincipalValue::Roles(_) => None,
    }
}

fn of_text(text: &str, kind: ValueType) -> Option<ScalarValue> {
    match kind {
        ValueType::Text => Some(ScalarValue::Text(text.to_owned())),
        ValueType::Uuid => {
            Format::Uuid.matches(text).then(|| ScalarValue::Uuid(text.to_ascii_lowercase()))
        }
        ValueType::Int => int_of_text(text).map(ScalarValue::Int),
        ValueType::Bool => bool_of_text(text).map(ScalarValue::Bool),
        ValueType::Decimal => decimal_of_text(text).map(ScalarValue::Decimal),
        ValueType::Time => time_of_text(text).map(ScalarValue::Time),
        ValueType::Date => date_of_text(text).map(ScalarValue::Time),
        ValueType::Duration => duration_of_text(text).map(ScalarValue::Duration),
        ValueType::Ip => address_of_text(text).map(ScalarValue::Ip),
    }
}
