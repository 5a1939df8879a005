#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod body;
mod choices;
mod connection;
mod cost;
mod lowered;
mod say;

use gatewright_core::policy::{Condition, Policy};

use crate::analysis::construct;
use crate::diagnostic::Diagnostic;
use crate::source::{Alone, Source};
use say::say;

/// A policy with one route whose clause is `when`, where values of all types can be read.
fn policy(when: &str) -> Result<Policy, Vec<Diagnostic>> {
    crate::check_language(Source::new("test.gate", text(when)), &Alone).outcome
}

fn text(when: &str) -> String {
    format!(
        r#"
        policy shop 1.0.0
        principal {{ id: string  roles: [role]  since?: time  groups?: [string]  level?: int }}
        auth customer = jwt {{
            issuer:     "https://id.example.com/"
            audience:   "shop"
            token_type: "at+jwt"
            algorithms: [ES256]
            keys:       jwks file "jwks.json"
            grants:     [viewer]
            principal {{
                id: claim.sub  roles: claim.roles  since: claim.since  groups: claim.groups
                level: claim.level
            }}
        }}
        role viewer
        network {{ countries {{ database: file "c.mmdb"  deny: [NO] }} }}
        enum Currency {{ EUR, USD }}
        schema Filter {{
            page?:    int
            price?:   decimal
            day?:     date
            until?:   date
            at?:      time
            window?:  duration
            id?:      uuid
            address?: ip
            currency?: Currency
            tags?:    [string]
            numbers?: [int]
            prices?:  [decimal]
            days?:    [date]
            currencies?: [Currency]
        }}
        schema Customer {{ id: uuid  name?: string }}
        schema Line {{ sku: string }}
        schema NewOrder {{
            customer: Customer
            backup?:  Customer
            lines:    [Line]
            tags?:    [string]
            amount:   decimal
            count:    int
            currency: Currency
            due?:     date
            total:    decimal readonly
            note:     string?
            kind:     "order"
        }}
        api shop at /shop {{
            auth: [customer]
            POST /{{customer: string}} allow viewer when {when} query Filter body NewOrder
        }}
        "#
    )
}

/// The condition, in short, and what it asks of targets.
fn typed(when: &str) -> (String, Vec<construct::Construct>) {
    let policy = policy(when).unwrap_or_else(|errors| panic!("{when}: {errors:#?}"));
    let uses = construct::uses(&policy).into_iter().map(|one| one.construct);
    // The database of countries is there for all of them.
    let uses = uses.filter(|construct| *construct != construct::Construct::NetworkRule);
    (say(&condition(&policy)), uses.collect())
}

fn condition(policy: &Policy) -> Condition {
    policy.apis[0].routes[0].allow[0].when.clone().unwrap()
}

/// The messages of what is wrong with the condition.
fn wrong(when: &str) -> Vec<String> {
    let errors = policy(when).expect_err(when);
    errors.into_iter().map(|error| error.message).collect()
}
