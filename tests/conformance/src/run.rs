//! Runs cases on all engines and compares what they answered.

use std::collections::BTreeMap;
use std::time::Duration;

use gatewright_core::policy::Policy;
use serde::Serialize;

use crate::answer::Answer;
use crate::case::coverage::{Coverage, may_wait, stage};
use crate::case::{Case, Kind};
use crate::engine::{Engine, Moment};
use crate::mint::mint;
use crate::request::{Judge, Request};
use crate::sample::Side;
use crate::shrink::shrink;
use crate::subject::Subject;
use crate::wire::Wire;

/// At most so many disagreements are shrunk: a gateway that is wrong everywhere says so soon enough.
const MOST_SHRUNK: usize = 12;

/// How often a case is sent again when it came at the edge of a limit.
const REPEATS: usize = 3;

/// How long to wait before.
const PAUSE: Duration = Duration::from_millis(2500);

/// Whether engines differ and some refused for a limit. Callers without a field share one count, which other cases use
/// too, and each engine reads a clock of its own: some time later all have to agree. Probes judge limits themselves.
fn at_the_edge_of_a_limit(answers: &[Answer]) -> bool {
    let decided = |answer: &Answer| (answer.status, answer.body.clone());
    let differ = answers.windows(2).any(|pair| match pair {
        [first, second] => decided(first) != decided(second),
        _ => false,
    });
    differ && answers.iter().any(|answer| answer.status == 429)
}

/// One case with all answers.
#[derive(Debug, Serialize)]
pub struct Record {
    /// What it tries.
    pub name: String,
    /// The kind of rule.
    pub kind: Kind,
    /// What was sent.
    pub request: Wire,
    /// What each engine answered.
    pub answers: BTreeMap<&'static str, Answer>,
    /// How engines differ from the reference, or the reference from what the case expects.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disagreements: Vec<Disagreement>,
}

/// One difference.
#[derive(Clone, Debug, Serialize)]
pub struct Disagreement {
    /// The engine that differs, or `expected`.
    pub engine: String,
    /// In what.
    pub differences: Vec<String>,
    /// A smaller request that shows it, as a curl command.
    pub curl: String,
}

/// The engines with the policy that they decide by; the first engine is the reference.
pub struct Runner<'s> {
    /// The policy and its keys.
    pub subject: &'s Subject,
    /// The engines.
    pub engines: Vec<Box<dyn Engine>>,
    /// Which cells were filled.
    pub coverage: Coverage,
    /// Whether disagreements are made smaller.
    pub shrinks: bool,
    shrunk: usize,
}

impl<'s> Runner<'s> {
    /// A runner with empty cells.
    #[must_use]
    pub fn new(subject: &'s Subject, engines: Vec<Box<dyn Engine>>) -> Runner<'s> {
        let coverage = Coverage::of(&subject.policy);
        Runner { subject, engines, coverage, shrinks: true, shrunk: 0 }
    }

    /// Sends one request to every engine at the same time.
    pub fn ask(&mut self, wire: &Wire, now: Moment) -> Vec<Answer> {
        std::thread::scope(|scope| {
            let running: Vec<_> = self
                .engines
                .iter_mut()
                .map(|engine| scope.spawn(move || engine.answer(wire, now)))
                .collect();
            let failed = || Answer::failed("the suite itself panicked".into());
            running.into_iter().map(|thread| thread.join().unwrap_or_else(|_| failed())).collect()
        })
    }

    /// Makes a request's credentials and sends it to every engine.
    ///
    /// # Errors
    ///
    /// Where a credential cannot be made.
    pub fn send(&mut self, request: &Request) -> anyhow::Result<(Wire, Vec<Answer>)> {
        let now = Moment::now();
        let wire = mint(request, &self.subject.policy, &self.subject.keys, now.seconds())?;
        let answers = self.ask(&wire, now);
        Ok((wire, answers))
    }

    /// Runs one case.
    ///
    /// # Errors
    ///
    /// Where a credential cannot be made.
    pub fn case(&mut self, case: &Case) -> anyhow::Result<Record> {
        let (mut wire, mut answers) = self.send(&case.request)?;
        for _ in 0..REPEATS {
            if !at_the_edge_of_a_limit(&answers) {
                break;
            }
            std::thread::sleep(PAUSE);
            (wire, answers) = self.send(&case.request)?;
        }
        let names: Vec<&'static str> = self.engines.iter().map(|engine| engine.name()).collect();
        let mut without_line = None;
        if case.request.judge == Judge::EmptyLine {
            let mut shorter = wire.clone();
            shorter.headers.retain(|(_, value)| !value.0.is_empty());
            without_line =
                self.engines.first_mut().map(|engine| engine.answer(&shorter, Moment::now()));
        }
        let mut disagreements = Vec::new();
        let Some((reference, others)) = answers.split_first() else {
            anyhow::bail!("there is no engine");
        };
        for (name, answer) in names.iter().skip(1).zip(others) {
            let differences = answer.differences(reference, case.request.judge);
            let excused = without_line
                .as_ref()
                .is_some_and(|other| answer.differences(other, case.request.judge).is_empty());
            if !differences.is_empty() && !excused {
                disagreements.push(Disagreement {
                    engine: (*name).to_owned(),
                    differences,
                    curl: wire.curl("http://GATEWAY"),
                });
            }
        }
        if let Some(unexpected) = unexpected(&self.subject.policy, case, reference) {
            disagreements.push(Disagreement {
                engine: "expected".into(),
                differences: vec![unexpected],
                curl: wire.curl("http://GATEWAY"),
            });
        }
        for disagreement in &mut disagreements {
            if self.shrinks && self.shrunk < MOST_SHRUNK {
                self.shrunk += 1;
                let engine = disagreement.engine.clone();
                if let Some(smaller) = shrink(self, &case.request, &engine) {
                    disagreement.curl = smaller.curl("http://GATEWAY");
                }
            }
        }
        if disagreements.is_empty() {
            let outcome = reference.rule.as_deref().filter(|_| !reference.is_admitted());
            if reference.is_admitted() || outcome.is_some() {
                self.coverage.note(&case.request, outcome, case.route.as_deref());
            }
        }
        Ok(Record {
            name: case.request.name.clone(),
            kind: case.kind,
            request: wire,
            answers: names.into_iter().zip(answers).collect(),
            disagreements,
        })
    }
}

/// What a case with a cell expects, where the reference does otherwise.
fn unexpected(policy: &Policy, case: &Case, reference: &Answer) -> Option<String> {
    if let Some(expected) = &case.expected {
        let rule = reference.rule.as_deref().filter(|_| !reference.is_admitted());
        let as_written = reference.status == expected.status && rule == expected.rule.as_deref();
        return (!as_written).then(|| {
            format!("status {} ({rule:?}) where {expected:?} is written", reference.status)
        });
    }
    let cell = case.cell.as_ref()?;
    // Where keys are few, callers meet their limits first; whether the rule was seen, its cells tell.
    if reference.status == 429 && !cell.rule.contains("/limit.") {
        return None;
    }
    let outcome = reference.rule.as_deref().unwrap_or_default();
    let refused_by_it = outcome == cell.rule && !reference.is_admitted();
    let as_meant = match cell.side {
        Side::Outside => refused_by_it,
        Side::Inside => {
            let later = stage(outcome) > stage(&cell.rule) || may_wait(policy, outcome);
            reference.is_admitted() || (later && !refused_by_it)
        }
    };
    (!as_meant).then(|| {
        let expected = match cell.side {
            Side::Outside => "refused",
            Side::Inside => "let pass",
        };
        format!(
            "status {} ({outcome}) where `{}` was to be {expected} by {}",
            reference.status, cell.part, cell.rule
        )
    })
}
