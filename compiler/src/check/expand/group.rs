//! `group` declarations: named lists of addresses or strings.

use std::collections::{HashMap, HashSet};

use gatewright_core::policy::Span;
use ipnet::IpNet;

use super::super::condition::refuse_reserved;
use super::super::distinct::Distinct;
use super::super::names::{Kind, Names, Spelling};
use super::super::network::canonical;
use super::super::setting::{describe, describe_literal};
use super::{Allowance, Parameters};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{self, Declaration, Literal, LiteralValue, Value, Word};

/// Groups by name: what they hold, each item once. Empty where the declaration is wrong.
pub(in super::super) type Groups = Names<Vec<Literal>>;

/// What tells two items of a list apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum ItemKey {
    /// An address is a block of its own.
    Network(IpNet),
    /// A string.
    Text(String),
}

impl ItemKey {
    /// The key of an item; `None` for what no group holds.
    pub(super) fn of(literal: &Literal) -> Option<ItemKey> {
        match &literal.value {
            LiteralValue::Network(network) => Some(ItemKey::Network(canonical(*network))),
            LiteralValue::Address(address) => {
                Some(ItemKey::Network(IpNet::from(address.to_canonical())))
            }
            LiteralValue::Text(text) => Some(ItemKey::Text(text.clone())),
            LiteralValue::Regex(_)
            | LiteralValue::Socket(_)
            | LiteralValue::Date(_)
            | LiteralValue::Time(_)
            | LiteralValue::Version(_)
            | LiteralValue::Duration(_)
            | LiteralValue::Size(_)
            | LiteralValue::Decimal(_)
            | LiteralValue::Integer(_)
            | LiteralValue::Bool(_) => None,
        }
    }

    fn text(&self) -> String {
        match self {
            ItemKey::Network(network) => network.to_string(),
            ItemKey::Text(text) => text.escape_debug().to_string(),
        }
    }

    fn is_network(&self) -> bool {
        match self {
            ItemKey::Network(_) => true,
            ItemKey::Text(_) => false,
        }
    }
}

/// Checks all declarations, and puts into each group what the groups that it names hold.
pub(super) fn declare(
    declarations: &[Declaration],
    parameters: &Parameters,
    findings: &mut Vec<Diagnostic>,
) -> Groups {
    let kind =
        Kind { what: "group", declaration: "group NAME = [10.0.0.0/8]", spelling: Spelling::Snake };
    let mut written: Names<&ast::Group> = Names::new(kind);
    for declaration in declarations {
        if let Declaration::Group(group) = declaration {
            refuse_reserved("group", &group.name, findings);
            written.declare(&group.name, group.span, group, findings);
        }
    }
    let mut resolution = Resolution {
        written: &written,
        parameters,
        resolved: HashMap::new(),
        chain: Vec::new(),
        allowance: Allowance::default(),
        findings,
    };
    for entry in written.iter() {
        resolution.resolve(entry.value);
    }
    let mut resolved = resolution.resolved;
    let mut groups = Names::new(kind);
    for entry in written.iter() {
        let items = resolved.remove(entry.word.text.as_str()).unwrap_or_default();
        // Names were judged above.
        groups.declare(&entry.word, entry.value.span, items, &mut Vec::new());
        if written.is_used(&entry.word.text) {
            groups.mark_used(&entry.word.text);
        }
    }
    groups
}

/// Groups whose items are being collected.
struct Resolution<'a, 'f> {
    written: &'a Names<&'a ast::Group>,
    parameters: &'a Parameters,
    resolved: HashMap<&'a str, Vec<Literal>>,
    /// The groups that are being resolved, each named by the one before.
    chain: Vec<&'a Word>,
    allowance: Allowance,
    findings: &'f mut Vec<Diagnostic>,
}

impl<'a> Resolution<'a, '_> {
    fn resolve(&mut self, group: &'a ast::Group) {
        if self.resolved.contains_key(group.name.text.as_str()) {
            return;
        }
        self.chain.push(&group.name);
        let items = self.items(group);
        self.chain.pop();
        self.resolved.insert(&group.name.text, items);
    }

    fn items(&mut self, group: &'a ast::Group) -> Vec<Literal> {
        if group.items.items.is_empty() {
            self.findings.push(
                Diagnostic::error(
                    codes::WRONG_VALUE,
                    format!("group `{}` must hold at least one item", group.name.text),
                )
                .label(group.items.span, "an empty list")
                .help("list what is meant, or delete the group"),
            );
        }
        let mut collected = Collected::default();
        let mut distinct = Distinct::new();
        let mut named = Distinct::new();
        for item in &group.items.items {
            match item {
                Value::Literal(literal) => {
                    collected.write(literal.clone(), &mut distinct, self.findings);
                }
                Value::Name(name) => {
                    let Some(word) = name.as_word() else {
                        self.findings.push(wrong_item("a name", name.span));
                        continue;
                    };
                    if let Some(entry) = self.parameters.get(&word.text) {
                        self.parameters.mark_used(&word.text);
                        if let Some(given) = &entry.value {
                            let literal = Literal { value: given.value.clone(), span: word.span };
                            collected.write(literal, &mut distinct, self.findings);
                        }
                        continue;
                    }
                    if named.admit(&word.text, &word.text, word.span, self.findings) {
                        for literal in self.named(word) {
                            if let Some(key) = ItemKey::of(&literal) {
                                let literal = Literal { span: word.span, ..literal };
                                collected.add(key, literal, self.findings);
                            }
                        }
                    }
                }
                Value::List(_)
                | Value::Phrase(_)
                | Value::Remote(_)
                | Value::Split(_)
                | Value::Breaker(_)
                | Value::Rate(_)
                | Value::Block(_) => {
                    self.findings.push(wrong_item(&describe(item), item.span()));
                }
            }
        }
        collected.items
    }

    /// What a group that another one names holds.
    fn named(&mut self, word: &'a Word) -> Vec<Literal> {
        let Some(group) = self.written.resolve(word, self.findings) else { return Vec::new() };
        if let Some(first) = self.chain.iter().position(|link| link.text == word.text) {
            let links = self.chain.get(first..).unwrap_or_default();
            self.findings.push(recursive(links, word.span));
            return Vec::new();
        }
        if self.chain.len() > DEEPEST {
            self.findings.push(
                Diagnostic::error(codes::GROUP_SIZE, "groups name each other too deep")
                    .label(word.span, format!("more than {DEEPEST} levels")),
            );
            return Vec::new();
        }
        self.resolve(group);
        let items = self.resolved.get(word.text.as_str()).cloned().unwrap_or_default();
        self.allowance.take(&items, word.span, self.findings).to_vec()
    }
}

/// How deep groups may name one another.
const DEEPEST: usize = 16;

/// The items of a group so far, each once, all of one kind.
#[derive(Default)]
struct Collected {
    items: Vec<Literal>,
    seen: HashSet<ItemKey>,
    first: Option<(bool, Span)>,
}

impl Collected {
    /// Adds an item that the group lists itself.
    fn write(
        &mut self,
        literal: Literal,
        distinct: &mut Distinct<ItemKey>,
        findings: &mut Vec<Diagnostic>,
    ) {
        let Some(key) = ItemKey::of(&literal) else {
            findings.push(wrong_item(describe_literal(&literal), literal.span));
            return;
        };
        if distinct.admit(key.clone(), &key.text(), literal.span, findings) {
            self.add(key, literal, findings);
        }
    }

    fn add(&mut self, key: ItemKey, literal: Literal, findings: &mut Vec<Diagnostic>) {
        let (is_network, first) = *self.first.get_or_insert((key.is_network(), literal.span));
        if key.is_network() != is_network {
            findings.push(
                Diagnostic::error(
                    codes::MIXED_GROUP,
                    "a group holds addresses or strings, not both",
                )
                .label(literal.span, describe_literal(&literal))
                .label(first, if is_network { "an address" } else { "a string" })
                .help("make two groups"),
            );
            return;
        }
        if self.seen.insert(key) {
            self.items.push(literal);
        }
    }
}

fn wrong_item(what: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::WRONG_VALUE, "a group holds addresses, address blocks or strings")
        .label(span, format!("this is {what}"))
        .help("write it like `group office = [203.0.113.0/24, 2001:db8::/32]`")
}

/// The error of a group that names itself: `links` are the groups from it to the one that names it again.
fn recursive(links: &[&Word], place: Span) -> Diagnostic {
    let name = links.first().map_or("", |link| link.text.as_str());
    let error = Diagnostic::error(codes::RECURSIVE_GROUP, format!("group `{name}` holds itself"))
        .label(place, format!("names `{name}` again"));
    links
        .iter()
        .fold(error, |error, link| error.label(link.span, format!("`{}` is on the way", link.text)))
        .help("list what is meant")
}
