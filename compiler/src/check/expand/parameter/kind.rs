//! Types of parameters: what one may stand for.

use gatewright_core::policy::ScalarType;
use gatewright_core::primitive::scalar::Mismatch;

use super::super::super::principal::refuse_suffixes;
use super::super::super::suggest::{self, Vocabulary};
use super::super::super::types::{self, Patterns};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax;
use crate::syntax::ast::{Literal, LiteralValue, TypeExpression, TypeName, Value, Word};

/// The types by name, each with a value of it as it is set.
const TYPES: [(&str, &str); 15] = [
    ("string", "some text"),
    ("int", "42"),
    ("decimal", "0.50"),
    ("bool", "true"),
    ("time", "2026-05-01T09:00:00Z"),
    ("date", "2026-05-01"),
    ("duration", "15m"),
    ("size", "64KiB"),
    ("uuid", "0195a3c0-7d10-7000-8000-000000000001"),
    ("email", "anna@example.com"),
    ("uri", "https://id.example.com/"),
    ("hostname", "api.example.com"),
    ("ip", "192.0.2.1"),
    ("network", "10.0.0.0/8"),
    ("socket", "127.0.0.1:8443"),
];

/// The type of a parameter.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    name: &'static str,
    /// A value of it, as it is set.
    pub(super) example: &'static str,
    form: Form,
}

/// What values of a type are.
#[derive(Clone, Debug)]
enum Form {
    /// A string with its bounds, pattern or format, an int or decimal with its bounds, a bool.
    Scalar(ScalarType),
    /// A point in time.
    Time,
    /// A day.
    Date,
    /// A time span.
    Duration,
    /// A number of bytes.
    Size,
    /// An address.
    Ip,
    /// A block, or an address, which is a block of its own.
    Network,
    /// An address with a port.
    Socket,
}

/// The type that is written.
pub(super) fn of(
    written: &TypeExpression,
    patterns: &Patterns,
    findings: &mut Vec<Diagnostic>,
) -> Option<Kind> {
    let (what, label, help) = match &written.name {
        TypeName::Named(word) => return of_name(word, written, patterns, findings),
        TypeName::List(_) => ("a list", "a list", "make a parameter of each item, and list these"),
        TypeName::Map(_) => ("a map", "a map", "make a parameter of each value"),
        TypeName::Derived(_) => ("an object", "a schema", "make a parameter of each field"),
        TypeName::Constant(_) => {
            ("of a single value", "nothing else could be set", "write the value where it is needed")
        }
    };
    findings.push(
        Diagnostic::error(codes::PARAMETER_KIND, format!("a parameter cannot be {what}"))
            .label(written.span, label)
            .help(help),
    );
    None
}

fn of_name(
    word: &Word,
    written: &TypeExpression,
    patterns: &Patterns,
    findings: &mut Vec<Diagnostic>,
) -> Option<Kind> {
    if let Some(nullable) = written.nullable {
        findings.push(
            Diagnostic::error(codes::PARAMETER_KIND, "a parameter cannot be null")
                .label(nullable, "a parameter always has a value")
                .help("delete the `?`"),
        );
        return None;
    }
    let text = word.text.as_str();
    let Some((name, example)) = TYPES.into_iter().find(|(name, _)| *name == text) else {
        let names = TYPES.map(|(name, _)| name);
        let message = format!("a parameter cannot be of the type `{text}`");
        let error =
            Diagnostic::error(codes::PARAMETER_KIND, message).label(word.span, "not one of these");
        findings.push(match suggest::similar(text, names) {
            Some(better) => better.offer(error, word.span, Vocabulary::Language),
            None => error.note(format!("it can be {}", suggest::list(names))),
        });
        return None;
    };
    let bare = match name {
        "time" => Some(Form::Time),
        "date" => Some(Form::Date),
        "duration" => Some(Form::Duration),
        "size" => Some(Form::Size),
        "ip" => Some(Form::Ip),
        "network" => Some(Form::Network),
        "socket" => Some(Form::Socket),
        _ => None,
    };
    let form = match bare {
        Some(form) => {
            refuse_suffixes(written, &format!("`{name}`"), findings);
            form
        }
        None => Form::Scalar(types::built_in(written, patterns, findings)?),
    };
    Some(Kind { name, example, form })
}

impl Kind {
    /// What it is called, with its article.
    pub(super) fn article(&self) -> String {
        let article = if self.name.starts_with(['e', 'i']) { "an" } else { "a" };
        format!("{article} {}", self.name)
    }

    /// A value of it, as the language writes it.
    pub(super) fn literal(&self) -> String {
        if self.is_text() { format!("\"{}\"", self.example) } else { self.example.to_owned() }
    }

    /// Whether a literal is of it; else why not, where there is more to say than that it is another kind of literal.
    pub(super) fn admit(&self, value: &LiteralValue) -> Result<(), Option<String>> {
        match (&self.form, value) {
            (Form::Scalar(scalar), value) => admit_scalar(scalar, value),
            (Form::Time, LiteralValue::Time(_))
            | (Form::Date, LiteralValue::Date(_))
            | (Form::Duration, LiteralValue::Duration(_))
            | (Form::Size, LiteralValue::Size(_))
            | (Form::Ip, LiteralValue::Address(_))
            | (Form::Network, LiteralValue::Network(_) | LiteralValue::Address(_))
            | (Form::Socket, LiteralValue::Socket(_)) => Ok(()),
            (
                Form::Time
                | Form::Date
                | Form::Duration
                | Form::Size
                | Form::Ip
                | Form::Network
                | Form::Socket,
                _,
            ) => Err(None),
        }
    }

    /// The value that a text from outside stands for: a string without quotes, anything else as the language writes it.
    pub(super) fn read(&self, text: &str) -> Result<LiteralValue, Option<String>> {
        let value = if self.is_text() {
            LiteralValue::Text(text.to_owned())
        } else {
            let Some(Value::Literal(Literal { value, .. })) = syntax::parse_assigned(text) else {
                return Err(None);
            };
            value
        };
        self.admit(&value).map(|()| value)
    }

    fn is_text(&self) -> bool {
        match &self.form {
            Form::Scalar(scalar) => match scalar {
                ScalarType::String { .. }
                | ScalarType::Format(_)
                | ScalarType::Enumeration(_)
                | ScalarType::Constant(_) => true,
                ScalarType::Int(_) | ScalarType::Decimal(_) | ScalarType::Bool => false,
            },
            Form::Time
            | Form::Date
            | Form::Duration
            | Form::Size
            | Form::Ip
            | Form::Network
            | Form::Socket => false,
        }
    }
}

fn admit_scalar(scalar: &ScalarType, value: &LiteralValue) -> Result<(), Option<String>> {
    let text = match (scalar, value) {
        (
            ScalarType::String { .. }
            | ScalarType::Format(_)
            | ScalarType::Enumeration(_)
            | ScalarType::Constant(_),
            LiteralValue::Text(text),
        ) => text.clone(),
        (ScalarType::Int(_), LiteralValue::Integer(number)) => number.to_string(),
        (ScalarType::Decimal(_), LiteralValue::Decimal(digits)) => digits.clone(),
        (ScalarType::Bool, LiteralValue::Bool(truth)) => truth.to_string(),
        (
            ScalarType::String { .. }
            | ScalarType::Format(_)
            | ScalarType::Enumeration(_)
            | ScalarType::Constant(_)
            | ScalarType::Int(_)
            | ScalarType::Decimal(_)
            | ScalarType::Bool,
            _,
        ) => return Err(None),
    };
    match scalar.parse_text(&text) {
        Ok(_) => Ok(()),
        Err(Mismatch::Type) => Err(None),
        Err(why) => Err(Some(why.to_string())),
    }
}
