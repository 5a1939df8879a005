#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use proptest::prelude::*;

use super::*;
use crate::policy::{
    Access, Bounds, Field, Nullability, ObjectSchema, OtherFields, Presence, ScalarType, Span,
    StringContent, Type, TypeKind,
};
use crate::primitive::query::QueryValue;
use crate::primitive::scalar::{ScalarValue, int_of_text, length};

/// `schema Note { title: string ..9  page?: int 1..9  tag?: [string ..9] 1..2  id: string readonly }`.
#[derive(Debug, PartialEq)]
struct Note {
    title: String,
    page: Option<i64>,
    tag: Option<Vec<String>>,
}

fn short(text: &str) -> Option<String> {
    let admitted = StringContent::Text.admits(text) && length(text) <= 9;
    admitted.then(|| text.to_owned())
}

impl Form for Note {
    const FIELDS: FormFields =
        FormFields { names: &["title", "page", "tag"], lists: &["tag"], read_only: &["id"] };

    fn read(pairs: &mut Pairs<'_>) -> Result<Note, FormError> {
        let (mut title, mut page, mut tag) = (None, None, None);
        pairs.each(&Self::FIELDS, |field, text| match field {
            0 => set(&mut title, short(text)),
            1 => set(&mut page, int_of_text(text).filter(|page| (1..=9).contains(page))),
            _ => add(&mut tag, short(text)),
        })?;
        require_items(&tag, "tag", 1..=2)?;
        Ok(Note { title: required(title, "title")?, page, tag })
    }
}

fn note() -> ObjectSchema {
    let string = ScalarType::String {
        length: Bounds { min: None, max: Some(9) },
        pattern: None,
        content: StringContent::Text,
    };
    let value = |kind| Type { kind, nullability: Nullability::NotNull, mask: None };
    let field = |name: &str, presence, access, kind| Field {
        name: name.into(),
        presence,
        access,
        value: value(kind),
        span: Span::default(),
    };
    let text = || TypeKind::Scalar(string.clone());
    let page = TypeKind::Scalar(ScalarType::Int(Bounds { min: Some(1), max: Some(9) }));
    let length = Bounds { min: Some(1), max: Some(2) };
    let tag = TypeKind::List { item: Box::new(value(text())), length };
    let fields = vec![
        field("title", Presence::Required, Access::ReadWrite, text()),
        field("page", Presence::Optional, Access::ReadWrite, page),
        field("tag", Presence::Optional, Access::ReadWrite, tag),
        field("id", Presence::Required, Access::ReadOnly, text()),
    ];
    let (name, span) = ("Note".into(), Span::default());
    ObjectSchema { name, fields, others: OtherFields::Refused, span }
}

/// What both readers find, which they have to agree on.
fn found(form: &[u8]) -> Result<Note, String> {
    let tree = read(&note(), form);
    let typed = typed::<Note>(form);
    let text = |value: Option<&QueryValue>| match value {
        Some(QueryValue::One(ScalarValue::Text(text))) => Some(text.clone()),
        _ => None,
    };
    match (tree, typed) {
        (Ok(values), Ok(note)) => {
            assert_eq!(text(values.get("title")), Some(note.title.clone()));
            let page = note.page.map(|page| QueryValue::One(ScalarValue::Int(page)));
            assert_eq!(values.get("page"), page.as_ref());
            let tag = note
                .tag
                .clone()
                .map(|tags| QueryValue::List(tags.into_iter().map(ScalarValue::Text).collect()));
            assert_eq!(values.get("tag"), tag.as_ref());
            Ok(note)
        }
        (Err(FormError::Schema(tree)), Err(FormError::Schema(typed))) => {
            assert_eq!(tree.pointer, typed.pointer);
            Err(typed.to_string())
        }
        (Err(FormError::Malformed(_)), Err(FormError::Malformed(typed))) => Err(typed.to_string()),
        (tree, typed) => panic!("{}: {tree:?} {typed:?}", String::from_utf8_lossy(form)),
    }
}

fn wrong(form: &str) -> String {
    found(form.as_bytes()).unwrap_err()
}

#[test]
fn fields_are_decoded_and_typed() {
    let note = |title: &str, page, tag: Option<&[&str]>| Note {
        title: title.into(),
        page,
        tag: tag.map(|tags| tags.iter().map(|&tag| tag.to_owned()).collect()),
    };
    for (form, due) in [
        ("title=tea", note("tea", None, None)),
        ("title=", note("", None, None)),
        ("page=2&t%69tle=a+b%2B%C3%A9%3B=c", note("a b+é;=c", Some(2), None)),
        ("tag=x&title=*-._~!'()&tag=%0D%0A", note("*-._~!'()", None, Some(&["x", "\r\n"]))),
    ] {
        assert_eq!(found(form.as_bytes()), Ok(due), "{form}");
    }
}

#[test]
fn what_readers_read_differently_is_no_form() {
    for (form, why) in [
        ("title", Malformed::Field),
        ("=tea", Malformed::Field),
        ("title=tea&", Malformed::Field),
        ("&title=tea", Malformed::Field),
        ("title=tea&&page=1", Malformed::Field),
        ("title=a;page=1", Malformed::Octet),
        ("title=tea\n", Malformed::Octet),
        ("title=a b", Malformed::Octet),
        ("title=\u{e9}", Malformed::Octet),
        ("title=\"tea\"", Malformed::Octet),
        ("title=a#b", Malformed::Octet),
        ("\u{feff}title=tea", Malformed::Octet),
        ("title=%", Malformed::Encoding),
        ("title=%4", Malformed::Encoding),
        ("title=%u0041", Malformed::Encoding),
        ("title=%+4", Malformed::Encoding),
        ("title=%C3", Malformed::Utf8),
        ("title=%ED%A0%80", Malformed::Utf8),
        ("title=a&title=b", Malformed::Repeated),
        ("title=a&t%69tle=a", Malformed::Repeated),
        ("{\"title\":\"tea\"}", Malformed::Octet),
    ] {
        assert_eq!(wrong(form), why.to_string(), "{form}");
    }
}

#[test]
fn violations_say_where() {
    for (form, why) in [
        ("", "the body: field `title` is missing"),
        ("page=1", "the body: field `title` is missing"),
        ("title=0123456789", "/title: value not of its type"),
        ("title=%00", "/title: value not of its type"),
        ("title=a&page=", "/page: value not of its type"),
        ("title=a&page=01", "/page: value not of its type"),
        ("title=a&page=10", "/page: value not of its type"),
        ("title=a&tag=b&tag=0123456789", "/tag/1: value not of its type"),
        ("title=a&tag=b&tag=c&tag=d", "/tag: number of items out of bounds"),
        ("title=a&id=b", "/id: read-only field"),
        ("title=a&is_admin=true", "/is_admin: unknown field"),
        ("title=a&Title=b", "/Title: unknown field"),
        ("title=a&tag%5B%5D=b", "/tag[]: unknown field"),
        ("title=a&_method=DELETE", "/_method: unknown field"),
    ] {
        assert_eq!(wrong(form), why, "{form}");
    }
}

#[test]
fn what_is_no_form_wins_over_what_is_not_of_the_schema() {
    for (form, why) in [
        ("x=1&title=%", Malformed::Encoding),
        ("page=0&title", Malformed::Field),
        ("x=1&title=a&title=b", Malformed::Repeated),
        ("page=0&page=1", Malformed::Repeated),
    ] {
        assert_eq!(wrong(form), why.to_string(), "{form}");
    }
    assert_eq!(wrong("x=1&x=2"), "/x: unknown field");
}

proptest! {
    #[test]
    fn both_readers_agree(pieces in prop::collection::vec(piece(), 0..6)) {
        let _: Result<Note, String> = found(&pieces.concat());
    }

    #[test]
    fn any_octets_are_read_alike(form in prop::collection::vec(any::<u8>(), 0..64)) {
        let _: Result<Note, String> = found(&form);
    }

    #[test]
    fn what_an_encoder_writes_is_read_back(title in "\\PC{0,9}", tags in prop::collection::vec("\\PC{0,9}", 1..=2)) {
        let mut form = format!("title={}", encoded(&title));
        for tag in &tags {
            form.push_str(&format!("&tag={}", encoded(tag)));
        }
        let due = short(&title).map(|title| Note { title, page: None, tag: Some(tags.clone()) });
        let all_short = tags.iter().all(|tag| short(tag).is_some());
        prop_assert_eq!(found(form.as_bytes()).ok(), due.filter(|_| all_short));
    }
}

/// The serializer of the URL standard.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => encoded.push('+'),
            b'*' | b'-' | b'.' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

fn piece() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        "title",
        "page",
        "tag",
        "id",
        "x",
        "=",
        "=",
        "&",
        "&",
        "title=a",
        "&tag=b",
        "&page=1",
        "%",
        "%41",
        "%c3",
        "%A9",
        "+",
        ";",
        "0123456789",
        "é",
        "\n",
        "&title=b",
        "&tag=",
    ]);
    known.prop_map(|piece: &str| piece.as_bytes().to_vec())
}
