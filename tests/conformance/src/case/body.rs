//! Bodies: media type and coding, size, JSON, and each field of the schema.

use gatewright_core::policy::{
    Access, Body, Field, Nullability, ObjectSchema, Presence, Type, TypeKind,
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
    }
}

/// Adds the cases.
pub fn derive(context: &mut Context<'_>) {
    for scene in context.admitted() {
        match scene.route.body.clone() {
            None => unwanted(context, &scene),
            Some(body) => {
                let all = Writer { rule: format!("{}/body", scene.route.name), scene };
                all.media_types(context);
                all.sizes(context, &body);
                all.json(context, &body);
                let right = base_body(&body.schema, true);
                all.schema(
                    context,
                    "nothing but what is required",
                    &base_body(&body.schema, false),
                    true,
                );
                all.schema(context, "everything", &right, true);
                all.object(context, &body.schema, &right, &[]);
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

    fn sizes(&self, context: &mut Context<'_>, body: &Body) {
        let Ok(max) = usize::try_from(body.max) else { return };
        let text = base_body(&body.schema, false).text();
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

    fn json(&self, context: &mut Context<'_>, body: &Body) {
        let right = base_body(&body.schema, false);
        let text = right.text();
        let bare = text.trim_start_matches('{').to_owned();
        let mut outside: Vec<(String, Vec<u8>)> = Vec::new();
        for broken in [
            "",
            " ",
            "{",
            "}",
            "{]",
            "[1,]",
            "{,}",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "{\"a\":}",
            "{a:1}",
            "{'a':1}",
            "[1 2]",
            "[01]",
            "[-01]",
            "[1.]",
            "[.5]",
            "[1.e5]",
            "[+1]",
            "[1e]",
            "[1e+]",
            "[0x1]",
            "[--1]",
            "[-]",
            "[NaN]",
            "[Infinity]",
            "[-Infinity]",
            "nul",
            "True",
            "[tru]",
            "\"a",
            "\"\t\"",
            "\"\n\"",
            "\"\u{1}\"",
            "\"\\x41\"",
            "\"\\u12\"",
            "\"\\u12G4\"",
            "\"\\\"",
            "[\"a\"",
            "{}{}",
            "{} x",
            "[]]",
            "// x\n{}",
            "/* x */{}",
            "{}#x",
            "\u{feff}{}",
            "\u{a0}{}",
            "\u{b}{}",
            "\u{c}{}",
            "[\"\\ud800\"]",
            "[\"\\udc00\"]",
            "[\"\\udc00\\ud800\"]",
            "[\"\\ud800x\"]",
            "[\"\\ud800\\n\"]",
            "[\"\\ud800\\ud800\"]",
            "[1e400]",
            "[-1e400]",
            "[1e999999999999]",
            "{\"a\":1,\"a\":1}",
            "{\"a\":1,\"\\u0061\":1}",
            "{\"b\":{\"a\":1,\"a\":2}}",
            "[{\"\":1,\"\":1}]",
            "{\"\\ud83d\\ude00\":1,\"😀\":1}",
        ] {
            outside.push((format!("JSON {}", broken.escape_debug()), broken.as_bytes().to_vec()));
        }
        let bytes: [(&str, &[u8]); 9] = [
            ("a stray continuation", b"[\"\x80\"]"),
            ("a cut sequence", b"[\"\xc3\"]"),
            ("an overlong slash", b"[\"\xc0\xaf\"]"),
            ("a surrogate in UTF-8", b"[\"\xed\xa0\x80\"]"),
            ("beyond U+10FFFF", b"[\"\xf4\x90\x80\x80\"]"),
            ("0xff", b"[\"\xff\"]"),
            ("UTF-16", b"{\x00}\x00"),
            ("UTF-16 with mark", b"\xff\xfe{\x00}\x00"),
            ("NUL behind", b"{}\x00"),
        ];
        outside.extend(bytes.map(|(name, bytes)| (format!("JSON with {name}"), bytes.to_vec())));
        outside.push(("JSON of 31 levels".into(), nested(31).into_bytes()));
        outside.push(("JSON of 3000 levels".into(), nested(3000).into_bytes()));
        outside.push(("open brackets".into(), "[".repeat(3000).into_bytes()));
        outside.push(("a field twice".into(), right_twice(&right).into_bytes()));
        outside.push(("behind the body".into(), format!("{text}x").into_bytes()));
        outside.push((
            "schema and JSON wrong".into(),
            format!("{{\"unknown_field\":1,{bare}]").into_bytes(),
        ));
        outside.push((
            "levels in an unknown field".into(),
            with_unknown(&right, &nested(30)).into_bytes(),
        ));
        for (name, octets) in outside {
            let fits = octets.len() as u64 <= body.max;
            if fits {
                self.octets(context, ".json", &name, octets, false);
            }
        }
        for (name, text) in
            [("white space around", format!(" \r\n\t{text}\n ")), ("escaped names", escaped(&text))]
        {
            self.octets(context, ".json", name, text.into_bytes(), true);
        }
        // Right JSON of the wrong shape is the schema's business.
        for wrong in [
            "null",
            "true",
            "1",
            "\"a\"",
            "[]",
            "{}",
            "[[]]",
            "-0",
            "1e308",
            "[\"\\ud83d\\ude00\"]",
            "\"\\u0000\"",
        ] {
            let inside = wrong == "{}" && text == "{}";
            self.octets(
                context,
                ".schema",
                &format!("JSON {wrong}"),
                wrong.as_bytes().to_vec(),
                inside,
            );
        }
        self.octets(context, ".schema", "JSON of 30 levels", nested(30).into_bytes(), false);
        let deep = with_unknown(&right, &nested(29));
        self.octets(context, ".schema", "an unknown field of 30 levels", deep.into_bytes(), false);
    }

    fn schema(&self, context: &mut Context<'_>, name: &str, body: &Json, inside: bool) {
        self.octets(context, ".schema", name, body.text().into_bytes(), inside);
    }

    fn value(&self, context: &mut Context<'_>, name: &str, body: &Json, side: Option<Side>) {
        let mut request = self.right(context, name);
        request.body = Content::Length(body.text().into());
        self.send(context, ".schema", name, side, request);
    }

    fn object(
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
        }
    }
}

fn nested(levels: usize) -> String {
    format!("{}{}", "[".repeat(levels), "]".repeat(levels))
}

fn with_unknown(body: &Json, value: &str) -> String {
    body.with_member(&[], "\"unknown_field\"", Json::Raw(value.to_owned())).text()
}

/// The first member once more at the front.
fn right_twice(body: &Json) -> String {
    match body {
        Json::Object(members) => match members.first() {
            Some((name, value)) => body.with_member(&[], name, value.clone()).text(),
            None => "{\"a\":1,\"a\":1}".into(),
        },
        Json::Raw(_) | Json::Array(_) => body.text(),
    }
}

/// The first letter of the first name as an escape.
fn escaped(text: &str) -> String {
    match text.strip_prefix("{\"").and_then(|rest| rest.chars().next().map(|first| (first, rest))) {
        Some((first, rest)) if first.is_ascii_alphabetic() => {
            let rest = rest.get(1..).unwrap_or_default();
            format!("{{\"\\u{:04x}{rest}", u32::from(first))
        }
        _ => text.to_owned(),
    }
}
