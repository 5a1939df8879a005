//! The cursor decides as the tree and the schema do: random schemas, documents of them, and documents nearly of them.

use proptest::prelude::*;

use super::documents::{Choices, mutate, schemas};
use crate::policy::{
    Access, Field, Nullability, ObjectSchema, OtherFields, Presence, ScalarType, TaggedUnion, Type,
    TypeKind,
};
use crate::primitive::body::{BodyError, Cursor, Fault, Fields, RangedText, StringRule};
use crate::primitive::json::{self, Json};
use crate::primitive::scalar::ScalarValue;
use crate::primitive::schema::{Violations, validate_object};
use crate::refusal::Mistake;

/// What a body comes to: the values in the order written, or which error.
#[derive(Debug, PartialEq)]
enum Verdict {
    Valid(Vec<ScalarValue>),
    NotJson,
    /// What the client is told.
    NotOfSchema(Vec<Mistake>),
}

fn not_of_schema(violations: Violations) -> Verdict {
    Verdict::NotOfSchema(violations.into_iter().map(Mistake::from).collect())
}

fn by_tree(schema: &ObjectSchema, bytes: &[u8]) -> Verdict {
    let Ok(value) = json::parse(bytes) else { return Verdict::NotJson };
    if let Err(violations) = validate_object(schema, &value) {
        return not_of_schema(violations);
    }
    let mut found = Vec::new();
    collect_object(schema, &value, &mut found);
    Verdict::Valid(found)
}

fn collect_object(schema: &ObjectSchema, value: &Json, found: &mut Vec<ScalarValue>) {
    for (name, value) in value.as_object().unwrap() {
        if let Some(field) = schema.fields.iter().find(|field| field.name == *name) {
            collect(&field.value.kind, value, found);
        }
    }
}

fn collect(kind: &TypeKind, value: &Json, found: &mut Vec<ScalarValue>) {
    match kind {
        _ if *value == Json::Null => {}
        TypeKind::Scalar(scalar) => found.push(scalar.parse_json(value).unwrap()),
        TypeKind::List { item, .. } => {
            for value in value.as_array().unwrap() {
                collect(&item.kind, value, found);
            }
        }
        TypeKind::Map { value: kind, .. } => {
            for (_, value) in value.as_object().unwrap() {
                collect(&kind.kind, value, found);
            }
        }
        TypeKind::Object(schema) => collect_object(schema, value, found),
        TypeKind::OneOf(union) => {
            let tag = value.get(&union.tag).unwrap().as_str().unwrap();
            collect_object(&union.variant(tag).unwrap().schema, value, found);
        }
    }
}

/// As `body::read` with a type that does what generated code for the schema would do.
fn by_cursor(schema: &ObjectSchema, bytes: &[u8]) -> Verdict {
    let Ok(mut cursor) = Cursor::new(bytes) else { return Verdict::NotJson };
    let mut found = Vec::new();
    let read = read_object(schema, &mut cursor, &mut found);
    if read.and_then(|()| cursor.end()).is_ok() {
        return Verdict::Valid(found);
    }
    if json::check(bytes).is_err() {
        return Verdict::NotJson;
    }
    let mut cursor = Cursor::new(bytes).unwrap().telling_all();
    let fault = read_object(schema, &mut cursor, &mut found).expect_err("it is wrong once more");
    match fault.of_whole() {
        BodyError::Schema(violations) => not_of_schema(violations),
        BodyError::Json(error) => panic!("the cursor errs alone: {error}"),
    }
}

fn read_object(
    schema: &ObjectSchema,
    cursor: &mut Cursor<'_>,
    found: &mut Vec<ScalarValue>,
) -> Result<(), Fault> {
    let names = |access| {
        let fields = schema.fields.iter().filter(move |field| field.access == access);
        fields.map(|field| &*field.name.clone().leak())
    };
    let writable: Vec<&Field> =
        schema.fields.iter().filter(|field| field.access == Access::ReadWrite).collect();
    let new = match schema.others {
        OtherFields::Refused => Fields::new,
        OtherFields::Admitted => Fields::open,
    };
    // No schema here has more than five fields, and no document has the last name.
    let mut own = names(Access::ReadWrite).chain(std::iter::repeat("no field"));
    let own: [&'static str; 5] = std::array::from_fn(|_| own.next().unwrap());
    let fields = new(own, names(Access::ReadOnly).collect::<Vec<_>>().leak());
    let mut is_read = vec![false; writable.len()];
    let read = cursor.object(Box::leak(Box::new(fields)), |cursor, field| {
        read_type(&writable[field].value, cursor, found)?;
        is_read[field] = true;
        Ok(())
    });
    let required = writable
        .iter()
        .zip(is_read)
        .filter(|(field, is_read)| field.presence == Presence::Required && !is_read);
    let unread = required.map(|(field, _)| &*field.name);
    match read {
        Ok(()) => Fault::check_missing(unread),
        Err(fault) => Err(fault.beside(unread)),
    }
}

fn read_type(
    kind: &Type,
    cursor: &mut Cursor<'_>,
    found: &mut Vec<ScalarValue>,
) -> Result<(), Fault> {
    if kind.nullability == Nullability::Nullable {
        return cursor.nullable(|cursor| read_kind(&kind.kind, cursor, found)).map(drop);
    }
    read_kind(&kind.kind, cursor, found)
}

fn read_kind(
    kind: &TypeKind,
    cursor: &mut Cursor<'_>,
    found: &mut Vec<ScalarValue>,
) -> Result<(), Fault> {
    match kind {
        TypeKind::Scalar(ScalarType::Int(bounds)) => {
            let value = cursor.int(|value| {
                bounds.min.is_none_or(|min| value >= min)
                    && bounds.max.is_none_or(|max| value <= max)
            })?;
            found.push(ScalarValue::Int(value));
        }
        TypeKind::Scalar(ScalarType::Decimal(bounds)) => {
            let value = cursor.decimal(|value| {
                bounds.min.as_ref().is_none_or(|min| value >= min)
                    && bounds.max.as_ref().is_none_or(|max| value <= max)
            })?;
            found.push(ScalarValue::Decimal(value));
        }
        TypeKind::Scalar(ScalarType::Bool) => found.push(ScalarValue::Bool(cursor.boolean()?)),
        TypeKind::Scalar(ScalarType::String { length, pattern: None, content }) => {
            let rule = StringRule {
                min: length.min.unwrap_or(0),
                max: length.max.unwrap_or(u64::MAX),
                content: *content,
                pattern: None,
            };
            let mut text = None;
            cursor.string(&rule, &mut text)?;
            found.extend(text.map(ScalarValue::Text));
        }
        TypeKind::Scalar(ScalarType::String { length, pattern: Some(pattern), .. })
            if pattern.source() == "[a-b]{2}" && length.min <= Some(2) && length.max >= Some(2) =>
        {
            let mut text = None;
            cursor.ranged(&RangedText { least: *b"aa", most: *b"bb" }, &mut text)?;
            found.extend(text.map(ScalarValue::Text));
        }
        TypeKind::Scalar(scalar) => {
            found.push(cursor.text(|text| scalar.parse_text(text).ok())?);
        }
        TypeKind::List { item, length } => {
            let range = length.min.unwrap_or(0)..=length.max.unwrap_or(u64::MAX);
            cursor.list(range, |cursor| read_type(item, cursor, found))?;
        }
        TypeKind::Map { value, length } => {
            let range = length.min.unwrap_or(0)..=length.max.unwrap_or(u64::MAX);
            cursor.map(range, |cursor| read_type(value, cursor, found))?;
        }
        TypeKind::Object(schema) => read_object(schema, cursor, found)?,
        TypeKind::OneOf(union) => read_union(union, cursor, found)?,
    }
    Ok(())
}

fn read_union(
    union: &TaggedUnion,
    cursor: &mut Cursor<'_>,
    found: &mut Vec<ScalarValue>,
) -> Result<(), Fault> {
    let tag = cursor.tag(&union.tag)?;
    let variant = union.variant(&tag).ok_or_else(|| Fault::tag(&union.tag))?;
    read_object(&variant.schema, cursor, found)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn cursor_and_tree_agree(
        schema in schemas(),
        choices in prop::collection::vec(any::<u8>(), 0..60),
        mutations in prop::collection::vec(
            prop::collection::vec((any::<u16>(), any::<u8>(), any::<u8>()), 1..3), 20,
        ),
    ) {
        let written = Choices(choices.into_iter()).object(&schema).into_bytes();
        let first = by_tree(&schema, &written);
        prop_assert_eq!(&first, &by_cursor(&schema, &written), "{}", String::from_utf8_lossy(&written));
        for mutation in &mutations {
            let text = mutate(written.clone(), mutation);
            let (tree, cursor) = (by_tree(&schema, &text), by_cursor(&schema, &text));
            prop_assert_eq!(tree, cursor, "{}", String::from_utf8_lossy(&text));
        }
    }
}

/// Were the documents hardly ever valid, agreement would say little.
#[test]
fn documents_are_of_every_kind() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut counts = [0; 3];
    for _ in 0..300 {
        let schema = schemas().new_tree(&mut runner).unwrap().current();
        let choices = prop::collection::vec(any::<u8>(), 0..60).new_tree(&mut runner).unwrap();
        let mutation = (any::<u16>(), any::<u8>(), any::<u8>()).new_tree(&mut runner).unwrap();
        let written = Choices(choices.current().into_iter()).object(&schema).into_bytes();
        for text in [written.clone(), mutate(written, &[mutation.current()])] {
            counts[match by_tree(&schema, &text) {
                Verdict::Valid(_) => 0,
                Verdict::NotJson => 1,
                Verdict::NotOfSchema(_) => 2,
            }] += 1;
        }
    }
    assert!(counts.iter().all(|&count| count > 40), "{counts:?}");
}
