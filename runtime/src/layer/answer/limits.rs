//! `rate_limit: true`: what answers tell of limits.

use gatewright_core::policy::Network;
use gatewright_core::primitive::rate::{Quota, STANDINGS_HEADER, Standing, standings};
use http::{HeaderName, HeaderValue};

use super::Answering;
use crate::layer::Call;
use crate::limit::Counted;

pub(super) static STANDINGS: HeaderName = HeaderName::from_static(STANDINGS_HEADER);

/// What a limit answered.
#[derive(Debug)]
pub(in crate::layer) struct Asked {
    limit: &'static str,
    quota: Quota,
    standing: Standing,
}

/// Of which of the limits that were asked an answer tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::layer) enum Told {
    /// Of all.
    All,
    /// Of the one that stands before all routes, since any other would tell that there is a route.
    Network,
}

impl Call {
    /// Notes what a limit answered, and says whether that was to admit the request.
    pub fn tells(&mut self, limit: &'static str, quota: Quota, counted: Counted) -> bool {
        let (Counted::Admitted(standing) | Counted::Refused(standing)) = counted;
        self.asked.push(Asked { limit, quota, standing });
        counted.is_admitted()
    }
}

impl Answering {
    /// The same, which tells of limits where the policy says so.
    pub(in crate::layer) fn telling(self, call: &Call, told: Told) -> Answering {
        if self.answers.limits.is_empty() {
            return self;
        }
        let asked = call.asked.iter().filter(|asked| match told {
            Told::All => true,
            Told::Network => asked.limit == Network::LIMIT,
        });
        let text = standings(asked.map(|asked| (asked.limit, asked.quota, asked.standing)));
        let standings = HeaderValue::try_from(text).ok().filter(|value| !value.is_empty());
        Answering { standings, ..self }
    }
}
