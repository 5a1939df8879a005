//! Conditions as expressions of type `bool`, for where only one answer matters: no more of them is asked than it takes.

use gatewright_core::policy::{Comparison, Condition, Presence};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

use super::Context;
use super::operand::Form;
use crate::target::rust::names::Kind;

/// What is asked of a condition, which may be true, false or unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::target::rust::rule) enum Verdict {
    True,
    False,
    NotTrue,
    NotFalse,
}

impl Verdict {
    /// What is asked of a condition if this is asked of its `not`.
    fn of_negated(self) -> Verdict {
        match self {
            Verdict::True => Verdict::False,
            Verdict::False => Verdict::True,
            Verdict::NotTrue => Verdict::NotFalse,
            Verdict::NotFalse => Verdict::NotTrue,
        }
    }

    /// Of what is never unknown.
    fn of_bool(self, truth: &TokenStream) -> TokenStream {
        match self {
            Verdict::True | Verdict::NotFalse => truth.clone(),
            Verdict::False | Verdict::NotTrue => quote!(!(#truth)),
        }
    }

    fn of_unknown(self) -> TokenStream {
        match self {
            Verdict::True | Verdict::False => quote!(false),
            Verdict::NotTrue | Verdict::NotFalse => quote!(true),
        }
    }

    fn of_option(self, option: &TokenStream) -> TokenStream {
        match self {
            Verdict::True => quote!(#option == Some(true)),
            Verdict::False => quote!(#option == Some(false)),
            Verdict::NotTrue => quote!(#option != Some(true)),
            Verdict::NotFalse => quote!(#option != Some(false)),
        }
    }
}

/// Of how many parts of a condition the same is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    All,
    Any,
}

impl Joint {
    /// An `and` is true, or not false, if all of it is; it is false, or not true, if some part is.
    fn of_and(asked: Verdict) -> Joint {
        match asked {
            Verdict::True | Verdict::NotFalse => Joint::All,
            Verdict::False | Verdict::NotTrue => Joint::Any,
        }
    }

    fn of_or(asked: Verdict) -> Joint {
        match Joint::of_and(asked) {
            Joint::All => Joint::Any,
            Joint::Any => Joint::All,
        }
    }
}

impl Context<'_> {
    /// Whether the condition is what is asked.
    pub(in crate::target::rust::rule) fn is(
        &self,
        condition: &Condition,
        asked: Verdict,
    ) -> TokenStream {
        if self.is_unknown(condition) {
            return asked.of_unknown();
        }
        match condition {
            Condition::And(parts) => self.is_each(parts, asked, Joint::of_and(asked)),
            Condition::Or(parts) => self.is_each(parts, asked, Joint::of_or(asked)),
            Condition::Not(inner) => self.is(inner, asked.of_negated()),
            Condition::Has { held_by } => asked.of_bool(&self.holds(held_by)),
            Condition::IsSet(operand) => asked.of_bool(&self.is_set(operand)),
            Condition::SchemeIs(scheme) if self.route.credential == Presence::Required => {
                let scheme = self.names.get(Kind::Scheme, scheme);
                let operator = symbol(Comparison::Equal, asked);
                quote!(principal.scheme #operator Scheme::#scheme)
            }
            Condition::Compare { operator, left, right } => {
                let form = Form::of_both(left.value, right.value);
                let sides = (self.operand_as(left, form), self.operand_as(right, form));
                match (certain(&sides.0), certain(&sides.1)) {
                    (Some(left), Some(right)) => {
                        let operator = symbol(*operator, asked);
                        quote!(#left #operator #right)
                    }
                    (None, _) | (_, None) => asked.of_option(&self.expression(condition)),
                }
            }
            Condition::InList { .. }
            | Condition::InField { .. }
            | Condition::InItems { .. }
            | Condition::InNetworks { .. }
            | Condition::AddressIn { .. }
            | Condition::Within { .. }
            | Condition::StartsWith { .. }
            | Condition::EndsWith { .. }
            | Condition::Matches { .. }
            | Condition::SchemeIs(_) => {
                let expression = self.expression(condition);
                match certain(&expression) {
                    Some(truth) => asked.of_bool(&truth),
                    None => asked.of_option(&expression),
                }
            }
        }
    }

    /// The same, to stand in an `&&` or an `||`.
    pub(in crate::target::rust::rule) fn is_in_part(
        &self,
        condition: &Condition,
        asked: Verdict,
    ) -> TokenStream {
        let is = self.is(condition, asked);
        match innermost(condition) {
            Condition::And(_) | Condition::Or(_) => quote!((#is)),
            Condition::Not(_)
            | Condition::Compare { .. }
            | Condition::InList { .. }
            | Condition::InField { .. }
            | Condition::InItems { .. }
            | Condition::InNetworks { .. }
            | Condition::AddressIn { .. }
            | Condition::Has { .. }
            | Condition::Within { .. }
            | Condition::IsSet(_)
            | Condition::StartsWith { .. }
            | Condition::EndsWith { .. }
            | Condition::Matches { .. }
            | Condition::SchemeIs(_) => is,
        }
    }

    fn is_each(&self, parts: &[Condition], asked: Verdict, joint: Joint) -> TokenStream {
        let parts = parts.iter().map(|part| self.is_in_part(part, asked));
        match joint {
            Joint::All => quote!(#(#parts)&&*),
            Joint::Any => quote!(#(#parts)||*),
        }
    }
}

/// What a condition says behind its `not`s.
fn innermost(condition: &Condition) -> &Condition {
    let mut condition = condition;
    while let Condition::Not(inner) = condition {
        condition = inner;
    }
    condition
}

/// The value of an `Option` that is written as `Some(value)`.
fn certain(option: &TokenStream) -> Option<TokenStream> {
    let mut tokens = option.clone().into_iter();
    match (tokens.next(), tokens.next(), tokens.next()) {
        (Some(TokenTree::Ident(some)), Some(TokenTree::Group(value)), None)
            if some == "Some" && value.delimiter() == Delimiter::Parenthesis =>
        {
            Some(value.stream())
        }
        _ => None,
    }
}

/// The operator between two values that are there, or the one that says the opposite.
fn symbol(operator: Comparison, asked: Verdict) -> TokenStream {
    let holds = match asked {
        Verdict::True | Verdict::NotFalse => true,
        Verdict::False | Verdict::NotTrue => false,
    };
    match (operator, holds) {
        (Comparison::Equal, true) | (Comparison::NotEqual, false) => quote!(==),
        (Comparison::NotEqual, true) | (Comparison::Equal, false) => quote!(!=),
        (Comparison::Less, true) | (Comparison::GreaterOrEqual, false) => quote!(<),
        (Comparison::LessOrEqual, true) | (Comparison::Greater, false) => quote!(<=),
        (Comparison::Greater, true) | (Comparison::LessOrEqual, false) => quote!(>),
        (Comparison::GreaterOrEqual, true) | (Comparison::Less, false) => quote!(>=),
    }
}
