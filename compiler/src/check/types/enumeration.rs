//! `enum` declarations.

use std::sync::Arc;

use gatewright_core::policy::Enumeration;

use super::super::distinct::Distinct;
use super::super::names::{Kind, Names, Spelling};
use super::BUILT_IN;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{self, Word};

/// Checks all declarations.
pub(super) fn check(
    declarations: &[&ast::Enumeration],
    findings: &mut Vec<Diagnostic>,
) -> Names<Arc<Enumeration>> {
    let kind = Kind { what: "enum", declaration: "enum NAME { A, B }", spelling: Spelling::Camel };
    let mut names = Names::new(kind);
    for declaration in declarations {
        refuse_built_in(&declaration.name, findings);
        let mut distinct = Distinct::new();
        let values: Vec<&Word> = declaration
            .values
            .iter()
            .filter(|value| distinct.admit(&value.text, &value.text, value.span, findings))
            .collect();
        if values.is_empty() {
            findings.push(
                Diagnostic::error(
                    codes::BOUNDS,
                    format!("enum `{}` has no values", declaration.name.text),
                )
                .label(declaration.name.span, "nothing is of this type")
                .help(format!("write `enum {} {{ A, B }}`", declaration.name.text)),
            );
        }
        let enumeration = Enumeration {
            name: declaration.name.text.clone(),
            values: values.into_iter().map(|value| value.text.clone()).collect(),
            span: declaration.span,
        };
        names.declare(&declaration.name, declaration.span, Arc::new(enumeration), findings);
    }
    names
}

/// Reports a declared type with the name of a built-in one.
pub(super) fn refuse_built_in(name: &Word, findings: &mut Vec<Diagnostic>) {
    if BUILT_IN.contains(&name.text.as_str()) {
        findings.push(
            Diagnostic::error(codes::RESERVED_NAME, format!("`{}` is a built-in type", name.text))
                .label(name.span, "cannot be declared again")
                .help("give it another name, in CamelCase"),
        );
    }
}
