//! What schemas and the routes that read by them ask of a target.

use gatewright_core::policy::{
    Body, BodyContent, Field, Format, ObjectSchema, OtherFields, Route, ScalarType, Schema, Type,
    TypeKind,
};

use super::{Construct, Use};

/// What a schema asks, wherever it stands. What it contains asks for itself.
pub(super) fn uses(schema: &ObjectSchema) -> Vec<Use> {
    let ObjectSchema { name, fields, others, span } = schema;
    let mut found = Vec::new();
    match others {
        OtherFields::Refused => {}
        OtherFields::Admitted => found.push(Use {
            construct: Construct::OpenSchema,
            rule: format!("schema.{name}"),
            span: *span,
        }),
    }
    for field in fields {
        // Masks are asked of by the answers that hold them.
        let Field { name: own, presence: _, access: _, value, span } = field;
        for construct in of_type(value) {
            found.push(Use { construct, rule: format!("schema.{name}.{own}"), span: *span });
        }
    }
    found
}

fn of_type(value: &Type) -> Vec<Construct> {
    let Type { kind, nullability: _, mask: _ } = value;
    match kind {
        TypeKind::Scalar(scalar) => of_scalar(scalar).into_iter().collect(),
        TypeKind::Object(_) => Vec::new(),
        TypeKind::List { item, length: _ } => of_type(item),
        TypeKind::Map { value, length: _ } => {
            let mut found = vec![Construct::MapType];
            found.extend(of_type(value));
            found
        }
        TypeKind::OneOf(_) => vec![Construct::TaggedUnion],
    }
}

/// What a type of single values asks.
pub(super) fn of_scalar(scalar: &ScalarType) -> Option<Construct> {
    match scalar {
        ScalarType::Format(Format::IdnHostname) => Some(Construct::InternationalHostname),
        ScalarType::Format(_)
        | ScalarType::String { .. }
        | ScalarType::Int(_)
        | ScalarType::Decimal(_)
        | ScalarType::Bool
        | ScalarType::Enumeration(_)
        | ScalarType::Constant(_) => None,
    }
}

/// What the body of a route asks.
pub(super) fn of_body(route: &Route) -> Vec<Use> {
    let Some(Body { content, max: _, span }) = &route.body else { return Vec::new() };
    let construct = match content {
        BodyContent::Any => Construct::AnyBody,
        BodyContent::Form(_) => Construct::FormBody,
        BodyContent::Multipart(_) => Construct::MultipartBody,
        BodyContent::Json(Schema::OneOf(_)) => Construct::TaggedUnion,
        BodyContent::Json(Schema::Object(_)) => return Vec::new(),
    };
    vec![Use { construct, rule: format!("{}/body", route.name), span: *span }]
}
