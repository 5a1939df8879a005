//! The schemas of the policy.

use std::sync::Arc;

use gatewright_core::policy::*;
use gatewright_core::primitive::decimal::Decimal;

use super::part::{field, scalar, span, text};

pub(super) struct Schemas {
    pub(super) currency: Arc<Enumeration>,
    pub(super) paging: Arc<ObjectSchema>,
    pub(super) line: Arc<ObjectSchema>,
    pub(super) order: Arc<ObjectSchema>,
}

pub(super) fn schemas() -> Schemas {
    let currency = Arc::new(Enumeration {
        name: "Currency".to_owned(),
        values: vec!["EUR".to_owned(), "__proto__".to_owned(), "{{ x }}\"'$\\*/".to_owned()],
        span: span(),
    });
    let paging = Arc::new(ObjectSchema {
        name: "Paging".to_owned(),
        fields: vec![
            field(
                "page",
                Presence::Optional,
                scalar(ScalarType::Int(Bounds { min: Some(1), max: Some(1000) })),
            ),
            field("constructor", Presence::Optional, scalar(text(Some(10), None))),
            field(
                "status",
                Presence::Optional,
                TypeKind::List {
                    item: Box::new(Type {
                        kind: scalar(text(Some(16), Some("[a-z_]+"))),
                        nullability: Nullability::NotNull,
                        mask: None,
                    }),
                    length: Bounds { min: Some(1), max: Some(2) },
                },
            ),
        ],
        others: OtherFields::Refused,
        span: span(),
    });
    let line = Arc::new(ObjectSchema {
        name: "Line".to_owned(),
        fields: vec![
            field("sku", Presence::Required, scalar(text(None, Some("[A-Z]{3}-[0-9]{4}")))),
            field(
                "quantity",
                Presence::Required,
                scalar(ScalarType::Int(Bounds { min: Some(1), max: Some(99) })),
            ),
            field(
                "price",
                Presence::Optional,
                scalar(ScalarType::Decimal(Bounds {
                    min: Decimal::parse("0.00"),
                    max: Decimal::parse("9999.99"),
                })),
            ),
        ],
        others: OtherFields::Refused,
        span: span(),
    });
    let mut note = field("note", Presence::Optional, scalar(text(Some(5), None)));
    note.value.nullability = Nullability::Nullable;
    let mut total = field(
        "total",
        Presence::Optional,
        scalar(ScalarType::Decimal(Bounds { min: None, max: None })),
    );
    total.access = Access::ReadOnly;
    let order = Arc::new(ObjectSchema {
        name: "Order".to_owned(),
        fields: vec![
            field(
                "lines",
                Presence::Required,
                TypeKind::List {
                    item: Box::new(Type {
                        kind: TypeKind::Object(Arc::clone(&line)),
                        nullability: Nullability::NotNull,
                        mask: None,
                    }),
                    length: Bounds { min: Some(1), max: Some(3) },
                },
            ),
            field(
                "currency",
                Presence::Required,
                scalar(ScalarType::Enumeration(Arc::clone(&currency))),
            ),
            field("email", Presence::Optional, scalar(ScalarType::Format(Format::Email))),
            note,
            total,
        ],
        others: OtherFields::Refused,
        span: span(),
    });
    Schemas { currency, paging, line, order }
}
