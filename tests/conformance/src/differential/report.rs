//! What came out of comparing one policy's two sides.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::request::Request;

/// A request that the two sides answer differently.
#[derive(Clone, Debug, Serialize)]
pub struct Disagreement {
    /// The request.
    pub request: Request,
    /// The same as a curl command.
    pub curl: String,
    /// The evaluator's answer.
    pub evaluator: Answer,
    /// The module's.
    pub module: Answer,
    /// In what it differs.
    pub differences: Vec<String>,
}

/// What came out of one policy's requests.
#[derive(Debug, Default, Serialize)]
pub struct Tally {
    /// How often which rule refused, or the request was admitted.
    pub outcomes: BTreeMap<String, usize>,
    /// Requests that no server would have handed on.
    pub unsendable: usize,
    /// Requests that were answered differently.
    pub differing: usize,
    /// The first of these.
    pub disagreements: Vec<Disagreement>,
}

impl Tally {
    /// Requests that both sides have answered.
    #[must_use]
    pub fn compared(&self) -> usize {
        self.outcomes.values().sum()
    }

    /// Counts what the evaluator answered: by the last part of the rule's name, which is its kind.
    pub(crate) fn note(&mut self, answer: &Answer) {
        let kind = match &answer.rule {
            Some(rule) => rule.rsplit('/').next().unwrap_or(rule).to_owned(),
            None if answer.is_admitted() => "admitted".to_owned(),
            None => answer.status.to_string(),
        };
        let kind = kind.split('.').next().unwrap_or_default().to_owned();
        *self.outcomes.entry(kind).or_default() += 1;
    }
}

/// What a compiled program prints: one line for each of its policies.
#[derive(Debug, Serialize, Deserialize)]
pub struct Line {
    /// The policy's file.
    pub policy: String,
    /// Requests that were compared.
    pub requests: usize,
    /// How often which kind of rule refused.
    pub outcomes: BTreeMap<String, usize>,
    /// Requests that were answered differently.
    pub differing: usize,
    /// The first of these, as they are to be printed.
    pub disagreements: Vec<Shown>,
    /// Why there is no comparison.
    pub failure: Option<String>,
}

/// A disagreement as it is printed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shown {
    /// The request, to be sent again.
    pub request: Request,
    /// The same as a curl command.
    pub curl: String,
    /// The evaluator's answer, as JSON.
    pub evaluator: serde_json::Value,
    /// The module's.
    pub module: serde_json::Value,
    /// In what it differs.
    pub differences: Vec<String>,
}

impl Shown {
    /// For people.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{}\n  {}\n", self.request.name, self.curl);
        for difference in &self.differences {
            text.push_str(&format!("  the module: {difference}\n"));
        }
        text.push_str(&format!("  evaluator: {}\n  module:    {}\n", self.evaluator, self.module));
        text
    }
}

impl From<&Disagreement> for Shown {
    fn from(disagreement: &Disagreement) -> Shown {
        let json = |answer: &Answer| serde_json::to_value(answer).unwrap_or_default();
        Shown {
            request: disagreement.request.clone(),
            curl: disagreement.curl.clone(),
            evaluator: json(&disagreement.evaluator),
            module: json(&disagreement.module),
            differences: disagreement.differences.clone(),
        }
    }
}
