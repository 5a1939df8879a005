//! The segments of a path.

use gatewright_core::primitive::path::Target;

/// The segments of a path as octets, as spelled, if there are at most `MOST`.
#[derive(Clone, Copy, Debug)]
pub struct Segments<'t, const MOST: usize> {
    segments: [&'t [u8]; MOST],
    /// None where there are more.
    count: usize,
}

impl<'t, const MOST: usize> Segments<'t, MOST> {
    /// Splits a path.
    #[must_use]
    pub fn of(target: &Target<'t>) -> Segments<'t, MOST> {
        let mut segments: [&[u8]; MOST] = [b""; MOST];
        let count = target.split_into(&mut segments).unwrap_or(0);
        Segments { segments, count }
    }

    /// All of them; none where there are more than `MOST`, which no path has.
    #[must_use]
    pub fn as_slice(&self) -> &[&'t [u8]] {
        self.segments.get(..self.count).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn as_many_as_fit() {
        let of = |path| {
            let segments = Segments::<2>::of(&Target::parse(path).unwrap());
            let text = |octets: &&[u8]| String::from_utf8(octets.to_vec()).unwrap();
            segments.as_slice().iter().map(text).collect::<Vec<_>>()
        };
        assert_eq!(of("/"), [""]);
        assert_eq!(of("/a?b/c/d"), ["a"]);
        assert_eq!(of("/a/"), ["a", ""]);
        assert_eq!(of("/a/b"), ["a", "b"]);
        assert!(of("/a/b/").is_empty());
        assert!(of("/a/b/c").is_empty());
    }
}
