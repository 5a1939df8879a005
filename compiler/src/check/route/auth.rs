//! The route's schemes: the api's, a part of them, a list of its own, or none on a route for anyone.

use std::sync::Arc;

use gatewright_core::policy::{Presence, Scheme, Span};

use super::super::ambiguity;
use super::super::api::{Auth, Inherited};
use super::super::distinct::Distinct;
use super::super::scheme::Schemes;
use super::super::suggest;
use super::overrides::Overrides;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{self, AuthClause, RouteClause, Word};

/// Who may prove who it is, in order; `None` where something about it is wrong.
pub(super) fn check(
    written: &ast::Route,
    clause: Option<&AuthClause>,
    api: &Inherited<'_>,
    anyone: Option<Span>,
    schemes: &Schemes,
    overrides: &mut Overrides<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<Arc<Scheme>>> {
    match (anyone, clause, &api.auth) {
        (Some(anyone), Some(clause), auth) => {
            let is_optional = auth.as_ref().is_some_and(|auth| auth.optional.is_some());
            if overrides.take("auth").is_none() && is_optional {
                return named(clause, auth.as_ref(), schemes, overrides, findings);
            }
            findings.push(
                Diagnostic::error(
                    codes::PRINCIPAL_OF_ANYONE,
                    "this route names schemes, and reads no credential",
                )
                .label(clause.span, "never read")
                .label(anyone, "opens the route to anyone")
                .help("delete one of the two"),
            );
            None
        }
        (Some(_), None, None) => Some(Vec::new()),
        (Some(anyone), None, Some(auth)) => {
            if overrides.take("auth").is_some() {
                return Some(Vec::new());
            }
            if auth.optional.is_some() {
                return auth.schemes.clone();
            }
            findings.push(
                Diagnostic::error(
                    codes::OPEN_ROUTE,
                    "this route reads no credential, but its api asks for one",
                )
                .label(anyone, "opens the route to anyone")
                .label(auth.span, "inherited from here")
                .help("add `override [auth]` to the route"),
            );
            None
        }
        (None, Some(clause), auth) => named(clause, auth.as_ref(), schemes, overrides, findings),
        (None, None, Some(auth)) => auth.schemes.clone(),
        (None, None, None) => {
            let asks =
                written.clauses.iter().find(|clause| matches!(clause, RouteClause::Allow(_)));
            // Without any `allow` there is a better error.
            if let Some(clause) = asks {
                findings.push(
                    Diagnostic::error(
                        codes::NO_AUTH,
                        "this route asks who is calling, but nobody can prove it",
                    )
                    .label(clause.span(), "needs a principal")
                    .label(api.name.span, "this api has no `auth`")
                    .help("add `auth: [SCHEME]` to the api"),
                );
            }
            None
        }
    }
}

/// Whether a credential must be presented: on a route for anyone that has schemes, it need not.
pub(super) fn credential(
    api: &Inherited<'_>,
    anyone: Option<Span>,
    auth: Option<&[Arc<Scheme>]>,
) -> Presence {
    let is_optional = api.auth.as_ref().is_some_and(|auth| auth.optional.is_some());
    // Schemes that are wrong may be there too.
    let reads = auth.is_none_or(|auth| !auth.is_empty());
    if is_optional && anyone.is_some() && reads { Presence::Optional } else { Presence::Required }
}

/// `auth [A, B]`: a part of the api's list, in its order, unless `override [auth]` says that it is another.
fn named(
    clause: &AuthClause,
    api: Option<&Auth>,
    schemes: &Schemes,
    overrides: &mut Overrides<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<Arc<Scheme>>> {
    let mut distinct = Distinct::new();
    let words: Vec<&Word> = clause
        .names
        .iter()
        .filter(|word| distinct.admit(word.text.as_str(), &word.text, word.span, findings))
        .collect();
    if clause.names.is_empty() {
        findings.push(
            Diagnostic::error(codes::WRONG_VALUE, "`auth` must name at least one")
                .label(clause.span, "an empty list")
                .help("delete the clause, or name what is meant"),
        );
        return None;
    }
    let found: Vec<Option<Arc<Scheme>>> =
        words.iter().map(|word| schemes.resolve(word, findings).cloned().flatten()).collect();
    let own = found.into_iter().collect::<Option<Vec<Arc<Scheme>>>>()?;
    ambiguity::check(&own, &words, findings);
    let Some(api) = api else { return Some(own) };
    let inherited = api.schemes.as_ref()?;
    let part: Vec<&Arc<Scheme>> =
        inherited.iter().filter(|scheme| own.iter().any(|one| one.name == scheme.name)).collect();
    let is_part = part.len() == own.len();
    let in_order = part.iter().zip(&own).all(|(one, other)| one.name == other.name);
    if is_part && in_order {
        // An `override [auth]` beside it is needless, and reported as that.
        if own.len() < inherited.len() {
            return Some(own);
        }
        let error = Diagnostic::error(codes::UNREACHABLE_ALLOW, "this `auth` changes nothing here")
            .label(clause.span, "names every scheme of its api")
            .label(api.span, "the same list");
        findings.push(error.suggest(
            "delete it",
            Suggestion::delete(clause.span, Applicability::MachineApplicable),
        ));
        return None;
    }
    if overrides.take("auth").is_some() {
        return Some(own);
    }
    findings.push(not_a_part(clause, api, &words, inherited, &part));
    None
}

fn not_a_part(
    clause: &AuthClause,
    api: &Auth,
    words: &[&Word],
    inherited: &[Arc<Scheme>],
    part: &[&Arc<Scheme>],
) -> Diagnostic {
    let error = Diagnostic::error(
        codes::AUTH_NOT_PART,
        "the `auth` of a route names a part of its api's list, in the same order",
    );
    let stranger =
        words.iter().find(|word| inherited.iter().all(|scheme| scheme.name != word.text));
    match stranger {
        Some(word) => error
            .label(word.span, "not in its api's list")
            .label(api.span, "the api accepts these")
            .note(format!(
                "its api accepts {}",
                suggest::list(inherited.iter().map(|scheme| scheme.name.as_str()))
            ))
            .help("add `override [auth]` to the route if other callers are meant"),
        None => {
            let names: Vec<&str> = part.iter().map(|scheme| scheme.name.as_str()).collect();
            let better = format!("auth [{}]", names.join(", "));
            error
                .label(clause.span, "in another order")
                .label(api.span, "the principal is that of the first scheme that is presented")
                .suggest(
                    format!("write `{better}`, or add `override [auth]` if this order is meant"),
                    Suggestion::replace(clause.span, better, Applicability::MaybeIncorrect),
                )
        }
    }
}
