//! One policy's two sides: the evaluator, and the module that the compiler prints.

use crate::answer::{Answer, View};
use crate::case::{Case, Context, derive};
use crate::differential::module::{Module, SharedClock, Start};
use crate::differential::vary::vary;
use crate::engine::Engine as _;
use crate::engine::evaluator::Evaluator;
use crate::mint::mint;
use crate::random::Random;
use crate::request::{Judge, Request};
use crate::shrink::smaller;
use crate::subject::Subject;
use crate::wire::Wire;

use super::report::{Disagreement, Tally};

/// At most so many disagreements of one policy are told.
const MOST_TOLD: usize = 3;

/// Of a policy whose requests cannot be made, so many are tried for each that is wanted; what is missing then is told.
const TRIES: usize = 4;

/// Every so many requests time jumps, so that limits give back.
const REQUESTS_TO_A_JUMP: usize = 50;

/// Both sides, on one clock.
pub struct Pair<'s> {
    subject: &'s Subject,
    evaluator: Evaluator,
    module: Module,
    clock: SharedClock,
}

impl<'s> Pair<'s> {
    /// Both sides of a policy.
    ///
    /// # Errors
    ///
    /// Where a side does not take the keys.
    pub fn new(subject: &'s Subject, start: Start) -> anyhow::Result<Pair<'s>> {
        let clock = SharedClock::started();
        let view = View::of(&subject.policy);
        let module = Module::start(start, &subject.folder, &clock, view)?;
        Ok(Pair { subject, evaluator: Evaluator::new(subject)?, module, clock })
    }

    /// Asks both; `None` where the request cannot be made, or a server's own parser is to refuse it: neither may then
    /// count it.
    pub fn ask(&mut self, request: &Request) -> Option<(Wire, Answer, Answer)> {
        if request.judge == Judge::Refusal {
            return None;
        }
        let now = self.clock.now();
        let wire = mint(request, &self.subject.policy, &self.subject.keys, now.seconds()).ok()?;
        let module = self.module.answer(&wire)?;
        let evaluator = self.evaluator.answer(&wire, now);
        self.clock.advance(1);
        Some((wire, evaluator, module))
    }

    /// Asks both until `count` requests are compared: the derived ones, then changed ones of these.
    ///
    /// # Errors
    ///
    /// Where the evaluator cannot be made anew.
    pub fn compare(&mut self, seed: u64, count: usize) -> anyhow::Result<Tally> {
        let mut random = Random::new(seed);
        let cases = derived(self.subject, seed)?;
        let mut tally = Tally::default();
        let mut tried = 0;
        // Each derived request once, in an order that a small count cuts off fairly.
        let mut order: Vec<usize> = (0..cases.len()).collect();
        for place in (1..order.len()).rev() {
            order.swap(place, random.below(place + 1));
        }
        while tally.compared() < count && tried < count * TRIES && !cases.is_empty() {
            let next = order.pop();
            let place = next.unwrap_or_else(|| random.below(cases.len()));
            let Some(case) = cases.get(place) else { continue };
            let mut request = case.request.clone();
            if next.is_none() {
                for _ in 0..=random.below(3) {
                    vary(&mut request, &mut random);
                }
            }
            tried += 1;
            if tried.is_multiple_of(REQUESTS_TO_A_JUMP) {
                self.clock.advance(u64::try_from(random.below(90_000)).unwrap_or_default());
            }
            self.judge(&request, &mut tally);
        }
        Ok(tally)
    }

    /// Asks both one request, and notes how they stand to each other.
    pub fn judge(&mut self, request: &Request, tally: &mut Tally) {
        let Some((wire, evaluator, module)) = self.ask(request) else {
            tally.unsendable += 1;
            return;
        };
        tally.note(&evaluator);
        let differences = differences(&evaluator, &module);
        if differences.is_empty() {
            return;
        }
        tally.differing += 1;
        if tally.disagreements.len() >= MOST_TOLD {
            return;
        }
        let mut found = Disagreement {
            request: request.clone(),
            curl: wire.curl("http://SERVICE"),
            evaluator,
            module,
            differences,
        };
        // What is left after all that can be left out still differs.
        if let Some(request) = smaller(request, &mut |candidate| self.still_differs(candidate))
            && let Some((wire, evaluator, module)) = self.ask(&request)
        {
            let differences = differences_or(&evaluator, &module, found.differences);
            let curl = wire.curl("http://SERVICE");
            found = Disagreement { request, curl, evaluator, module, differences };
        }
        tally.disagreements.push(found);
    }

    fn still_differs(&mut self, request: &Request) -> bool {
        let asked = self.ask(request);
        asked.is_some_and(|(_, evaluator, module)| !differences(&evaluator, &module).is_empty())
    }
}

fn differences_or(evaluator: &Answer, module: &Answer, before: Vec<String>) -> Vec<String> {
    let now = differences(evaluator, module);
    if now.is_empty() { before } else { now }
}

/// How the module differs. No line is lost on the way here, so that an empty one counts too.
fn differences(evaluator: &Answer, module: &Answer) -> Vec<String> {
    module.differences(evaluator, Judge::Decision)
}

/// The requests that the suite derives from a policy.
fn derived(subject: &Subject, seed: u64) -> anyhow::Result<Vec<Case>> {
    let clock = SharedClock::started();
    let mut oracle = Evaluator::new(subject)?;
    let mut ask = |request: &Request| {
        clock.advance(60_000);
        let now = clock.now();
        match mint(request, &subject.policy, &subject.keys, now.seconds()) {
            Ok(wire) => oracle.answer(&wire, now),
            Err(error) => Answer::failed(error.to_string()),
        }
    };
    let mut context = Context::new(&subject.policy, &subject.keys, seed, &mut ask);
    derive(&mut context);
    Ok(context.cases)
}
