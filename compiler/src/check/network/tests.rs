#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use gatewright_core::policy::{
    CountryList, Limit, LimitKey, LimitScope, Network, Policy, WithoutStore,
};

use crate::assignment::Assignments;
use crate::check_language_with;
use crate::source::{Alone, Source};

/// A policy with these declarations beside an open route.
fn checked(declarations: &str, assigned: &[(&str, &str)]) -> Policy {
    let text = format!("policy p 1.0.0\n{declarations}\napi a at /a {{ GET / allow anyone }}");
    let mut assignments = Assignments::new("--set");
    for (name, value) in assigned {
        assignments.add(*name, *value);
    }
    let outcome = check_language_with(Source::new("p.gate", text), &Alone, &assignments).outcome;
    outcome.unwrap()
}

fn limit_of(network: &Network) -> &Limit {
    network.limit.as_ref().unwrap()
}

#[test]
fn blocks_are_lists_of_addresses_and_groups() {
    let policy = checked(
        "group office = [203.0.113.0/24, 192.0.2.7]
         network { trusted_proxies: [10.0.0.1]  deny: [office, 198.51.100.1]  allow: [::ffff:192.0.0.0/104] }",
        &[],
    );
    let text = |blocks: &[ipnet::IpNet]| blocks.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(text(&policy.trusted_proxies), ["10.0.0.1/32"]);
    let deny = policy.network.deny.unwrap();
    assert_eq!(text(&deny.blocks), ["203.0.113.0/24", "192.0.2.7/32", "198.51.100.1/32"]);
    assert_eq!(text(&policy.network.allow.unwrap().blocks), ["192.0.0.0/8"]);
    assert_eq!((policy.network.countries, policy.network.limit), (None, None));
}

#[test]
fn countries_are_bare_or_strings() {
    let policy = checked(
        "group allies = [\"FR\", \"DE\"]
         network { countries { database: file \"c.mmdb\"  deny: [NO, allies, \"XK\"] } }",
        &[],
    );
    let countries = policy.network.countries.unwrap();
    assert_eq!(countries.database, "c.mmdb");
    let rule = countries.rule.unwrap();
    assert_eq!(rule.list, CountryList::Denied);
    let codes: Vec<&str> = rule.countries.iter().map(|country| country.code()).collect();
    assert_eq!(codes, ["NO", "FR", "DE", "XK"]);
}

#[test]
fn a_database_may_be_for_conditions_alone() {
    let text = "policy p 1.0.0
        network { countries { database: file \"c.mmdb\" } }
        api a at /a { GET / allow anyone when client.country == \"DE\" }";
    let policy = crate::check_language(Source::new("p.gate", text), &Alone).outcome.unwrap();
    assert_eq!(policy.network.countries.unwrap().rule, None);
}

#[test]
fn what_reads_a_country_needs_a_database_and_a_database_a_reader() {
    let codes = |network: &str, rest: &str| {
        let text = format!(
            "policy p 1.0.0\n{network}\n\
             principal {{ id: string  roles: [role] }}\nrole viewer\n\
             auth key = api_key {{ from: header \"x-key\"  keys: file \"keys\"  grants: [viewer] }}\n{rest}"
        );
        let found = crate::check_language(Source::new("p.gate", text), &Alone).outcome;
        let found = found.err().unwrap_or_default();
        found.into_iter().map(|error| error.code).collect::<Vec<_>>()
    };
    let open = |declarations: &str, clauses: &str| {
        format!("{declarations}\napi a at /a {{ auth: [key]  GET / allow viewer {clauses} }}")
    };
    let database = "network { countries { database: file \"c.mmdb\" } }";
    for rest in [
        open("", "deny when client.country == \"DE\""),
        open("condition here = client.country is set", "deny when here"),
        open("limit few = 1 per 1s by client.country", "limit few"),
        open("alert many = 5 of status 401 per 1m by client.country", ""),
        open("never \"elsewhere\" { * /a allowed without client.country == \"DE\" }", ""),
    ] {
        assert_eq!(codes(database, &rest), [] as [&str; 0], "{rest}");
        assert_eq!(codes("", &rest), ["GW0255"], "{rest}");
        let block = "network { deny: [192.0.2.0/24] }";
        assert_eq!(codes(block, &rest), ["GW0255"], "{rest}");
        // Where the block is wrong, that is the error.
        let wrong = "network { countries { data: file \"c.mmdb\" } }";
        assert!(!codes(wrong, &rest).contains(&"GW0255"), "{rest}");
    }
    assert_eq!(codes(database, &open("", "")), ["GW0102"]);
    let limit = "network { limit: 5 per 1m by client.country }";
    assert_eq!(codes(limit, &open("", "")), ["GW0255"]);
    let both =
        "network { countries { database: file \"c.mmdb\" }  limit: 5 per 1m by client.country }";
    assert_eq!(codes(both, &open("", "")), [] as [&str; 0]);
    // A block that could not be read may name one.
    let broken = "network { countries { database file } }";
    let found = codes(broken, &open("", "deny when client.country == \"DE\""));
    assert!(found.iter().all(|code| code.starts_with("GW000")), "{found:?}");
}

#[test]
fn the_limit_is_one_like_any_other() {
    let network = checked("network { limit: 6_000 per 1m by client.ip }", &[]).network;
    let limit = limit_of(&network);
    assert_eq!((limit.name.as_str(), &limit.key), (Network::LIMIT, &LimitKey::ClientIp));
    assert_eq!((limit.requests, limit.window_ms), (6_000, 60_000));
    assert_eq!((limit.burst, limit.keys, limit.scope), (6_000, 100_000, LimitScope::Instance));
    let written = "network { limit: 5 per 1s burst 2 by client.ip keys 7 shared }";
    let network = checked(written, &[]).network;
    let limit = limit_of(&network);
    let fleet = LimitScope::Fleet(WithoutStore::Refuse);
    assert_eq!((limit.burst, limit.keys, limit.scope), (2, 7, fleet));
}

#[test]
fn its_numbers_may_be_parameters() {
    let written = "parameter most: int = 10
        parameter window: duration = 1s
        network { limit: most per window burst most by client.ip keys most shared or local }";
    let network = checked(written, &[("most", "3"), ("window", "2m")]).network;
    let limit = limit_of(&network);
    assert_eq!((limit.requests, limit.window_ms), (3, 120_000));
    assert_eq!((limit.burst, limit.keys), (3, 3));
    assert_eq!(limit.scope, LimitScope::Fleet(WithoutStore::CountLocally));
}
