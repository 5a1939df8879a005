//! The report of a run, as JSON and as a table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::case::Kind;
use crate::case::coverage::Count;
use crate::probe::ProbeRecord;
use crate::run::Record;
use crate::sample::Side;

/// Everything that a run found out.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The policy's name and version.
    pub policy: String,
    /// Its digest.
    pub digest: String,
    /// The seed of the random requests.
    pub seed: u64,
    /// What each engine is.
    pub engines: BTreeMap<&'static str, String>,
    /// Engines that are not there, and why.
    pub missing: BTreeMap<&'static str, String>,
    /// Engines that do not run, since the policy does not declare their targets.
    pub undeclared: Vec<&'static str>,
    /// How many distinct requests were sent to each engine.
    pub requests: usize,
    /// Each rule, with how often each side was seen.
    pub coverage: BTreeMap<String, Count>,
    /// Cells that stayed empty.
    pub empty: Vec<(String, Side)>,
    /// Every case.
    pub cases: Vec<Record>,
    /// Every limit.
    pub limits: Vec<ProbeRecord>,
    /// How long the run took, in milliseconds.
    pub elapsed_ms: u64,
}

impl Report {
    /// How many cases and limits show a disagreement.
    #[must_use]
    pub fn disagreements(&self) -> usize {
        let cases = self.cases.iter().filter(|record| !record.disagreements.is_empty());
        let limits = self.limits.iter().filter(|record| !record.disagreements.is_empty());
        cases.count() + limits.count()
    }

    /// Whether all engines that the policy asks for were there, agreed, and every cell was filled.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.missing.is_empty() && self.disagreements() == 0 && self.empty.is_empty()
    }

    /// The table for people, each disagreement before it.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = String::new();
        let mut line = |line: String| {
            let _ = writeln!(text, "{line}");
        };
        for record in self.cases.iter().filter(|record| !record.disagreements.is_empty()) {
            for disagreement in &record.disagreements {
                line(format!("DISAGREEMENT {} · {}", disagreement.engine, record.name));
                for difference in &disagreement.differences {
                    line(format!("    {}", shortened(difference)));
                }
                line(format!("    {}", shortened(&disagreement.curl)));
            }
        }
        for record in self.limits.iter().filter(|record| !record.disagreements.is_empty()) {
            for disagreement in &record.disagreements {
                line(format!("DISAGREEMENT {} · limit {}", disagreement.engine, record.name));
                for difference in &disagreement.differences {
                    line(format!("    {}", shortened(difference)));
                }
                line(format!("    {}", shortened(&disagreement.curl)));
            }
        }
        for (rule, side) in &self.empty {
            let side = match side {
                Side::Inside => "inside",
                Side::Outside => "outside",
            };
            line(format!("EMPTY CELL {rule}, {side}"));
        }
        for (name, reason) in &self.missing {
            line(format!("MISSING ENGINE {name}: {reason}"));
        }
        line(format!("policy {}, seed {}", self.policy, self.seed));
        self.engine_table(&mut line);
        line(format!(
            "{} distinct requests, {} rules, {} disagreements, {} empty cells, {} missing engines, {:.1} s",
            self.requests,
            self.coverage.len(),
            self.disagreements(),
            self.empty.len(),
            self.missing.len(),
            self.elapsed_ms as f64 / 1000.0,
        ));
        text
    }

    fn engine_table(&self, line: &mut impl FnMut(String)) {
        let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
        for record in &self.cases {
            *kinds.entry(record.kind).or_default() += 1;
        }
        let names: Vec<&&'static str> = self.engines.keys().collect();
        let head: String = names.iter().map(|name| format!("{name:>12}")).collect();
        line(format!("{:<16}{:>8}{head}   disagreements, median µs", "rules", "cases"));
        for (kind, count) in kinds {
            let of_kind = || self.cases.iter().filter(|record| record.kind == kind);
            let mut cells = String::new();
            for name in &names {
                let wrong = of_kind().flat_map(|record| &record.disagreements);
                let wrong = wrong.filter(|found| found.engine == ***name).count();
                let mut micros: Vec<u64> = of_kind()
                    .filter_map(|record| record.answers.get(**name))
                    .map(|answer| answer.micros)
                    .collect();
                micros.sort_unstable();
                let median = micros.get(micros.len() / 2).copied().unwrap_or_default();
                let _ = write!(cells, "{:>12}", format!("{wrong} {median}"));
            }
            let kind = serde_json::to_value(kind).unwrap_or_default();
            line(format!("{:<16}{count:>8}{cells}", kind.as_str().unwrap_or_default()));
        }
        if !self.limits.is_empty() {
            let mut cells = String::new();
            for name in &names {
                let wrong = self.limits.iter().flat_map(|record| &record.disagreements);
                let wrong = wrong.filter(|found| found.engine == ***name).count();
                let _ = write!(cells, "{wrong:>12}");
            }
            line(format!("{:<16}{:>8}{cells}", "limit", self.limits.len()));
        }
        for (name, version) in &self.engines {
            line(format!("{name}: {version}"));
        }
        for name in &self.undeclared {
            line(format!("{name}: not declared by the policy"));
        }
    }
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 1_500;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
