//! The stable name of a rule.

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use super::{Check, Text};

/// The stable name of a rule, the same in every engine: `orders.get/limit.per_user`.
///
/// Of what generated code has ready it is put together where somebody reads it first: refusing a request takes no memory.
#[derive(Clone)]
pub struct RuleName {
    check: Check,
    route: &'static str,
    /// What of several is meant: a limit, a scheme, a step-up.
    part: &'static str,
    whole: OnceLock<Box<str>>,
}

impl RuleName {
    /// A check that stands outside the routes.
    pub(super) fn of_policy(check: Check) -> RuleName {
        RuleName { check, route: "", part: "", whole: OnceLock::new() }
    }

    /// A check of a route.
    pub(super) fn of_route(check: Check, route: Text) -> RuleName {
        match route {
            Text::Borrowed(route) => RuleName { route, ..RuleName::of_policy(check) },
            Text::Owned(route) => RuleName::known(check, join(&route, check, "")),
        }
    }

    /// The same for one of several such checks.
    pub(super) fn part(self, part: Text) -> RuleName {
        match (self.whole.get(), part) {
            (None, Text::Borrowed(part)) => RuleName { part, ..self },
            (_, part) => RuleName::known(self.check, [self.as_str(), ".", &part].concat()),
        }
    }

    fn known(check: Check, whole: String) -> RuleName {
        RuleName { whole: OnceLock::from(whole.into_boxed_str()), ..RuleName::of_policy(check) }
    }

    /// The check.
    #[must_use]
    pub fn check(&self) -> Check {
        self.check
    }

    /// What of several such checks is meant, a limit, a scheme or a step-up; empty where there is one.
    #[must_use]
    pub fn part_name(&self) -> &str {
        self.part
    }

    /// The whole name of a check's rule; `part` as in [`RuleName::part_name`].
    #[must_use]
    pub fn of(route: &str, check: Check, part: &str) -> String {
        join(if check.is_of_route() { route } else { "" }, check, part)
    }

    /// The whole name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let RuleName { check, route, part, whole } = self;
        match whole.get() {
            None if route.is_empty() && part.is_empty() => check.rule(),
            Some(_) | None => whole.get_or_init(|| join(route, *check, part).into_boxed_str()),
        }
    }
}

fn join(route: &str, check: Check, part: &str) -> String {
    let slash = if route.is_empty() { "" } else { "/" };
    let dot = if part.is_empty() { "" } else { "." };
    [route, slash, check.rule(), dot, part].concat()
}

impl Deref for RuleName {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq for RuleName {
    fn eq(&self, other: &RuleName) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for RuleName {}

impl PartialEq<str> for RuleName {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for RuleName {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for RuleName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self)
    }
}

impl fmt::Debug for RuleName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), formatter)
    }
}
