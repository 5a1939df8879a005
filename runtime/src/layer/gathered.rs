//! A body out of its pieces.

use bytes::Bytes;

/// The bytes of a body so far. Most bodies come in one piece, which is then not copied; those of several lie in one place,
/// however small the pieces were.
#[derive(Default)]
pub(crate) struct Gathered {
    only: Bytes,
    joined: Vec<u8>,
}

impl Gathered {
    pub(crate) fn len(&self) -> usize {
        self.only.len() + self.joined.len()
    }

    pub(crate) fn push(&mut self, piece: &Bytes) {
        if piece.is_empty() {
            return;
        }
        if self.len() == 0 {
            self.only = piece.clone();
            return;
        }
        if !self.only.is_empty() {
            let first = std::mem::take(&mut self.only);
            self.joined.extend_from_slice(&first);
        }
        self.joined.extend_from_slice(piece);
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        if self.joined.is_empty() { self.only } else { Bytes::from(self.joined) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gathered(pieces: &[&'static str]) -> Gathered {
        let mut gathered = Gathered::default();
        for piece in pieces {
            gathered.push(&Bytes::from_static(piece.as_bytes()));
        }
        gathered
    }

    #[test]
    fn pieces_make_one() {
        for (pieces, whole) in [
            (&[][..], ""),
            (&[""], ""),
            (&["", "ab", ""], "ab"),
            (&["ab", "", "c"], "abc"),
            (&["a"; 1000], &*"a".repeat(1000)),
        ] {
            let gathered = gathered(pieces);
            assert_eq!(gathered.len(), whole.len());
            assert_eq!(gathered.into_bytes(), whole);
        }
    }

    #[test]
    fn what_comes_in_one_piece_is_not_copied() {
        let piece = "ab";
        assert_eq!(gathered(&["", piece, ""]).into_bytes().as_ptr(), piece.as_ptr());
    }
}
