//! What goes out: what that asks of a target.

use gatewright_core::policy::Returns;

use super::{Construct, Use};

/// The uses of a route's `returns`.
pub(super) fn returns(route: &str, returns: &Returns) -> Vec<Use> {
    let Returns { schema: _, shape: _, max: _, span } = returns;
    let rule = format!("{route}/returns");
    vec![Use { construct: Construct::ResponseProjection, rule, span: *span }]
}
