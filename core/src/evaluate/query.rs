//! Stage 9: the query.

use super::decision::{Stage, Trace};
use crate::policy::Route;
use crate::primitive::path::Target;
use crate::primitive::query::{QueryValues, read};
use crate::refusal::{Mistake, Refusal};

pub(super) fn check(
    route: &Route,
    target: &Target<'_>,
    trace: &mut Trace,
) -> Result<QueryValues, Refusal> {
    let span = route.query.as_ref().map_or(route.span, |schema| schema.span);
    match read(route.query.as_deref(), target.query()) {
        Ok(values) => {
            let detail = match values.len() {
                0 => "no query parameter".to_owned(),
                1 => "1 query parameter".to_owned(),
                count => format!("{count} query parameters"),
            };
            trace.pass(Stage::Query, detail, Some(span));
            Ok(values)
        }
        Err(error) => {
            let refusal = Refusal::query(route.name.clone()).telling(Mistake::of_query(&error));
            trace.refuse(Stage::Query, error, Some(span), refusal)
        }
    }
}
