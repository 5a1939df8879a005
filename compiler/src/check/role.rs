//! Roles: declared, without cycles, closed over what they include.

use std::collections::{HashMap, VecDeque};

use gatewright_core::policy::Role;

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
        names.declare(&declaration.name, declaration.span, *declaration, findings);
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
    let mut closed = Vec::new();
    for (place, entry) in names.iter().enumerate() {
        let role = entry.value;
        let reached = reach(role, names);
        if let Some(steps) = way_back(role, &reached) {
            // A cycle is one error: that of the first of its roles.
            let first = names.texts().position(|name| steps.iter().any(|step| step.text == name));
            if first == Some(place) {
                findings.push(cycle(role, &steps));
            }
        }
        let included = names
            .texts()
            .filter(|name| *name != role.name.text && reached.contains_key(name))
            .map(str::to_owned);
        let implies = std::iter::once(role.name.text.clone()).chain(included).collect();
        closed.push(Role { name: role.name.text.clone(), implies, span: role.span });
    }
    closed
}

/// The roles that a role includes on any way: each with the role that includes it first, and the word that says so.
type Reached<'a> = HashMap<&'a str, (&'a str, &'a Word)>;

fn reach<'a>(role: &'a ast::Role, names: &Names<&'a ast::Role>) -> Reached<'a> {
    let mut reached = Reached::new();
    let mut waiting = VecDeque::from([role]);
    while let Some(role) = waiting.pop_front() {
        for word in &role.includes {
            if let Some(included) = names.get(&word.text)
                && !reached.contains_key(word.text.as_str())
            {
                reached.insert(&word.text, (&role.name.text, word));
                waiting.push_back(included.value);
            }
        }
    }
    reached
}

/// The words by which a role includes itself, in order, if it does.
fn way_back<'a>(role: &ast::Role, reached: &Reached<'a>) -> Option<Vec<&'a Word>> {
    let mut steps = Vec::new();
    let mut from = role.name.text.as_str();
    loop {
        let (before, word) = *reached.get(from)?;
        steps.push(word);
        from = before;
        if from == role.name.text {
            break;
        }
    }
    steps.reverse();
    Some(steps)
}

fn cycle(role: &ast::Role, steps: &[&Word]) -> Diagnostic {
    let name = &role.name.text;
    let mut error = Diagnostic::error(codes::ROLE_CYCLE, format!("role `{name}` includes itself"));
    let Some((last, before)) = steps.split_last() else { return error };
    error = error.label(last.span, format!("includes `{name}` again"));
    error = error.label(role.name.span, "the cycle begins here");
    for step in before {
        error = error.label(step.span, format!("includes `{}`", step.text));
    }
    error.help("delete one `includes` of the cycle")
}
