//! Stage 2: the spelling of path and query string.

use super::decision::{Stage, Trace};
use super::request::Request;
use crate::primitive::path::Target;
use crate::refusal::Refusal;

pub(super) fn check<'r>(request: &'r Request, trace: &mut Trace) -> Result<Target<'r>, Refusal> {
    match Target::parse(&request.target) {
        Ok(target) => {
            trace.pass(Stage::Path, format!("the path is `{}`", target.path()), None);
            Ok(target)
        }
        Err(error) => trace.refuse(Stage::Path, error, None, Refusal::path()),
    }
}
