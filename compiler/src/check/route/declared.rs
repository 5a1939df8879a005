//! `headers SCHEMA` and `cookies SCHEMA`: scalars, each in a header or a cookie of its own.

use std::collections::HashMap;

use gatewright_core::policy::{Access, Carrier, DeclaredFields, Field, Span, TypeKind};
use gatewright_core::primitive::cookie;

use super::super::header::{self, Use};
use super::super::types::{FlatPlace, Types};
use super::query::nullable;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::DeclaredClause;

/// Checks the clause.
pub(super) fn check(
    clause: &DeclaredClause,
    types: &Types,
    findings: &mut Vec<Diagnostic>,
) -> Option<DeclaredFields> {
    let carrier = clause.carrier;
    let one = match carrier {
        Carrier::Headers => "a header",
        Carrier::Cookies => "a cookie",
    };
    let read_here = format!("read from {} here", carrier.word());
    let schema = types.object(&clause.schema, &format!("`{}`", carrier.word()), findings)?;
    let fields = DeclaredFields { schema, span: clause.span };
    let place = FlatPlace::Declared(carrier);
    if let Some(right) = types.is_right(place, &fields.schema) {
        return right.then_some(fields);
    }
    let found = findings.len();
    let mut carried: HashMap<String, &Field> = HashMap::new();
    for (name, field) in fields.carried(carrier) {
        if let Some((why, help)) = wrong(carrier, field) {
            findings.push(
                Diagnostic::error(
                    codes::DECLARED_FIELD,
                    format!("{one} cannot hold the field `{}`", field.name),
                )
                .label(field.span, why)
                .label(clause.span, &read_here)
                .help(help),
            );
            continue;
        }
        check_name(carrier, &name, field, (clause.span, &read_here), findings);
        if let Some(earlier) = carried.insert(name.clone(), field) {
            findings.push(
                Diagnostic::error(
                    codes::DECLARED_FIELD,
                    format!(
                        "the fields `{}` and `{}` mean the same header",
                        earlier.name, field.name
                    ),
                )
                .label(field.span, format!("the header `{name}`"))
                .label(earlier.span, "so is this one")
                .label(clause.span, &read_here)
                .help("delete one of the two"),
            );
        }
    }
    let right = findings.len() == found;
    types.judge(place, &fields.schema, right);
    right.then_some(fields)
}

fn check_name(
    carrier: Carrier,
    name: &str,
    field: &Field,
    (span, read_here): (Span, &str),
    findings: &mut Vec<Diagnostic>,
) {
    let mut found = Vec::new();
    match carrier {
        Carrier::Headers => {
            header::name(name, field.span, Use::Declared, &mut found);
        }
        Carrier::Cookies if !cookie::is_name(name) => {
            found.push(header::wrong_cookie(name, field.span));
        }
        Carrier::Cookies => {}
    }
    findings.extend(found.into_iter().map(|finding| finding.label(span, read_here)));
}

/// Why the field does not stand in a header or a cookie, and what to do.
fn wrong(carrier: Carrier, field: &Field) -> Option<(&'static str, &'static str)> {
    if field.access == Access::ReadOnly {
        return Some(("a client could never send it", "delete the field, or its `readonly`"));
    }
    if nullable(&field.value) {
        return Some((
            match carrier {
                Carrier::Headers => "headers have no null",
                Carrier::Cookies => "cookies have no null",
            },
            "make the field optional: `NAME?:`",
        ));
    }
    if field.value.mask.is_some() {
        return Some((
            "it is masked, and masks are for what leaves",
            "delete `masked`; `log { redact: … }` keeps a header out of records",
        ));
    }
    match &field.value.kind {
        TypeKind::Scalar(_) => None,
        TypeKind::List { .. } => Some((
            "a list, and each stands once",
            match carrier {
                Carrier::Headers => "write `string` for all of its text",
                Carrier::Cookies => "write a field for each cookie",
            },
        )),
        TypeKind::Map { .. } | TypeKind::Object(_) | TypeKind::OneOf(_) => Some((
            "no scalar",
            match carrier {
                Carrier::Headers => "write its fields out, each for a header of its own",
                Carrier::Cookies => "write its fields out, each for a cookie of its own",
            },
        )),
    }
}
