//! Roles: declared, without cycles, closed over what they include.

use std::collections::HashSet;

use gatewright_core::policy::{Role, Span};

use super::distinct::Distinct;
use super::names::{Kind, Names, Spelling};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{self, Word};

/// The most roles: a set of them fits into one machine word twice over.
const MOST: usize = 128;

/// All roles, closed over inheritance.
#[derive(Debug)]
pub(super) struct Roles<'a> {
    names: Names<&'a ast::Role>,
    closed: Vec<Role>,
}

impl Roles<'_> {
    /// The role that rules refer to by this name.
    pub(super) fn resolve(&self, word: &Word, findings: &mut Vec<Diagnostic>) -> Option<String> {
        self.names.resolve(word, findings).map(|role| role.name.text.clone())
    }

    /// Whether there is a role of this name.
    pub(super) fn is_declared(&self, name: &str) -> bool {
        self.names.get(name).is_some()
    }

    /// A role that a rule reached.
    pub(super) fn mark_used(&self, name: &str) {
        self.names.mark_used(name);
    }

    /// The roles whose holders hold `name`: itself and those that include it, in the policy's order.
    pub(super) fn held_by(&self, name: &str) -> Vec<String> {
        let holders =
            self.closed.iter().filter(|role| role.implies.iter().any(|held| held == name));
        holders.map(|role| role.name.clone()).collect()
    }

    /// Puts names into the policy's order.
    pub(super) fn in_order(&self, names: &[String]) -> Vec<String> {
        let all = self.closed.iter().map(|role| &role.name);
        all.filter(|name| names.contains(name)).cloned().collect()
    }

    /// Reports roles that nothing gives, includes or asks for.
    pub(super) fn report_unused(&self, findings: &mut Vec<Diagnostic>) {
        // With too many of them nothing was closed, and nothing is known about their use.
        if self.closed.len() == self.names.iter().count() {
            self.names.report_unused(findings);
        }
    }

    /// The closed roles, in the order written.
    pub(super) fn into_closed(self) -> Vec<Role> {
        self.closed
    }
}

/// Checks all declarations.
pub(super) fn check<'a>(
    declarations: &[&'a ast::Role],
    findings: &mut Vec<Diagnostic>,
) -> Roles<'a> {
    let kind = Kind { what: "role", declaration: "role NAME", spelling: Spelling::Snake };
    let mut names = Names::new(kind);
    for declaration in declarations {
        if matches!(declaration.name.text.as_str(), "anyone" | "authenticated" | "when") {
            findings.push(
                Diagnostic::error(
                    codes::RESERVED_NAME,
                    format!("a role cannot be called `{}`", declaration.name.text),
                )
                .label(declaration.name.span, "`allow` reads this word otherwise")
                .help("rename the role"),
            );
        }
        names.declare(&declaration.name, *declaration, findings);
    }
    if let Some(first) = declarations.get(MOST) {
        findings.push(
            Diagnostic::error(
                codes::TOO_MANY_ROLES,
                format!("{} roles are more than {MOST}", declarations.len()),
            )
            .label(first.name.span, "one too many")
            .help("put what differs by object or tenant into a condition, not into roles"),
        );
        return Roles { names, closed: Vec::new() };
    }
    for declaration in declarations {
        check_includes(declaration, &names, findings);
    }
    let closed = close(&names, findings);
    Roles { names, closed }
}

fn check_includes(
    declaration: &ast::Role,
    names: &Names<&ast::Role>,
    findings: &mut Vec<Diagnostic>,
) {
    let mut distinct = Distinct::new();
    for included in &declaration.includes {
        names.resolve(included, findings);
        distinct.admit(&included.text, &included.text, included.span, findings);
    }
}

fn close(names: &Names<&ast::Role>, findings: &mut Vec<Diagnostic>) -> Vec<Role> {
    let mut reported = HashSet::new();
    let mut closed = Vec::new();
    for entry in names.iter() {
        let role = entry.value;
        let mut reached: Vec<&str> = Vec::new();
        let mut waiting: Vec<(&str, Span)> = includes(role);
        while let Some((name, span)) = waiting.pop() {
            if name == role.name.text {
                // A cycle is one error, shown at the first of its roles.
                if reported.insert(name) && !reached.iter().any(|other| reported.contains(other)) {
                    findings.push(cycle(role, span));
                }
            } else if !reached.contains(&name)
                && let Some(included) = names.get(name)
            {
                reached.push(name);
                waiting.extend(includes(included.value));
            }
        }
        let included = names.texts().filter(|name| reached.contains(name)).map(str::to_owned);
        let implies = std::iter::once(role.name.text.clone()).chain(included).collect();
        closed.push(Role { name: role.name.text.clone(), implies, span: role.span });
    }
    closed
}

fn includes(role: &ast::Role) -> Vec<(&str, Span)> {
    role.includes.iter().rev().map(|word| (word.text.as_str(), word.span)).collect()
}

fn cycle(role: &ast::Role, back: Span) -> Diagnostic {
    let name = &role.name.text;
    let error = Diagnostic::error(codes::ROLE_CYCLE, format!("role `{name}` includes itself"))
        .label(back, "included again here");
    let error = if role.span == back {
        error
    } else {
        error.label(role.name.span, "the cycle begins here")
    };
    error.help("delete one `includes` of the cycle")
}
