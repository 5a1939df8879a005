#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use gatewright_core::policy::Policy;

use crate::diagnostic::render::{self, Colour};
use crate::source::Source as File;
use crate::{check, syntax};

fn checked(text: &str) -> Policy {
    let file = File::new("test.gate", text);
    let result = syntax::parse(&file).and_then(|ast| check::check(&ast));
    result.unwrap_or_else(|found| {
        panic!("{}", render::render(&found, std::slice::from_ref(&file), Colour::Plain))
    })
}

fn shop() -> Policy {
    checked(include_str!("../../../examples/shop/shop.gate"))
}

#[test]
fn routes_have_stable_names() {
    let policy = shop();
    let names: Vec<&str> = policy.routes().map(|route| route.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "orders.get",
            "orders.get/{id}",
            "orders.post",
            "orders.delete/{id}",
            "orders.get/of/{customer}",
            "orders.get/health",
        ]
    );
}

#[test]
fn large_policies_are_answered_in_time() {
    fn repeat(line: impl Fn(usize) -> String) -> String {
        (0..2_000).map(line).collect()
    }
    let policies = [
        // Schemas that reach each other on many ways.
        repeat(|i| format!("schema S{i} {{ a: S{} b: [S{}] ..5 c: Unknown{i} }}\n", i + 1, i + 2)),
        // Conditions that would double at each call.
        format!(
            "{}api a at /a {{ GET / allow anyone when c0(\"x\") }}\n",
            repeat(|i| format!("condition c{i}(a: string) = c{}(a) and c{}(a)\n", i + 1, i + 2)),
        ),
        // Names that resemble each other.
        repeat(|i| format!("role role{i} includes rule{i}\n")),
        // Many items, clauses and settings in one place.
        format!("hosts: [{}]", repeat(|i| format!("\"v{i}.example.com\", "))),
        format!("enum E {{ {} }}", repeat(|i| format!("v{i}, "))),
        format!("api a at /a {{ GET / {} }}", repeat(|i| format!("allow a{i} "))),
        format!("api a at /a {{ {} }}", repeat(|_| "GET /same allow anyone\n".to_owned())),
        format!("api a at /a {{ GET {} allow anyone }}", repeat(|i| format!("/{{a{i}: int}}"))),
    ];
    for text in policies {
        let file = File::new("test.gate", format!("policy shop 1.0.0\n{text}"));
        let ast = syntax::parse(&file).expect("it reads");
        let found = check::check(&ast).err().unwrap_or_default();
        assert!(found.len() <= 1_000);
    }
}
