//! Stages 10 and 12: `deny`, `require`, `allow`, `step_up`, before the body is read and, what waits for it, behind.
//!
//! What is known without the body no body changes: a clause that was false stays false. So behind the body the clauses that
//! read it are asked again, and no others.

use std::collections::BTreeSet;

use gatewright_core::policy::{
    AllowClause, Condition, Policy, Presence, Route, StepUp, Visibility, Who,
};
use gatewright_core::refusal::step_up_challenge;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::condition::{Context, Known, Verdict};
use super::principal;
use crate::target::rust::names::{Kind, Names};

/// The checks of a route.
#[derive(Default)]
pub(super) struct Checks {
    /// Stage 10.
    pub(super) before_body: TokenStream,
    /// Stage 12.
    pub(super) behind_body: TokenStream,
    /// What can be asked without a request's body: stage 10, and the step-ups even where they wait for what else allows.
    pub(super) of_question: TokenStream,
    waiting: Waiting,
}

/// Whether step-ups wait for the body: they are asked when all else allows.
#[derive(Default)]
struct Waiting {
    /// Some clause waits, whatever the request is.
    always: bool,
    /// Expressions of type `bool`, each of which says that a clause waits.
    if_any: Vec<TokenStream>,
}

/// What decides on a route.
pub(super) fn checks(policy: &Policy, route: &Route, names: &Names) -> Checks {
    let guard = Guard {
        route,
        realm: &policy.name,
        names,
        unread: Context { policy, route, names, known: Known::WithoutBody },
        read: Context { policy, route, names, known: Known::WithBody },
    };
    let mut checks = Checks::default();
    for (place, clause) in route.deny.iter().enumerate() {
        guard.deny(place + 1, &clause.when, &mut checks);
    }
    for (place, clause) in route.require.iter().enumerate() {
        guard.require(place + 1, &clause.condition, &mut checks);
    }
    guard.allow(&mut checks);
    guard.step_up(&mut checks);
    checks
}

/// Whoever holds a role that the route allows whatever else is true; nothing where it names none.
pub(super) fn allowed(route: &Route) -> Option<BTreeSet<&str>> {
    let roles =
        route.allow.iter().filter(|clause| clause.when.is_none()).filter_map(
            |clause| match &clause.who {
                Who::Role { held_by, .. } => Some(held_by),
                Who::Anyone | Who::Authenticated => None,
            },
        );
    let roles: Vec<_> = roles.collect();
    (!roles.is_empty()).then(|| roles.into_iter().flatten().map(String::as_str).collect())
}

/// Whether a clause names a role.
pub(super) fn is_role(who: &Who) -> bool {
    match who {
        Who::Role { .. } => true,
        Who::Anyone | Who::Authenticated => false,
    }
}

/// What the checks of a route are made of.
struct Guard<'a> {
    route: &'a Route,
    realm: &'a str,
    names: &'a Names,
    unread: Context<'a>,
    read: Context<'a>,
}

impl Guard<'_> {
    /// `deny when`: true and unknown refuse, but what the body may still tell waits.
    fn deny(&self, number: usize, when: &Condition, checks: &mut Checks) {
        let refuse = self.refuse(&quote!(gw::Refusal::deny(route.name)));
        if !when.reads_body() {
            let applies = self.unread.is(when, Verdict::NotFalse);
            checks.before_body.extend(quote!(if #applies { #refuse }));
            return;
        }
        let known = format_ident!("deny_{number}");
        self.wait(when, &known, &quote!(#known == Some(true)), &refuse, checks);
        let applies = self.read.is(when, Verdict::NotFalse);
        checks.behind_body.extend(quote!(if #applies { #refuse }));
    }

    /// `require`: only true is enough, but what the body may still tell waits.
    fn require(&self, number: usize, condition: &Condition, checks: &mut Checks) {
        let refuse = self.refuse(&quote!(gw::Refusal::require(route.name)));
        if !condition.reads_body() {
            let fails = self.unread.is(condition, Verdict::NotTrue);
            checks.before_body.extend(quote!(if #fails { #refuse }));
            return;
        }
        let known = format_ident!("require_{number}");
        self.wait(condition, &known, &quote!(#known == Some(false)), &refuse, checks);
        let fails = self.read.is(condition, Verdict::NotTrue);
        checks.behind_body.extend(quote!(if #fails { #refuse }));
    }

    /// What is known of a clause before the body is read, under the name `known`.
    fn wait(
        &self,
        condition: &Condition,
        known: &proc_macro2::Ident,
        refuses: &TokenStream,
        refuse: &TokenStream,
        checks: &mut Checks,
    ) {
        if self.unread.is_unknown(condition) {
            checks.waiting.always = true;
            return;
        }
        let condition = self.unread.expression(condition);
        checks.before_body.extend(quote! {
            let #known = #condition;
            if #refuses { #refuse }
        });
        checks.waiting.if_any.push(quote!(#known.is_none()));
    }

    /// `allow`: one clause that is true suffices; while the body may still make one true, the route waits for it.
    fn allow(&self, checks: &mut Checks) {
        if self.route.allow.iter().any(|clause| self.is_open(clause)) {
            return;
        }
        let refuse = self.refuse(&quote!(gw::Refusal::allow(route.name)));
        let (mut now, mut later, mut behind) = (Vec::new(), Vec::new(), Vec::new());
        if allowed(self.route).is_some() {
            now.push(self.unread.is_allowed());
        }
        for AllowClause { who, when, span: _ } in &self.route.allow {
            let is_role = is_role(who);
            let who = self.who(who);
            let Some(when) = when else {
                if !is_role {
                    now.push(who.unwrap_or_else(|| quote!(true)));
                }
                continue;
            };
            let both = |condition: TokenStream| match &who {
                Some(who) => quote!(#who && #condition),
                None => condition,
            };
            let is_unknown = self.unread.is_unknown(when);
            if !is_unknown {
                now.push(both(self.unread.is_in_part(when, Verdict::True)));
            }
            if when.reads_body() {
                later.push(match (is_unknown, &who) {
                    (true, Some(who)) => who.clone(),
                    (true, None) => quote!(true),
                    (false, _) => both(self.unread.is_in_part(when, Verdict::NotFalse)),
                });
                behind.push(both(self.read.is_in_part(when, Verdict::True)));
            }
        }
        if behind.is_empty() {
            checks.before_body.extend(quote! {
                let allowed = #(#now)||*;
                if !allowed { #refuse }
            });
        } else if now.is_empty() {
            // Nothing is known before the body but who calls.
            checks.waiting.always = true;
            checks.before_body.extend(quote!(if !(#(#later)||*) { #refuse }));
            checks.behind_body.extend(quote!(if !(#(#behind)||*) { #refuse }));
        } else {
            checks.waiting.if_any.push(quote!(!allowed));
            checks.before_body.extend(quote! {
                let allowed = #(#now)||*;
                if !allowed && !(#(#later)||*) { #refuse }
            });
            checks.behind_body.extend(quote!(if !allowed && !(#(#behind)||*) { #refuse }));
        }
    }

    /// Whether a clause admits whoever comes here.
    fn is_open(&self, clause: &AllowClause) -> bool {
        clause.when.is_none() && self.who(&clause.who).is_none()
    }

    /// An expression of type `bool`, whether the caller is meant; nothing where everybody is who comes here.
    fn who(&self, who: &Who) -> Option<TokenStream> {
        match (who, self.route.credential) {
            (Who::Anyone, _) => None,
            // Stage 7 has seen to it that somebody is there.
            (Who::Authenticated, Presence::Required) => None,
            (Who::Authenticated, Presence::Optional) => Some(quote!(principal.is_some())),
            (Who::Role { held_by, .. }, _) => Some(self.unread.holds(held_by)),
        }
    }

    /// `step_up`: asked when all else allows, as soon as that is known.
    fn step_up(&self, checks: &mut Checks) {
        checks.of_question = checks.before_body.clone();
        if self.route.step_up.is_empty() {
            return;
        }
        let step_ups = self.route.step_up.iter().map(|step_up| self.one_step_up(step_up));
        let step_ups = quote!(#(#step_ups)*);
        checks.of_question.extend(step_ups.clone());
        let Waiting { always, if_any } = &checks.waiting;
        if *always {
            checks.behind_body.extend(step_ups);
        } else if if_any.is_empty() {
            checks.before_body.extend(step_ups);
        } else {
            checks.before_body.extend(quote! {
                let waits = #(#if_any)||*;
                if !waits { #step_ups }
            });
            checks.behind_body.extend(quote!(if waits { #step_ups }));
        }
    }

    fn one_step_up(&self, step_up: &StepUp) -> TokenStream {
        let fails = self.unread.is(&step_up.condition, Verdict::NotTrue);
        let name = &step_up.name;
        let challenge = step_up_challenge(&step_up.challenge, self.realm);
        let ask = quote!(gw::Refusal::step_up(route.name, #name, #challenge));
        let cannot =
            self.route.auth.iter().filter(|scheme| !step_up.schemes.contains(&scheme.name));
        let cannot: Vec<_> =
            cannot.map(|scheme| self.names.get(Kind::Scheme, &scheme.name)).collect();
        if cannot.is_empty() {
            return quote!(if #fails { return Err(#ask); });
        }
        let refuse = self.refuse(&quote!(gw::Refusal::step_up_unavailable(route.name, #name)));
        let is_of = principal::is_of(self.route, &cannot);
        quote! {
            if #fails {
                if #is_of { #refuse }
                return Err(#ask);
            }
        }
    }

    /// Ends a route's function with a 403, which is a 404 to clients where the route is hidden.
    fn refuse(&self, refusal: &TokenStream) -> TokenStream {
        match self.route.visibility {
            Visibility::Shown => quote!(return Err(#refusal);),
            Visibility::Hidden { .. } => quote!(return Err(#refusal.hidden());),
        }
    }
}
