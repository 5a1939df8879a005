#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use gatewright_core::policy::{Condition, Literal, Policy};

use crate::check_language;
use crate::diagnostic::Diagnostic;
use crate::source::{Alone, Source};

fn check_all(text: &str) -> Result<Policy, Vec<Diagnostic>> {
    let source = Source::new("test.gate", format!("policy x 1.0.0\n{text}"));
    check_language(source, &Alone).outcome
}

fn checked(text: &str) -> Policy {
    check_all(text).unwrap_or_else(|found| panic!("{found:#?}"))
}

/// The only condition of a policy with these groups and one open route.
fn condition(groups: &str, when: &str) -> Condition {
    let policy = checked(&format!(
        "{groups}\nschema Filter {{ name?: string }}\napi a at /a {{ GET / allow anyone when {when} query Filter }}"
    ));
    policy.apis[0].routes[0].allow[0].when.clone().unwrap()
}

fn networks(groups: &str, when: &str) -> Vec<String> {
    let condition = condition(groups, when);
    let Condition::InNetworks { networks } = condition else { panic!("{condition:?}") };
    networks.iter().map(ToString::to_string).collect()
}

#[test]
fn a_group_is_what_it_holds() {
    let office = "group office = [203.0.113.0/24, 2001:db8:1::/48, 192.0.2.1]";
    let written = "[203.0.113.0/24, 2001:db8:1::/48, 192.0.2.1]";
    let all = ["203.0.113.0/24", "2001:db8:1::/48", "192.0.2.1/32"];
    assert_eq!(networks(office, "client.ip in office"), all);
    assert_eq!(networks(office, "client.ip in [office]"), all);
    assert_eq!(networks("", &format!("client.ip in {written}")), all);
    let named = format!("{office}\ncondition in_office = client.ip in office");
    assert_eq!(networks(&named, "in_office"), all);
    let trusted = checked(&format!(
        "{office}\nnetwork {{ trusted_proxies: office }}\napi a at /a {{ GET / allow anyone }}"
    ));
    assert_eq!(trusted.trusted_proxies.len(), 3);
}

#[test]
fn a_list_is_the_union_of_its_groups() {
    let groups = "group both = [one, two]\ngroup one = [192.0.2.1, 10.0.0.0/8]\n\
        group two = [10.0.0.0/8, ::ffff:192.0.2.1, 198.51.100.0/24]";
    let united = ["192.0.2.1/32", "10.0.0.0/8", "198.51.100.0/24"];
    assert_eq!(networks(groups, "client.ip in both"), united);
    assert_eq!(networks(groups, "client.ip in [one, two, both]"), united);
    assert_eq!(
        networks(groups, "client.ip in [both, 192.0.2.1]"),
        ["10.0.0.0/8", "198.51.100.0/24", "192.0.2.1/32"]
    );
}

#[test]
fn strings_stand_in_groups_too() {
    let found = condition("group staff = [\"anna\", \"bob\"]", "query.name in staff");
    let Condition::InList { list, .. } = found else { panic!("{found:?}") };
    assert_eq!(list, [Literal::Text("anna".into()), Literal::Text("bob".into())]);
    let hosts = checked(
        "group public = [\"a.example\", \"b.example\"]\nhosts: [public, \"c.example\"]\n\
         api a at /a { GET / allow anyone }",
    );
    assert_eq!(hosts.hosts, ["a.example", "b.example", "c.example"]);
}

#[test]
fn groups_cannot_make_a_small_text_a_huge_policy() {
    let blocks: Vec<String> =
        (0..2_000).map(|number| format!("10.{}.{}.0/24", number / 256, number % 256)).collect();
    let routes = |count: usize| {
        let routes: String = (0..count)
            .map(|number| format!("GET /{number} allow anyone when client.ip in all\n"))
            .collect();
        format!("group all = [{}]\napi a at /a {{ {routes} }}", blocks.join(", "))
    };
    checked(&routes(50));
    let found = check_all(&routes(51)).unwrap_err();
    assert!(found.iter().any(|one| one.code == "GW0142"), "{found:#?}");
    let named: Vec<String> = (0..60).map(|number| format!("group g{number} = [all]\n")).collect();
    let policy = format!("{}\n{}", routes(1), named.concat());
    let found = check_all(&policy).unwrap_err();
    assert!(found.iter().any(|one| one.code == "GW0142"), "{found:#?}");
}
