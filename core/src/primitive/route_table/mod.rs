//! Many routes as a table: which template a path matches, found by perfect hashing, one look-up a segment.
//!
//! The templates form a tree, its edges labelled with segments. All edges stand in one table, each at the place that a
//! hash of its node and segment tells. The hash needs no secret: a look-up compares once, whatever it is asked for.

/// The templates of a policy.
#[derive(Clone, Copy, Debug)]
pub struct RouteTable<'t> {
    /// The nodes; a path begins at the first.
    pub nodes: &'t [Node],
    /// The edges by place.
    pub edges: &'t [Edge<'t>],
    /// What moves the edges of one bucket to places of their own.
    pub displacements: &'t [u32],
}

/// Where a path may stand so far: the node behind a parameter, or 0; the template that ends here and 1, or 0; whether
/// literals follow. In so few words because rustc reads thousands of them.
pub type Node = (u32, u32, bool);

/// A literal segment: the node before it, its text as spelled, the node behind it.
pub type Edge<'t> = (u32, &'t [u8], u32);

impl RouteTable<'_> {
    /// The template that a path matches: of several, the one with a literal where they first differ. A parameter is
    /// never empty.
    #[must_use]
    #[inline]
    pub fn find(&self, segments: &[&[u8]]) -> Option<usize> {
        usize::try_from(self.find_from(0, segments)?).ok()
    }

    #[inline]
    fn find_from(&self, mut node: u32, mut segments: &[&[u8]]) -> Option<u32> {
        loop {
            let (parameter, template, literals) = *self.nodes.get(usize::try_from(node).ok()?)?;
            let Some((first, rest)) = segments.split_first() else {
                return template.checked_sub(1);
            };
            let literal = if literals { self.follow(node, first) } else { None };
            let takes_parameter = parameter != 0 && !first.is_empty();
            node = match literal {
                Some(to) if !takes_parameter => to,
                Some(to) => match self.find_behind(to, rest) {
                    Some(found) => return Some(found),
                    None => parameter,
                },
                None if takes_parameter => parameter,
                None => return None,
            };
            segments = rest;
        }
    }

    /// [`find_from`](RouteTable::find_from) where more than one way goes on.
    #[inline(never)]
    fn find_behind(&self, node: u32, segments: &[&[u8]]) -> Option<u32> {
        self.find_from(node, segments)
    }

    #[inline]
    fn follow(&self, from: u32, text: &[u8]) -> Option<u32> {
        let hash = hash(from, text);
        let displacement = self.displacements.get(bucket(hash, self.displacements.len()))?;
        let place = place(hash, *displacement, self.edges.len());
        let (before, known, behind) = *self.edges.get(place)?;
        (before == from && known == text).then_some(behind)
    }
}

/// Odd numbers without a pattern in their bits.
const FACTORS: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0xd6e8_feb8_6659_fd93];

/// The hash of an edge: sixteen octets a step, of which those of the last one may overlap those before.
#[must_use]
#[inline]
pub fn hash(from: u32, text: &[u8]) -> u64 {
    let [first, second] = FACTORS;
    let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
    let mut state = u64::from(from).wrapping_mul(first) ^ length.wrapping_mul(second);
    let mut rest = text;
    while let Some((step, behind @ [_, ..])) = rest.split_first_chunk::<16>() {
        let (one, other) = halves(step);
        state = mix(state ^ one, second ^ other);
        rest = behind;
    }
    let (one, other) = match (text.last_chunk::<16>(), text.first_chunk(), text.last_chunk()) {
        (Some(last), _, _) => halves(last),
        (None, Some(begin), Some(end)) => (u64::from_le_bytes(*begin), u64::from_le_bytes(*end)),
        (None, _, _) => match (text.first_chunk(), text.last_chunk()) {
            (Some(begin), Some(end)) => {
                (u64::from(u32::from_le_bytes(*begin)), u64::from(u32::from_le_bytes(*end)))
            }
            _ => (text.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)), 0),
        },
    };
    mix(state ^ one, second ^ other)
}

/// Sixteen octets as two words.
fn halves(octets: &[u8; 16]) -> (u64, u64) {
    let both = u128::from_le_bytes(*octets);
    let (low, high) = (both & u128::from(u64::MAX), both >> u64::BITS);
    (u64::try_from(low).unwrap_or(0), u64::try_from(high).unwrap_or(0))
}

/// The bucket of a hash.
#[must_use]
pub fn bucket(hash: u64, buckets: usize) -> usize {
    scaled(hash, buckets)
}

/// The place of a hash whose bucket is moved by this much.
#[must_use]
pub fn place(hash: u64, displacement: u32, places: usize) -> usize {
    let [first, second] = FACTORS;
    scaled(mix(hash ^ second, u64::from(displacement) ^ first), places)
}

/// The two halves of a product, folded.
fn mix(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    let (low, high) = (product & u128::from(u64::MAX), product >> u64::BITS);
    u64::try_from(low ^ high).unwrap_or(0)
}

/// A hash as a number below `end`.
fn scaled(hash: u64, end: usize) -> usize {
    let scaled = (u128::from(hash) * end as u128) >> u64::BITS;
    usize::try_from(scaled).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_octet_of_a_segment_counts() {
        for length in 0..70 {
            let text = vec![b'a'; length];
            let all = hash(3, &text);
            assert_ne!(all, hash(4, &text), "of length {length}");
            assert_ne!(all, hash(3, &vec![b'a'; length + 1]), "of length {length}");
            for place in 0..length {
                let mut other = text.clone();
                other.iter_mut().skip(place).take(1).for_each(|octet| *octet = b'b');
                assert_ne!(all, hash(3, &other), "{place} of {length}");
            }
        }
    }
}
