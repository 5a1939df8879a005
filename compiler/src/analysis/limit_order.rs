//! The one order in which a policy's limits are asked: gateways ask each limit at one place, for all routes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use gatewright_core::policy::{Limit, LimitStage, Route};

/// Two limits that a route asks one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Precedence<'p> {
    /// The limit that is asked first.
    pub before: &'p Arc<Limit>,
    /// The limit that is asked next.
    pub after: &'p Arc<Limit>,
    /// The route.
    pub route: &'p Route,
}

/// The limits of a stage that routes ask, each before those that any route asks after it; otherwise as first asked.
///
/// # Errors
///
/// Precedences that contradict each other: each begins with the limit that the one before ends with, and the last ends
/// with the limit that the first begins with.
pub fn order<'p>(
    routes: impl Iterator<Item = &'p Route>,
    stage: LimitStage,
) -> Result<Vec<&'p Arc<Limit>>, Vec<Precedence<'p>>> {
    let precedences = Precedences::of(routes, stage);
    let mut waiting_for: Vec<usize> = precedences
        .limits
        .iter()
        .enumerate()
        .map(|(limit, _)| precedences.before(limit).count())
        .collect();
    let mut ready: BTreeSet<usize> =
        (0..waiting_for.len()).filter(|limit| waiting_for.get(*limit) == Some(&0)).collect();
    let mut ordered = Vec::new();
    while let Some(limit) = ready.pop_first() {
        ordered.extend(precedences.limits.get(limit).copied());
        for after in precedences.after(limit) {
            if let Some(count) = waiting_for.get_mut(after) {
                *count -= 1;
                if *count == 0 {
                    ready.insert(after);
                }
            }
        }
    }
    match waiting_for.iter().position(|count| *count > 0) {
        None => Ok(ordered),
        Some(limit) => Err(precedences.circle(limit, &waiting_for)),
    }
}

/// What routes say about the order; limits by number.
#[derive(Default)]
struct Precedences<'p> {
    limits: Vec<&'p Arc<Limit>>,
    /// The routes that say so first, by the two limits.
    routes: BTreeMap<(usize, usize), &'p Route>,
    /// The same pairs, the other way around.
    reversed: BTreeSet<(usize, usize)>,
}

impl<'p> Precedences<'p> {
    fn of(routes: impl Iterator<Item = &'p Route>, stage: LimitStage) -> Precedences<'p> {
        let mut found = Precedences::default();
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        for route in routes {
            let mut before = None;
            for limit in route.limits.iter().filter(|limit| limit.stage() == stage) {
                let number = *numbers.entry(&limit.name).or_insert_with(|| {
                    found.limits.push(limit);
                    found.limits.len() - 1
                });
                if let Some(before) = before {
                    found.routes.entry((before, number)).or_insert(route);
                    found.reversed.insert((number, before));
                }
                before = Some(number);
            }
        }
        found
    }

    fn after(&self, limit: usize) -> impl Iterator<Item = usize> {
        self.routes.range((limit, 0)..=(limit, usize::MAX)).map(|((_, after), _)| *after)
    }

    fn before(&self, limit: usize) -> impl Iterator<Item = usize> {
        self.reversed.range((limit, 0)..=(limit, usize::MAX)).map(|(_, before)| *before)
    }

    /// A circle among the limits that wait for others. Each of them waits for another, so walking back must come
    /// around.
    fn circle(&self, start: usize, waiting_for: &[usize]) -> Vec<Precedence<'p>> {
        let mut walked = vec![start];
        let mut at = start;
        loop {
            let is_waiting =
                |limit: &usize| waiting_for.get(*limit).is_some_and(|count| *count > 0);
            let Some(before) = self.before(at).find(is_waiting) else { return Vec::new() };
            if let Some(begin) = walked.iter().position(|limit| *limit == before) {
                let mut circle = walked.split_off(begin);
                circle.push(before);
                circle.reverse();
                return circle.windows(2).filter_map(|pair| self.precedence(pair)).collect();
            }
            walked.push(before);
            at = before;
        }
    }

    fn precedence(&self, pair: &[usize]) -> Option<Precedence<'p>> {
        let [before, after] = pair else { return None };
        Some(Precedence {
            before: self.limits.get(*before)?,
            after: self.limits.get(*after)?,
            route: self.routes.get(&(*before, *after))?,
        })
    }
}
