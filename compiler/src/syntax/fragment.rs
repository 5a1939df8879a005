//! After a syntax error: cuts a file where its declarations begin, so that each broken one gives its own error.

use std::ops::Range;

use super::brackets::Brackets;

/// Declarations after whose word a name follows.
const NAMED: [&str; 8] = ["policy", "target", "role", "enum", "schema", "api", "tls", "cors"];
/// Declarations after whose word a name and `=` or `(` follow.
const ASSIGNED: [&str; 8] =
    ["upstream", "auth", "condition", "limit", "parameter", "group", "step_up", "alert"];
/// Declarations after whose word a brace follows.
const BRACED: [&str; 5] = ["network", "principal", "errors", "headers", "log"];
/// Declarations after whose word a string follows.
const QUOTED: [&str; 3] = ["use", "test", "never"];

/// The bytes of each fragment, in order, without gaps; the first holds the policy line.
pub(super) fn fragments(text: &str) -> Vec<Range<usize>> {
    let mut starts = Vec::new();
    let mut brackets = Brackets::default();
    let mut documentation = None;
    let mut base = 0;
    // How far the last declaration is indented: what stands deeper is a part of it, even where its bracket is missing.
    let mut indented = usize::MAX;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        if trimmed.starts_with("///") {
            documentation = documentation.or(Some(base));
        } else {
            let indent = line.len() - trimmed.len();
            let outermost = brackets.open.is_empty() && indent <= indented;
            let margin = indent == 0;
            let begins = declares(trimmed);
            if (outermost && (begins || margin && begins_with_word(line))) || (margin && begins) {
                brackets.open.clear();
                starts.push(documentation.unwrap_or(base));
                indented = indent;
            }
            if !trimmed.is_empty() {
                documentation = None;
            }
        }
        brackets.line(line, base);
        base += line.len();
    }
    let mut bounds = vec![0];
    bounds.extend(starts.into_iter().skip(1));
    bounds.push(text.len());
    bounds.windows(2).filter_map(|pair| Some(*pair.first()?..*pair.last()?)).collect()
}

fn begins_with_word(line: &str) -> bool {
    line.starts_with(|character: char| character.is_ascii_alphabetic() || character == '_')
}

/// Whether a line looks like the first of a declaration.
pub(super) fn declares(line: &str) -> bool {
    let is_word = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let end = line.find(|character| !is_word(character)).unwrap_or(line.len());
    let (word, rest) = line.split_at(end);
    let rest = rest.trim_start();
    let name = rest.find(|character| !is_word(character)).unwrap_or(rest.len());
    let after = rest.split_at(name).1.trim_start();
    if NAMED.contains(&word) {
        return name > 0 && !after.starts_with(':');
    }
    if ASSIGNED.contains(&word) {
        return name > 0 && after.starts_with(['=', '(', ':']);
    }
    if BRACED.contains(&word) {
        return rest.starts_with('{');
    }
    QUOTED.contains(&word) && rest.starts_with('"')
}
