//! Refusals that come too often.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

/// Times that there is room for at first.
const FEW: usize = 4;

/// When something happened lately, in nanoseconds from any fixed point, in order: at most one moment fewer than raise an alert,
/// and room for no more.
#[derive(Clone, Debug, Default)]
pub struct Occurrences(VecDeque<u64>);

impl Occurrences {
    /// Notes that it happens again. Whether it has now happened `count` times within `window`; then counting begins anew.
    pub fn note(&mut self, now: u64, window: u64, count: u64) -> bool {
        while self.0.front().is_some_and(|oldest| now.saturating_sub(*oldest) >= window) {
            self.0.pop_front();
        }
        // What fits into no address space is more than can be kept.
        let most = usize::try_from(count.saturating_sub(1)).unwrap_or(usize::MAX);
        if self.0.len() >= most {
            self.0 = VecDeque::new();
            return true;
        }
        if self.0.len() == self.0.capacity() {
            self.0.reserve_exact(self.0.len().max(FEW).min(most - self.0.len()));
        }
        // Threads may hand in their moments in another order than they came by them.
        self.0.insert(self.0.partition_point(|time| *time <= now), now);
        false
    }

    /// Whether it can be forgotten: nothing of it would count any more.
    #[must_use]
    pub fn is_idle(&self, now: u64, window: u64) -> bool {
        self.0.back().is_none_or(|latest| now.saturating_sub(*latest) >= window)
    }
}

/// Whether a rule that refused is meant by `name`: whole, or what stands behind its route's name and a slash.
#[must_use]
pub fn is_named(refused_by: &str, route: Option<&str>, name: &str) -> bool {
    let own = route.and_then(|route| refused_by.strip_prefix(route));
    refused_by == name || own.and_then(|own| own.strip_prefix('/')) == Some(name)
}
