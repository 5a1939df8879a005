//! Stage 4, at its end: a route whose time is over.

use super::decision::{Stage, Trace};
use crate::policy::Route;
use crate::primitive::lifetime::is_gone;
use crate::refusal::Refusal;

pub(super) fn check(route: &Route, now: i64, trace: &mut Trace) -> Result<(), Refusal> {
    let Some(sunset) = route.lifetime.sunset else { return Ok(()) };
    if is_gone(&route.lifetime, now) {
        let refusal = Refusal::sunset(route.name.clone());
        return trace.refuse(Stage::Route, "its sunset is past", Some(sunset.span), refusal);
    }
    trace.pass(Stage::Route, "its sunset is still to come", Some(sunset.span));
    Ok(())
}
