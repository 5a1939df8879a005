//! `body multipart SCHEMA { … }`: texts as of a form, and files.

use std::sync::Arc;

use gatewright_core::policy::{Bounds, FileField, Multipart, ObjectSchema, Presence, Span};

use super::super::api::body_size;
use super::super::types::{Types, length};
use super::form;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{self, Text};

/// Checks texts and files; `max` is the largest size of the whole body.
pub(super) fn check(
    written: &ast::MultipartBody,
    (clause, max): (Span, Option<u64>),
    types: &Types,
    findings: &mut Vec<Diagnostic>,
) -> Option<Multipart> {
    let schema = written.schema.as_ref();
    let schema = schema.map(|schema| form::check(schema, clause, types, findings));
    let mut files: Vec<Option<FileField>> = Vec::new();
    for (place, field) in written.files.iter().enumerate() {
        let earlier = written.files.iter().take(place).find(|it| it.name.text == field.name.text);
        let text = schema.iter().flatten().flat_map(|schema| &schema.fields);
        let text = text.into_iter().find(|text| text.name == field.name.text);
        let taken = earlier.map(|earlier| earlier.name.span).or(text.map(|text| text.span));
        if let Some(taken) = taken {
            findings.push(
                Diagnostic::error(
                    codes::DUPLICATE_DECLARATION,
                    format!("the part `{}` is declared twice", field.name.text),
                )
                .label(field.name.span, "declared again")
                .label(taken, "first declared here")
                .help("give one of the two another name"),
            );
        }
        files.push(file(field, max, findings).filter(|_| taken.is_none()));
    }
    if written.schema.is_none() && written.files.is_empty() {
        findings.push(
            Diagnostic::error(codes::MISSING_SETTING, "a multipart body needs its parts")
                .label(clause, "no part may be sent")
                .help("write like `body multipart { avatar: file max 1MiB of [\"image/png\"] } max 2MiB`"),
        );
        return None;
    }
    let schema: Option<Arc<ObjectSchema>> = match schema {
        Some(schema) => Some(schema?),
        None => None,
    };
    Some(Multipart { schema, files: files.into_iter().collect::<Option<_>>()? })
}

fn file(
    written: &ast::FileField,
    body: Option<u64>,
    findings: &mut Vec<Diagnostic>,
) -> Option<FileField> {
    let name = &written.name;
    let wrong = |why: String| {
        let message = format!("no body can hold the file `{}` so", name.text);
        Diagnostic::error(codes::FILE_FIELD, message).label(written.span, why)
    };
    let found = findings.len();
    if let Some(why) = form::taken(&name.text) {
        findings.push(wrong(why.to_owned()).help("give the part another name"));
    }
    let given = written.max.as_ref()?.literal()?;
    let max = body_size(given.value, given.span, findings)?;
    if body.is_some_and(|body| max > body) {
        findings.push(
            wrong(format!("{max} bytes, and the whole body has less"))
                .help("write how large the whole body may be behind its parts: `} max 10MiB`"),
        );
    }
    let list: Option<Bounds<u64>> = match &written.list {
        None => None,
        Some(bounds) => {
            let length = length(Some(bounds), findings)?;
            if length.max.is_none() {
                findings.push(
                    wrong("any number of files".to_owned())
                        .help("write how many there may be: `1..10`"),
                );
            }
            Some(length)
        }
    };
    let media_types = written.media_types.iter().map(|text| media_type(text, findings));
    let media_types: Vec<Option<String>> = media_types.collect();
    let presence = if written.optional.is_some() { Presence::Optional } else { Presence::Required };
    let media_types = media_types.into_iter().collect::<Option<Vec<String>>>()?;
    (findings.len() == found).then(|| FileField {
        name: name.text.clone(),
        presence,
        list,
        max,
        media_types,
        span: written.span,
    })
}

/// One type with its subtype, without parameters and wildcards, and no container of further parts.
fn media_type(written: &Text, findings: &mut Vec<Diagnostic>) -> Option<String> {
    let text = written.text.to_ascii_lowercase();
    let is_token = |part: &str| {
        let is_plain = |octet: u8| octet.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&octet);
        !part.is_empty() && part.bytes().all(is_plain)
    };
    let is_right = text.split_once('/').is_some_and(|(kind, subtype)| {
        is_token(kind) && is_token(subtype) && kind != "multipart" && kind != "message"
    });
    if is_right {
        return Some(text);
    }
    findings.push(
        Diagnostic::error(
            codes::FILE_FIELD,
            format!("no file is of the media type `{}`", written.text.escape_debug()),
        )
        .label(written.span, "not one type with its subtype, or one that holds further parts")
        .help("write each that may be sent, without parameters: `\"image/png\"`"),
    );
    None
}
