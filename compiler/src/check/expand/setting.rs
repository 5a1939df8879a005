//! Shorthand in settings.

use super::Expander;
use super::union::Union;
use crate::syntax::ast::{List, Setting, Value};

impl Expander<'_> {
    pub(super) fn settings(&mut self, settings: &mut [Setting]) {
        for setting in settings {
            self.value(&mut setting.value);
        }
    }

    pub(super) fn value(&mut self, value: &mut Value) {
        match value {
            Value::Name(name) => {
                let Some(word) = name.as_word() else { return };
                if let Some(literal) = self.parameter(word) {
                    *value = Value::Literal(literal);
                } else if let Some(items) = self.group(word) {
                    let items = items.into_iter().map(Value::Literal).collect();
                    *value = Value::List(List { items, span: name.span });
                }
            }
            Value::List(list) => self.list(list),
            Value::Phrase(phrase) => self.value(&mut phrase.argument),
            Value::Remote(remote) => {
                self.text(&mut remote.url);
                self.settings(&mut remote.settings);
            }
            Value::Breaker(breaker) => {
                self.duration(&mut breaker.open);
                self.count(&mut breaker.failures);
            }
            Value::Rate(rate) => self.rate(&mut rate.rate),
            Value::Block(block) => self.settings(&mut block.settings),
            Value::Literal(_) | Value::Split(_) => {}
        }
    }

    fn list(&mut self, list: &mut List) {
        for item in &mut list.items {
            if let Value::Name(name) = item
                && let Some(word) = name.as_word()
                && let Some(literal) = self.parameter(word)
            {
                *item = Value::Literal(literal);
            }
        }
        let own = list.items.iter().filter_map(|item| match item {
            Value::Literal(literal) => Some(literal),
            Value::Name(_)
            | Value::List(_)
            | Value::Phrase(_)
            | Value::Remote(_)
            | Value::Split(_)
            | Value::Breaker(_)
            | Value::Rate(_)
            | Value::Block(_) => None,
        });
        let mut union = Union::of(own);
        for mut item in std::mem::take(&mut list.items) {
            if let Value::Name(name) = &item
                && let Some(word) = name.as_word()
                && let Some(literals) = self.group(word)
            {
                list.items.extend(union.join(literals).map(Value::Literal));
                continue;
            }
            self.value(&mut item);
            list.items.push(item);
        }
    }
}
