//! `never` declarations: claims about all requests, each typed for every route that it speaks of.

mod index;
#[cfg(test)]
mod tests;

use gatewright_core::policy::{
    Api, Claim, ClaimSegment, Condition, Method, Need, Never, Route, Who,
};

use super::condition::{self, Declared, Surroundings};
use super::path::Path;
use super::suggest;
use super::test::{refuse_names, shows_nothing};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{self, Expression, Text, Without, Word};
use index::RouteIndex;

/// Marks everything that claims name, even where something else about them is wrong.
pub(super) fn mark_used(declarations: &[&ast::Never], declared: &Declared<'_>) {
    for claim in declarations.iter().flat_map(|never| &never.claims) {
        match &claim.without {
            Some(Without::Expression(expression)) => condition::mark(expression, declared),
            Some(Without::StepUp(name)) => declared.step_ups.mark_used(&name.text),
            Some(Without::Auth(_)) | None => {}
        }
    }
}

/// Checks all claims. `written` is the number of routes in the text.
pub(super) fn check<'a>(
    declarations: &[&'a ast::Never],
    declared: &'a Declared<'a>,
    apis: &[Api],
    written: usize,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Never> {
    let names: Vec<&Text> = declarations.iter().map(|never| &never.name).collect();
    refuse_names("never", &names, findings);
    let right = apis.iter().map(|api| api.routes.len()).sum::<usize>() == written;
    let routes = RouteIndex::of(apis.iter().flat_map(|api| &api.routes));
    let subject = Subject { declared, routes, right };
    declarations.iter().filter_map(|never| subject.never(never, findings)).collect()
}

/// What claims may speak of.
struct Subject<'a, 'r> {
    declared: &'a Declared<'a>,
    routes: RouteIndex<'r>,
    /// Whether every route that is written is in `routes`.
    right: bool,
}

impl<'a> Subject<'a, '_> {
    fn never(&self, never: &'a ast::Never, findings: &mut Vec<Diagnostic>) -> Option<Never> {
        if never.claims.is_empty() {
            findings.push(shows_nothing("never", never.name.span, "GET /** allowed without auth"));
            return None;
        }
        let claims: Vec<Option<Claim>> =
            never.claims.iter().map(|claim| self.claim(claim, findings)).collect();
        Some(Never {
            name: never.name.text.trim().to_owned(),
            claims: claims.into_iter().collect::<Option<Vec<Claim>>>()?,
            span: never.span,
        })
    }

    fn claim(&self, claim: &'a ast::Claim, findings: &mut Vec<Diagnostic>) -> Option<Claim> {
        let methods: Vec<Option<Method>> =
            claim.methods.iter().map(|word| method(word, findings)).collect();
        let methods = methods.into_iter().collect::<Option<Vec<Method>>>()?;
        let path: Vec<ClaimSegment> = claim.path.segments.iter().map(segment).collect();
        if !self.declared.cost.admits(claim.span, findings) {
            return None;
        }
        let mut routes = self.routes.met_by(&path);
        self.declared.cost.list(routes.len());
        routes.retain(|route| answers(route, &methods));
        if routes.is_empty() {
            if self.right {
                findings.push(
                    Diagnostic::error(codes::EMPTY_CLAIM, "no route answers such requests")
                        .label(claim.path.span, "the claim always holds")
                        .note("`*` stands for one segment, `**` for any number, also none")
                        .help("write the path as clients do, from the host on"),
                );
            }
            return None;
        }
        let need = self.need(claim.without.as_ref(), &routes, findings);
        Some(Claim {
            methods,
            path,
            need: need?,
            routes: routes.iter().map(|route| route.name.clone()).collect(),
            span: claim.span,
        })
    }

    fn need(
        &self,
        without: Option<&'a Without>,
        routes: &[&Route],
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Need> {
        match without {
            None => Some(Need::Admission),
            Some(Without::Auth(_)) => Some(Need::Authentication),
            Some(Without::StepUp(name)) => {
                let step_up = self.declared.step_ups.resolve(name, findings)?.as_ref()?;
                Some(Need::StepUp { name: step_up.name.clone() })
            }
            Some(Without::Expression(expression)) => match self.role(expression) {
                Some(word) => match condition::role(word, self.declared.roles, findings)? {
                    Who::Role { name, held_by } => Some(Need::Role { name, held_by }),
                    Who::Anyone | Who::Authenticated => None,
                },
                None => self.condition(expression, routes, findings),
            },
        }
    }

    /// A single word is a role if one is called so, and else a condition.
    fn role(&self, expression: &'a Expression) -> Option<&'a Word> {
        let Expression::Name(name) = expression else { return None };
        let word = name.as_word()?;
        let is_condition = self.declared.conditions.get(&word.text).is_some();
        let is_like_one = || {
            let conditions = self.declared.conditions.texts();
            suggest::similar(&word.text, conditions).is_some()
        };
        let is_role = self.declared.roles.is_declared(&word.text);
        (is_role || !(is_condition || is_like_one())).then_some(word)
    }

    fn condition(
        &self,
        expression: &'a Expression,
        routes: &[&Route],
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Need> {
        let by_route: Vec<Option<(String, Condition)>> = routes
            .iter()
            .map(|route| {
                let path = Path::of(route);
                let surroundings = Surroundings::of(route, &path);
                let before = findings.len();
                let typed = condition::check(expression, self.declared, &surroundings, findings);
                for finding in findings.iter_mut().skip(before) {
                    *finding = finding.clone().label(route.span, "claimed of this route");
                }
                Some((route.name.clone(), typed?))
            })
            .collect();
        Some(Need::Condition { by_route: by_route.into_iter().collect::<Option<_>>()? })
    }
}

fn method(word: &Word, findings: &mut Vec<Diagnostic>) -> Option<Method> {
    let method = Method::ALL.into_iter().find(|method| method.name() == word.text);
    if method.is_none() {
        let names = Method::ALL.map(Method::name).join(", ");
        findings.push(
            Diagnostic::error(codes::UNKNOWN_NAME, format!("there is no method `{}`", word.text))
                .label(word.span, "no route answers it")
                .note(format!("methods are {names}, or `*` for all of them")),
        );
    }
    method
}

fn segment(segment: &ast::ClaimSegment) -> ClaimSegment {
    match segment {
        ast::ClaimSegment::Literal(word) => ClaimSegment::Literal(word.text.clone()),
        ast::ClaimSegment::Any => ClaimSegment::Any,
        ast::ClaimSegment::Several => ClaimSegment::Several,
    }
}

/// Whether a route answers one of the methods; a GET route also answers HEAD.
fn answers(route: &Route, methods: &[Method]) -> bool {
    methods.is_empty()
        || methods.contains(&route.method)
        || (route.method == Method::Get && methods.contains(&Method::Head))
}
