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
