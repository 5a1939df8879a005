//! Requests at the boundaries of every rule, derived from a policy: one file a kind of rule.

pub mod api_key;
pub mod body;
pub mod client_address;
pub mod coverage;
pub mod declared;
pub mod host;
pub mod identity;
pub mod limit;
pub mod path;
pub mod query;
pub mod random;
pub mod role;
pub mod route;
pub mod token;
pub mod wire;
pub mod written;

use gatewright_core::policy::{Policy, Route};
use serde::Serialize;

use crate::keys::Keys;
use crate::random::Random;
use crate::request::Request;
use crate::sample::Side;
use crate::scene::Scene;
use crate::solve::{Oracle, Solved, solve};
use crate::supply::Supply;

/// The kinds of rules, as the report names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Methods, sizes and repeated headers.
    Wire,
    /// The path's spelling.
    Path,
    /// The `Host` field.
    Host,
    /// Templates, path parameters and methods of a template.
    Route,
    /// Tokens.
    Token,
    /// API keys.
    ApiKey,
    /// Roles and conditions.
    Allow,
    /// Identity headers.
    Identity,
    /// The client's address.
    ClientAddress,
    /// Limits.
    Limit,
    /// The query.
    Query,
    /// Declared headers and cookies.
    Declared,
    /// Bodies.
    Body,
    /// Random requests.
    Random,
    /// Requests out of a file.
    File,
    /// Requests written into the policy, with what they must give.
    Written,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 16] = [
        Kind::Wire,
        Kind::Path,
        Kind::Host,
        Kind::Route,
        Kind::Token,
        Kind::ApiKey,
        Kind::Allow,
        Kind::Identity,
        Kind::ClientAddress,
        Kind::Limit,
        Kind::Query,
        Kind::Declared,
        Kind::Body,
        Kind::Random,
        Kind::File,
        Kind::Written,
    ];
}

/// A place that a case fills: one side of a rule, or of a part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Cell {
    /// The rule.
    pub rule: String,
    /// The part of it, such as a field; empty for the rule itself.
    pub part: String,
    /// The side.
    pub side: Side,
}

/// One request with what it is for.
#[derive(Clone, Debug)]
pub struct Case {
    /// The kind of rule.
    pub kind: Kind,
    /// The route that it aims at.
    pub route: Option<String>,
    /// The cell that it fills, if it turns out as meant.
    pub cell: Option<Cell>,
    /// What it gives, where somebody has written that down.
    pub expected: Option<Expected>,
    /// The request.
    pub request: Request,
}

/// What a request gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The status.
    pub status: u16,
    /// The rule that refuses; `None` where it is admitted.
    pub rule: Option<String>,
}

/// What the derivation of cases works with.
pub struct Context<'p> {
    /// The policy.
    pub policy: &'p Policy,
    /// The keys.
    pub keys: &'p Keys,
    /// Fresh addresses and ids.
    pub supply: Supply,
    /// Random numbers.
    pub random: Random,
    /// What was found out about each route, in the policy's order.
    pub routes: Vec<(&'p Route, Solved<'p>)>,
    /// The cases so far.
    pub cases: Vec<Case>,
}

impl<'p> Context<'p> {
    /// Finds out what admits each route.
    pub fn new(
        policy: &'p Policy,
        keys: &'p Keys,
        seed: u64,
        oracle: &mut Oracle<'_>,
    ) -> Context<'p> {
        let mut context = Context {
            policy,
            keys,
            supply: Supply::default(),
            random: Random::new(seed),
            routes: Vec::new(),
            cases: Vec::new(),
        };
        for route in policy.routes() {
            let solved =
                solve(policy, route, keys, &mut context.supply, &mut context.random, oracle);
            context.routes.push((route, solved));
        }
        context
    }

    /// The first admitted call of each route that has one.
    #[must_use]
    pub fn admitted(&self) -> Vec<Scene<'p>> {
        self.routes.iter().filter_map(|(_, solved)| solved.admitted.first().cloned()).collect()
    }

    /// An admitted call whose credential is of that scheme.
    #[must_use]
    pub fn admitted_by(&self, scheme: &str) -> Option<Scene<'p>> {
        let scenes = self.routes.iter().flat_map(|(_, solved)| &solved.admitted);
        scenes.into_iter().find(|scene| scene.caller.scheme() == Some(scheme)).cloned()
    }

    /// Spells a scene out.
    pub fn request(&mut self, name: &str, scene: &Scene<'_>) -> Request {
        scene.request(name, &mut self.supply, self.keys)
    }

    /// Adds a case.
    pub fn push(&mut self, kind: Kind, route: Option<&str>, request: Request) {
        let route = route.map(str::to_owned);
        self.cases.push(Case { kind, route, cell: None, expected: None, request });
    }

    /// Adds a case that fills a cell.
    pub fn push_cell(
        &mut self,
        kind: Kind,
        route: &str,
        (rule, part, side): (&str, &str, Option<Side>),
        request: Request,
    ) {
        let cell = side.map(|side| Cell { rule: rule.to_owned(), part: part.to_owned(), side });
        let route = Some(route.to_owned());
        self.cases.push(Case { kind, route, cell, expected: None, request });
    }
}

/// All cases of a policy, those of limits apart; the seed decides the random ones.
pub fn derive(context: &mut Context<'_>) {
    wire::derive(context);
    path::derive(context);
    host::derive(context);
    route::derive(context);
    role::derive(context);
    token::derive(context);
    api_key::derive(context);
    identity::derive(context);
    client_address::derive(context);
    query::derive(context);
    declared::derive(context);
    body::derive(context);
    random::derive(context);
}
