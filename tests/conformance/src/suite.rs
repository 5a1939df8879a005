//! One run: a policy, its engines, its cases.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

use crate::answer::Answer;
use crate::case::{Case, Context, Kind, derive, limit};
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
    /// The engines; the reference always is one.
    pub engines: Vec<EngineName>,
    /// The kinds of cases to run; all where `None`.
    pub kinds: Option<Vec<Kind>>,
}

impl Plan {
    /// Everything on a policy.
    #[must_use]
    pub fn of(policy: impl Into<PathBuf>) -> Plan {
        Plan {
            policy: policy.into(),
            requests: Vec::new(),
            seed: 1,
            edited: Edited::default(),
            engines: EngineName::ALL.into(),
            kinds: None,
        }
    }

    fn takes(&self, kind: Kind) -> bool {
        self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind))
    }
}

/// Runs a plan.
///
/// # Errors
///
/// Where the policy does not compile, or a credential cannot be made. Engines that do not start are in the report.
pub fn run(plan: &Plan) -> anyhow::Result<Report> {
    let start = Instant::now();
    let subject = Subject::load(&plan.policy, &plan.edited)?;
    let work = tempfile::Builder::new().prefix("gatewright-conformance-").tempdir()?;
    let mut engines: Vec<Box<dyn Engine>> = Vec::new();
    let mut missing = BTreeMap::new();
    for name in EngineName::ALL {
        if name != EngineName::Evaluator && !plan.engines.contains(&name) {
            continue;
        }
        let folder = work.path().join(name.text());
        std::fs::create_dir_all(&folder)?;
        match engine::start(name, &subject, &plan.edited, &folder) {
            Ok(engine) => engines.push(engine),
            Err(error) => {
                missing.insert(name.text(), format!("{error:#}"));
            }
        }
    }
    let versions = engines.iter().map(|engine| (engine.name(), engine.version())).collect();
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
    let probes = if plan.takes(Kind::Limit) { limit::probes(&mut context) } else { Vec::new() };
    let mut cases: Vec<Case> = plan
        .requests
        .iter()
        .map(|request| Case { kind: Kind::File, route: None, cell: None, request: request.clone() })
        .collect();
    cases.extend(context.cases.into_iter().filter(|case| plan.takes(case.kind)));
    let mut runner = Runner::new(&subject, engines);
    let mut records = Vec::new();
    let mut limits = Vec::new();
    for probe in &probes {
        limits.push(runner.probe(probe)?);
    }
    for case in &cases {
        records.push(runner.case(case)?);
    }
    let distinct: BTreeSet<String> = cases.iter().map(|case| distinct(&case.request)).collect();
    let empty = if plan.kinds.is_none() { runner.coverage.empty() } else { Vec::new() };
    Ok(Report {
        policy: format!("{} {}", subject.policy.name, subject.policy.version),
        digest: subject.policy.digest.clone(),
        seed: plan.seed,
        engines: versions,
        missing,
        requests: distinct.len() + probes.len(),
        coverage: runner.coverage.rules.clone(),
        empty,
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
