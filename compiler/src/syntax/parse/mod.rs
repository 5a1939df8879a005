//! From pest's pairs to the syntax tree.
//!
//! The grammar has decided the shape. What is left to refuse here are literals that mean nothing, parts written twice,
//! and what a later version of the language will bring. A function that answers `None` has reported why, or the grammar
//! and the parser disagree, which the caller of the whole reports.

mod api;
mod declaration;
mod derivation;
mod expression;
mod later;
mod lifetime;
mod literal;
mod schema;
mod test;
mod value;

use gatewright_core::policy::Span;

use super::ast::{Declaration, Documentation, DottedName, Given, Header, Text, Use, Word};
use super::grammar::Rule;
use super::lost::Lost;
use super::node::Node;
use crate::diagnostic::{Code, Diagnostic, codes};

/// Collects what is wrong.
#[derive(Default)]
pub(super) struct Parser {
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The declarations that are wrong: none of them stands in [`Contents`].
    pub(super) lost: Lost,
    /// How many `not`, `+` and `-` enclose what is read.
    levels: usize,
}

/// What a file or a part of it holds, as far as it can be read.
#[derive(Default)]
pub(super) struct Contents {
    pub(super) documentation: Option<Documentation>,
    pub(super) header: Option<Header>,
    pub(super) items: Vec<Item>,
}

/// What stands at the top of a file.
pub(super) enum Item {
    /// The declarations of another file.
    Use(Use),
    /// One declaration.
    Declaration(Declaration),
}

impl Parser {
    /// Reads what `Rule::file` or `Rule::fragment` matched.
    pub(super) fn contents(&mut self, node: &Node<'_>) -> Contents {
        let documentation = node.child(Rule::file_documentation);
        let mut contents = Contents {
            documentation: documentation
                .map(|lines| documentation_of(&lines, Rule::file_line, "//!")),
            header: node.child(Rule::header).and_then(|header| self.header(&header)),
            items: Vec::new(),
        };
        for child in node.all(Rule::declaration) {
            let reported = self.diagnostics.len();
            match self.item(&child) {
                Some(item) if self.diagnostics.len() == reported => contents.items.push(item),
                Some(_) | None => {
                    self.lost.add(child.text());
                    if self.diagnostics.len() == reported {
                        let message = "the parser does not understand this declaration";
                        self.report(
                            codes::PARSER_FAULT,
                            message,
                            child.span(),
                            "please report this",
                        );
                    }
                }
            }
        }
        contents
    }

    fn item(&mut self, node: &Node<'_>) -> Option<Item> {
        let Some(used) = node.child(Rule::use_file) else {
            return self.declaration(node).map(Item::Declaration);
        };
        Some(Item::Use(Use {
            documentation: self.documentation(node),
            path: self.text(&used.child(Rule::text)?),
            span: used.span(),
        }))
    }

    fn header(&mut self, node: &Node<'_>) -> Option<Header> {
        let version = word(&node.child(Rule::version)?);
        Some(Header { name: self.word(node)?, version, span: node.span() })
    }

    fn report(&mut self, code: Code, message: impl Into<String>, span: Span, label: &str) {
        self.diagnostics.push(Diagnostic::error(code, message).label(span, label));
    }

    /// The first identifier in a node.
    fn word(&self, node: &Node<'_>) -> Option<Word> {
        node.child(Rule::word).map(|found| word(&found))
    }

    /// All identifiers in a node.
    fn words(&self, node: &Node<'_>) -> Vec<Word> {
        node.all(Rule::word).map(|found| word(&found)).collect()
    }

    fn documentation(&self, node: &Node<'_>) -> Option<Documentation> {
        let lines = node.child(Rule::documentation)?;
        Some(documentation_of(&lines, Rule::documentation_line, "///"))
    }

    fn dotted_name(&self, node: &Node<'_>) -> DottedName {
        DottedName { words: self.words(node), span: node.span() }
    }

    /// The literal of a rule in a node, or the parameter that stands for it.
    fn given<T>(
        &mut self,
        node: &Node<'_>,
        rule: Rule,
        read: impl Fn(&mut Parser, &Node<'_>) -> T,
    ) -> Option<Given<T>> {
        if let Some(literal) = node.child(rule) {
            return Some(Given::Literal(read(self, &literal)));
        }
        self.word(&node.child(Rule::given)?).map(Given::Parameter)
    }

    fn text(&mut self, node: &Node<'_>) -> Text {
        Text { text: literal::unescape(self, node), span: node.span() }
    }
}

fn word(node: &Node<'_>) -> Word {
    Word { text: String::from(node.text()), span: node.span() }
}

fn documentation_of(lines: &Node<'_>, rule: Rule, slashes: &str) -> Documentation {
    let text: Vec<&str> = lines
        .all(rule)
        .map(|line| {
            let text = line.text().trim_end();
            let text = text.strip_prefix(slashes).unwrap_or(text);
            text.strip_prefix(' ').unwrap_or(text)
        })
        .collect();
    Documentation { text: text.join("\n"), span: lines.span() }
}
