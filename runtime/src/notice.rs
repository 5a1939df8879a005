//! What a policy tells whoever runs it, besides its decisions: keys that change or cannot be had, records
//! that are lost, alerts, and what a second policy would do.

use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};

use gatewright_core::refusal::RuleName;

use crate::judgement::Judgement;
use crate::load::{LoadError, Origin};
use crate::store::StoreError;

/// Something happened that whoever runs a policy should know. None of it holds a secret.
#[derive(Debug)]
#[non_exhaustive]
pub enum Notice {
    /// Keys or users changed, and from now on the new ones count.
    Reloaded {
        /// Where they were read.
        origin: Origin,
    },
    /// A file of keys or users changed and cannot be used. The last good one still counts.
    Kept {
        /// What is wrong with the new one.
        error: LoadError,
    },
    /// Keys could not be fetched. The last good ones count until they are too old.
    Unfetched {
        /// What is wrong.
        error: LoadError,
    },
    /// Records could not be written: they came faster than they were taken, or writing failed.
    Unrecorded {
        /// How many.
        lines: u64,
    },
    /// Refusals came so often that an `alert` is raised.
    Alert {
        /// Its name.
        alert: &'static str,
        /// The rule that refused last.
        rule: RuleName,
        /// The address of the client that was refused last, if the request got that far.
        client: Option<IpAddr>,
    },
    /// A second policy would decide otherwise.
    Differs {
        /// What was decided.
        decided: Judgement,
        /// What the second policy would do.
        shadow: Judgement,
    },
    /// A second policy could not be compared: it panicked, too many of its decisions or bytes of bodies wait, or nothing waits for them.
    Uncompared {
        /// What was decided.
        decided: Judgement,
    },
    /// Notices came faster than they were taken.
    Untold {
        /// How many were lost.
        notices: u64,
    },
    /// The store of shared limits cannot count. Requests are refused, or counted by this instance, as each limit says.
    StoreAway {
        /// What is wrong.
        error: StoreError,
    },
    /// The store of shared limits counts again.
    StoreBack,
}

impl fmt::Display for Notice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::Reloaded { origin } => write!(formatter, "{origin} changed, and counts now"),
            Notice::Kept { error } => {
                write!(formatter, "{error}; what stood there before still counts")
            }
            Notice::Unfetched { error } => {
                write!(formatter, "{error}; it will be asked again")
            }
            Notice::Unrecorded { lines } => {
                write!(formatter, "{lines} records of decisions could not be written and are lost")
            }
            Notice::Alert { alert, rule, client: Some(client) } => {
                write!(formatter, "the alert {alert} is raised, last by {rule} for {client}")
            }
            Notice::Alert { alert, rule, client: None } => {
                write!(formatter, "the alert {alert} is raised, last by {rule}")
            }
            Notice::Differs { decided, shadow } => {
                write!(formatter, "the policy {decided}, its shadow {shadow}")
            }
            Notice::Uncompared { decided } => {
                write!(formatter, "the policy {decided}, its shadow could not decide")
            }
            Notice::Untold { notices } => write!(formatter, "{notices} notices are lost"),
            Notice::StoreAway { error } => {
                write!(formatter, "{error}; shared limits go on without it")
            }
            Notice::StoreBack => write!(formatter, "the store of shared limits counts again"),
        }
    }
}

type Receiver = dyn Fn(&Notice) + Send + Sync;

/// Who is told; the standard error stream unless somebody asks for it. Clones tell the same.
#[derive(Clone)]
pub struct Notices(Arc<RwLock<Arc<Receiver>>>);

impl Default for Notices {
    fn default() -> Notices {
        Notices(Arc::new(RwLock::new(Arc::new(print))))
    }
}

fn print(notice: &Notice) {
    eprintln!("gatewright: {notice}");
}

impl Notices {
    /// From now on, `receiver` is told.
    pub fn send_to(&self, receiver: impl Fn(&Notice) + Send + Sync + 'static) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(receiver);
    }

    pub(crate) fn tell(&self, notice: &Notice) {
        let receiver = Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner));
        receiver(notice);
    }
}
