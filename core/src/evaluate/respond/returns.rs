//! `returns`: of a 2xx body, nothing but the declared fields leaves.

use super::super::decision::{Stage, Trace};
use super::Response;
use crate::policy::{Returns, Route};
use crate::primitive::media_type::is_json;
use crate::primitive::projection::{self, OF_THE_WHOLE_BODY, PARTIAL};
use crate::refusal::Refusal;

pub(super) fn project(
    route: &Route,
    returns: &Returns,
    has_no_body: bool,
    mut response: Response,
    trace: &mut Trace,
) -> Result<Response, Refusal> {
    let span = Some(returns.span);
    let mut refuse = |detail: &str| {
        trace.refuse(Stage::Respond, detail, span, Refusal::returns(route.name.clone()))
    };
    if !has_no_body && !response.body.is_empty() {
        if PARTIAL.contains(&response.status) {
            return refuse("the upstream answered with a part of a body");
        }
        let values = |wanted: &str| {
            let lines = response.headers.iter().filter(|(name, _)| name == wanted);
            lines.map(|(_, value)| value.as_slice()).collect::<Vec<_>>()
        };
        if !matches!(values("content-type").as_slice(), [media_type] if is_json(media_type)) {
            return refuse("the upstream's body is not announced as JSON");
        }
        if !values("content-encoding").is_empty() {
            return refuse("the upstream's body has a content coding");
        }
        let size = u64::try_from(response.body.len()).unwrap_or(u64::MAX);
        if size > returns.max {
            let detail = format!("the upstream's body has {size} bytes, more than {}", returns.max);
            return refuse(&detail);
        }
        match projection::project(returns, &response.body) {
            Ok(text) => response.body = text.into_bytes(),
            Err(error) => return refuse(&format!("the upstream's body: {error}")),
        }
    }
    response.headers.retain(|(name, _)| !OF_THE_WHOLE_BODY.contains(&name.as_str()));
    trace.pass(Stage::Respond, format!("the fields of `{}` leave", returns.schema.name), span);
    Ok(response)
}
