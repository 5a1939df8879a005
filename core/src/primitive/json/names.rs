//! The names that an object has already.

use std::borrow::Cow;
use std::collections::HashSet;

/// So many names are compared one by one.
const FEW: usize = 16;

/// The names that an object has already. Many are hashed with a random key, so that nobody can make them collide.
#[derive(Default)]
pub(crate) struct Names<'a> {
    few: Vec<Cow<'a, str>>,
    many: HashSet<Cow<'a, str>>,
}

impl<'a> Names<'a> {
    /// Adds a name; false if it is there already.
    pub(crate) fn insert(&mut self, name: Cow<'a, str>) -> bool {
        if self.many.is_empty() {
            if self.few.contains(&name) {
                return false;
            }
            if self.few.len() < FEW {
                self.few.push(name);
                return true;
            }
            self.many.extend(self.few.drain(..));
        }
        self.many.insert(name)
    }
}
