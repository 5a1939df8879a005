#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::policy::{
    Access, Bounds, Field, Format, Mask, Nullability, ObjectSchema, OtherFields, Presence,
    ScalarType, Span, StringContent, TaggedUnion, Type, TypeKind, Variant,
};

fn field(name: &str, kind: TypeKind) -> Field {
    Field {
        name: name.to_owned(),
        presence: Presence::Required,
        access: Access::ReadOnly,
        value: of(kind),
        span: Span::default(),
    }
}

fn of(kind: TypeKind) -> Type {
    Type { kind, nullability: Nullability::NotNull, mask: None }
}

fn text() -> TypeKind {
    let (length, content) = (Bounds { min: None, max: Some(2) }, StringContent::Text);
    TypeKind::Scalar(ScalarType::String { length, pattern: None, content })
}

fn list(item: TypeKind) -> TypeKind {
    TypeKind::List { item: Box::new(of(item)), length: Bounds { min: None, max: Some(1) } }
}

fn schema(name: &str, fields: Vec<Field>) -> Arc<ObjectSchema> {
    let others = OtherFields::Refused;
    Arc::new(ObjectSchema { name: name.into(), fields, others, span: Span::default() })
}

/// `{ id: uuid  tags: [string]  lines: [{ sku: string }]  owner: { name: string  pets: [[{ sku: string }]] } }`
fn order() -> Arc<ObjectSchema> {
    let line = schema("Line", vec![field("sku", text())]);
    let pets = list(list(TypeKind::Object(line.clone())));
    let owner = schema("Owner", vec![field("name", text()), field("pets", pets)]);
    schema(
        "Order",
        vec![
            field("id", TypeKind::Scalar(ScalarType::Format(Format::Uuid))),
            field("tags", list(text())),
            field("lines", list(TypeKind::Object(line))),
            field("owner", TypeKind::Object(owner)),
        ],
    )
}

fn returns(shape: ReturnShape) -> Returns {
    Returns { schema: order(), shape, max: 1_000, span: Span::default() }
}

fn one(body: &str) -> Result<String, ProjectionError> {
    project(&returns(ReturnShape::One), body.as_bytes())
}

fn many(body: &str) -> Result<String, ProjectionError> {
    project(&returns(ReturnShape::List), body.as_bytes())
}

#[test]
fn maps_keep_their_names_and_variants_the_fields_of_their_tag() {
    let line = schema("Line", vec![field("sku", text())]);
    let tag = |text: &str| field("kind", TypeKind::Scalar(ScalarType::Constant(text.into())));
    let variant = |name: &str, own: &str| Variant {
        tag: name.into(),
        schema: schema(name, vec![tag(name), field(own, text())]),
    };
    let union = TaggedUnion {
        name: "Event".into(),
        tag: "kind".into(),
        variants: vec![variant("created", "by"), variant("cancelled", "reason")],
        span: Span::default(),
    };
    let map =
        TypeKind::Map { value: Box::new(of(TypeKind::Object(line))), length: Bounds::default() };
    let mut open = schema("S", vec![field("m", map), field("e", TypeKind::OneOf(Arc::new(union)))]);
    Arc::make_mut(&mut open).others = OtherFields::Admitted;
    let returns =
        Returns { schema: open, shape: ReturnShape::One, max: 1_000, span: Span::default() };
    let left = |body: &str| project(&returns, body.as_bytes()).unwrap();
    assert_eq!(
        left(r#"{"m":{"a":{"sku":"x","cost":1},"b":[1]},"x":1}"#),
        r#"{"m":{"a":{"sku":"x"}}}"#
    );
    assert_eq!(left(r#"{"m":[{}],"e":[]}"#), "{}");
    let created = r#"{"e":{"by":"b","reason":"r","kind":"created"}}"#;
    assert_eq!(left(created), r#"{"e":{"by":"b","kind":"created"}}"#);
    for unknown in [r#"{"by":"b"}"#, r#"{"kind":"x","by":"b"}"#, r#"{"kind":1,"by":"b"}"#] {
        assert_eq!(left(&format!("{{\"e\":{unknown}}}")), "{}", "{unknown}");
    }
}

#[test]
fn unknown_fields_are_dropped_at_every_depth() {
    let body = r#" {"secret": 1, "lines": [{"sku": "a", "cost": 2}, {"cost": 3}], "id": "x",
        "owner": {"password": "p", "name": "n", "pets": [[{"sku": "b", "vet": {}}]]}} "#;
    let left = r#"{"lines":[{"sku":"a"},{}],"id":"x","owner":{"name":"n","pets":[[{"sku":"b"}]]}}"#;
    assert_eq!(one(body).unwrap(), left);
    assert_eq!(many(&format!("[{body}, {{}}]")).unwrap(), format!("[{left},{{}}]"));
    // Names are compared once escapes are resolved, and letter by letter.
    assert_eq!(one(r#"{"\u0069d": 1, "ID": 2}"#).unwrap(), r#"{"id":1}"#);
}

#[test]
fn nothing_is_validated() {
    let body = r#"{"id":1.50e3,"tags":["long enough",true,"c"],"owner":null}"#;
    assert_eq!(one(body).unwrap(), body);
    assert_eq!(one("{}").unwrap(), "{}");
    assert_eq!(many("[]").unwrap(), "[]");
}

#[test]
fn what_could_hold_other_fields_is_dropped() {
    assert_eq!(one(r#"{"id":{"a":1},"tags":[["a"],{"b":2},"c"]}"#).unwrap(), r#"{"tags":["c"]}"#);
    assert_eq!(one(r#"{"tags":"a","lines":{"sku":"a"},"owner":[{"name":"n"}]}"#).unwrap(), "{}");
    assert_eq!(
        one(r#"{"lines":[1,"a",[],null,{}],"owner":"o"}"#).unwrap(),
        r#"{"lines":[null,{}]}"#
    );
    assert_eq!(many(r#"[1,"a",[{"id":1}],null,{"id":2}]"#).unwrap(), r#"[null,{"id":2}]"#);
}

#[test]
fn another_shape_leaves_nothing() {
    for body in ["[]", "null", "1", "\"a\"", "true"] {
        assert_eq!(one(body), Err(ProjectionError::Object), "{body}");
    }
    for body in ["{}", "null", "1", "\"a\"", "false"] {
        assert_eq!(many(body), Err(ProjectionError::List), "{body}");
    }
    for body in ["", "{", "{\"id\":1,\"id\":2}", "\u{feff}{}", "{}{}", "<html>"] {
        assert!(matches!(one(body), Err(ProjectionError::Json(_))), "{body}");
    }
    assert!(matches!(
        project(&returns(ReturnShape::One), b"{\"id\":\"\xff\"}"),
        Err(ProjectionError::Json(_))
    ));
}

/// `{ card: string masked keep 4  notes: [string masked] }`
fn masked() -> Returns {
    let mut card = field("card", text());
    card.value.mask = Some(Mask { keep: 4 });
    let mut note = of(text());
    note.mask = Some(Mask { keep: 0 });
    let notes = TypeKind::List { item: Box::new(note), length: Bounds::default() };
    Returns {
        schema: schema("Paid", vec![card, field("notes", notes)]),
        ..returns(ReturnShape::One)
    }
}

#[test]
fn of_a_masked_string_the_end_leaves() {
    let left = |body: &str| project(&masked(), body.as_bytes()).unwrap();
    assert_eq!(left(r#"{"card":"4242424242424242"}"#), r#"{"card":"************4242"}"#);
    // Of fewer than twice as many characters, none.
    for (card, shown) in [
        ("12345678", "****5678"),
        ("1234567", "*******"),
        ("1234", "****"),
        ("1", "*"),
        ("", ""),
        ("äöüß€😀12", "****€😀12"),
        ("äöüß€😀1", "*******"),
    ] {
        assert_eq!(left(&format!(r#"{{"card":"{card}"}}"#)), format!(r#"{{"card":"{shown}"}}"#));
    }
    assert_eq!(left(r#"{"notes":["a secret",null,""]}"#), r#"{"notes":["********",null,""]}"#);
    // What is no string could not be masked.
    for value in
        ["4242424242424242", "true", "[\"4242424242424242\"]", r#"{"card":"4242424242424242"}"#]
    {
        assert_eq!(left(&format!(r#"{{"card":{value},"notes":[{value}]}}"#)), r#"{"notes":[]}"#);
    }
    assert_eq!(left(r#"{"card":null}"#), r#"{"card":null}"#);
}

/// Any JSON, most of it of names and depths that the schema has.
fn value() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any::<i32>().prop_map(|number| Json::Number(number.to_string())),
        any::<String>().prop_map(Json::String),
    ];
    let name = prop_oneof![
        4 => prop::sample::select(&["id", "tags", "lines", "owner", "name", "pets", "sku"][..]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    scalar.prop_recursive(5, 60, 5, move |inner| {
        let members = prop::collection::btree_map(name.clone(), inner.clone(), 0..6);
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Json::Array),
            members.prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

/// Whether all fields are named by the schema, and objects and lists stand only where it says so.
fn is_within(kind: &Type, value: &Json) -> bool {
    match (&kind.kind, value) {
        (_, Json::Null) => true,
        (TypeKind::Scalar(_), value) => value.as_array().is_none() && value.as_object().is_none(),
        (TypeKind::List { item, .. }, Json::Array(items)) => {
            items.iter().all(|value| is_within(item, value))
        }
        (TypeKind::Object(schema), Json::Object(members)) => members.iter().all(|(name, value)| {
            schema.fields.iter().any(|own| own.name == *name && is_within(&own.value, value))
        }),
        (TypeKind::Map { value: entry, .. }, Json::Object(members)) => {
            members.iter().all(|(_, value)| is_within(entry, value))
        }
        (TypeKind::OneOf(union), value @ Json::Object(_)) => union
            .variants
            .iter()
            .any(|variant| is_within(&of(TypeKind::Object(Arc::clone(&variant.schema))), value)),
        (
            TypeKind::List { .. } | TypeKind::Map { .. } | TypeKind::Object(_) | TypeKind::OneOf(_),
            _,
        ) => false,
    }
}

proptest! {
    #[test]
    fn no_masked_text_leaves(card in "[a-z0-9]{1,20}", extra in value()) {
        let sent = Json::Object(vec![
            ("notes".into(), Json::Array(vec![Json::String(card.clone()), extra])),
            ("card".into(), Json::String(card.clone())),
        ]);
        let left = project(&masked(), sent.to_text().as_bytes()).unwrap();
        let read = json::parse(left.as_bytes()).unwrap();
        let shown = read.get("card").and_then(Json::as_str).unwrap();
        prop_assert_eq!(shown.len(), card.len());
        let kept = shown.trim_start_matches('*').len();
        prop_assert_eq!(kept, if card.len() < 8 { 0 } else { 4 });
        prop_assert!(card.ends_with(&shown[shown.len() - kept..]));
        let notes = read.get("notes").and_then(Json::as_array).unwrap();
        prop_assert!(notes.iter().all(|note| note.as_str().is_none_or(|note| note.bytes().all(|one| one == b'*'))));
    }

    #[test]
    fn no_field_outside_of_the_schema_leaves(value in value(), is_list: bool) {
        let shape = if is_list { ReturnShape::List } else { ReturnShape::One };
        let returns = returns(shape);
        let body = value.to_text();
        prop_assert_eq!(json::parse(body.as_bytes()), Ok(value.clone()), "what is written reads the same");
        let Ok(left) = project(&returns, body.as_bytes()) else {
            let is_other = if is_list { value.as_array().is_none() } else { value.as_object().is_none() };
            prop_assert!(is_other);
            return Ok(());
        };
        let object = TypeKind::Object(returns.schema.clone());
        let kind = of(if is_list { list(object) } else { object });
        prop_assert!(is_within(&kind, &json::parse(left.as_bytes()).unwrap()), "{}", left);
        prop_assert_eq!(project(&returns, left.as_bytes()).unwrap(), left, "once more changes nothing");
    }
}
