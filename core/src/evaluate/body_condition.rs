//! Stage 12: the rules of stage 10 that waited for the body, in the same order.

use super::authorize::{Waiting, check_allow, check_deny};
use super::condition::Facts;
use super::decision::{Stage, Trace};
use crate::policy::Route;
use crate::refusal::Refusal;

/// `facts` know the body, so that nothing waits any longer.
pub(super) fn check(
    route: &Route,
    waiting: Waiting,
    facts: &Facts<'_>,
    trace: &mut Trace,
) -> Result<(), Refusal> {
    let stage = Stage::BodyCondition;
    if waiting.deny {
        check_deny(route, facts, stage, trace)?;
    }
    if waiting.allow {
        check_allow(route, facts, stage, trace)?;
    }
    Ok(())
}
