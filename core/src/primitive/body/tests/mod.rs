#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod agreement;
mod documents;
mod ranged;

use std::collections::BTreeMap;

use super::*;
use crate::primitive::json::JsonErrorKind;

#[derive(Debug, PartialEq)]
struct Pair {
    numbers: Vec<i64>,
    name: Option<Option<String>>,
}

impl Body for Pair {
    fn read(cursor: &mut Cursor<'_>) -> Result<Pair, Fault> {
        static FIELDS: Fields<2> = Fields::new(["numbers", "na\"me"], &["id"]);
        let (mut numbers, mut name) = (None, None);
        cursor.object(&FIELDS, |cursor, field| {
            match field {
                0 => numbers = Some(cursor.list(1..=2, |cursor| cursor.int(|n| n < 100))?),
                _ => name = Some(cursor.nullable(|c| c.text(|text| Some(text.to_owned())))?),
            }
            Ok(())
        })?;
        Ok(Pair { numbers: cursor.required(numbers, "numbers")?, name })
    }
}

fn found(text: &str) -> String {
    match read::<Pair>(text.as_bytes()) {
        Ok(pair) => format!("{:?} {:?}", pair.numbers, pair.name),
        Err(BodyError::Json(error)) => format!("json: {}", error.kind),
        Err(BodyError::Schema(violation)) => violation.to_string(),
    }
}

#[test]
fn values_are_filled_in_any_order() {
    assert_eq!(found(r#"{"numbers":[1,2.0]}"#), "[1, 2] None");
    assert_eq!(found(" {\"na\\\"me\" : null,\n\"numbers\": [ 1e1 ] }\t"), "[10] Some(None)");
    assert_eq!(found(r#"{"n\u0075mbers":[-0],"na\"me":"\u00e9"}"#), r#"[0] Some(Some("é"))"#);
}

#[test]
fn violations_say_where() {
    assert_eq!(found(r#"{"numbers":[1,100]}"#), "/numbers/1: value not of its type");
    assert_eq!(found(r#"{"numbers":[1,2,3]}"#), "/numbers: number of items out of bounds");
    assert_eq!(found(r#"{"numbers":{}}"#), "/numbers: not an array");
    assert_eq!(found(r#"{"numbers":null}"#), "/numbers: null");
    assert_eq!(found(r#"{"x/y":1}"#), "/x~1y: unknown field");
    assert_eq!(found(r#"{"id":1}"#), "/id: read-only field");
    assert_eq!(found("{}"), "the body: field `numbers` is missing");
    assert_eq!(found("[]"), "the body: not an object");
}

#[test]
fn json_errors_anywhere_win() {
    assert_eq!(found(r#"{"numbers":[100],"#), "json: unexpected end");
    assert_eq!(found(r#"{"x":1,"x":2}"#), "json: duplicate name");
    assert_eq!(found(r#"{"numbers":[1],"numbers":[1]}"#), "json: duplicate name");
    assert_eq!(found(r#"{"numbers":[1]} x"#), "json: unexpected character");
    assert_eq!(found(r#"{"numbers":[1]"#), "json: unexpected end");
    assert_eq!(found(r#"{"na"me":1}"#), "json: unexpected character");
    assert_eq!(found(r#"[1e999]"#), "json: number out of range");
    assert_eq!(found(""), "json: unexpected end");
    assert_eq!(found("nope"), "json: unexpected character");
    assert_eq!(found(&format!("{{\"x\":{}", "[".repeat(31))), "json: nesting too deep");
}

#[test]
fn a_schema_may_have_many_fields() {
    struct Wide(usize);
    impl Body for Wide {
        fn read(cursor: &mut Cursor<'_>) -> Result<Wide, Fault> {
            let names: [&'static str; 200] =
                std::array::from_fn(|place| &*String::leak(format!("f{place}")));
            let fields = Box::leak(Box::new(Fields::new(names, &[])));
            let mut count = 0;
            cursor.object(fields, |cursor, field| {
                count += 1;
                cursor.int(|value| usize::try_from(value) == Ok(field)).map(drop)
            })?;
            Ok(Wide(count))
        }
    }
    let members = |places: &mut dyn Iterator<Item = usize>| {
        let members: Vec<String> = places.map(|place| format!("\"f{place}\":{place}")).collect();
        format!("{{{}}}", members.join(","))
    };
    let body = |text: String| read::<Wide>(text.as_bytes()).map(|wide| wide.0);
    assert_eq!(body(members(&mut (0..200))), Ok(200));
    assert_eq!(body(members(&mut (0..200).rev())), Ok(200));
    for place in [0, 63, 64, 128, 199] {
        let error = body(members(&mut (0..200).chain([place]))).unwrap_err();
        assert!(matches!(error, BodyError::Json(error) if error.kind == JsonErrorKind::Duplicate));
    }
    assert!(
        matches!(body("{\"f200\":1}".into()), Err(BodyError::Schema(v)) if v.to_string() == "/f200: unknown field")
    );
}

#[derive(Debug, PartialEq)]
enum Event {
    Counts(BTreeMap<String, i64>),
    Open(Option<Option<i64>>),
}

impl Body for Event {
    fn read(cursor: &mut Cursor<'_>) -> Result<Event, Fault> {
        static COUNTS: Fields<2> = Fields::new(["counts", "kind"], &[]);
        static OPEN: Fields<2> = Fields::open(["kind", "a"], &["id"]);
        match &*cursor.tag("kind")? {
            "counts" => {
                let mut counts = None;
                cursor.object(&COUNTS, |cursor, field| {
                    match field {
                        0 => counts = Some(cursor.map(1..=2, |cursor| cursor.int(|_| true))?),
                        _ => cursor.text(|_| Some(()))?,
                    }
                    Ok(())
                })?;
                Ok(Event::Counts(cursor.required(counts, "counts")?))
            }
            "open" => {
                let mut a = None;
                cursor.object(&OPEN, |cursor, field| {
                    match field {
                        0 => cursor.text(|_| Some(()))?,
                        _ => a = Some(cursor.nullable(|cursor| cursor.int(|_| true))?),
                    }
                    Ok(())
                })?;
                Ok(Event::Open(a))
            }
            _ => Err(Fault::tag("kind")),
        }
    }
}

fn event(text: &str) -> String {
    match read::<Event>(text.as_bytes()) {
        Ok(event) => format!("{event:?}"),
        Err(BodyError::Json(error)) => format!("json: {}", error.kind),
        Err(BodyError::Schema(violation)) => violation.to_string(),
    }
}

#[test]
fn a_tag_may_stand_anywhere() {
    let counts = r#"Counts({"a": 1, "é": 2})"#;
    assert_eq!(event(r#"{"kind":"counts","counts":{"é":2,"a":1}}"#), counts);
    assert_eq!(event(r#" {"counts": {"a":1,"\u00e9":2} , "k\u0069nd":"\u0063ounts"}"#), counts);
    assert_eq!(event(r#"{"x":{"kind":"counts"},"kind":"open"}"#), "Open(None)");
    assert_eq!(event(r#"{"counts":{"a":1}}"#), "the body: field `kind` is missing");
    assert_eq!(event("{}"), "the body: field `kind` is missing");
    assert_eq!(event(r#"{"kind":"Open"}"#), "/kind: names no variant");
    assert_eq!(event(r#"{"kind":1}"#), "/kind: value not of its type");
    assert_eq!(event("[]"), "the body: not an object");
    assert_eq!(event(r#"{"kind":"open","a":1,"kind":"counts"}"#), "json: duplicate name");
    assert_eq!(event(r#"{"a":tru,"kind":"open"}"#), "json: unexpected character");
    assert_eq!(event(r#"{"kind":"#), "json: unexpected end");
    assert_eq!(event(r#"{"kind":"x"#), "json: unexpected end");
}

#[test]
fn maps_bound_names_values_and_number() {
    let found = |entries: &str| event(&format!(r#"{{"counts":{entries},"kind":"counts"}}"#));
    assert_eq!(found(r#"{"":1}"#), r#"Counts({"": 1})"#);
    assert_eq!(found("{}"), "/counts: number of entries out of bounds");
    assert_eq!(found(r#"{"a":1,"b":1,"c":1}"#), "/counts: number of entries out of bounds");
    assert_eq!(found(r#"{"a":1.5}"#), "/counts/a: value not of its type");
    assert_eq!(found(r#"{"\u0000":1}"#), "/counts/\u{0}: control character in a name");
    assert_eq!(found(r#"{"a":1,"\u0061":1}"#), "json: duplicate name");
    assert_eq!(found("[]"), "/counts: not an object");
    assert_eq!(found("null"), "/counts: null");
}

#[test]
fn open_schemas_pass_over_what_they_do_not_name() {
    let found = |more: &str| event(&format!(r#"{{"kind":"open",{more}}}"#));
    assert_eq!(found(r#""x":[{}],"a":null,"\u0000":1e3"#), "Open(Some(None))");
    assert_eq!(found(r#""x":1,"id":null"#), "/id: read-only field");
    assert_eq!(found(r#""x":1,"a":true"#), "/a: value not of its type");
    assert_eq!(found(r#""x":1,"y":2,"x":3"#), "json: duplicate name");
    assert_eq!(found(r#""x":{"y":2,"y":3}"#), "json: duplicate name");
    assert_eq!(found(r#""x":1e999"#), "json: number out of range");
    assert_eq!(
        found(&format!(r#""x":{}{}"#, "[".repeat(30), "]".repeat(30))),
        "json: nesting too deep"
    );
    assert_eq!(found(&format!(r#""x":{}{}"#, "[".repeat(29), "]".repeat(29))), "Open(None)");
}

/// Lists of short items inside of others would otherwise take many times the memory of the body.
#[test]
fn room_before_reading_is_for_lists_of_the_body_itself() {
    struct Lists(Vec<i64>, Vec<Vec<i64>>);
    impl Body for Lists {
        fn read(cursor: &mut Cursor<'_>) -> Result<Lists, Fault> {
            static FIELDS: Fields<2> = Fields::new(["flat", "deep"], &[]);
            let (mut flat, mut deep) = (None, None);
            cursor.object(&FIELDS, |cursor, field| {
                let numbers =
                    |cursor: &mut Cursor<'_>| cursor.list(.., |cursor| cursor.int(|_| true));
                match field {
                    0 => flat = Some(numbers(cursor)?),
                    _ => deep = Some(cursor.list(.., numbers)?),
                }
                Ok(())
            })?;
            Ok(Lists(cursor.required(flat, "flat")?, cursor.required(deep, "deep")?))
        }
    }
    let body = format!(r#"{{"flat":[1],"deep":[{}[2]]}}"#, "[2],".repeat(1_000));
    let Lists(flat, deep) = read(body.as_bytes()).unwrap();
    assert_eq!((flat.len(), deep.len()), (1, 1_001));
    assert!(flat.capacity() <= 256);
    assert!(deep.iter().all(|list| list == &[2] && list.capacity() <= 4));
    // Room is made once more, for as many as will come if they go on alike, and for no more than the body has memory for.
    let numbers = |count: usize| vec!["1234567"; count].join(",");
    let body = format!(r#"{{"flat":[{}],"deep":[]}}"#, numbers(2_000));
    let Lists(flat, _) = read(body.as_bytes()).unwrap();
    assert_eq!(flat.len(), 2_000);
    assert!(flat.capacity() <= 2_010, "{}", flat.capacity());
    let begins_small =
        format!(r#"{{"flat":[{},{}],"deep":[]}}"#, vec!["1"; 256].join(","), numbers(300));
    let Lists(flat, _) = read(begins_small.as_bytes()).unwrap();
    assert!(flat.capacity() <= 2 * flat.len(), "{}", flat.capacity());
}
