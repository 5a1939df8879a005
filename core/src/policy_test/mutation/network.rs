//! Changes of the `network` block.

use std::sync::Arc;

use super::Mutant;
use crate::policy::{AddressRule, Countries, CountryRule, Limit, Network, Policy, Span};

/// Takes the block apart without `..`, so that whoever adds a setting has to say here how it can be lost.
pub(super) fn mutants(network: &Network) -> Vec<Mutant> {
    let Network { deny, allow, countries, limit } = network;
    let mut mutants = Vec::new();
    if let Some(deny) = deny {
        mutants.extend(addresses("network.deny", deny, |network| &mut network.deny));
    }
    if let Some(allow) = allow {
        mutants.extend(addresses("network.allow", allow, |network| &mut network.allow));
    }
    if let Some(Countries { rule: Some(rule), span, .. }) = countries {
        mutants.extend(of_countries(rule, *span));
    }
    if let Some(limit) = limit {
        mutants.extend(of_limit(limit));
    }
    mutants
}

fn addresses(
    name: &str,
    rule: &AddressRule,
    find: fn(&mut Network) -> &mut Option<AddressRule>,
) -> Vec<Mutant> {
    let mut mutants = vec![Mutant::new(name, "deleted", rule.span, move |policy: &mut Policy| {
        *find(&mut policy.network) = None;
    })];
    if rule.blocks.len() > 1 {
        mutants.extend(rule.blocks.iter().copied().map(|block| {
            Mutant::new(name, format!("without {block}"), rule.span, move |policy| {
                if let Some(rule) = find(&mut policy.network) {
                    rule.blocks.retain(|other| *other != block);
                }
            })
        }));
    }
    mutants
}

fn of_countries(rule: &CountryRule, span: Span) -> Vec<Mutant> {
    const NAME: &str = "network.countries";
    let mut mutants =
        vec![Mutant::new(NAME, "deleted", span, |policy| policy.network.countries = None)];
    if rule.countries.len() > 1 {
        mutants.extend(rule.countries.iter().copied().map(|country| {
            Mutant::new(NAME, format!("without {country}"), span, move |policy| {
                let countries = &mut policy.network.countries;
                if let Some(rule) = countries.as_mut().and_then(|it| it.rule.as_mut()) {
                    rule.countries.retain(|other| *other != country);
                }
            })
        }));
    }
    mutants
}

fn of_limit(limit: &Limit) -> [Mutant; 2] {
    let one_more = |policy: &mut Policy| {
        if let Some(limit) = &mut policy.network.limit {
            Arc::make_mut(limit).burst += 1;
        }
    };
    [
        Mutant::new(Network::LIMIT, "deleted", limit.span, |policy| policy.network.limit = None),
        Mutant::new(Network::LIMIT, "admits one more back to back", limit.span, one_more),
    ]
}
