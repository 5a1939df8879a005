//! Schemas wherever a policy's routes use them: which are reached, and one in the place of another.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::policy::{BodyContent, ObjectSchema, Policy, Schema, TaggedUnion, Type, TypeKind};

/// The names of the schemas that routes return, and of all inside of them.
pub(super) fn returned(policy: &Policy) -> BTreeSet<&str> {
    let mut reached = BTreeSet::new();
    let returns = policy.routes().filter_map(|route| route.returns.as_ref());
    returns.for_each(|returns| reach(&returns.schema, &mut reached));
    reached
}

/// The names of the schemas that a schema reaches.
pub(super) fn reach_schema<'p>(schema: &'p Schema, reached: &mut BTreeSet<&'p str>) {
    match schema {
        Schema::Object(schema) => reach(schema, reached),
        Schema::OneOf(union) => reach_union(union, reached),
    }
}

fn reach_union<'p>(union: &'p TaggedUnion, reached: &mut BTreeSet<&'p str>) {
    union.variants.iter().for_each(|variant| reach(&variant.schema, reached));
}

/// The names of a schema and all inside.
pub(super) fn reach<'p>(schema: &'p ObjectSchema, reached: &mut BTreeSet<&'p str>) {
    fn inside<'p>(value: &'p Type, reached: &mut BTreeSet<&'p str>) {
        match &value.kind {
            TypeKind::Scalar(_) => {}
            TypeKind::List { item: inner, .. } | TypeKind::Map { value: inner, .. } => {
                inside(inner, reached);
            }
            TypeKind::Object(schema) => reach(schema, reached),
            TypeKind::OneOf(union) => reach_union(union, reached),
        }
    }
    if reached.insert(&schema.name) {
        schema.fields.iter().for_each(|field| inside(&field.value, reached));
    }
}

/// Puts a schema where one of its name is, in other schemas too.
pub(super) fn replace(policy: &mut Policy, wider: &Arc<ObjectSchema>) {
    replace_returned(policy, wider);
    for route in policy.apis.iter_mut().flat_map(|api| &mut api.routes) {
        let declared = route.headers.iter_mut().chain(&mut route.cookies);
        let declared = declared.map(|fields| &mut fields.schema);
        for schema in route.query.as_mut().into_iter().chain(declared) {
            *schema = replaced(schema, wider);
        }
        match route.body.as_mut().map(|body| &mut body.content) {
            Some(BodyContent::Json(Schema::Object(schema)) | BodyContent::Form(schema)) => {
                *schema = replaced(schema, wider);
            }
            Some(BodyContent::Json(Schema::OneOf(union))) => {
                *union = replaced_union(union, wider);
            }
            Some(BodyContent::Multipart(multipart)) => {
                if let Some(schema) = &mut multipart.schema {
                    *schema = replaced(schema, wider);
                }
            }
            Some(BodyContent::Any) | None => {}
        }
    }
}

/// Puts a schema where one of its name is, in what routes return, and nowhere else.
pub(super) fn replace_returned(policy: &mut Policy, changed: &Arc<ObjectSchema>) {
    let routes = policy.apis.iter_mut().flat_map(|api| &mut api.routes);
    for returns in routes.filter_map(|route| route.returns.as_mut()) {
        returns.schema = replaced(&returns.schema, changed);
    }
}

fn replaced_union(union: &Arc<TaggedUnion>, wider: &Arc<ObjectSchema>) -> Arc<TaggedUnion> {
    let mut changed = TaggedUnion::clone(union);
    for variant in &mut changed.variants {
        variant.schema = replaced(&variant.schema, wider);
    }
    Arc::new(changed)
}

fn replaced(schema: &Arc<ObjectSchema>, wider: &Arc<ObjectSchema>) -> Arc<ObjectSchema> {
    if schema.name == wider.name {
        return wider.clone();
    }
    let mut changed = ObjectSchema::clone(schema);
    for field in &mut changed.fields {
        replace_in(&mut field.value, wider);
    }
    Arc::new(changed)
}

fn replace_in(value: &mut Type, wider: &Arc<ObjectSchema>) {
    match &mut value.kind {
        TypeKind::Scalar(_) => {}
        TypeKind::List { item: inner, .. } | TypeKind::Map { value: inner, .. } => {
            replace_in(inner, wider);
        }
        TypeKind::Object(schema) => *schema = replaced(schema, wider),
        TypeKind::OneOf(union) => *union = replaced_union(union, wider),
    }
}
