#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use super::*;

#[test]
fn keys_are_names_or_quoted() {
    let value = Lua::Table(vec![
        ("plain".to_owned(), Lua::Int(1)),
        ("end".to_owned(), Lua::Bool(true)),
        ("]] = 1".to_owned(), Lua::text("x")),
        ("empty".to_owned(), Lua::List(Vec::new())),
    ]);
    assert_eq!(value.print(0), r#"{ plain = 1, ["end"] = true, ["]] = 1"] = "x", empty = {} }"#);
}
