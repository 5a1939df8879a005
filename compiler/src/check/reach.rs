//! What a policy needs of the files that it uses.
//!
//! A used file may declare what this policy has no use for: a scheme whose keys nobody gives, a limit that no route asks.
//! It is left out, so that no target asks for it. Roles stay: rules list those that hold them, and they cost nothing.

use std::collections::HashSet;

use gatewright_core::policy::{
    Body, Need, ObjectSchema, Policy, Route, ScalarType, Schema, Segment, Span, TaggedUnion, Type,
    TypeKind,
};

/// The policy without the declarations of used files that nothing depends on.
pub(super) fn reached(mut policy: Policy) -> Policy {
    let mut reach = Reach::default();
    for route in policy.routes() {
        reach.route(route);
    }
    let claims = policy.nevers.iter().flat_map(|never| &never.claims);
    reach.step_ups.extend(claims.filter_map(|claim| match &claim.need {
        Need::StepUp { name } => Some(name.clone()),
        Need::Admission | Need::Authentication | Need::Role { .. } | Need::Condition { .. } => None,
    }));
    policy.schemes.retain(|it| it.span.is_in_main_file() || reach.schemes.contains(&it.name));
    policy.step_ups.retain(|it| it.span.is_in_main_file() || reach.step_ups.contains(&it.name));
    policy.limits.retain(|it| it.span.is_in_main_file() || reach.limits.contains(&it.name));
    policy.cors.retain(|it| it.span.is_in_main_file() || reach.cors.contains(&it.name));
    policy.upstreams.retain(|it| it.span.is_in_main_file() || reach.upstreams.contains(&it.name));
    let named: HashSet<String> = policy
        .targets
        .iter()
        .filter_map(|target| Some(target.tls.as_ref()?.name.clone()))
        .collect();
    policy.tls.retain(|it| it.span.is_in_main_file() || named.contains(&it.name));
    policy.schemas.retain(|it| it.span.is_in_main_file() || reach.types.contains(&it.name));
    policy.unions.retain(|it| it.span.is_in_main_file() || reach.types.contains(&it.name));
    policy.enumerations.retain(|it| it.span.is_in_main_file() || reach.types.contains(&it.name));
    policy
}

/// The names of what routes depend on.
#[derive(Default)]
struct Reach {
    schemes: HashSet<String>,
    step_ups: HashSet<String>,
    limits: HashSet<String>,
    cors: HashSet<String>,
    upstreams: HashSet<String>,
    /// Schemas and enums, which share their names.
    types: HashSet<String>,
    /// The unions that were looked into: one written in a clause has a name that another may have too.
    unions: HashSet<Span>,
}

impl Reach {
    fn route(&mut self, route: &Route) {
        self.schemes.extend(route.auth.iter().map(|scheme| scheme.name.clone()));
        self.step_ups.extend(route.step_up.iter().map(|step_up| step_up.name.clone()));
        self.limits.extend(route.limits.iter().map(|limit| limit.name.clone()));
        self.cors.extend(route.cors.iter().map(|cors| cors.name.clone()));
        self.upstreams.extend(route.upstream.iter().map(|upstream| upstream.name.clone()));
        for segment in &route.segments {
            match segment {
                Segment::Literal(_) => {}
                Segment::Parameter(parameter) => self.scalar(&parameter.kind),
            }
        }
        let form = route.body.as_ref().and_then(Body::form);
        route.query.iter().chain(form).for_each(|schema| self.object(schema));
        route.declared().for_each(|(_, fields)| self.object(&fields.schema));
        let body = route.body.as_ref().and_then(Body::schema);
        body.into_iter().for_each(|schema| self.schema(schema));
        route.returns.iter().for_each(|returns| self.object(&returns.schema));
    }

    fn schema(&mut self, schema: &Schema) {
        match schema {
            Schema::Object(schema) => self.object(schema),
            Schema::OneOf(union) => self.union(union),
        }
    }

    fn union(&mut self, union: &TaggedUnion) {
        self.types.insert(union.name.clone());
        if self.unions.insert(union.span) {
            for variant in &union.variants {
                self.object(&variant.schema);
            }
        }
    }

    fn object(&mut self, schema: &ObjectSchema) {
        if self.types.insert(schema.name.clone()) {
            for field in &schema.fields {
                self.value(&field.value);
            }
        }
    }

    fn value(&mut self, value: &Type) {
        match &value.kind {
            TypeKind::Scalar(scalar) => self.scalar(scalar),
            TypeKind::List { item: inner, .. } | TypeKind::Map { value: inner, .. } => {
                self.value(inner);
            }
            TypeKind::Object(schema) => self.object(schema),
            TypeKind::OneOf(union) => self.union(union),
        }
    }

    fn scalar(&mut self, scalar: &ScalarType) {
        match scalar {
            ScalarType::Enumeration(enumeration) => {
                self.types.insert(enumeration.name.clone());
            }
            ScalarType::String { .. }
            | ScalarType::Int(_)
            | ScalarType::Decimal(_)
            | ScalarType::Bool
            | ScalarType::Format(_)
            | ScalarType::Constant(_) => {}
        }
    }
}
