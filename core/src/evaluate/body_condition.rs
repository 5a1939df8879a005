//! Stage 12: the rules of stage 10 that waited for the body, in the same order.

use super::authorize::{Waiting, check_allow, check_deny, check_require, check_step_up};
use super::condition::Facts;
use super::decision::{Stage, Trace};
use crate::policy::{Policy, Route};
use crate::refusal::Refusal;

/// `facts` know the body, so that nothing waits any longer.
pub(super) fn check(
    policy: &Policy,
    route: &Route,
    waiting: Waiting,
    facts: &Facts<'_>,
    trace: &mut Trace,
) -> Result<(), Refusal> {
    let stage = Stage::BodyCondition;
    if waiting.deny {
        check_deny(route, facts, stage, trace)?;
    }
    if waiting.require {
        check_require(route, facts, stage, trace)?;
    }
    if waiting.allow {
        check_allow(route, facts, stage, trace)?;
    }
    if waiting.any() {
        check_step_up(policy, route, facts, stage, trace)?;
    }
    Ok(())
}
