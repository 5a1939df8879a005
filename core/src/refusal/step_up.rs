//! The challenge of RFC 9470.

use super::{Check, Refusal, Text};
use crate::policy::StepUpChallenge;

impl Refusal {
    /// The caller may do this, but has to authenticate again or otherwise; `challenge` is from [`step_up_challenge`].
    #[must_use]
    pub fn step_up(
        route: impl Into<Text>,
        step_up: impl Into<Text>,
        challenge: impl Into<Text>,
    ) -> Refusal {
        Refusal::new(Check::StepUp, route).part(step_up).with("www-authenticate", challenge)
    }

    /// The same for a caller whose scheme can never give what is asked: no challenge would help.
    #[must_use]
    pub fn step_up_unavailable(route: impl Into<Text>, step_up: impl Into<Text>) -> Refusal {
        Refusal::new(Check::StepUpUnavailable, route).part(step_up)
    }
}

/// What a client is told that has to authenticate again or otherwise.
#[must_use]
pub fn step_up_challenge(challenge: &StepUpChallenge, realm: &str) -> String {
    let StepUpChallenge { max_age, acr_values } = challenge;
    let why = match (acr_values.is_empty(), max_age) {
        (true, _) => "the last authentication is too long ago",
        (false, None) => "this needs another kind of authentication",
        (false, Some(_)) => "this needs another kind of authentication, or a more recent one",
    };
    let mut attributes = vec![
        attribute("realm", realm),
        attribute("error", "insufficient_user_authentication"),
        attribute("error_description", why),
    ];
    if !acr_values.is_empty() {
        attributes.push(attribute("acr_values", &acr_values.join(" ")));
    }
    attributes.extend(max_age.map(|seconds| attribute("max_age", &seconds.to_string())));
    format!("Bearer {}", attributes.join(", "))
}

/// A quoted string (RFC 9110 §5.6.4). What it cannot hold is left out.
fn attribute(name: &str, value: &str) -> String {
    let mut text = format!("{name}=\"");
    for character in value.chars().filter(|character| matches!(character, ' '..='~')) {
        if matches!(character, '"' | '\\') {
            text.push('\\');
        }
        text.push(character);
    }
    text.push('"');
    text
}
