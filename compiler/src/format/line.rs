//! The lines of the formatted text, and the comments at their ends.

use super::token::Comment;

/// Where a comment after code stands, in characters from the left, if the code leaves room.
const COMMENT_COLUMN: usize = 46;

/// How far from the longest line of a run comments may stand, if that is where their author put them.
const NEAR: usize = 10;

/// One line.
#[derive(Debug, Default)]
pub(super) struct Line<'text> {
    /// With its indentation, without the comment.
    pub(super) text: String,
    /// The comment after it.
    pub(super) comment: Option<Comment<'text>>,
}

/// Joins lines. The comments of lines that follow each other stand in one column.
pub(super) fn join(lines: &[Line<'_>]) -> String {
    let mut text = String::with_capacity(lines.iter().map(|line| line.text.len() + 1).sum());
    let mut rest = lines;
    while let Some((line, after)) = rest.split_first() {
        let run = rest.iter().take_while(|line| line.comment.is_some()).count();
        if run == 0 {
            text.push_str(&line.text);
            text.push('\n');
            rest = after;
            continue;
        }
        let (commented, after) = rest.split_at(run);
        let column = column(commented);
        for line in commented {
            let width = line.text.chars().count();
            text.push_str(&line.text);
            text.extend(std::iter::repeat_n(' ', column.saturating_sub(width)));
            text.push_str(line.comment.map_or("", |comment| comment.text));
            text.push('\n');
        }
        rest = after;
    }
    text
}

/// Where the comments of these lines stand.
fn column(lines: &[Line<'_>]) -> usize {
    let longest = lines.iter().map(|line| line.text.chars().count()).max().unwrap_or_default();
    let least = longest + 2;
    if least <= COMMENT_COLUMN {
        return COMMENT_COLUMN;
    }
    let written = lines.first().and_then(|line| line.comment).map_or(0, |comment| comment.column);
    if (least..=longest + NEAR).contains(&written) { written } else { least }
}
