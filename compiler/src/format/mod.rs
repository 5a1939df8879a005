//! The formatter: one way to lay out a policy, from text to text.
//!
//! 1. `tree` reads the syntax with all that the grammar leaves out, such as comments.
//! 2. `layout` measures each token: the space before it, and whether a line must or may begin there.
//! 3. `print` writes statements and what stands in their brackets; `align` and `table` say what stands in columns.
//! 4. `line` joins the lines and puts comments at their ends in columns.
//!
//! White space has no meaning in the language, so whatever keeps the tokens keeps the meaning. Only a comma after the
//! last item of a list comes or goes. The grammar's parts are told by their shape (brackets, commas, colons, methods),
//! so that a new clause or declaration needs nothing here.

mod align;
mod group;
mod layout;
mod line;
mod print;
mod table;
mod token;
mod tree;

use crate::diagnostic::{Diagnostic, codes};
use crate::source::Source;
use crate::syntax::grammar::Rule;
use crate::syntax::{self, LARGEST};

use layout::Layout;
use token::{Comment, Token};

/// The text as it should be laid out. What is laid out so already comes back unchanged.
///
/// The new text is read again, and is only given if it holds the same tokens and comments.
///
/// # Errors
///
/// Everything in it that is not of the language. A new text that would be too large for a policy.
pub fn format(source: &Source) -> Result<String, Vec<Diagnostic>> {
    let (layout, parts) = Layout::new(tree::read(source.text(), syntax::recognise(source)?));
    let text = line::join(&print::print(&layout, &parts));
    if text == source.text() {
        return Ok(text);
    }
    if text.len() > LARGEST {
        let name = source.name();
        let message = format!("`{name}` would have {} bytes, more than {LARGEST}", text.len());
        return Err(vec![Diagnostic::error(codes::TOO_LARGE, message)]);
    }
    let new = Source::new(source.name(), text);
    let again = syntax::recognise(&new).map(|file| tree::read(new.text(), file));
    if again.is_ok_and(|again| same(layout.tokens(), &again.tokens)) {
        return Ok(new.text().to_owned());
    }
    let message = format!("the formatter would change what `{}` says", source.name());
    let fault = Diagnostic::error(codes::FORMATTER_FAULT, message);
    Err(vec![fault.note("the file is left as it is").help("please report this")])
}

/// Whether these are the same tokens with the same comments between them.
fn same(some: &[Token<'_>], others: &[Token<'_>]) -> bool {
    words(some).eq(words(others))
}

/// Tokens and comments in their order, without the commas that come and go.
fn words<'text>(tokens: &[Token<'text>]) -> impl Iterator<Item = (Option<Rule>, &'text str)> {
    let comment = |comment: &Comment<'text>| (Some(Rule::COMMENT), comment.text);
    let words = tokens.iter().flat_map(move |token| {
        let before = token.before.comments.iter().map(comment);
        let own = std::iter::once((token.rule, token.text.trim_end()));
        before.chain(own).chain(token.comment.iter().map(comment))
    });
    words.filter(|(_, text)| !text.is_empty())
}

#[cfg(test)]
mod tests;
