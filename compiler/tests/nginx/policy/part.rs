//! Parts of a policy without places.

use gatewright_core::policy::*;
use gatewright_core::primitive::pattern::Pattern;

pub(super) fn span() -> Span {
    Span::default()
}

pub(super) fn literal(text: &str) -> Segment {
    Segment::Literal(text.to_owned())
}

pub(super) fn parameter(name: &str, kind: ScalarType) -> Segment {
    Segment::Parameter(PathParameter { name: name.to_owned(), kind, span: span() })
}

pub(super) fn text(max: Option<u64>, pattern: Option<&str>) -> ScalarType {
    ScalarType::String {
        length: Bounds { min: None, max },
        pattern: pattern.map(|source| Pattern::compile(source).unwrap()),
        content: StringContent::Text,
    }
}

pub(super) fn field(name: &str, presence: Presence, kind: TypeKind) -> Field {
    Field {
        name: name.to_owned(),
        presence,
        access: Access::ReadWrite,
        value: Type { kind, nullability: Nullability::NotNull, mask: None },
        span: span(),
    }
}

pub(super) fn scalar(kind: ScalarType) -> TypeKind {
    TypeKind::Scalar(kind)
}

pub(super) fn operand(source: Source, value: ValueType) -> Operand {
    Operand { source, value, span: span() }
}

pub(super) fn role(name: &str, held_by: &[&str]) -> AllowClause {
    AllowClause {
        who: Who::Role {
            name: name.to_owned(),
            held_by: held_by.iter().map(|role| (*role).to_owned()).collect(),
        },
        when: None,
        span: span(),
    }
}

pub(super) fn allow(who: Who, when: Option<Condition>) -> AllowClause {
    AllowClause { who, when, span: span() }
}
