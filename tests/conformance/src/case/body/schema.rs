//! Each field of a schema, inside and outside.

use gatewright_core::policy::{Access, Field, Nullability, ObjectSchema, Presence, Type, TypeKind};

use super::{Writer, base_value};
use crate::case::Context;
use crate::json_text::Json;
use crate::request::Content;
use crate::sample::{Side, json_samples};

impl Writer<'_> {
    pub(super) fn schema(&self, context: &mut Context<'_>, name: &str, body: &Json, inside: bool) {
        self.octets(context, ".schema", name, body.text().into_bytes(), inside);
    }

    fn value(&self, context: &mut Context<'_>, name: &str, body: &Json, side: Option<Side>) {
        let mut request = self.right(context, name);
        request.body = Content::Length(body.text().into());
        self.send(context, ".schema", name, side, request);
    }

    pub(super) fn object(
        &self,
        context: &mut Context<'_>,
        schema: &ObjectSchema,
        whole: &Json,
        at: &[String],
    ) {
        let place = at.join(".");
        for unknown in ["unknown_field", "__proto__", "constructor", ""] {
            if schema.fields.iter().all(|field| field.name != unknown) {
                let body = whole.with_member(at, &Json::name(unknown), Json::Raw("1".into()));
                self.schema(context, &format!("{place} unknown field `{unknown}`"), &body, false);
            }
        }
        for field in &schema.fields {
            self.field(context, field, whole, at);
        }
    }

    fn field(&self, context: &mut Context<'_>, field: &Field, whole: &Json, at: &[String]) {
        let path: Vec<String> = at.iter().cloned().chain([field.name.clone()]).collect();
        let place = path.join(".");
        let other_case = crate::sample::swap_case(&field.name);
        let without = whole.without(&path);
        if field.access == Access::ReadOnly {
            self.schema(context, &format!("{place} absent"), &without, true);
            for value in
                [base_value(&field.value, true), Json::Raw("null".into()), Json::string("x")]
            {
                let body = whole.with(&path, value.clone());
                self.schema(context, &format!("{place} sent as {}", value.text()), &body, false);
            }
            return;
        }
        let optional = field.presence == Presence::Optional;
        self.schema(context, &format!("{place} absent"), &without, optional);
        if other_case != field.name {
            let renamed =
                without.with_member(at, &Json::name(&other_case), base_value(&field.value, true));
            self.schema(context, &format!("{place} in other case"), &renamed, false);
        }
        self.values(context, &field.value, whole, &path);
    }

    fn values(&self, context: &mut Context<'_>, value: &Type, whole: &Json, path: &[String]) {
        let place = path.join(".");
        let nullable = value.nullability == Nullability::Nullable;
        let null = whole.with(path, Json::Raw("null".into()));
        self.schema(context, &format!("{place} null"), &null, nullable);
        match &value.kind {
            TypeKind::Scalar(kind) => {
                for sample in json_samples(kind) {
                    let body = whole.with(path, sample.value);
                    self.value(context, &format!("{place} {}", sample.label), &body, sample.side);
                }
            }
            TypeKind::List { item, length } => {
                for (label, wrong) in [
                    ("an object", Json::Object(Vec::new())),
                    ("a string", Json::string("x")),
                    ("a number", Json::Raw("1".into())),
                ] {
                    self.schema(
                        context,
                        &format!("{place} {label}"),
                        &whole.with(path, wrong),
                        false,
                    );
                }
                let (min, max) =
                    (length.min.unwrap_or(0), length.max.unwrap_or(length.min.unwrap_or(0) + 3));
                let one = base_value(item, false);
                for count in [min.saturating_sub(1), min, max, max + 1] {
                    let inside = min <= count && length.max.is_none_or(|max| count <= max);
                    let items = Json::Array(vec![
                        one.clone();
                        usize::try_from(count.min(1000))
                            .unwrap_or_default()
                    ]);
                    self.schema(
                        context,
                        &format!("{place} of {count}"),
                        &whole.with(path, items),
                        inside,
                    );
                }
                let first: Vec<String> = path.iter().cloned().chain(["0".to_owned()]).collect();
                self.values(context, item, whole, &first);
            }
            TypeKind::Object(schema) => {
                for (label, wrong) in
                    [("a list", Json::Array(Vec::new())), ("a string", Json::string("x"))]
                {
                    self.schema(
                        context,
                        &format!("{place} {label}"),
                        &whole.with(path, wrong),
                        false,
                    );
                }
                self.object(context, schema, whole, path);
            }
            // No target has these yet.
            TypeKind::Map { .. } | TypeKind::OneOf(_) => {}
        }
    }
}
