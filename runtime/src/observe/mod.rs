//! What a policy tells of its decisions: stage 15.
//!
//! - [`Observer`] is a part of each policy; a policy of which nobody wants to know anything has one that costs nothing.
//! - [`Observation`] follows one request, from before its decision until its answer.
//! - [`Metrics`] counts, `alert` counts what is refused too often.
//! - `shadow` asks a second policy, and tells where it differs.
//! - [`Pseudonyms`] are what records tell of callers.
//! - `records` writes lines on a thread of its own, `teller` tells notices on another: no request waits for either.

mod alert;
mod metrics;
mod observation;
mod pseudonyms;
mod records;
mod shadow;
mod teller;
mod worker;

use std::fmt;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use gatewright_core::policy::RecordedDecisions;

use crate::layer::{Call, Guard};
use crate::notice::Notices;

use alert::AlertTable;
pub use alert::{Alert, AlertKey, CountedRefusals};
pub use metrics::Metrics;
pub(crate) use observation::Observation;
pub use pseudonyms::Pseudonyms;
use records::Records;
use shadow::Shadow;
use teller::Teller;

/// What a policy wants to be told; a static of its module.
#[derive(Debug)]
pub struct Observed {
    /// Its name.
    pub policy: &'static str,
    /// SHA-256 of its text.
    pub digest: &'static str,
    /// Its `log`.
    pub log: Option<Log>,
    /// Its alerts.
    pub alerts: &'static [Alert],
    /// The names of its routes.
    pub routes: &'static [&'static str],
    /// The path's template of each.
    pub templates: &'static [&'static str],
    /// The names of its limits, schemes and step-ups, each once.
    pub parts: &'static [&'static str],
}

/// Which decisions a policy records.
#[derive(Debug)]
pub struct Log {
    /// How they ended.
    pub decisions: RecordedDecisions,
    /// The headers whose values are left out, besides those that always are.
    pub redacted: &'static [&'static str],
}

impl Log {
    fn is_silent(&self) -> bool {
        match self.decisions {
            RecordedDecisions::None => true,
            RecordedDecisions::Denied | RecordedDecisions::All => false,
        }
    }
}

/// What tells of the decisions of one policy.
pub struct Observer {
    policy: &'static Observed,
    notices: Notices,
    /// Where records go, until somebody begins to write there.
    output: Mutex<Box<dyn Write + Send>>,
    /// Where records tell of callers.
    pseudonyms: Option<Pseudonyms>,
    /// Once somebody has asked for them.
    metrics: OnceLock<Metrics>,
    /// A second policy, until it is asked.
    shadow: Option<Shadow>,
    /// Nothing where nobody wants to know anything, and before [`Observer::start`].
    watch: Option<Arc<Watch>>,
}

/// What requests are observed by.
struct Watch {
    policy: &'static Observed,
    records: Option<Records>,
    pseudonyms: Option<Pseudonyms>,
    alerts: Vec<AlertTable>,
    metrics: Option<Metrics>,
    shadow: Option<Shadow>,
    /// What is told of requests; behind `records`, which ends before it.
    teller: Option<Arc<Teller>>,
}

impl Observer {
    /// One that writes records to the standard output.
    #[must_use]
    pub fn new(policy: &'static Observed, notices: Notices) -> Observer {
        let output: Mutex<Box<dyn Write + Send>> = Mutex::new(Box::new(io::stdout()));
        let metrics = OnceLock::new();
        Observer { policy, notices, output, pseudonyms: None, metrics, shadow: None, watch: None }
    }

    /// The same, whose records tell of callers by these.
    #[must_use]
    pub fn with_pseudonyms(self, pseudonyms: Pseudonyms) -> Observer {
        Observer { pseudonyms: Some(pseudonyms), ..self }
    }

    /// From now on, records go there.
    pub fn record_to(&mut self, output: impl Write + Send + 'static) {
        self.output = Mutex::new(Box::new(output));
    }

    /// From now on, `shadow` decides too.
    pub fn compare_with(&mut self, shadow: impl Guard) {
        self.shadow = Some(Shadow::new(shadow));
    }

    /// What counts; from the first call on it does.
    pub fn metrics(&self) -> Metrics {
        self.metrics.get_or_init(|| Metrics::new(self.policy)).clone()
    }

    /// Begins to observe.
    pub fn start(&mut self) {
        let metrics = self.metrics.get().cloned();
        let log = self.policy.log.as_ref().filter(|log| !log.is_silent());
        let alerts: Vec<_> = self.policy.alerts.iter().map(AlertTable::new).collect();
        let shadow = self.shadow.take();
        if let Some(shadow) = &shadow {
            shadow.start();
        }
        if log.is_none() && alerts.is_empty() && metrics.is_none() && shadow.is_none() {
            return;
        }
        let teller = (log.is_some() || !alerts.is_empty() || shadow.is_some())
            .then(|| Arc::new(Teller::begin(self.notices.clone(), metrics.clone())));
        let records = teller.as_ref().filter(|_| log.is_some()).map(|teller| {
            let taken: Box<dyn Write + Send> = Box::new(io::sink());
            let output = self.output.get_mut().unwrap_or_else(PoisonError::into_inner);
            Records::begin(std::mem::replace(output, taken), Arc::clone(teller))
        });
        let (policy, pseudonyms) = (self.policy, self.pseudonyms.take());
        let watch = Watch { policy, records, pseudonyms, alerts, metrics, shadow, teller };
        self.watch = Some(Arc::new(watch));
    }

    /// The path's template of a route.
    #[cfg(feature = "tracing")]
    pub(crate) fn template(&self, route: &str) -> Option<&'static str> {
        let mut routes = self.policy.routes.iter().zip(self.policy.templates);
        routes.find(|(name, _)| **name == route).map(|(_, template)| *template)
    }

    /// Begins to follow a request.
    pub(crate) fn begin(&self, call: &mut Call) -> Option<Observation> {
        self.watch.as_ref().map(|watch| Observation::begin(Arc::clone(watch), call))
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Observer").field("policy", self.policy).finish_non_exhaustive()
    }
}
