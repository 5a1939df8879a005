//! `require: C` and `deny: C` of an api: conditions that join those of each route.

use gatewright_core::policy::Span;

use super::condition::{self, Declared};
use super::route::overrides;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{self, ApiRule, ApiRuleKind};

/// The conditions of an api, each kind once.
pub(super) struct ApiRules<'a> {
    /// `require`.
    pub require: Option<&'a ApiRule>,
    /// `deny`.
    pub deny: Option<&'a ApiRule>,
}

impl<'a> ApiRules<'a> {
    /// Reads what stands in an api. What the conditions mean is judged for each route.
    pub(super) fn read(
        api: &'a ast::Api,
        declared: &Declared<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> ApiRules<'a> {
        let mut rules = ApiRules { require: None, deny: None };
        for rule in &api.rules {
            condition::mark(&rule.condition, declared);
            let place = match rule.kind {
                ApiRuleKind::Require => &mut rules.require,
                ApiRuleKind::Deny => &mut rules.deny,
            };
            match place {
                Some(earlier) => findings.push(written_twice(rule, earlier)),
                None => *place = Some(rule),
            }
        }
        for rule in rules.require.into_iter().chain(rules.deny) {
            refuse_untaken(&rule.key.text, rule.key.span, rule.span, api, findings);
        }
        rules
    }
}

fn written_twice(rule: &ApiRule, earlier: &ApiRule) -> Diagnostic {
    let key = &rule.key.text;
    let join = match rule.kind {
        ApiRuleKind::Require => "and",
        ApiRuleKind::Deny => "or",
    };
    Diagnostic::error(codes::DUPLICATE_KEY, format!("`{key}` is written twice"))
        .label(rule.key.span, "written again")
        .label(earlier.key.span, "first written here")
        .help(format!("write one condition: `{key}: A {join} B`"))
}

/// A setting that no route takes over refuses nobody, and conditions in it are typed nowhere.
pub(super) fn refuse_untaken(
    key: &str,
    word: Span,
    whole: Span,
    api: &ast::Api,
    findings: &mut Vec<Diagnostic>,
) {
    if api.routes.iter().any(|route| !overrides(route, key)) {
        return;
    }
    let error = Diagnostic::error(
        codes::UNTAKEN_SETTING,
        format!("no route of `{}` takes over its `{key}`", api.name.text),
    )
    .label(word, "applies nowhere")
    .label(api.name.span, "each route of this api overrides it, or it has none");
    findings.push(error.suggest(
        format!("delete `{key}`, or the `override [{key}]` of a route that it is meant for"),
        Suggestion::delete_lines(whole, Applicability::MaybeIncorrect),
    ));
}
