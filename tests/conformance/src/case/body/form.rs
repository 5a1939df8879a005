//! Forms: spellings of the whole, and each field inside and outside.

use gatewright_core::policy::{Access, Body, Field, ObjectSchema, Presence, TypeKind};

use super::{Writer, base_body};
use crate::case::Context;
use crate::form_text::form;
use crate::octets::Octets;
use crate::request::Content;
use crate::sample::{Side, TextSample, swap_case, text_samples};
use crate::scene::spell;
use crate::solve::query_value;

const FORM: &str = "application/x-www-form-urlencoded";

impl Writer<'_> {
    pub(super) fn form(&self, context: &mut Context<'_>, body: &Body, schema: &ObjectSchema) {
        self.form_types(context);
        let least = form(&base_body(schema, false));
        let (inside, outside) = (Some(Side::Inside), Some(Side::Outside));
        self.text(context, ".schema", "nothing but what is required", least.clone(), inside);
        let everything = form(&base_body(schema, true));
        self.text(context, ".schema", "everything", everything, inside);
        let with = |more: &str| join(&least, more);
        for unknown in ["unknown_field=1", "__proto__=1", "_method=DELETE", "_charset_=utf-8"] {
            self.text(context, ".schema", unknown, with(unknown), outside);
        }
        self.form_sizes(context, body, &least);
        for field in &schema.fields {
            self.form_field(context, schema, field);
        }
        for (name, octets) in [
            ("a name alone", "x"),
            ("a value alone", "=1"),
            ("an end that is empty", "&"),
            ("an octet that is not ASCII", "x=\u{e9}"),
            ("a line end", "x=1\r\n"),
            ("a space", "x=a b"),
            ("a semicolon", "x=a;y=b"),
            ("quotes", "x=\"a\""),
            ("a fragment", "x=a#b"),
            ("half an octet", "x=%4"),
            ("no octet", "x=%zz"),
            ("UTF-16", "x=%u0041"),
            ("no UTF-8", "x=%ff"),
            ("a surrogate", "x=%ed%a0%80"),
            ("JSON", "{\"x\":1}"),
        ] {
            self.text(context, ".form", name, with(octets), outside);
        }
        self.text(context, ".form", "well spelled", least.clone(), inside);
        let front = format!("&{least}");
        self.text(context, ".form", "an empty beginning", front, outside);
    }

    fn text(
        &self,
        context: &mut Context<'_>,
        check: &str,
        name: &str,
        text: String,
        side: Option<Side>,
    ) {
        let mut request = self.right(context, name);
        request.body = Content::Length(text.into());
        self.send(context, check, name, side, request);
    }

    fn form_types(&self, context: &mut Context<'_>) {
        for (value, inside) in [
            (FORM.to_owned(), true),
            (FORM.to_ascii_uppercase(), true),
            (format!("{FORM}; charset=utf-8"), true),
            (format!("{FORM}; charset=iso-8859-1"), false),
            (format!("{FORM}, {FORM}"), false),
            (format!("{FORM};boundary=a"), false),
            ("application/json".to_owned(), false),
            ("multipart/form-data; boundary=a".to_owned(), false),
            ("text/plain".to_owned(), false),
        ] {
            let name = format!("content-type `{value}`");
            let request =
                self.right(context, &name).with_only_header("content-type", value.as_str());
            self.send(context, ".type", &name, Some(Side::of(inside)), request);
        }
        let coded = self.right(context, "content-encoding").with_header("content-encoding", "gzip");
        self.send(context, ".type", "content-encoding", Some(Side::Outside), coded);
        let none = self.right(context, "no content-type").without_header("content-type");
        self.send(context, ".type", "no content-type", Some(Side::Outside), none);
    }

    fn form_sizes(&self, context: &mut Context<'_>, body: &Body, least: &str) {
        let Ok(max) = usize::try_from(body.max.min(1 << 20)) else { return };
        for (length, side) in [(max, None), (max + 1, Some(Side::Outside))] {
            let padded = format!("{least}{}", "x".repeat(length.saturating_sub(least.len())));
            let name = format!("{length} bytes");
            self.text(context, ".size", &name, padded.clone(), side);
            let mut chunked = self.right(context, &name);
            let chunks = padded.as_bytes().chunks(1000).map(|chunk| Octets(chunk.to_vec()));
            chunked.body = Content::Chunked(chunks.collect());
            self.send(context, ".size", "chunked", side, chunked);
        }
        let mut bytes = self.right(context, "one byte a chunk");
        bytes.body = Content::Chunked(least.bytes().map(|byte| Octets(vec![byte])).collect());
        self.send(context, ".size", "one byte a chunk", Some(Side::Inside), bytes);
    }

    fn form_field(&self, context: &mut Context<'_>, schema: &ObjectSchema, field: &Field) {
        let (name, right) = (&field.name, spell(&query_value(&field.value)));
        let without = form(&base_body(schema, false).without(std::slice::from_ref(name)));
        let with = |values: &[String]| {
            let fields = values.iter().map(|value| format!("{name}={value}"));
            join(&without, &fields.collect::<Vec<_>>().join("&"))
        };
        let optional = field.presence == Presence::Optional || field.access == Access::ReadOnly;
        let absent = Some(Side::of(optional));
        self.text(context, ".schema", &format!("{name} absent"), without.clone(), absent);
        if field.access == Access::ReadOnly {
            let sent = with(std::slice::from_ref(&right));
            self.text(context, ".schema", &format!("{name} sent"), sent, Some(Side::Outside));
            return;
        }
        let other_case = swap_case(name);
        if other_case != *name {
            let renamed = join(&with(&[]), &format!("{other_case}={right}"));
            self.text(
                context,
                ".schema",
                &format!("{name} as {other_case}"),
                renamed,
                Some(Side::Outside),
            );
        }
        let (kind, length) = match &field.value.kind {
            TypeKind::Scalar(kind) => (kind, None),
            TypeKind::List { item, length } => match &item.kind {
                TypeKind::Scalar(kind) => (kind, Some(*length)),
                TypeKind::List { .. }
                | TypeKind::Map { .. }
                | TypeKind::Object(_)
                | TypeKind::OneOf(_) => return,
            },
            TypeKind::Map { .. } | TypeKind::Object(_) | TypeKind::OneOf(_) => return,
        };
        let few = length.is_none_or(|length| length.min.unwrap_or(0) <= 1);
        for TextSample { label, text, side } in text_samples(kind) {
            let body = with(&[spell(&text)]);
            let side = side.filter(|_| few);
            self.text(context, ".schema", &format!("{name}: {label}"), body, side);
        }
        match length {
            None => {
                let twice = with(&[right.clone(), right]);
                let label = format!("{name} twice");
                self.text(context, ".form", &label, twice, Some(Side::Outside));
            }
            Some(bounds) => {
                let (min, max) = (bounds.min.unwrap_or(0), bounds.max.unwrap_or(200));
                for count in [min, max, max + 1] {
                    let inside = (count >= min.max(1) && count <= max) || bounds.max.is_none();
                    let side = Some(Side::of(inside)).filter(|_| count > 0);
                    let count = usize::try_from(count.min(300)).unwrap_or_default();
                    let label = format!("{name} {count} times");
                    self.text(context, ".schema", &label, with(&vec![right.clone(); count]), side);
                }
            }
        }
    }
}

fn join(first: &str, second: &str) -> String {
    match (first, second) {
        (first, "") => first.to_owned(),
        ("", second) => second.to_owned(),
        (first, second) => format!("{first}&{second}"),
    }
}
