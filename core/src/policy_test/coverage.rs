//! What tests decided and looked at: which clauses, and on which side.

use std::collections::BTreeSet;

use super::effect::{Effect, Named, effects, looked_at};
use super::joined::{Joined, Turn};
use super::run::Observation;
use crate::evaluate::{Decision, Outcome, Stage, Verdict};
use crate::policy::{Moment, Network, Policy, Presence, Route, Span, Who};

/// The parts of a policy that decide or change what leaves, with the sides that tests saw of each.
#[derive(Clone, Debug)]
pub struct Coverage {
    items: Vec<Item>,
}

/// One part of a policy that decides or changes what leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The rule that it refuses by, or the route's name for whether it admits at all.
    pub rule: String,
    /// Where it stands.
    pub span: Span,
    /// The sides that it has.
    pub has: Sides,
    /// The sides that some test saw.
    pub seen: Sides,
    place: Place,
    effect: Option<Effect>,
}

/// On which sides something decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    /// The request goes on.
    pub passes: bool,
    /// It does not, or not by this clause.
    pub refuses: bool,
    /// A test expects something of what it makes of an answer, or of what its upstream gets.
    pub shows: bool,
}

impl Sides {
    const BOTH: Sides = Sides { passes: true, refuses: true, shows: false };
    const PASSES: Sides = Sides { passes: true, refuses: false, shows: false };

    fn count(self) -> usize {
        [self.passes, self.refuses, self.shows].into_iter().filter(|side| *side).count()
    }
}

/// Which checks are about an item.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// That the route admits.
    Admission(String),
    /// The checks of one stage on one route.
    Stage(String, Stage),
    /// The checks of one clause on one route.
    Clause(String, Stage, Span),
    /// The checks of one declaration, whatever the route.
    Declaration(Stage, Span),
    /// The host.
    Host,
    /// Nothing: it decides nothing.
    Nowhere,
}

impl Coverage {
    /// Nothing is seen yet.
    #[must_use]
    pub fn new(policy: &Policy) -> Coverage {
        Coverage { items: items(policy) }
    }

    /// Takes note of what came of a request.
    pub fn observe(&mut self, observation: Observation<'_>) {
        let effects = looked_at(observation);
        for item in &mut self.items {
            let seen = item.place.seen(observation.decision);
            item.seen.passes |= seen.passes && item.has.passes;
            item.seen.refuses |= seen.refuses && item.has.refuses;
            item.seen.shows |= item.effect.as_ref().is_some_and(|effect| effects.contains(effect));
        }
    }

    /// Every part, in the order of the policy.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// How many sides tests saw, and how many there are.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let count = |sides: fn(&Item) -> Sides| {
            self.items.iter().map(|item| sides(item).count()).sum::<usize>()
        };
        (count(|item| item.seen), count(|item| item.has))
    }
}

impl Item {
    fn new(rule: String, span: Span, has: Sides, place: Place) -> Item {
        Item { rule, span, has, seen: Sides::default(), place, effect: None }
    }

    /// The same, which also changes what leaves.
    fn showing(self, effect: Effect) -> Item {
        let has = Sides { shows: true, ..self.has };
        Item { has, effect: Some(effect), ..self }
    }

    /// The sides that no test saw.
    #[must_use]
    pub fn missing(&self) -> Sides {
        Sides {
            passes: self.has.passes && !self.seen.passes,
            refuses: self.has.refuses && !self.seen.refuses,
            shows: self.has.shows && !self.seen.shows,
        }
    }
}

impl Place {
    fn seen(&self, decision: &Decision) -> Sides {
        let is_of = |route: &String| decision.route.as_ref() == Some(route);
        let steps = |stage: Stage, span: Option<Span>| {
            let mut sides = Sides::default();
            for step in &decision.trace {
                let is_of_stage = step.stage == stage
                    || (stage == Stage::Authorize && step.stage == Stage::BodyCondition);
                if !is_of_stage || (span.is_some() && step.span != span) {
                    continue;
                }
                match step.verdict {
                    Verdict::Pass => sides.passes = true,
                    Verdict::Refuse => sides.refuses = true,
                    Verdict::Wait => {}
                    // A clause that does not hold, while others may.
                    Verdict::None => sides.refuses |= span.is_some(),
                }
            }
            sides
        };
        match self {
            Place::Admission(route) => {
                let is_admitted = matches!(decision.outcome, Outcome::Admit(_));
                Sides { passes: is_admitted && is_of(route), ..Sides::default() }
            }
            Place::Stage(route, stage) if is_of(route) => steps(*stage, None),
            Place::Clause(route, stage, span) if is_of(route) => steps(*stage, Some(*span)),
            Place::Stage(..) | Place::Clause(..) | Place::Nowhere => Sides::default(),
            Place::Declaration(stage, span) => steps(*stage, Some(*span)),
            Place::Host => {
                let is_refused = decision.rule() == Some("host");
                let is_past = decision.trace.iter().any(|step| step.stage > Stage::Client);
                Sides { passes: is_past && !is_refused, refuses: is_refused, shows: false }
            }
        }
    }
}

/// Takes the policy apart without `..`, so that whoever adds a rule has to say here what covers it.
fn items(policy: &Policy) -> Vec<Item> {
    let Policy {
        name: _,
        version: _,
        digest: _,
        targets: _,
        hosts,
        trusted_proxies: _,
        network,
        principal: _,
        roles: _,
        schemes: _,
        // No test sees a connection, nor how long somebody is waited for.
        tls: _,
        // Covered with what leaves.
        upstreams: _,
        step_ups,
        limits,
        cors,
        enumerations: _,
        schemas: _,
        unions: _,
        apis,
        // Covered with what leaves.
        response_headers: _,
        detail: _,
        problem_types: _,
        upstream_errors: _,
        // What is told of decisions is none.
        log: _,
        alerts: _,
        tests: _,
        nevers: _,
    } = policy;
    let mut items = Vec::new();
    if !hosts.is_empty() {
        items.push(Item::new("host".into(), Span::default(), Sides::BOTH, Place::Host));
    }
    of_network(network, &mut items);
    for limit in limits {
        let place = Place::Declaration(Stage::Limit, limit.span);
        items.push(Item::new(format!("limit.{}", limit.name), limit.span, Sides::BOTH, place));
    }
    for cors in cors {
        let place = Place::Declaration(Stage::Cors, cors.span);
        let item = Item::new(format!("cors.{}", cors.name), cors.span, Sides::BOTH, place);
        items.push(item.showing(Effect::Cors(cors.span)));
    }
    for step_up in step_ups {
        let place = Place::Declaration(Stage::Authorize, step_up.span);
        items.push(Item::new(
            format!("step_up.{}", step_up.name),
            step_up.span,
            Sides::BOTH,
            place,
        ));
    }
    let mut joined = Joined::of(policy);
    for api in apis {
        for route in &api.routes {
            of_route(&api.name, route, &mut joined, &mut items);
        }
    }
    let known: BTreeSet<Effect> = items.iter().filter_map(|item| item.effect.clone()).collect();
    let effects = effects(policy).into_iter().filter(|named| !known.contains(&named.effect));
    items.extend(effects.map(|Named { effect, rule, span, .. }| {
        Item::new(rule, span, Sides::default(), Place::Nowhere).showing(effect)
    }));
    items
}

fn of_network(network: &Network, items: &mut Vec<Item>) {
    let Network { deny, allow, countries, limit } = network;
    let mut push = |rule: &str, stage: Stage, span: Span| {
        let place = Place::Declaration(stage, span);
        items.push(Item::new(rule.to_owned(), span, Sides::BOTH, place));
    };
    if let Some(deny) = deny {
        push("network.deny", Stage::Client, deny.span);
    }
    if let Some(allow) = allow {
        push("network.allow", Stage::Client, allow.span);
    }
    if let Some(countries) = countries
        && countries.rule.is_some()
    {
        push("network.countries", Stage::Client, countries.span);
    }
    if let Some(limit) = limit {
        push(Network::LIMIT, Stage::Limit, limit.span);
    }
}

fn of_route(api: &str, route: &Route, joined: &mut Joined, items: &mut Vec<Item>) {
    let Route {
        name,
        method: _,
        segments: _,
        lifetime,
        // Covered once for all routes that share it.
        cors: _,
        upstream: _,
        auth,
        credential,
        // Limits and step-ups are covered once for all routes that share them.
        limits: _,
        step_up: _,
        // Covered with what leaves.
        visibility: _,
        allow,
        deny,
        require,
        query,
        headers,
        cookies,
        body,
        // Covered with what leaves.
        transformation: _,
        returns: _,
        response_headers: _,
        span,
    } = route;
    let mut push = |item: Item| items.push(item);
    let own = |rule: &str| format!("{name}/{rule}");
    let stage = |stage: Stage| Place::Stage(name.clone(), stage);
    let clause = |span: Span| Place::Clause(name.clone(), Stage::Authorize, span);
    push(Item::new(name.clone(), *span, Sides::PASSES, Place::Admission(name.clone())));
    if let Some(Moment { span, .. }) = lifetime.sunset {
        let turn = joined.turn(span);
        let place = match turn {
            Turn::Own => Place::Clause(name.clone(), Stage::Route, span),
            Turn::First | Turn::Again => Place::Declaration(Stage::Route, span),
        };
        if let Some(rule) = turn.rule(api, name, "sunset") {
            push(Item::new(rule, span, Sides::BOTH, place).showing(Effect::Sunset(span)));
        }
    }
    if !auth.is_empty() {
        // No test presents a bad credential.
        let has = match credential {
            Presence::Required => Sides::BOTH,
            Presence::Optional => Sides::PASSES,
        };
        push(Item::new(own("auth"), *span, has, stage(Stage::Authenticate)));
    }
    if query.is_some() {
        push(Item::new(own("query"), *span, Sides::BOTH, stage(Stage::Query)));
    }
    if let Some(headers) = headers {
        push(Item::new(own("headers"), headers.span, Sides::BOTH, stage(Stage::Headers)));
    }
    if let Some(cookies) = cookies {
        push(Item::new(own("cookies"), cookies.span, Sides::BOTH, stage(Stage::Cookies)));
    }
    let denies = deny.iter().map(|clause| ("deny", clause.span));
    for (rule, span) in denies.chain(require.iter().map(|clause| ("require", clause.span))) {
        let turn = joined.turn(span);
        let place = match turn {
            Turn::Own => clause(span),
            Turn::First | Turn::Again => Place::Declaration(Stage::Authorize, span),
        };
        if let Some(rule) = turn.rule(api, name, rule) {
            push(Item::new(rule, span, Sides::BOTH, place));
        }
    }
    for allow in allow {
        let admits_all = match allow.who {
            Who::Anyone => true,
            // Whoever comes so far is somebody.
            Who::Authenticated => *credential == Presence::Required,
            Who::Role { .. } => false,
        };
        let always = allow.when.is_none() && admits_all;
        let has = if always { Sides::PASSES } else { Sides::BOTH };
        push(Item::new(own("allow"), allow.span, has, clause(allow.span)));
    }
    if let Some(body) = body {
        push(Item::new(own("body"), body.span, Sides::BOTH, stage(Stage::Content)));
    }
}
