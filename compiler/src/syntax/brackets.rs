//! Brackets, found by one pass over the text: how deep they nest and which stays open.

/// More open brackets than this are refused before the grammar sees the text.
pub(super) const DEEPEST: usize = 64;

/// Brackets that are open at some place, outermost first, with the byte at which each stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Brackets {
    pub(super) open: Vec<(u8, usize)>,
    /// The first bracket beyond [`DEEPEST`].
    pub(super) too_deep: Option<usize>,
}

impl Brackets {
    /// Reads one line, which begins at byte `base`. Strings and comments end with their line.
    pub(super) fn line(&mut self, line: &str, base: usize) {
        let bytes = line.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'"' => {
                    at += string_length(bytes.get(at..).unwrap_or_default(), is_regex(bytes, at))
                }
                b'/' if bytes.get(at + 1) == Some(&b'/') => return,
                b'{' | b'[' | b'(' => {
                    self.open.push((byte, base + at));
                    if self.open.len() > DEEPEST {
                        self.too_deep.get_or_insert(base + at);
                    }
                    at += 1;
                }
                b'}' | b']' | b')' => {
                    self.close(byte);
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }

    /// A closing bracket closes the innermost one of its kind, and what was left open inside.
    fn close(&mut self, byte: u8) {
        let opening = match byte {
            b'}' => b'{',
            b']' => b'[',
            _ => b'(',
        };
        if self.open.last().is_some_and(|(open, _)| *open == opening) {
            self.open.pop();
        }
    }
}

fn is_regex(bytes: &[u8], quote: usize) -> bool {
    let before = |distance: usize| quote.checked_sub(distance).and_then(|at| bytes.get(at));
    before(1) == Some(&b'r')
        && !before(2).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

/// How many bytes the string at the beginning of these has; one that is not closed runs to the end.
fn string_length(bytes: &[u8], regex: bool) -> usize {
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' if !regex => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}
