#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;

use super::*;
use crate::policy::{Bounds, Field, Format, OtherFields, ScalarType, Span, StringContent, Variant};
use crate::primitive::json;

fn field(name: &str, presence: Presence, kind: TypeKind) -> Field {
    let value = Type { kind, nullability: Nullability::NotNull, mask: None };
    Field { name: name.into(), presence, access: Access::ReadWrite, value, span: Span::default() }
}

fn order() -> ObjectSchema {
    let object = |name: &str, fields| ObjectSchema {
        name: name.into(),
        fields,
        others: OtherFields::Refused,
        span: Span::default(),
    };
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
    told(&Schema::Object(Arc::new(order())), text)
}

/// What comes of a value of one field.
fn found_in(kind: TypeKind, text: &str) -> String {
    let fields = vec![field("a", Presence::Required, kind)];
    let others = OtherFields::Refused;
    let schema = ObjectSchema { name: "S".into(), fields, others, span: Span::default() };
    told(&Schema::Object(Arc::new(schema)), &format!("{{\"a\":{text}}}"))
}

fn told(schema: &Schema, text: &str) -> String {
    match validate(schema, &json::parse(text.as_bytes()).unwrap()) {
        Ok(()) => "valid".into(),
        Err(violation) => violation.to_string(),
    }
}

#[test]
fn open_schemas_admit_other_fields_and_judge_their_own() {
    let mut order = order();
    order.others = OtherFields::Admitted;
    let open = Schema::Object(Arc::new(order));
    let found = |text: &str| told(&open, text);
    assert_eq!(found(r#"{"lines":[{"quantity":1}],"x":{"y":[null]},"\u0000":1}"#), "valid");
    assert_eq!(found(r#"{"lines":[{"quantity":1}],"id":1}"#), "/id: read-only field");
    assert_eq!(
        found(r#"{"lines":[{"quantity":0}],"x":1}"#),
        "/lines/0/quantity: number out of bounds"
    );
    assert_eq!(found(r#"{"x":1}"#), "the body: field `lines` is missing");
    // What it contains is as closed as it says of itself.
    assert_eq!(found(r#"{"lines":[{"quantity":1,"x":1}]}"#), "/lines/0/x: unknown field");
}

#[test]
fn maps_bound_their_names_values_and_number() {
    let number = Type {
        kind: TypeKind::Scalar(ScalarType::Int(Bounds { min: Some(1), max: Some(9) })),
        nullability: Nullability::NotNull,
        mask: None,
    };
    let length = Bounds { min: Some(1), max: Some(2) };
    let found =
        |text: &str| found_in(TypeKind::Map { value: Box::new(number.clone()), length }, text);
    assert_eq!(found(r#"{"x":1}"#), "valid");
    assert_eq!(found(r#"{"x":1,"":9}"#), "valid");
    assert_eq!(found(r#"{"\t\n\r ü":1}"#), "valid");
    assert_eq!(found("{}"), "/a: number of entries out of bounds");
    assert_eq!(found(r#"{"x":1,"y":1,"z":1}"#), "/a: number of entries out of bounds");
    assert_eq!(found(r#"{"x":0}"#), "/a/x: number out of bounds");
    assert_eq!(found(r#"{"x":null}"#), "/a/x: null");
    assert_eq!(found(r#"{"\u0000":1}"#), "/a/\u{0}: control character in a name");
    assert_eq!(found(r#"{"\u0085":1}"#), "/a/\u{85}: control character in a name");
    for other in ["[]", "1", "\"x\"", "true"] {
        assert_eq!(found(other), "/a: not an object", "{other}");
    }
    assert_eq!(found("null"), "/a: null");
}

fn variant(tag: &str, own: Field) -> Variant {
    let tag_field =
        field("kind", Presence::Required, TypeKind::Scalar(ScalarType::Constant(tag.into())));
    let fields = vec![own, tag_field];
    let others = OtherFields::Refused;
    let schema = ObjectSchema { name: tag.into(), fields, others, span: Span::default() };
    Variant { tag: tag.into(), schema: Arc::new(schema) }
}

#[test]
fn unions_are_what_their_tag_says() {
    let bool = || TypeKind::Scalar(ScalarType::Bool);
    let union = TaggedUnion {
        name: "Event".into(),
        tag: "kind".into(),
        variants: vec![
            variant("created", field("express", Presence::Optional, bool())),
            variant("cancelled", field("final", Presence::Required, bool())),
        ],
        span: Span::default(),
    };
    let union = Arc::new(union);
    let found = |text: &str| told(&Schema::OneOf(Arc::clone(&union)), text);
    assert_eq!(found(r#"{"kind":"created"}"#), "valid");
    assert_eq!(found(r#"{"express":true,"kind":"created"}"#), "valid");
    assert_eq!(found(r#"{"final":true,"kind":"\u0063ancelled"}"#), "valid");
    assert_eq!(found(r#"{"kind":"cancelled"}"#), "the body: field `final` is missing");
    assert_eq!(found(r#"{"kind":"created","final":true}"#), "/final: unknown field");
    for unknown in ["\"Created\"", "\"\"", "\"created \""] {
        let told = found(&format!("{{\"kind\":{unknown}}}"));
        assert_eq!(told, "/kind: names no variant", "{unknown}");
    }
    for other in ["null", "1", "true", "[\"created\"]", "{}"] {
        assert_eq!(found(&format!("{{\"kind\":{other}}}")), "/kind: wrong type", "{other}");
    }
    assert_eq!(found("{}"), "the body: field `kind` is missing");
    for other in ["[]", "null", "\"created\""] {
        assert_eq!(found(other), "the body: not an object", "{other}");
    }
    assert_eq!(found_in(TypeKind::OneOf(Arc::clone(&union)), r#"{"kind":"created"}"#), "valid");
    assert_eq!(found_in(TypeKind::OneOf(union), r#"{"kind":"x"}"#), "/a/kind: names no variant");
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

#[test]
fn all_that_is_wrong_is_told_in_its_order() {
    assert_eq!(
        found(
            r#"{"x":1,"id":2,"lines":[{"quantity":0},{"quantity":1},{"a":1}],"a/b~":"much too long"}"#
        ),
        "/x: unknown field; /id: read-only field; /lines/0/quantity: number out of bounds; /lines/2/a: unknown field; \
         /lines/2: field `quantity` is missing; /lines: number of items out of bounds; /a~1b~0: length out of bounds"
    );
    // A field of which something is told is not told to be missing, and one that is told of by a longer name is.
    assert_eq!(found(r#"{"lines":1,"lines2":1}"#), "/lines: not an array; /lines2: unknown field");
    assert_eq!(
        found(r#"{"lines2":1}"#),
        "/lines2: unknown field; the body: field `lines` is missing"
    );
}

#[test]
fn what_is_told_has_an_end() {
    let fields = |count: usize| {
        let fields: Vec<String> = (0..count).map(|number| format!("\"x{number}\":1")).collect();
        let text = format!("{{{}}}", fields.join(","));
        let value = json::parse(text.as_bytes()).unwrap();
        validate(&Schema::Object(Arc::new(order())), &value).unwrap_err().into_iter().count()
    };
    // `lines` is missing too.
    assert_eq!([0, 1, 8, 9, 10, 1000].map(fields), [1, 2, 9, 10, 10, MOST_VIOLATIONS]);
}
