#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use super::*;
use crate::policy::{Access, Bounds, Format, Nullability, OtherFields, Span, StringContent, Type};

fn field(name: &str, presence: Presence, kind: TypeKind) -> Field {
    let value = Type { kind, nullability: Nullability::NotNull, mask: None };
    Field { name: name.into(), presence, access: Access::ReadWrite, value, span: Span::default() }
}

fn string(content: StringContent) -> ScalarType {
    ScalarType::String { length: Bounds { min: None, max: Some(9) }, pattern: None, content }
}

fn paging() -> ObjectSchema {
    let scalar = TypeKind::Scalar;
    let list = |length| TypeKind::List {
        item: Box::new(Type {
            kind: TypeKind::Scalar(string(StringContent::Text)),
            nullability: Nullability::NotNull,
            mask: None,
        }),
        length,
    };
    let page = ScalarType::Int(Bounds { min: Some(1), max: Some(9) });
    let fields = vec![
        field("page", Presence::Required, scalar(page)),
        field("q", Presence::Optional, scalar(string(StringContent::Text))),
        field("raw", Presence::Optional, scalar(string(StringContent::Raw))),
        field("day", Presence::Optional, scalar(ScalarType::Format(Format::Date))),
        field("tag", Presence::Optional, list(Bounds { min: Some(2), max: Some(3) })),
    ];
    ObjectSchema {
        name: "Paging".into(),
        fields,
        others: OtherFields::Refused,
        span: Span::default(),
    }
}

fn found(query: &str) -> Result<QueryValues, QueryError> {
    read(Some(&paging()), Some(query))
}

fn text(value: &str) -> ScalarValue {
    ScalarValue::Text(value.into())
}

#[test]
fn parameters_are_decoded_and_typed() {
    let values = found("p%61ge=2&q=a+b%2B%C3%A9=c&tag=x&tag=%09y").unwrap();
    assert_eq!(values.get("page"), Some(&QueryValue::One(ScalarValue::Int(2))));
    assert_eq!(values.get("q"), Some(&QueryValue::One(text("a b+é=c"))));
    assert_eq!(values.get("tag"), Some(&QueryValue::List(vec![text("x"), text("\ty")])));
    assert_eq!(values.get("day"), None);
    assert_eq!(found("page=1&q").unwrap().get("q"), Some(&QueryValue::One(text(""))));
    assert!(found("page=1&raw=%00%7F%1b").is_ok());
    assert!(found("page=1&q=%2500").is_ok());
}

#[test]
fn everything_else_is_refused() {
    let unknown = |name: &str| QueryError::Unknown(name.into());
    for (query, error) in [
        ("", QueryError::Missing("page".into())),
        ("page=1&", unknown("")),
        ("&page=1", unknown("")),
        ("page=1&&q=a", unknown("")),
        ("page=1&=a", unknown("")),
        ("page=1&Page=1", unknown("Page")),
        ("page=1;q=1", QueryError::Value { name: "page".into(), mismatch: Mismatch::Int }),
        ("page=1&page=1", QueryError::Repeated("page".into())),
        ("page=10", QueryError::Value { name: "page".into(), mismatch: Mismatch::Bounds }),
        ("page=+1", QueryError::Value { name: "page".into(), mismatch: Mismatch::Int }),
        ("page=1%00", QueryError::Value { name: "page".into(), mismatch: Mismatch::Content }),
        ("page=1&q=%1b", QueryError::Value { name: "q".into(), mismatch: Mismatch::Content }),
        ("page=1&q=%C2%85", QueryError::Value { name: "q".into(), mismatch: Mismatch::Content }),
        ("page=1&q=%", QueryError::Encoding),
        ("page=1&q=%4", QueryError::Encoding),
        ("page=1&q=%+4", QueryError::Encoding),
        ("page=1&q=%C3", QueryError::Utf8),
        ("page=1&q=%ED%A0%80", QueryError::Utf8),
        ("page=1&tag=a", QueryError::Items("tag".into())),
        ("page=1&tag=a&tag=b&tag=c&tag=d", QueryError::Items("tag".into())),
    ] {
        assert_eq!(found(query), Err(error), "{query}");
    }
}

#[test]
fn without_a_schema_there_is_no_query() {
    assert_eq!(read(None, None), Ok(QueryValues::new()));
    assert_eq!(read(None, Some("")), Ok(QueryValues::new()));
    assert_eq!(read(None, Some("a=1")), Err(QueryError::Unknown("a".into())));
    assert_eq!(read(None, Some("&")), Err(QueryError::Unknown(String::new())));
}

#[test]
fn open_schemas_admit_other_parameters_that_can_be_read() {
    let mut open = paging();
    open.others = OtherFields::Admitted;
    let right = |query: &str| read(Some(&open), Some(query));
    let page = read(Some(&paging()), Some("page=1")).unwrap();
    for query in ["page=1&x=1&x=2&y", "x=%00&page=1", "=1&page=1", "page=1&&"] {
        assert_eq!(right(query), Ok(page.clone()), "{query}");
    }
    assert_eq!(right("page=1&page=1"), Err(QueryError::Repeated("page".into())));
    assert_eq!(right("page=1&x=%"), Err(QueryError::Encoding));
    assert_eq!(right("page=1&x=%ff"), Err(QueryError::Utf8));
    assert!(matches!(right("page=a"), Err(QueryError::Value { .. })));
}
