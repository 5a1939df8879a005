//! `parameter` declarations: values that differ from one setting of the policy to another.

mod kind;

use std::collections::HashMap;

use gatewright_core::policy::Span;

use super::super::condition::refuse_reserved;
use super::super::names::{Kind as NameKind, Names, Spelling};
use super::super::setting::describe;
use super::super::types::Patterns;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{
    Assigned, Declaration, Literal, LiteralValue, Parameter as Written, Value,
};
use kind::Kind;

/// What parameters stand for, by their names; `None` where a value is missing or wrong.
pub(in super::super) type Parameters = Names<Option<Given>>;

/// What a parameter stands for.
#[derive(Clone, Debug)]
pub(in super::super) struct Given {
    /// The value.
    pub value: LiteralValue,
    /// Where it is written: the default, or what it is set to.
    pub span: Span,
}

/// Checks all declarations and what is assigned to them.
pub(super) fn declare(
    declarations: &[Declaration],
    assigned: &[Assigned],
    findings: &mut Vec<Diagnostic>,
) -> Parameters {
    let name_kind = NameKind {
        what: "parameter",
        declaration: "parameter NAME: string",
        spelling: Spelling::Snake,
    };
    let mut written: Names<&Written> = Names::new(name_kind);
    for declaration in declarations {
        if let Declaration::Parameter(parameter) = declaration {
            refuse_reserved("parameter", &parameter.name, findings);
            written.declare(&parameter.name, parameter.span, parameter, findings);
        }
    }
    let assigned = by_name(assigned, &written, findings);
    let mut parameters = Names::new(name_kind);
    let patterns = Patterns::default();
    for entry in written.iter() {
        let assigned = assigned.get(entry.word.text.as_str()).copied();
        let given = given(entry.value, assigned, &patterns, findings);
        // Names were judged above.
        parameters.declare(&entry.word, entry.value.span, given, &mut Vec::new());
    }
    parameters
}

/// What is assigned, by name: each once, and each to a parameter that exists.
fn by_name<'a>(
    assigned: &'a [Assigned],
    written: &Names<&Written>,
    findings: &mut Vec<Diagnostic>,
) -> HashMap<&'a str, &'a Assigned> {
    let mut found: HashMap<&str, &Assigned> = HashMap::new();
    for assigned in assigned {
        let name = &assigned.name;
        if written.resolve(name, findings).is_none() {
            continue;
        }
        if let Some(earlier) = found.get(name.text.as_str()) {
            findings.push(
                Diagnostic::error(codes::DUPLICATE_KEY, format!("`{}` is set twice", name.text))
                    .label(name.span, "set again")
                    .label(earlier.name.span, "first set here")
                    .help("set it once"),
            );
            continue;
        }
        found.insert(&name.text, assigned);
    }
    found
}

/// The value of one parameter: what it is set to, else its default. Both must be of its type.
fn given(
    written: &Written,
    assigned: Option<&Assigned>,
    patterns: &Patterns,
    findings: &mut Vec<Diagnostic>,
) -> Option<Given> {
    let kind = kind::of(&written.kind, patterns, findings)?;
    let default =
        written.default.as_ref().and_then(|value| default(written, &kind, value, findings));
    match (assigned, &written.default) {
        (Some(assigned), _) => set(written, &kind, assigned, findings),
        (None, Some(_)) => default,
        (None, None) => {
            findings.push(no_value(written));
            None
        }
    }
}

fn default(
    written: &Written,
    kind: &Kind,
    value: &Value,
    findings: &mut Vec<Diagnostic>,
) -> Option<Given> {
    let wrong = match value {
        Value::Literal(Literal { value, span }) => match kind.admit(value) {
            Ok(()) => return Some(Given { value: value.clone(), span: *span }),
            Err(why) => why,
        },
        Value::Name(_)
        | Value::List(_)
        | Value::Phrase(_)
        | Value::Remote(_)
        | Value::Split(_)
        | Value::Breaker(_)
        | Value::Rate(_)
        | Value::Block(_) => None,
    };
    let why = wrong.unwrap_or_else(|| format!("this is {}", describe(value)));
    findings.push(
        wrong_value(written, kind, value.span(), why)
            .help(format!("write it like `{}`", kind.literal())),
    );
    None
}

fn set(
    written: &Written,
    kind: &Kind,
    assigned: &Assigned,
    findings: &mut Vec<Diagnostic>,
) -> Option<Given> {
    let wrong = match kind.read(&assigned.value.text) {
        Ok(value) => return Some(Given { value, span: assigned.value.span }),
        Err(why) => why,
    };
    let why = wrong.unwrap_or_else(|| "set to something else".to_owned());
    findings.push(
        wrong_value(written, kind, assigned.value.span, why)
            .label(written.kind.span, "its type")
            .help(format!("set it to what looks like `{}`", kind.example)),
    );
    None
}

fn wrong_value(written: &Written, kind: &Kind, place: Span, why: String) -> Diagnostic {
    let message = format!("the parameter `{}` is {}", written.name.text, kind.article());
    Diagnostic::error(codes::WRONG_VALUE, message).label(place, why)
}

fn no_value(written: &Written) -> Diagnostic {
    let name = &written.name.text;
    Diagnostic::error(codes::NO_VALUE, format!("the parameter `{name}` has no value"))
        .label(written.span, "it has no default, and nothing sets it")
        .help(format!(
            "set it with `--set {name}=…` or `policy!(\"…\", {name} = \"…\")`, or give it a default"
        ))
}
