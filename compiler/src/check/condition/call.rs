//! Calls of named conditions, expanded where they stand.

use std::collections::HashMap;

use gatewright_core::policy::{Condition, Span};

use super::super::suggest::{self, Vocabulary};
use super::{DEEPEST, LARGEST, MOST_LEVELS, Typing, not_a_condition};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{ConditionDeclaration, Expression, Word};

impl<'a> Typing<'a> {
    /// A call of a named condition, expanded.
    pub(super) fn call(
        &mut self,
        name: &'a Word,
        arguments: &'a [Expression],
        span: Span,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Condition> {
        let text = name.text.as_str();
        if self.declared.conditions.get(text).is_none() {
            findings.push(match text {
                "header" => not_a_condition(span, "the value of a header")
                    .help("compare it: `header(\"x-region\") == \"eu\"`"),
                "cookie" => not_a_condition(span, "the value of a cookie")
                    .help("compare it: `cookie(\"region\") == \"eu\"`"),
                _ => self.unknown_condition(name),
            });
            return None;
        }
        let declaration = *self.declared.conditions.resolve(name, findings)?;
        if let Some(first) = self.calls.iter().position(|(called, _)| *called == text) {
            let steps = self.calls.get(first..).unwrap_or_default();
            findings.push(recursive(declaration, span, steps));
            return None;
        }
        if self.calls.len() >= DEEPEST {
            self.report_size(span, findings);
            return None;
        }
        if arguments.len() != declaration.parameters.len() {
            findings.push(wrong_count(declaration, arguments.len(), span));
            return None;
        }
        let mut frame = HashMap::new();
        let mut right = true;
        for (parameter, argument) in declaration.parameters.iter().zip(arguments) {
            let typed = self.argument(parameter, argument, findings);
            right &= typed.is_some();
            frame.insert(parameter.name.text.as_str(), typed);
        }
        let outer = std::mem::replace(&mut self.parameters, frame);
        self.calls.push((text, span));
        let before = findings.len();
        let body = self.condition(&declaration.body, findings);
        self.calls.pop();
        self.parameters = outer;
        if self.calls.is_empty() {
            // What is wrong inside is wrong for this route: show where it asks.
            for finding in findings.iter_mut().skip(before) {
                let inside = finding.labels.first().is_some_and(|label| !span.contains(label.span));
                if inside && finding.labels.iter().all(|label| label.span != span) {
                    *finding = finding.clone().label(span, "called here");
                }
            }
        }
        right.then_some(body?)
    }

    fn unknown_condition(&self, name: &Word) -> Diagnostic {
        let text = name.text.as_str();
        let parameters = self.parameters.keys().copied();
        if let Some(parameter) = suggest::similar(text, parameters) {
            let error =
                Diagnostic::error(codes::UNKNOWN_NAME, format!("there is no condition `{text}`"))
                    .label(name.span, "not declared")
                    .note(format!("`{}` is a parameter", parameter.text));
            return parameter.offer(error, name.span, Vocabulary::Policy);
        }
        let error = self.declared.conditions.unknown(name);
        if self.declared.roles.is_declared(text) {
            let better = format!("principal has {text}");
            return error.note(format!("`{text}` is a role")).suggest(
                format!("write `{better}`"),
                Suggestion::replace(name.span, better, Applicability::MachineApplicable),
            );
        }
        error
    }

    /// Reports, once a clause, that it grows too large.
    pub(super) fn report_size(&mut self, span: Span, findings: &mut Vec<Diagnostic>) {
        if !self.too_large {
            self.too_large = true;
            let place = self.calls.first().map_or(span, |(_, span)| *span);
            findings.push(
                Diagnostic::error(codes::CONDITION_SIZE, "this condition grows too large")
                    .label(
                        place,
                        format!(
                            "expands to more than {LARGEST} parts, or to {DEEPEST} calls or {MOST_LEVELS} levels in one another"
                        ),
                    )
                    .help("split it over several routes or clauses"),
            );
        }
    }
}

/// The error of a condition that calls itself: `steps` are the calls from its own to the one before.
fn recursive(declaration: &ConditionDeclaration, span: Span, steps: &[(&str, Span)]) -> Diagnostic {
    let name = &declaration.name.text;
    let error =
        Diagnostic::error(codes::RECURSIVE_CONDITION, format!("condition `{name}` calls itself"))
            .label(span, format!("calls `{name}` again"))
            .label(declaration.name.span, "this condition");
    steps
        .iter()
        .fold(error, |error, (step, span)| error.label(*span, format!("calls `{step}`")))
        .help("write out what is meant: a policy always ends")
}

fn wrong_count(declaration: &ConditionDeclaration, given: usize, span: Span) -> Diagnostic {
    let name = &declaration.name.text;
    let wanted = declaration.parameters.len();
    let plural = |count: usize| if count == 1 { "value" } else { "values" };
    let parameters: Vec<&str> =
        declaration.parameters.iter().map(|parameter| parameter.name.text.as_str()).collect();
    Diagnostic::error(
        codes::ARGUMENT_COUNT,
        format!("condition `{name}` takes {wanted} {}, not {given}", plural(wanted)),
    )
    .label(span, format!("{given} {} given", plural(given)))
    .label(declaration.name.span, "declared here")
    .help(if parameters.is_empty() {
        format!("write `{name}`")
    } else {
        format!("write `{name}({})`", parameters.join(", "))
    })
}
