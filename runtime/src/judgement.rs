//! What one of two policies decided.

use std::fmt;

use gatewright_core::refusal::RuleName;

/// What one of two policies decided on a request, or would have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// How the decision ended.
    pub ending: Ending,
    /// The route, or `None`: it was refused before one was chosen.
    pub route: Option<&'static str>,
    /// SHA-256 of the policy's text.
    pub digest: &'static str,
}

/// How a decision ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The request is admitted.
    Admitted,
    /// It is a preflight, and allowed.
    Preflight,
    /// It is refused.
    Refused {
        /// The rule.
        rule: RuleName,
        /// The status as the client is told.
        status: u16,
    },
    /// Everything before the body admits it, and the body is one that the other policy has not read.
    Unread,
}

impl Judgement {
    /// Whether both do the same by the same rule, whatever they call their routes.
    pub(crate) fn agrees_with(&self, other: &Judgement) -> bool {
        match (&self.ending, &other.ending) {
            (Ending::Admitted, Ending::Admitted) | (Ending::Preflight, Ending::Preflight) => true,
            (Ending::Refused { status, .. }, Ending::Refused { status: others, .. }) => {
                status == others && self.rule_of_route() == other.rule_of_route()
            }
            (Ending::Admitted | Ending::Preflight | Ending::Refused { .. } | Ending::Unread, _) => {
                false
            }
        }
    }

    /// The rule without its route.
    fn rule_of_route(&self) -> Option<&str> {
        let Ending::Refused { rule, .. } = &self.ending else { return None };
        let own = self.route.and_then(|route| rule.strip_prefix(route));
        Some(own.unwrap_or(rule))
    }
}

impl fmt::Display for Judgement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.ending {
            Ending::Admitted => formatter.write_str("admits")?,
            Ending::Preflight => formatter.write_str("allows the preflight")?,
            Ending::Refused { rule, status } => {
                write!(formatter, "refuses with {status} by {rule}")?
            }
            Ending::Unread => formatter.write_str("would look at the body")?,
        }
        match (self.route, &self.ending) {
            (Some(route), Ending::Admitted | Ending::Preflight | Ending::Unread) => {
                write!(formatter, " on {route}")
            }
            (Some(_) | None, _) => Ok(()),
        }
    }
}
