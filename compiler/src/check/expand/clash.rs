//! Names of parameters and groups, which no other declaration may have: a list or setting that holds one could not tell
//! which is meant.

use super::super::names::Names;
use super::{Groups, Parameters};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Declaration, Word};

/// Reports declarations of other kinds that share the name of a parameter or a group.
pub(super) fn check(
    declarations: &[Declaration],
    groups: &Groups,
    parameters: &Parameters,
    findings: &mut Vec<Diagnostic>,
) {
    for declaration in declarations {
        if let Some((what, word)) = named(declaration) {
            refuse(what, word, "group", groups, findings);
            refuse(what, word, "parameter", parameters, findings);
        }
        if let Declaration::Group(group) = declaration {
            refuse("a group", &group.name, "parameter", parameters, findings);
        }
    }
}

fn refuse<T>(
    what: &str,
    word: &Word,
    shorthand: &str,
    names: &Names<T>,
    findings: &mut Vec<Diagnostic>,
) {
    let Some(entry) = names.get(&word.text) else { return };
    findings.push(
        Diagnostic::error(
            codes::DUPLICATE_DECLARATION,
            format!("`{}` is the name of a {shorthand} and of {what}", word.text),
        )
        .label(word.span, format!("{what} here"))
        .label(entry.word.span, format!("a {shorthand} here"))
        .help("rename one of the two"),
    );
}

/// What else a declaration names that lists and settings refer to by a single word.
fn named(declaration: &Declaration) -> Option<(&'static str, &Word)> {
    match declaration {
        Declaration::Upstream(upstream) => Some(("an upstream", &upstream.name)),
        Declaration::Tls(tls) => Some(("a tls", &tls.name)),
        Declaration::Auth(scheme) => Some(("an auth scheme", &scheme.name)),
        Declaration::Role(role) => Some(("a role", &role.name)),
        Declaration::Condition(condition) => Some(("a condition", &condition.name)),
        Declaration::StepUp(step_up) => Some(("a step-up", &step_up.name)),
        Declaration::Limit(limit) => Some(("a limit", &limit.name)),
        Declaration::Cors(cors) => Some(("a cors", &cors.name)),
        Declaration::Setting(_)
        | Declaration::Target(_)
        | Declaration::Network(_)
        | Declaration::Parameter(_)
        | Declaration::Group(_)
        | Declaration::Principal(_)
        | Declaration::Enumeration(_)
        | Declaration::Schema(_)
        | Declaration::Api(_)
        | Declaration::Errors(_)
        | Declaration::Log(_)
        | Declaration::Alert(_)
        | Declaration::Headers(_)
        | Declaration::Test(_)
        | Declaration::Never(_) => None,
    }
}
