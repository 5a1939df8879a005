//! How much work all patterns of one policy may be.

use std::collections::HashMap;

use super::build::measured;
use super::{Pattern, PatternError};

/// What all patterns may take together: a few seconds. Ten that are refused for their size do.
const LARGEST: usize = 256 << 20;

/// Compiles the patterns of one policy: each text once, and no more of them than a compiler has time for.
#[derive(Debug)]
pub struct Budget {
    left: usize,
    known: HashMap<String, Result<Pattern, PatternError>>,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { left: LARGEST, known: HashMap::new() }
    }
}

impl Budget {
    /// What [`Pattern::compile`] says, or [`PatternError::Exhausted`] once the patterns before took all there is.
    pub fn compile(&mut self, source: &str) -> Result<Pattern, PatternError> {
        if let Some(known) = self.known.get(source) {
            return known.clone();
        }
        if self.left == 0 {
            return Err(PatternError::Exhausted);
        }
        let (table, size) = measured(source);
        self.left = self.left.saturating_sub(size);
        let pattern = table.and_then(|table| Pattern::of(source, table));
        self.known.insert(source.to_owned(), pattern.clone());
        pattern
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn the_budget_ends_and_what_is_known_stays() {
        let mut budget = Budget::default();
        let pattern = budget.compile("[a-z]{1,20}").unwrap();
        assert!(pattern.matches("abc"));
        let costly = |number: usize| format!("((a{{999}}){{999}}){{999}}{number}");
        let refused = |budget: &mut Budget, number| budget.compile(&costly(number)).unwrap_err();
        let first =
            (0..100).find(|number| refused(&mut budget, *number) == PatternError::Exhausted);
        assert_eq!(first, Some(11));
        assert_eq!(refused(&mut budget, 0), PatternError::TooLarge);
        assert_eq!(budget.compile("[a-z]{1,20}"), Ok(pattern));
        assert_eq!(budget.compile("new"), Err(PatternError::Exhausted));
    }

    #[test]
    fn many_patterns_of_usual_size_fit() {
        let mut budget = Budget::default();
        for most in 1..200 {
            budget.compile(&format!("[A-Z]{{3}}-[0-9a-z_]{{1,{most}}}")).unwrap();
        }
        assert!(budget.left > LARGEST / 2, "{}", budget.left);
    }
}
