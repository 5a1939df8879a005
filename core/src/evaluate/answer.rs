//! Headers that the answers of a route carry, whoever gives them: the engine with a refusal, or its upstream.

use super::route::Chosen;
use crate::primitive::lifetime;

pub(super) fn headers(chosen: &Chosen<'_, '_>) -> Vec<(&'static str, String)> {
    lifetime::headers(&chosen.route.lifetime, |name| chosen.spelled.get(name).copied())
}
