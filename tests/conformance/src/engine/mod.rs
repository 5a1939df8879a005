//! The engines: up to four ways of deciding on the same request, the reference and the targets that a policy declares.

pub mod artefacts;
pub mod envoy;
pub mod evaluator;
pub mod gateway;
pub mod nginx;
pub mod process;
pub mod rust;

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use gatewright_core::policy::{Policy, TargetKind};

use crate::answer::Answer;
use crate::subject::Subject;
use crate::wire::Wire;

/// Something that decides on requests.
pub trait Engine: Send {
    /// Its name, as the report prints it.
    fn name(&self) -> &'static str;

    /// What it decides on one request; `now` is the time for an engine that reads no clock of its own.
    fn answer(&mut self, wire: &Wire, now: Moment) -> Answer;

    /// The program and its version.
    fn version(&self) -> String;
}

/// A moment, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub u64);

impl Moment {
    /// Now.
    #[must_use]
    pub fn now() -> Moment {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }

    /// In whole seconds since 1970.
    #[must_use]
    pub fn seconds(self) -> i64 {
        i64::try_from(self.0 / 1000).unwrap_or(i64::MAX)
    }
}

/// The engines by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EngineName {
    /// The reference evaluator.
    Evaluator,
    /// The compiled Rust service.
    Rust,
    /// nginx.
    Nginx,
    /// Envoy.
    Envoy,
}

impl EngineName {
    /// All of them; the first is the reference.
    pub const ALL: [EngineName; 4] =
        [EngineName::Evaluator, EngineName::Rust, EngineName::Nginx, EngineName::Envoy];

    /// The name that the report prints.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            EngineName::Evaluator => "evaluator",
            EngineName::Rust => "rust",
            EngineName::Nginx => "nginx",
            EngineName::Envoy => "envoy",
        }
    }

    /// What it runs of a policy; nothing for the reference, which runs every policy.
    #[must_use]
    pub fn target(self) -> Option<TargetKind> {
        match self {
            EngineName::Evaluator => None,
            EngineName::Rust => Some(TargetKind::Rust),
            EngineName::Nginx => Some(TargetKind::Nginx),
            EngineName::Envoy => Some(TargetKind::Envoy),
        }
    }

    /// Whether the policy is to run on it: on the reference always, on a target where the policy declares it.
    #[must_use]
    pub fn is_asked_for(self, policy: &Policy) -> bool {
        let declared = |kind| policy.targets.iter().any(|target| target.kind == kind);
        self.target().is_none_or(declared)
    }
}

/// A change to one artefact of a target: what the suite has to reveal.
#[derive(Clone, Debug)]
pub struct Change {
    /// The artefact; that of a Rust service is `policy.rs`.
    pub file: &'static str,
    /// What stands in it exactly once.
    pub from: &'static str,
    /// What takes its place.
    pub to: &'static str,
}

impl Change {
    /// The changed text.
    ///
    /// # Errors
    ///
    /// Where the text does not hold what is to be changed, or holds it several times.
    pub fn apply(&self, text: &str) -> anyhow::Result<String> {
        let times = text.matches(self.from).count();
        anyhow::ensure!(times == 1, "`{}` stands in {} {times} times", self.from, self.file);
        Ok(text.replacen(self.from, self.to, 1))
    }
}

/// What to run instead of what the compiler prints.
#[derive(Clone, Debug, Default)]
pub struct Edited {
    /// A folder with nginx artefacts.
    pub nginx: Option<PathBuf>,
    /// A folder with Envoy artefacts.
    pub envoy: Option<PathBuf>,
    /// A change to what the compiler prints for a gateway.
    pub change: Option<Change>,
}

/// Starts one engine.
///
/// # Errors
///
/// Where it cannot be built or does not start: then it is missing.
pub fn start(
    name: EngineName,
    subject: &Subject,
    edited: &Edited,
    work: &Path,
) -> anyhow::Result<Box<dyn Engine>> {
    Ok(match name {
        EngineName::Evaluator => Box::new(evaluator::Evaluator::new(subject)?),
        EngineName::Rust => {
            let code = [rust::Code::Policy(subject.sources.clone())];
            rust::Service::build(&subject.policy.name, &code)?.start(subject, 0, work)?
        }
        EngineName::Nginx => nginx::start(subject, edited, work)?,
        EngineName::Envoy => envoy::start(subject, edited, work)?,
    })
}
