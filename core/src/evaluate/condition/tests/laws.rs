//! Kleene's laws, on conditions out of true, false and unknown.

use proptest::prelude::*;

use super::{Body, judge, judge_with, query, text};
use crate::policy::fixture::new_order;
use crate::policy::{Comparison, Condition, Literal, ValueType};
use crate::primitive::json;

/// A condition whose value is known.
fn leaf(value: Option<bool>) -> Condition {
    let compares = |right: &str| Condition::Compare {
        operator: Comparison::Equal,
        left: text("a"),
        right: text(right),
    };
    match value {
        Some(true) => compares("a"),
        Some(false) => compares("b"),
        None => Condition::Compare {
            operator: Comparison::Less,
            left: query("size"),
            right: super::of(crate::policy::Source::Literal(Literal::Int(1)), ValueType::Int),
        },
    }
}

fn conditions() -> impl Strategy<Value = Condition> {
    let leaves = prop_oneof![Just(Some(true)), Just(Some(false)), Just(None)].prop_map(leaf);
    leaves.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::Or),
            inner.prop_map(not),
        ]
    })
}

fn not(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

fn and(parts: &[Condition]) -> Condition {
    Condition::And(parts.to_vec())
}

fn or(parts: &[Condition]) -> Condition {
    Condition::Or(parts.to_vec())
}

proptest! {
    #[test]
    fn kleenes_laws_hold(a in conditions(), b in conditions(), c in conditions()) {
        let same = |left: &Condition, right: &Condition| prop_assert_eq_result(judge(left), judge(right));
        // `not unknown` is unknown, and two cancel out.
        prop_assert_eq!(judge(&not(a.clone())), judge(&a).map(|truth| !truth));
        same(&not(not(a.clone())), &a)?;
        // Commutative, associative, idempotent.
        let pair = [a.clone(), b.clone()];
        let turned = [b.clone(), a.clone()];
        same(&and(&pair), &and(&turned))?;
        same(&or(&pair), &or(&turned))?;
        same(&and(&[and(&pair), c.clone()]), &and(&[a.clone(), and(&[b.clone(), c.clone()])]))?;
        same(&or(&[or(&pair), c.clone()]), &or(&[a.clone(), or(&[b.clone(), c.clone()])]))?;
        same(&and(&[a.clone(), a.clone()]), &a)?;
        same(&or(&[a.clone(), a.clone()]), &a)?;
        // De Morgan.
        let negated = [not(a.clone()), not(b.clone())];
        same(&not(and(&pair)), &or(&negated))?;
        same(&not(or(&pair)), &and(&negated))?;
        // Distributive and absorbing.
        same(
            &and(&[a.clone(), or(&[b.clone(), c.clone()])]),
            &or(&[and(&pair), and(&[a.clone(), c])]),
        )?;
        same(&or(&[a.clone(), and(&pair)]), &a)?;
        same(&and(&[a.clone(), or(&pair)]), &a)?;
        // Nothing excludes the middle: what is unknown stays so.
        let middle = judge(&or(&[a.clone(), not(a.clone())]));
        prop_assert_eq!(middle, judge(&a).map(|_| true));
    }
}

fn prop_assert_eq_result(left: Option<bool>, right: Option<bool>) -> Result<(), TestCaseError> {
    prop_assert_eq!(left, right);
    Ok(())
}

/// Conditions that read a body, among others.
fn of_body() -> impl Strategy<Value = Condition> {
    let read =
        |name: &str, value| super::of(crate::policy::Source::Body(vec![name.to_owned()]), value);
    let compares = move |number: i64| Condition::Compare {
        operator: Comparison::Less,
        left: read("quantity", ValueType::Int),
        right: super::literal(Literal::Int(number)),
    };
    let leaves = prop_oneof![
        Just(leaf(Some(true))),
        Just(leaf(Some(false))),
        Just(leaf(None)),
        (0_i64..4).prop_map(compares),
        Just(Condition::IsSet(read("note", ValueType::Text))),
        Just(Condition::StartsWith { subject: read("note", ValueType::Text), affix: text("a") }),
    ];
    leaves.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::Or),
            inner.prop_map(not),
        ]
    })
}

proptest! {
    /// What is known without the body stays so, whatever the body: nothing is granted or denied too early.
    #[test]
    fn no_body_changes_what_is_known(
        condition in of_body(),
        quantity in 0_i64..4,
        note in prop::option::of(prop_oneof![Just("a"), Just("b")]),
    ) {
        let note = note.map(|note| format!(r#", "note": "{note}""#)).unwrap_or_default();
        let value = json::parse(format!(r#"{{ "quantity": {quantity}{note} }}"#).as_bytes()).unwrap();
        let schema = new_order();
        let known = judge(&condition);
        let read = judge_with(&condition, Body::Read(&schema, &value));
        if known.is_some() {
            prop_assert_eq!(known, read);
        }
    }
}
