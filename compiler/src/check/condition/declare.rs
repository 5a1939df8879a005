//! `condition` declarations: names and parameters. What one means is judged where a route calls it.

use super::super::names::{Kind, Names, Spelling};
use super::super::types::Types;
use super::{Conditions, usage, value};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{ConditionDeclaration, Word};

/// Words that an expression reads otherwise.
pub(super) const RESERVED: [&str; 23] = [
    "and",
    "body",
    "client",
    "cookie",
    "ends_with",
    "false",
    "has",
    "header",
    "in",
    "is",
    "matches",
    "method",
    "not",
    "or",
    "path",
    "principal",
    "query",
    "set",
    "starts_with",
    "time",
    "tls",
    "true",
    "within",
];

/// Names of all conditions. What one means is judged where a route calls it.
pub(in super::super) fn declare<'a>(
    declarations: &[&'a ConditionDeclaration],
    types: &Types,
    findings: &mut Vec<Diagnostic>,
) -> Conditions<'a> {
    let kind =
        Kind { what: "condition", declaration: "condition NAME = …", spelling: Spelling::Snake };
    let mut names = Names::new(kind);
    for declaration in declarations {
        refuse_reserved("condition", &declaration.name, findings);
        let parameter = Kind {
            what: "parameter",
            declaration: "condition NAME(PARAMETER: TYPE) = …",
            spelling: Spelling::Snake,
        };
        let mut parameters = Names::new(parameter);
        for parameter in &declaration.parameters {
            refuse_reserved("parameter", &parameter.name, findings);
            parameters.declare(&parameter.name, parameter.span, (), findings);
            value::parameter_type(parameter, types, findings);
        }
        usage::words(&declaration.body, &mut |word| parameters.mark_used(&word.text));
        parameters.report_unused_inside(findings);
        names.declare(&declaration.name, declaration.span, *declaration, findings);
    }
    names
}

/// Reports a name that an expression could never refer to.
pub(in super::super) fn refuse_reserved(what: &str, name: &Word, findings: &mut Vec<Diagnostic>) {
    if RESERVED.contains(&name.text.as_str()) {
        findings.push(
            Diagnostic::error(
                codes::RESERVED_NAME,
                format!("a {what} cannot be called `{}`", name.text),
            )
            .label(name.span, "an expression reads this word otherwise")
            .help(format!("rename it, such as `is_{}`", name.text)),
        );
    }
}
