//! Uses limits up and compares what engines do then.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::answer::Answer;
use crate::case::limit::Probe;
use crate::engine::{Engine, Moment};
use crate::mint::mint;
use crate::request::{Judge, Request};
use crate::run::{Disagreement, Runner};
use crate::wire::Wire;

impl Runner<'_> {
    /// Uses a limit up on every engine.
    ///
    /// # Errors
    ///
    /// Where a credential cannot be made.
    pub fn probe(&mut self, probe: &Probe) -> anyhow::Result<ProbeRecord> {
        let now = Moment::now();
        let mint = |request: &Request| {
            mint(request, &self.subject.policy, &self.subject.keys, now.seconds())
        };
        let pump = probe.pump.iter().map(mint).collect::<Result<Vec<_>, _>>()?;
        let refused =
            probe.refused.iter().map(|(route, request)| Ok((route.clone(), mint(request)?)));
        let refused = refused.collect::<anyhow::Result<Vec<_>>>()?;
        let free = probe.free.iter().map(mint).collect::<Result<Vec<_>, _>>()?;
        let mut outcomes: BTreeMap<&'static str, Outcome> = BTreeMap::new();
        let mut disagreements = Vec::new();
        let mut reference: Option<Outcome> = None;
        for engine in &mut self.engines {
            let outcome = use_up(engine.as_mut(), probe, now, &pump, &refused, &free);
            let differences = outcome.differences(probe, reference.as_ref());
            if !differences.is_empty() {
                let first = pump.first().map(|wire| wire.curl("http://GATEWAY"));
                disagreements.push(Disagreement {
                    engine: engine.name().to_owned(),
                    differences,
                    curl: first.unwrap_or_default(),
                });
            }
            if reference.is_none() {
                reference = Some(outcome.clone());
            }
            outcomes.insert(engine.name(), outcome);
        }
        if disagreements.is_empty() {
            let shared = reference.as_ref().map(|reference| &reference.shared);
            for (route, request) in &probe.refused {
                let answer = shared.and_then(|shared| shared.get(route)).and_then(Option::as_ref);
                if let Some(rule) = answer.and_then(|answer| answer.rule.as_deref()) {
                    self.coverage.note(request, Some(rule), None);
                }
            }
        }
        Ok(ProbeRecord {
            name: probe.name.clone(),
            burst: probe.limit.burst,
            requests: pump.len() + refused.len() + free.len(),
            outcomes,
            disagreements,
        })
    }
}

/// A limit used up on each engine.
#[derive(Debug, Serialize)]
pub struct ProbeRecord {
    /// What it tries.
    pub name: String,
    /// The burst.
    pub burst: u64,
    /// Requests prepared for each engine.
    pub requests: usize,
    /// What each engine did.
    pub outcomes: BTreeMap<&'static str, Outcome>,
    /// Where an engine differs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disagreements: Vec<Disagreement>,
}

/// What one engine did when a limit was used up.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Outcome {
    /// Requests admitted before the first refusal.
    pub admitted: u64,
    /// Milliseconds until then.
    pub elapsed_ms: u64,
    /// The refusal.
    pub refusal: Option<Answer>,
    /// On each route that shares the count, the refusal there; none where it was not refused.
    pub shared: BTreeMap<String, Option<Answer>>,
    /// The statuses of requests of another count.
    pub free: Vec<u16>,
    /// Requests admitted after a pause, and the milliseconds since the first refusal.
    pub after_pause: Option<(u64, u64)>,
}

fn use_up(
    engine: &mut dyn Engine,
    probe: &Probe,
    now: Moment,
    pump: &[Wire],
    refused: &[(String, Wire)],
    free: &[Wire],
) -> Outcome {
    let mut outcome = Outcome::default();
    let is_refusal = |answer: &Answer| answer.status == 429;
    let start = Instant::now();
    for wire in pump {
        let answer = engine.answer(wire, now);
        if is_refusal(&answer) {
            outcome.refusal = Some(answer);
            break;
        }
        outcome.admitted += 1;
    }
    outcome.elapsed_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let drained = Instant::now();
    for (route, wire) in refused {
        // What the rate gave back meanwhile is used up first.
        let tries = (0..20).map(|_| engine.answer(wire, now));
        let found = tries.into_iter().find(is_refusal);
        outcome.shared.insert(route.clone(), found);
    }
    outcome.free = free.iter().map(|wire| engine.answer(wire, now).status).collect();
    let interval = probe.limit.window_ms / probe.limit.requests.max(1);
    if outcome.refusal.is_some() {
        let pause = if interval <= 1000 { interval * 3 + interval / 5 } else { 1200 };
        std::thread::sleep(Duration::from_millis(pause));
        let later = Moment(now.0 + pause);
        let tries = pump.iter().take_while(|wire| !is_refusal(&engine.answer(wire, later)));
        let admitted = tries.count() as u64;
        let passed = u64::try_from(drained.elapsed().as_millis()).unwrap_or(u64::MAX);
        outcome.after_pause = Some((admitted, passed));
    }
    outcome
}

impl Outcome {
    fn differences(&self, probe: &Probe, reference: Option<&Outcome>) -> Vec<String> {
        let mut differences = Vec::new();
        let limit = &probe.limit;
        let interval = (limit.window_ms / limit.requests.max(1)).max(1);
        let most = limit.burst + self.elapsed_ms / interval;
        if self.admitted < limit.burst || self.admitted > most {
            differences.push(format!(
                "{} requests were admitted in {} ms instead of {} to {most}",
                self.admitted, self.elapsed_ms, limit.burst
            ));
        }
        if let Some((admitted, passed)) = self.after_pause {
            // At the first refusal less than one was left, so this is the most that the rate gives back since.
            let most = 1 + passed / interval;
            let least = if interval <= 1000 { 2 } else { 0 };
            if admitted > most || admitted < least {
                differences.push(format!(
                    "{admitted} requests were admitted {passed} ms later instead of {least} to {most}"
                ));
            }
        }
        if self.free.contains(&429) {
            differences.push("a request of another count was refused too".into());
        }
        for (route, answer) in &self.shared {
            if answer.is_none() {
                differences.push(format!("{route} does not share the count"));
            }
        }
        let Some(reference) = reference else { return differences };
        let pairs = self.shared.iter().filter_map(|(route, answer)| {
            Some((answer.as_ref()?, reference.shared.get(route)?.as_ref()?))
        });
        let own = self.refusal.iter().zip(&reference.refusal);
        for (here, there) in pairs.chain(own) {
            differences.extend(here.differences(there, Judge::Decision));
        }
        differences
    }
}
