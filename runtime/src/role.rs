//! Sets of roles as bits.

/// Up to 64 roles a word, each by its place in the policy's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleSet<const WORDS: usize>(pub [u64; WORDS]);

impl<const WORDS: usize> RoleSet<WORDS> {
    /// The set of these places.
    pub fn of(places: impl Iterator<Item = usize>) -> RoleSet<WORDS> {
        let mut words = [0; WORDS];
        for place in places {
            if let Some(word) = words.get_mut(place / 64) {
                *word |= 1 << (place % 64);
            }
        }
        RoleSet(words)
    }

    /// Whether the place is in the set.
    #[must_use]
    pub fn contains(self, place: usize) -> bool {
        self.0.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    /// Whether two sets share a place.
    #[must_use]
    pub fn meets(self, other: RoleSet<WORDS>) -> bool {
        self.0.iter().zip(other.0).any(|(one, other)| one & other != 0)
    }
}

impl<const WORDS: usize> Default for RoleSet<WORDS> {
    fn default() -> RoleSet<WORDS> {
        RoleSet([0; WORDS])
    }
}
