//! Multipart bodies.

use super::super::decision::{Stage, Trace};
use super::super::request::{Headers, Request};
use super::{Announced, check_announced, check_size};
use crate::policy::{Body, FileField, Multipart, Route};
use crate::primitive::form::read_parts;
use crate::primitive::multipart::{
    FileRule, MULTIPART, MultipartError, boundary, read, require_no_text,
};
use crate::primitive::query::QueryValues;
use crate::refusal::Refusal;

/// The texts.
pub(super) fn check(
    route: &Route,
    body: &Body,
    multipart: &Multipart,
    request: &Request,
    headers: &Headers,
    trace: &mut Trace,
) -> Result<QueryValues, Refusal> {
    let is = |content_type: &[u8]| boundary(content_type).is_some();
    let announced = Announced { is, as_what: "a multipart form", media_type: MULTIPART };
    check_announced(route, body, &announced, headers, trace)?;
    check_size(route, body, request, trace)?;
    let delimiter = headers.first("content-type").and_then(boundary).unwrap_or_default();
    let span = Some(body.span);
    match texts_and_files(multipart, &request.body, delimiter) {
        Ok((values, files)) => {
            let detail = format!("the body has {} texts and {files} files", values.len());
            trace.pass(Stage::Content, detail, span);
            Ok(values)
        }
        Err(error) => {
            let refusal = Refusal::multipart(route.name.clone(), &error);
            trace.refuse(Stage::Content, error, span, refusal)
        }
    }
}

fn texts_and_files(
    multipart: &Multipart,
    body: &[u8],
    delimiter: &[u8],
) -> Result<(QueryValues, usize), MultipartError> {
    let media_types: Vec<Vec<&str>> = multipart
        .files
        .iter()
        .map(|file| file.media_types.iter().map(String::as_str).collect())
        .collect();
    let rules = multipart.files.iter().zip(&media_types);
    let rules: Vec<FileRule<'_>> = rules.map(|(file, types)| rule(file, types)).collect();
    let parts = read(body, delimiter, &rules)?;
    let values = match &multipart.schema {
        Some(schema) => read_parts(schema, &parts.texts)?,
        None => require_no_text(&parts.texts).map(|()| QueryValues::new())?,
    };
    Ok((values, parts.files.iter().map(Vec::len).sum()))
}

fn rule<'r>(file: &'r FileField, media_types: &'r [&'r str]) -> FileRule<'r> {
    let FileField { name, presence, list, max, media_types: _, span: _ } = file;
    FileRule { name, presence: *presence, list: *list, max: *max, media_types }
}
