//! What holds for every policy, however it is laid out.

use pest::iterators::Pair;

use super::formatted;
use super::generate::{Choices, Gaps, Policy, policy};
use crate::source::{Alone, Source};
use crate::syntax::grammar::Rule;
use crate::syntax::{parse, recognise};

/// What the grammar makes of a text, without places, empty parts and commas after last items.
fn tree(pair: Pair<'_, Rule>) -> String {
    let rule = pair.as_rule();
    let text = pair.as_str().trim_end();
    let mut parts: Vec<Pair<'_, Rule>> = Vec::new();
    for part in pair.into_inner() {
        let closes = matches!(part.as_str(), "]" | "}" | ")");
        if closes && parts.last().is_some_and(|last| last.as_rule() == Rule::comma) {
            parts.pop();
        }
        parts.push(part);
    }
    if parts.is_empty() {
        return if text.is_empty() { String::new() } else { format!("{rule:?} {text:?}") };
    }
    let parts: Vec<String> = parts.into_iter().map(tree).filter(|part| !part.is_empty()).collect();
    format!("{rule:?}({})", parts.join(", "))
}

fn tree_of(text: &str) -> String {
    let source = Source::new("a.gate", text);
    tree(recognise(&source).unwrap_or_else(|found| panic!("{found:#?}\n{text}")))
}

/// The text without white space, and its comments. It knows no grammar: only strings and comments.
fn squeezed(text: &str) -> (String, Vec<String>) {
    let (mut code, mut comments) = (String::new(), Vec::new());
    for line in text.lines() {
        let mut rest = line;
        while let Some(first) = rest.chars().next() {
            let documents =
                rest.starts_with("//!") || (rest.starts_with("///") && !rest.starts_with("////"));
            let length = if rest.starts_with("//") {
                if documents {
                    code.push_str(rest.trim_end());
                } else {
                    comments.push(rest.trim_end().to_owned());
                }
                rest.len()
            } else if first == '"' {
                let before = &line[..line.len() - rest.len()];
                let regex = before.strip_suffix('r').is_some_and(|before| {
                    !before.ends_with(|character: char| character.is_ascii_alphanumeric())
                });
                let mut escaped = false;
                let end = rest.char_indices().skip(1).find(|(_, character)| {
                    let ends = *character == '"' && !escaped;
                    escaped = *character == '\\' && !escaped && !regex;
                    ends
                });
                let length = end.unwrap().0 + 1;
                code.push_str(&rest[..length]);
                length
            } else {
                code.extend(Some(first).filter(|first| !first.is_whitespace()));
                first.len_utf8()
            };
            rest = &rest[length..];
        }
    }
    for close in ["]", "}", ")"] {
        code = code.replace(&format!(",{close}"), close);
    }
    (code, comments)
}

/// The text with one space wherever there are several. Where lines and brackets begin may matter, and stays.
fn loosened(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        if line.trim_start().starts_with("//") { line.trim().to_owned() } else { words.join(" ") }
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// The syntax tree without places, if the text is of what is built.
fn ast(text: &str) -> Option<String> {
    let ast = parse(Source::new("a.gate", text), &Alone).outcome.ok()?;
    let printed = format!("{:?}", (ast.documentation, ast.header, ast.declarations));
    let mut parts = printed.split("Span {");
    let first = parts.next().map(String::from);
    first.map(|first| parts.fold(first, |all, part| all + part.split_once('}').unwrap().1))
}

fn random(bytes: &[u8], gaps: Gaps) -> Policy {
    policy(&mut Choices::new(bytes), gaps)
}

proptest::proptest! {
    #[test]
    fn what_is_formatted_stays(bytes in proptest::collection::vec(0_u8.., 0..600)) {
        let once = formatted(&random(&bytes, Gaps::Commented).text);
        let twice = formatted(&once);
        assert!(once == twice, "once:\n{once}\ntwice:\n{twice}");
    }

    #[test]
    fn the_syntax_stays(bytes in proptest::collection::vec(0_u8.., 0..600)) {
        let Policy { text, .. } = random(&bytes, Gaps::Commented);
        let new = formatted(&text);
        assert_eq!(tree_of(&text), tree_of(&new), "from:\n{text}\nto:\n{new}");
        assert_eq!(squeezed(&text).0, squeezed(&new).0, "from:\n{text}\nto:\n{new}");
        assert_eq!(ast(&text), ast(&new));
    }

    #[test]
    fn every_comment_stays(bytes in proptest::collection::vec(0_u8.., 0..600)) {
        let Policy { text, comments } = random(&bytes, Gaps::Commented);
        let new = formatted(&text);
        assert_eq!(squeezed(&text).1, comments, "the test misreads\n{text}");
        // In their order, even.
        assert_eq!(squeezed(&new).1, comments, "from:\n{text}\nto:\n{new}");
    }

    #[test]
    fn lines_have_no_spaces_at_their_ends(bytes in proptest::collection::vec(0_u8.., 0..600)) {
        let new = formatted(&random(&bytes, Gaps::Commented).text);
        assert!(new.ends_with('\n') && !new.starts_with('\n') && !new.ends_with("\n\n"), "{new:?}");
        for (number, line) in new.lines().enumerate() {
            assert_eq!(line, line.trim_end(), "line {number} of\n{new}");
        }
        assert!(!new.contains("\n\n\n"), "{new}");
    }

    #[test]
    fn white_space_decides_nothing(bytes in proptest::collection::vec(0_u8.., 0..600)) {
        let text = loosened(&random(&bytes, Gaps::Plain).text);
        let new = formatted(&text);
        assert_eq!(formatted(&loosened(&new)), new, "from:\n{text}");
    }
}
