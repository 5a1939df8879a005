#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use super::*;
use crate::policy::{Access, Bounds, Format, Nullability, ScalarType, Span, StringContent, Type};

fn field(presence: Presence, kind: TypeKind) -> Field {
    let value = Type { kind, nullability: Nullability::NotNull, mask: None };
    Field { name: "x_a".into(), presence, access: Access::ReadWrite, value, span: Span::default() }
}

fn text(content: StringContent) -> ScalarType {
    ScalarType::String { length: Bounds { min: None, max: Some(3) }, pattern: None, content }
}

fn of(kind: ScalarType, value: &[u8]) -> Result<ScalarValue, DeclaredError> {
    let value = read(&field(Presence::Required, TypeKind::Scalar(kind)), &[value]);
    value.map(|value| value.unwrap())
}

#[test]
fn what_is_required_must_stand_and_what_is_optional_may() {
    let int = || TypeKind::Scalar(ScalarType::Int(Bounds::default()));
    let (required, optional) = (field(Presence::Required, int()), field(Presence::Optional, int()));
    assert_eq!(read(&required, &[]), Err(DeclaredError::Missing));
    assert_eq!(read(&optional, &[]), Ok(None));
    for field in [required, optional] {
        assert_eq!(read(&field, &[b"5"]), Ok(Some(ScalarValue::Int(5))));
        assert_eq!(read(&field, &[b"5", b"5"]), Err(DeclaredError::Repeated));
        // An empty value is one.
        assert_eq!(read(&field, &[b""]), Err(DeclaredError::Value(Mismatch::Int)));
    }
}

#[test]
fn values_are_spelled_as_in_a_query_but_not_encoded() {
    let int = || ScalarType::Int(Bounds { min: Some(1), max: Some(10) });
    assert_eq!(of(int(), b"10"), Ok(ScalarValue::Int(10)));
    for wrong in ["11", "0", "01", "+1", "1.0", "%31", "1,1", "\"1\"", "1\t"] {
        assert!(matches!(of(int(), wrong.as_bytes()), Err(DeclaredError::Value(_))), "{wrong}");
    }
    assert_eq!(of(text(StringContent::Text), b"%+a"), Ok(ScalarValue::Text("%+a".into())));
    assert_eq!(
        of(text(StringContent::Text), "äöü".as_bytes()),
        Ok(ScalarValue::Text("äöü".into()))
    );
    assert_eq!(of(ScalarType::Bool, b"true"), Ok(ScalarValue::Bool(true)));
    assert!(of(ScalarType::Bool, b"TRUE").is_err());
    assert!(of(ScalarType::Format(Format::Uuid), b"1-2").is_err());
}

#[test]
fn control_characters_stand_where_the_type_lets_them() {
    let mismatch = Err(DeclaredError::Value(Mismatch::Content));
    assert_eq!(of(ScalarType::Bool, b"true\t"), mismatch);
    assert_eq!(of(text(StringContent::Text), b"a\x01b"), mismatch);
    assert_eq!(of(text(StringContent::Raw), b"a\x01b"), Ok(ScalarValue::Text("a\x01b".into())));
}

#[test]
fn what_is_not_utf_8_is_refused_where_it_may_be_absent_too() {
    let field = field(Presence::Optional, TypeKind::Scalar(text(StringContent::Raw)));
    for value in [b"\xff".as_slice(), b"a\xc3", "\u{fffd}".as_bytes()] {
        assert_eq!(read(&field, &[value]), Err(DeclaredError::Utf8));
    }
}

#[test]
fn nothing_else_than_a_scalar_can_be_read() {
    let item = Box::new(field(Presence::Required, TypeKind::Scalar(ScalarType::Bool)).value);
    let list = field(Presence::Required, TypeKind::List { item, length: Bounds::default() });
    assert_eq!(read(&list, &[b"true"]), Err(DeclaredError::Value(Mismatch::Type)));
}
