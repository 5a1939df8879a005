//! Random policies, as syntax: every construct of the language, with comments and white space wherever they may stand.

mod route;
mod syntax;

/// Where the randomness comes from. When it is used up, the simplest choice is made.
pub(super) struct Choices<'bytes>(&'bytes [u8]);

impl<'bytes> Choices<'bytes> {
    pub(super) fn new(bytes: &'bytes [u8]) -> Choices<'bytes> {
        Choices(bytes)
    }

    /// A number below `count`.
    fn below(&mut self, count: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first) % count
    }

    fn one_of(&mut self, options: &[&'static str]) -> &'static str {
        options[self.below(options.len())]
    }
}

/// A policy's text, and the comments in it.
pub(super) struct Policy {
    pub(super) text: String,
    pub(super) comments: Vec<String>,
}

/// What may stand between tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gaps {
    /// White space.
    Plain,
    /// White space and comments.
    Commented,
}

/// A random policy.
pub(super) fn policy(choices: &mut Choices<'_>, gaps: Gaps) -> Policy {
    let mut writer = Writer { choices, tokens: Vec::new() };
    writer.file();
    let tokens = std::mem::take(&mut writer.tokens);
    join(writer.choices, &tokens, gaps)
}

struct Token {
    text: String,
    /// Nothing may stand between it and the token before.
    glued: bool,
    /// White space must follow, not a comment.
    path: bool,
}

struct Writer<'choices, 'bytes> {
    choices: &'choices mut Choices<'bytes>,
    tokens: Vec<Token>,
}

/// Punctuation that needs no white space around it.
const ALONE: [&str; 8] = ["{", "}", "[", "]", "(", ")", ",", ":"];

fn join(choices: &mut Choices<'_>, tokens: &[Token], gaps: Gaps) -> Policy {
    let mut policy = Policy { text: String::new(), comments: Vec::new() };
    // Most policies are laid out by people: one token follows another.
    let calm = choices.below(4) + 1;
    policy.gap(choices, gaps);
    for (at, token) in tokens.iter().enumerate() {
        policy.text.push_str(&token.text);
        let Some(next) = tokens.get(at + 1) else { break };
        if token.text.starts_with("//") {
            policy.text.push('\n');
        } else if next.glued {
            continue;
        } else if token.path {
            policy.text.push(' ');
        } else if choices.below(3) > 0
            && (ALONE.contains(&token.text.as_str()) || ALONE.contains(&next.text.as_str()))
        {
            continue;
        } else {
            policy.text.push_str(if choices.below(3 * calm) == 1 { "\n" } else { " " });
        }
        if choices.below(3 * calm) == 1 {
            policy.gap(choices, gaps);
        }
    }
    let open = tokens.last().is_some_and(|last| last.text.starts_with("//"));
    policy.text.push_str(if open { "\n" } else { " " });
    policy.gap(choices, gaps);
    policy
}

impl Policy {
    fn gap(&mut self, choices: &mut Choices<'_>, gaps: Gaps) {
        for _ in 0..choices.below(3) {
            match choices.below(6) {
                0 => self.text.push(' '),
                1 => self.text.push('\n'),
                2 => self.text.push_str("\n\n\n"),
                3 => self.text.push_str("\t \r\n"),
                _ if gaps == Gaps::Plain => self.text.push(' '),
                _ => {
                    let comment = choices.one_of(&[
                        "// about it",
                        "//",
                        "//: GET /a -> 200   ",
                        "//// four",
                        "// \"{[( open \t",
                        "// ── A section ─────────────────────────────────────────────────",
                        "// what a rather long comment has to say about a declaration that is rather long as well, or not",
                    ]);
                    self.text.push_str(comment);
                    self.text.push('\n');
                    self.comments.push(comment.trim_end().to_owned());
                }
            }
        }
    }
}
