#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;

use super::*;
use crate::policy::{Bounds, Field, Format, ScalarType, Span, StringContent};
use crate::primitive::json;

fn field(name: &str, presence: Presence, kind: TypeKind) -> Field {
    let value = Type { kind, nullability: Nullability::NotNull, mask: None };
    Field { name: name.into(), presence, access: Access::ReadWrite, value, span: Span::default() }
}

fn order() -> ObjectSchema {
    let object =
        |name: &str, fields| ObjectSchema { name: name.into(), fields, span: Span::default() };
    let int = TypeKind::Scalar(ScalarType::Int(Bounds { min: Some(1), max: Some(99) }));
    let line = object("Line", vec![field("quantity", Presence::Required, int)]);
    let lines = TypeKind::List {
        item: Box::new(Type {
            kind: TypeKind::Object(Arc::new(line)),
            nullability: Nullability::NotNull,
            mask: None,
        }),
        length: Bounds { min: Some(1), max: Some(2) },
    };
    let note = TypeKind::Scalar(ScalarType::String {
        length: Bounds { min: None, max: Some(5) },
        pattern: None,
        content: StringContent::Text,
    });
    let mut note = field("a/b~", Presence::Optional, note);
    note.value.nullability = Nullability::Nullable;
    let mut id =
        field("id", Presence::Optional, TypeKind::Scalar(ScalarType::Format(Format::Uuid)));
    id.access = Access::ReadOnly;
    object("Order", vec![field("lines", Presence::Required, lines), note, id])
}

fn found(text: &str) -> String {
    match validate(&order(), &json::parse(text.as_bytes()).unwrap()) {
        Ok(()) => "valid".into(),
        Err(violation) => violation.to_string(),
    }
}

#[test]
fn objects_are_closed() {
    assert_eq!(found(r#"{"lines":[{"quantity":1}]}"#), "valid");
    assert_eq!(found(r#"{"lines":[{"quantity":1}],"a/b~":null}"#), "valid");
    assert_eq!(found(r#"{"lines":[{"quantity":1}],"x":1}"#), "/x: unknown field");
    assert_eq!(found(r#"{"lines":[{"quantity":1}],"id":null}"#), "/id: read-only field");
    assert_eq!(found("{}"), "the body: field `lines` is missing");
    assert_eq!(found(r#"{"lines":[{}]}"#), "/lines/0: field `quantity` is missing");
}

#[test]
fn violations_say_where_and_why() {
    assert_eq!(found("[]"), "the body: not an object");
    assert_eq!(found("null"), "the body: not an object");
    assert_eq!(found(r#"{"lines":null}"#), "/lines: null");
    assert_eq!(found(r#"{"lines":{}}"#), "/lines: not an array");
    assert_eq!(found(r#"{"lines":[]}"#), "/lines: number of items out of bounds");
    assert_eq!(
        found(r#"{"lines":[{"quantity":1},{"quantity":1},{"quantity":1}]}"#),
        "/lines: number of items out of bounds"
    );
    assert_eq!(
        found(r#"{"lines":[{"quantity":1},{"quantity":100}]}"#),
        "/lines/1/quantity: number out of bounds"
    );
    assert_eq!(found(r#"{"lines":[{"quantity":1}],"a/b~":7}"#), "/a~1b~0: wrong type");
}
