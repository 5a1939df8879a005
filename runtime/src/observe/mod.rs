//! What a policy tells of its decisions: stage 15.
//!
//! - [`Observer`] is a part of each policy; a policy of which nobody wants to know anything has one that costs nothing.
//! - [`Observation`] follows one request, from before its decision until its answer.
//! - `records` writes lines on a thread of its own, `teller` tells notices on another: no request waits for either.

mod observation;
mod records;
mod teller;
mod worker;

use std::fmt;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use gatewright_core::policy::RecordedDecisions;

use crate::notice::Notices;

pub(crate) use observation::Observation;
use records::Records;
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
    /// Nothing where nobody wants to know anything, and before [`Observer::start`].
    watch: Option<Arc<Watch>>,
}

/// What requests are observed by.
struct Watch {
    policy: &'static Observed,
    records: Option<Records>,
}

impl Observer {
    /// One that writes records to the standard output.
    #[must_use]
    pub fn new(policy: &'static Observed, notices: Notices) -> Observer {
        Observer { policy, notices, output: Mutex::new(Box::new(io::stdout())), watch: None }
    }

    /// From now on, records go there.
    pub fn record_to(&mut self, output: impl Write + Send + 'static) {
        self.output = Mutex::new(Box::new(output));
    }

    /// Begins to observe.
    pub fn start(&mut self) {
        let log = self.policy.log.as_ref().filter(|log| !log.is_silent());
        let records = log.map(|_| {
            let taken: Box<dyn Write + Send> = Box::new(io::sink());
            let output = self.output.get_mut().unwrap_or_else(PoisonError::into_inner);
            let output = std::mem::replace(output, taken);
            Records::begin(output, Teller::begin(self.notices.clone()))
        });
        if records.is_some() {
            self.watch = Some(Arc::new(Watch { policy: self.policy, records }));
        }
    }

    /// Begins to follow a request.
    pub(crate) fn begin(&self, call: &crate::layer::Call) -> Option<Observation> {
        self.watch.as_ref().map(|watch| Observation::begin(Arc::clone(watch), call))
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Observer").field("policy", self.policy).finish_non_exhaustive()
    }
}
