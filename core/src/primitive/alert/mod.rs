//! Refusals that come too often.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

/// When something happened lately, in nanoseconds from any fixed point: at most one moment fewer than raise an alert.
#[derive(Clone, Debug, Default)]
pub struct Occurrences(VecDeque<u64>);

impl Occurrences {
    /// Notes that it happens again. Whether it has now happened `count` times within `window`; then counting begins anew.
    pub fn note(&mut self, now: u64, window: u64, count: u64) -> bool {
        self.0.retain(|time| now.saturating_sub(*time) < window);
        self.0.push_back(now);
        if u64::try_from(self.0.len()).is_ok_and(|times| times < count) {
            return false;
        }
        self.0 = VecDeque::new();
        true
    }

    /// Whether it can be forgotten: nothing of it would count any more.
    #[must_use]
    pub fn is_idle(&self, now: u64, window: u64) -> bool {
        self.0.iter().all(|time| now.saturating_sub(*time) >= window)
    }
}

/// Whether a rule that refused is meant by `name`: whole, or what stands behind its route's name and a slash.
#[must_use]
pub fn is_named(refused_by: &str, route: Option<&str>, name: &str) -> bool {
    let own = route.and_then(|route| refused_by.strip_prefix(route));
    refused_by == name || own.and_then(|own| own.strip_prefix('/')) == Some(name)
}
