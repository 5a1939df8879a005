//! Settings and their values.

use super::super::ast::{
    Block, Breaker, Caller, Key, KeyForm, List, Literal, LiteralValue, Phrase, Remote, Setting,
    SettingRate, Split, Value,
};
use super::super::grammar::Rule;
use super::super::node::Node;
use super::later::Place;
use super::{Parser, literal, word};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};

/// Clauses of routes that are no settings of an api.
const CLAUSES: [&str; 9] =
    ["allow", "query", "cookies", "returns", "to", "override", "deprecated", "sunset", "successor"];

impl Parser {
    /// The settings of the block in a declaration; none without a block.
    pub(super) fn settings(&mut self, node: &Node<'_>, place: Place) -> Vec<Setting> {
        node.child(Rule::block).map_or(Vec::new(), |block| self.block(&block, place).settings)
    }

    pub(super) fn block(&mut self, node: &Node<'_>, place: Place) -> Block {
        let settings =
            node.all(Rule::setting).filter_map(|setting| self.setting(&setting, place)).collect();
        Block { settings, span: node.span() }
    }

    /// `Rule::caller`.
    pub(in crate::syntax) fn caller(&mut self, node: &Node<'_>) -> Option<Caller> {
        let fields = self.caller_fields(node.child(Rule::caller_fields).as_ref())?;
        Some(Caller { scheme: self.word(node)?, fields, span: node.span() })
    }

    /// `Rule::caller_fields`, where it stands.
    pub(super) fn caller_fields(&mut self, node: Option<&Node<'_>>) -> Option<Vec<Setting>> {
        let mut fields = Vec::new();
        for field in node.iter().flat_map(|list| list.all(Rule::caller_field)) {
            fields.push(self.setting(&field, Place::Nested)?);
        }
        Some(fields)
    }

    /// One `Rule::setting`.
    pub(super) fn setting(&mut self, node: &Node<'_>, place: Place) -> Option<Setting> {
        let key = self.key(&node.child(Rule::key)?)?;
        if key.form == KeyForm::Word && place.later_keys().contains(&key.text.as_str()) {
            self.not_yet(&format!("the setting `{}`", key.text), key.span);
            return None;
        }
        let colon = node.child(Rule::colon).map(|colon| colon.span());
        if let (Place::Api, KeyForm::Word, Some(colon)) = (place, key.form, colon)
            && CLAUSES.contains(&key.text.as_str())
        {
            let message = format!("`{}` is a clause of a route, without a colon", key.text);
            self.diagnostics.push(
                Diagnostic::error(codes::SYNTAX, message)
                    .label(colon, "not expected here")
                    .suggest(
                        "delete it",
                        Suggestion::replace(colon, "", Applicability::MachineApplicable),
                    ),
            );
            return None;
        }
        let value = match node.child(Rule::block) {
            Some(block) => Value::Block(self.block(&block, Place::Nested)),
            None => self.value(&node.children().last()?)?,
        };
        let documentation = self.documentation(node);
        let span = key.span.to(node.span());
        Some(Setting { documentation, key, value, span })
    }

    fn key(&mut self, node: &Node<'_>) -> Option<Key> {
        let (text, form) = match node.child(Rule::text) {
            Some(text) => (literal::unescape(self, &text), KeyForm::Text),
            None => (self.word(node)?.text, KeyForm::Word),
        };
        Some(Key { text, form, span: node.span() })
    }

    pub(in crate::syntax) fn value(&mut self, node: &Node<'_>) -> Option<Value> {
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "the grammar admits only these here; anything else is reported as a fault of the parser"
        )]
        match node.rule() {
            Rule::name => {
                let name = self.dotted_name(node);
                match name.as_word().and_then(boolean) {
                    Some(value) => Some(Value::Literal(Literal { value, span: name.span })),
                    None => Some(Value::Name(name)),
                }
            }
            Rule::literal => Some(Value::Literal(self.literal(node)?)),
            Rule::list => Some(Value::List(self.list(node)?)),
            Rule::phrase | Rule::given_phrase => self.phrase(node),
            Rule::remote => Some(Value::Remote(Remote {
                what: self.word(node)?,
                url: self.given(node, Rule::text, Parser::text)?,
                settings: self.settings(node, Place::Nested),
                span: node.span(),
            })),
            Rule::split => Some(Value::Split(Split {
                name: self.dotted_name(&node.child(Rule::name)?),
                separator: self.text(&node.child(Rule::text)?),
                span: node.span(),
            })),
            Rule::rate => {
                let rate = self.rate(node)?;
                Some(Value::Rate(Box::new(SettingRate { rate, span: node.span() })))
            }
            Rule::breaker => {
                let (open, failures) = (node.child(Rule::open_time)?, node.child(Rule::failures)?);
                Some(Value::Breaker(Breaker {
                    open: self.given(&open, Rule::duration, Parser::duration)?,
                    failures: self.given(&failures, Rule::count, Parser::count)?,
                    span: node.span(),
                }))
            }
            _ => None,
        }
    }

    pub(super) fn list(&mut self, node: &Node<'_>) -> Option<List> {
        let brackets = [Rule::open_bracket, Rule::comma, Rule::close_bracket];
        let mut items = Vec::new();
        for child in node.children().filter(|child| !brackets.contains(&child.rule())) {
            items.push(self.value(&child)?);
        }
        Some(List { items, span: node.span() })
    }

    fn phrase(&mut self, node: &Node<'_>) -> Option<Value> {
        let words = node.all(Rule::word).map(|found| word(&found)).collect();
        let argument = Box::new(self.value(&node.children().last()?)?);
        Some(Value::Phrase(Phrase { words, argument, span: node.span() }))
    }
}

/// `true` and `false` are names to the grammar, since names may begin with them.
fn boolean(word: &super::Word) -> Option<LiteralValue> {
    match word.text.as_str() {
        "true" => Some(LiteralValue::Bool(true)),
        "false" => Some(LiteralValue::Bool(false)),
        _ => None,
    }
}
