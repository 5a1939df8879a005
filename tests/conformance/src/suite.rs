//! One run: a policy, its engines, its cases.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

use gatewright_core::policy::Policy;

use crate::answer::Answer;
use crate::case::limit::{self, Probe};
use crate::case::{Case, Context, Kind, derive, written};
use crate::engine::evaluator::Evaluator;
use crate::engine::{self, Edited, Engine, EngineName, Moment};
use crate::mint::mint;
use crate::report::Report;
use crate::request::Request;
use crate::run::Runner;
use crate::subject::Subject;

/// What to run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The policy's file.
    pub policy: PathBuf,
    /// More requests, run before the derived ones.
    pub requests: Vec<Request>,
    /// The seed of the random requests.
    pub seed: u64,
    /// What to run instead of what the compiler prints.
    pub edited: Edited,
}

impl Plan {
    /// Everything on a policy.
    #[must_use]
    pub fn of(policy: impl Into<PathBuf>) -> Plan {
        Plan { policy: policy.into(), requests: Vec::new(), seed: 1, edited: Edited::default() }
    }
}

/// A policy with everything that is to be sent.
pub struct Prepared {
    /// The policy and its keys.
    pub subject: Subject,
    /// The cases.
    pub cases: Vec<Case>,
    /// The limits.
    pub probes: Vec<Probe>,
}

impl Prepared {
    /// Reads the policy and derives its cases.
    ///
    /// # Errors
    ///
    /// Where the policy does not compile, or keys are missing.
    pub fn new(plan: &Plan) -> anyhow::Result<Prepared> {
        let subject = Subject::load(&plan.policy, &plan.edited)?;
        is_comparable(&subject.policy, &plan.edited)?;
        let mut oracle = Evaluator::new(&subject)?;
        let mut ask = |request: &Request| {
            let now = Moment::now();
            match mint(request, &subject.policy, &subject.keys, now.seconds()) {
                Ok(wire) => oracle.answer(&wire, now),
                Err(error) => Answer::failed(error.to_string()),
            }
        };
        let mut context = Context::new(&subject.policy, &subject.keys, plan.seed, &mut ask);
        derive(&mut context);
        let probes = limit::probes(&mut context);
        let file = |request: &Request| Case {
            kind: Kind::File,
            route: None,
            cell: None,
            expected: None,
            request: request.clone(),
        };
        let mut cases: Vec<Case> = plan.requests.iter().map(file).collect();
        cases.extend(written::cases(&mut context, &subject.text)?);
        cases.append(&mut context.cases);
        Ok(Prepared { subject, cases, probes })
    }

    /// Compares an engine with the reference in the cases and limits of these kinds, up to the first difference.
    ///
    /// # Errors
    ///
    /// Where a credential cannot be made.
    pub fn compare(&self, engine: Box<dyn Engine>, kinds: &[Kind]) -> anyhow::Result<Verdict> {
        let reference: Box<dyn Engine> = Box::new(Evaluator::new(&self.subject)?);
        let mut runner = Runner::new(&self.subject, vec![reference, engine]);
        runner.shrinks = false;
        if !self.admits(&mut runner)? {
            return Ok(Verdict::Broken);
        }
        if kinds.contains(&Kind::Limit) {
            for probe in &self.probes {
                if !runner.probe(probe)?.disagreements.is_empty() {
                    return Ok(Verdict::Differs(probe.name.clone()));
                }
            }
        }
        for case in self.cases.iter().filter(|case| kinds.contains(&case.kind)) {
            if !runner.case(case)?.disagreements.is_empty() {
                return Ok(Verdict::Differs(case.request.name.clone()));
            }
        }
        Ok(Verdict::Alike)
    }

    /// Whether all engines admit one request to a route alike.
    fn admits(&self, runner: &mut Runner<'_>) -> anyhow::Result<bool> {
        for case in self.cases.iter().filter(|case| case.kind == Kind::Route) {
            let record = runner.case(case)?;
            if record.disagreements.is_empty() && record.answers.values().all(Answer::is_admitted) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether there is a target to compare with, and a target for whatever was edited.
fn is_comparable(policy: &Policy, edited: &Edited) -> anyhow::Result<()> {
    anyhow::ensure!(
        !policy.targets.is_empty(),
        "the policy declares no target: nothing is there to compare"
    );
    let edited = [(EngineName::Nginx, &edited.nginx), (EngineName::Envoy, &edited.envoy)];
    for (name, folder) in edited {
        if folder.is_some() && !name.is_asked_for(policy) {
            anyhow::bail!(
                "there are artefacts for {}, which the policy does not declare",
                name.text()
            );
        }
    }
    Ok(())
}

/// How an engine stands to the reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It decided alike wherever it was asked.
    Alike,
    /// It differed first in the case or limit of this name.
    Differs(String),
    /// It admits nothing as the reference does: a difference would show only that it does not work.
    Broken,
}

/// Runs a plan.
///
/// # Errors
///
/// Where the policy does not compile, or a credential cannot be made. Engines that do not start are in the report.
pub fn run(plan: &Plan) -> anyhow::Result<Report> {
    let start = Instant::now();
    let prepared = Prepared::new(plan)?;
    let Prepared { subject, cases, probes } = &prepared;
    let work = tempfile::Builder::new().prefix("gatewright-conformance-").tempdir()?;
    let mut engines: Vec<Box<dyn Engine>> = Vec::new();
    let mut missing = BTreeMap::new();
    let (asked, undeclared): (Vec<EngineName>, Vec<EngineName>) =
        EngineName::ALL.into_iter().partition(|name| name.is_asked_for(&subject.policy));
    for name in asked {
        let folder = work.path().join(name.text());
        std::fs::create_dir_all(&folder)?;
        match engine::start(name, subject, &plan.edited, &folder) {
            Ok(engine) => engines.push(engine),
            Err(error) => {
                missing.insert(name.text(), format!("{error:#}"));
            }
        }
    }
    let versions = engines.iter().map(|engine| (engine.name(), engine.version())).collect();
    let mut runner = Runner::new(subject, engines);
    let limits = probes.iter().map(|probe| runner.probe(probe)).collect::<Result<Vec<_>, _>>()?;
    let records = cases.iter().map(|case| runner.case(case)).collect::<Result<Vec<_>, _>>()?;
    let distinct: BTreeSet<String> = cases.iter().map(|case| distinct(&case.request)).collect();
    Ok(Report {
        policy: format!("{} {}", subject.policy.name, subject.policy.version),
        digest: subject.policy.digest.clone(),
        seed: plan.seed,
        engines: versions,
        missing,
        undeclared: undeclared.into_iter().map(EngineName::text).collect(),
        requests: distinct.len() + probes.len(),
        coverage: runner.coverage.rules.clone(),
        empty: runner.coverage.empty(),
        cases: records,
        limits,
        elapsed_ms: u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
    })
}

/// What a request asks, without its name and the addresses and ids that differ every time.
fn distinct(request: &Request) -> String {
    let mut bare = request.clone();
    bare.name.clear();
    bare.from = None;
    if let Some((_, value)) = bare.headers.iter_mut().find(|(name, _)| name == "x-forwarded-for")
        && value.text().starts_with("198.")
    {
        *value = "fresh".into();
    }
    for credential in &mut bare.credentials {
        match credential {
            crate::request::Credential::Token(recipe) => {
                let fresh = |value: &serde_json::Value| {
                    value.as_str().is_some_and(|text| text.starts_with("u-"))
                        || value.as_str().is_some_and(|text| text.contains("-7000-9000-"))
                };
                recipe.fields.retain(|_, value| !fresh(value));
            }
            crate::request::Credential::ApiKey { index, .. } => *index = 0,
        }
    }
    serde_json::to_string(&bare).unwrap_or_default()
}
