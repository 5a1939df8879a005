//! Bodies: media type and coding, size, JSON or form, and each field of the schema.

mod form;
mod json;
mod schema;

use gatewright_core::policy::{
    Access, Body, BodyContent, ObjectSchema, Presence, Schema, Type, TypeKind,
};

use super::{Context, Kind};
use crate::json_text::Json;
use crate::octets::Octets;
use crate::request::{Content, Request};
use crate::sample::{Side, json_samples};
use crate::scene::Scene;

/// A body that the schema takes: with required fields only, or with all that a client may send.
#[must_use]
pub fn base_body(schema: &ObjectSchema, all: bool) -> Json {
    let sent = schema.fields.iter().filter(|field| {
        field.access == Access::ReadWrite && (all || field.presence == Presence::Required)
    });
    Json::Object(
        sent.map(|field| (Json::name(&field.name), base_value(&field.value, all))).collect(),
    )
}

fn base_value(value: &Type, all: bool) -> Json {
    match &value.kind {
        TypeKind::Scalar(kind) => json_samples(kind)
            .into_iter()
            .next()
            .map_or(Json::Raw("null".into()), |sample| sample.value),
        TypeKind::List { item, length } => {
            let count = usize::try_from(length.min.unwrap_or(1).max(1)).unwrap_or(1);
            Json::Array(vec![base_value(item, all); count])
        }
        TypeKind::Object(schema) => base_body(schema, all),
        // No target has these yet.
        TypeKind::Map { .. } | TypeKind::OneOf(_) => Json::Object(Vec::new()),
    }
}

/// Adds the cases.
pub fn derive(context: &mut Context<'_>) {
    for scene in context.admitted() {
        match scene.route.body.clone() {
            None => unwanted(context, &scene),
            Some(body) => {
                let all = Writer { rule: format!("{}/body", scene.route.name), scene };
                if let BodyContent::Form(schema) = &body.content {
                    all.form(context, &body, schema);
                    continue;
                }
                // No policy of the suite has bodies of another kind.
                let Some(schema) = body.schema().and_then(Schema::object) else { continue };
                all.media_types(context);
                all.sizes(context, &body, schema);
                all.json(context, &body, schema);
                let right = base_body(schema, true);
                all.schema(
                    context,
                    "nothing but what is required",
                    &base_body(schema, false),
                    true,
                );
                all.schema(context, "everything", &right, true);
                all.object(context, schema, &right, &[]);
            }
        }
    }
}

fn unwanted(context: &mut Context<'_>, scene: &Scene<'_>) {
    let rule = format!("{}/body", scene.route.name);
    let route = scene.route.name.clone();
    for (name, content, side) in [
        ("no body", Content::None, Side::Inside),
        ("Content-Length: 0", Content::Length("".into()), Side::Inside),
        ("one byte", Content::Length("x".into()), Side::Outside),
        ("an empty object", Content::Length("{}".into()), Side::Outside),
        ("chunked", Content::Chunked(vec!["{}".into()]), Side::Outside),
    ] {
        let mut request = context.request(&format!("unwanted body: {name}"), scene);
        request.body = content;
        context.push_cell(Kind::Body, &route, (&rule, name, Some(side)), request);
    }
}

struct Writer<'p> {
    rule: String,
    scene: Scene<'p>,
}

impl Writer<'_> {
    fn send(
        &self,
        context: &mut Context<'_>,
        check: &str,
        part: &str,
        side: Option<Side>,
        request: Request,
    ) {
        let rule = format!("{}{check}", self.rule);
        context.push_cell(Kind::Body, &self.scene.route.name.clone(), (&rule, part, side), request);
    }

    fn right(&self, context: &mut Context<'_>, name: &str) -> Request {
        context.request(&format!("body: {name}"), &self.scene)
    }

    fn media_types(&self, context: &mut Context<'_>) {
        let (inside, outside) = (Some(Side::Inside), Some(Side::Outside));
        for (value, side) in [
            ("application/json", inside),
            ("Application/JSON", inside),
            ("application/json; charset=utf-8", inside),
            ("application/json;charset=UTF-8", inside),
            ("application/json ; charset=\"utf-8\"", inside),
            ("application/json;\tcharset=utf-8", inside),
            ("application/json; charset=utf-16", outside),
            ("application/json; charset=utf-8; charset=utf-8", outside),
            ("application/json; charset=", outside),
            ("application/json; charset", outside),
            ("application/json; version=1", outside),
            ("application/json; charset=utf-8; version=1", outside),
            ("application/json;", None),
            ("application/json; ", None),
            ("application/json, text/plain", outside),
            ("application/jsonx", outside),
            ("application/vnd.api+json", outside),
            ("application/json-patch+json", outside),
            ("text/json", outside),
            ("text/plain", outside),
            ("application/x-www-form-urlencoded", outside),
            ("multipart/form-data; boundary=x", outside),
            ("application/", outside),
            ("json", outside),
            ("*/*", outside),
            ("", outside),
        ] {
            let request = self.right(context, &format!("content-type `{value}`"));
            let request = request.with_only_header("content-type", value);
            self.send(context, ".type", &format!("content-type `{value}`"), side, request);
        }
        let none = self.right(context, "no content-type").without_header("content-type");
        self.send(context, ".type", "no content-type", outside, none);
        let mut empty =
            self.right(context, "no content-type, no body").without_header("content-type");
        empty.body = Content::None;
        self.send(context, ".type", "no content-type, no body", outside, empty);
        let mut empty = self
            .right(context, "text/plain, no body")
            .with_only_header("content-type", "text/plain");
        empty.body = Content::Length("".into());
        self.send(context, ".type", "text/plain, empty body", outside, empty);
        for coding in ["gzip", "identity", "br", "", "gzip, gzip"] {
            let request = self.right(context, &format!("content-encoding `{coding}`"));
            let request = request.with_header("content-encoding", coding);
            let side = if coding.is_empty() { None } else { outside };
            self.send(context, ".type", &format!("content-encoding `{coding}`"), side, request);
        }
        let language =
            self.right(context, "content-language").with_header("content-language", "en");
        self.send(context, ".type", "content-language", inside, language);
    }

    fn sizes(&self, context: &mut Context<'_>, body: &Body, schema: &ObjectSchema) {
        let Ok(max) = usize::try_from(body.max) else { return };
        let text = base_body(schema, false).text();
        for length in [max, max + 1] {
            if length < text.len() || length > 1 << 20 {
                continue;
            }
            let padded = format!("{text}{}", " ".repeat(length - text.len())).into_bytes();
            let side = Some(Side::of(length <= max));
            let mut whole = self.right(context, &format!("{length} bytes"));
            whole.body = Content::Length(Octets(padded.clone()));
            self.send(context, ".size", "with length", side, whole);
            let mut chunked = self.right(context, &format!("{length} bytes in chunks"));
            let chunks = padded.chunks(1000).map(|chunk| Octets(chunk.to_vec())).collect();
            chunked.body = Content::Chunked(chunks);
            self.send(context, ".size", "chunked", side, chunked);
        }
        let mut garbage = self.right(context, "too large and no JSON");
        garbage.body = Content::Length("x".repeat(max.min(1 << 20) + 1).into());
        self.send(context, ".size", "too large and no JSON", Some(Side::Outside), garbage);
        let mut bytes = self.right(context, "one byte a chunk");
        bytes.body = Content::Chunked(text.bytes().map(|byte| Octets(vec![byte])).collect());
        self.send(context, ".size", "one byte a chunk", Some(Side::Inside), bytes);
    }

    fn octets(
        &self,
        context: &mut Context<'_>,
        check: &str,
        name: &str,
        octets: Vec<u8>,
        inside: bool,
    ) {
        let mut request = self.right(context, name);
        request.body = Content::Length(Octets(octets));
        self.send(context, check, name, Some(Side::of(inside)), request);
    }
}
