//! What the upstream gets in the place of what the client sent.

use std::sync::Arc;

use gatewright_core::policy::{
    DerivedPath, DerivedSegment, DroppedHeader, Scheme, SchemeKind, Segment, SentHeader, SentValue,
    Span, Transformation, Upstream,
};

use super::super::api::Inherited;
use super::super::condition::{Surroundings, not_given};
use super::super::derived_path;
use super::super::path::Path;
use super::super::principal::Fields;
use super::super::transformation;
use super::overrides::Overrides;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{self, Setting, ToClause};

/// The clauses.
pub(super) struct Changes<'a> {
    pub(super) to: Option<&'a ToClause>,
    pub(super) send: Option<&'a Setting>,
    pub(super) drop: Option<&'a Setting>,
}

/// What the changes of a route are joined and typed by.
pub(super) struct Joining<'a> {
    pub(super) api: &'a Inherited<'a>,
    pub(super) route: &'a ast::Route,
    /// The route's, `None` where that is wrong.
    pub(super) upstream: Option<&'a Option<Arc<Upstream>>>,
    pub(super) surroundings: &'a Surroundings<'a>,
    pub(super) fields: &'a Fields,
}

impl Joining<'_> {
    /// Checks the clauses and joins what the api says.
    pub(super) fn check(
        &self,
        changes: Changes<'_>,
        overrides: &mut Overrides<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Transformation> {
        let Changes { to, send, drop } = changes;
        let path = match to {
            Some(clause) => self.path(clause, findings).map(Some),
            None => Some(None),
        };
        let sent = self.sent(send, overrides, findings);
        let dropped = self.dropped(drop, overrides, findings);
        let (sent, dropped) = (sent?, dropped?);
        let mut right = true;
        for DroppedHeader { name, span } in &dropped {
            if let Some(header) = sent.iter().find(|header| header.name == *name) {
                let error = conflict(name, (header.span, "it is sent"), (*span, "it is dropped"));
                findings.push(error.help("delete one of the two"));
                right = false;
            }
        }
        let path = path?;
        right.then_some(Transformation { path, sent, dropped })
    }

    fn path(&self, clause: &ToClause, findings: &mut Vec<Diagnostic>) -> Option<DerivedPath> {
        self.refuse_unforwarded("path", clause.span, findings);
        let path = self.surroundings.path;
        let derived = derived_path::check(&clause.path, path, findings)?;
        if is_same(&derived, path) {
            findings.push(
                Diagnostic::error(codes::UNREACHABLE_ALLOW, "this `to` changes nothing")
                    .label(clause.span, "the path that the upstream gets without it")
                    .suggest(
                        "delete it",
                        Suggestion::delete(clause.span, Applicability::MachineApplicable),
                    ),
            );
            return None;
        }
        Some(derived)
    }

    /// The api's headers first, then the route's own.
    fn sent(
        &self,
        clause: Option<&Setting>,
        overrides: &mut Overrides<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Vec<SentHeader>> {
        let mut joined = match &self.api.sent {
            Some((span, inherited)) if overrides.take("send").is_none() => {
                self.refuse_unforwarded("header", *span, findings);
                let before = findings.len();
                let inherited =
                    inherited.clone().filter(|inherited| self.knows(inherited, findings));
                for finding in findings.iter_mut().skip(before) {
                    let line = self.route.method_span.to(self.route.path.span);
                    let told = finding.clone().label(line, "this route joins the api's `send`");
                    *finding = told.note("`override [send]` on a route leaves it away there");
                }
                inherited
            }
            Some(_) | None => Some(Vec::new()),
        };
        let Some(setting) = clause else { return joined };
        self.refuse_unforwarded("header", setting.span, findings);
        let path = self.surroundings.path;
        let own = transformation::sent(setting, path, self.fields, findings)?;
        let mut right = self.knows(&own, findings);
        for header in own {
            let headers = joined.as_mut()?;
            if let Some(earlier) = headers.iter().find(|earlier| earlier.name == header.name) {
                let error = conflict(
                    &header.name,
                    (earlier.span, "the api sends it"),
                    (header.span, "the route sends it too"),
                );
                findings
                    .push(error.help("`override [send]` on the route leaves the api's away there"));
                right = false;
            }
            headers.push(header);
        }
        joined.filter(|_| right)
    }

    /// The api's headers first, then the route's own.
    fn dropped(
        &self,
        clause: Option<&Setting>,
        overrides: &mut Overrides<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Vec<DroppedHeader>> {
        let mut joined = match &self.api.dropped {
            Some((span, inherited)) if overrides.take("drop").is_none() => {
                self.refuse_unforwarded("header", *span, findings);
                inherited.clone()
            }
            Some(_) | None => Some(Vec::new()),
        };
        let Some(setting) = clause else { return joined };
        self.refuse_unforwarded("header", setting.span, findings);
        let mut right = true;
        for header in transformation::dropped(setting, "drop [\"x-debug\"]", findings)? {
            let headers = joined.as_mut()?;
            if let Some(earlier) = headers.iter().find(|earlier| earlier.name == header.name) {
                findings.push(dropped_already(&header, "the api drops it", earlier.span));
                right = false;
            }
            headers.push(header);
        }
        joined.filter(|_| right)
    }

    /// Whether every caller of the route has what the headers say.
    fn knows(&self, headers: &[SentHeader], findings: &mut Vec<Diagnostic>) -> bool {
        let mut right = true;
        for SentHeader { name: _, value, span } in headers {
            let field = match value {
                SentValue::Principal(field) => self.fields.get(field),
                SentValue::Text(_) | SentValue::Parameter(_) => None,
            };
            let Some(field) = field else { continue };
            let wrong = match (self.surroundings.anyone, self.surroundings.auth) {
                (Some(anyone), _) => Some(of_anyone(*span, anyone)),
                (None, Some(auth)) if auth.iter().all(|scheme| scheme.gives(field).is_none()) => {
                    Some(not_given(*span, field, auth)).filter(|_| !auth.is_empty())
                }
                (None, Some(auth)) => auth
                    .iter()
                    .find(|scheme| scheme.gives(field).is_none())
                    .map(|scheme| not_given_by(scheme, *span, &field.name)),
                // Schemes that are wrong have errors of their own.
                (None, None) => None,
            };
            right &= wrong.is_none();
            findings.extend(wrong);
        }
        right
    }

    /// Reports a change that nobody sees; of what an api says for all its routes, once.
    fn refuse_unforwarded(&self, what: &str, span: Span, findings: &mut Vec<Diagnostic>) {
        if let Some(None) = self.upstream {
            let error = Diagnostic::error(
                codes::NOTHING_FORWARDED,
                format!("no upstream gets this {what}"),
            )
            .label(span, "the route has no upstream")
            .help("name one: `upstream: NAME` in the api, `upstream NAME` on the route");
            if !findings.contains(&error) {
                findings.push(error);
            }
        }
    }
}

fn of_anyone(span: Span, anyone: Span) -> Diagnostic {
    Diagnostic::error(codes::PRINCIPAL_OF_ANYONE, "this route does not know its caller")
        .label(span, "there is no principal")
        .label(anyone, "no credential is read")
        .help("write `allow authenticated`, or do not send what the caller is")
}

/// The error of a field that one scheme of several does not give.
fn not_given_by(scheme: &Scheme, span: Span, field: &str) -> Diagnostic {
    let name = &scheme.name;
    let elsewhere = "name it in the `identity` of the upstream, which leaves it away then";
    Diagnostic::error(codes::FIELD_NOT_GIVEN, format!("`{name}` does not give `principal.{field}`"))
        .label(span, format!("always missing for callers of `{name}`"))
        .label(scheme.span, "this scheme of the route")
        .help(match &scheme.kind {
            SchemeKind::Jwt(_) | SchemeKind::Introspection(_) => {
                format!("map it in `{name}`: `{field}: claim.{field}`, or {elsewhere}")
            }
            SchemeKind::Mtls(_) | SchemeKind::ApiKey(_) | SchemeKind::Basic(_) => {
                elsewhere.to_owned()
            }
        })
}

/// Of one header a route says one thing.
fn conflict(name: &str, first: (Span, &str), second: (Span, &str)) -> Diagnostic {
    let message = format!("two things are said of the header `{name}`");
    Diagnostic::error(codes::HEADER_CONFLICT, message)
        .label(second.0, second.1.to_owned())
        .label(first.0, first.1.to_owned())
}

/// The error of a header that is dropped without this.
pub(in super::super) fn dropped_already(
    header: &DroppedHeader,
    why: &str,
    earlier: Span,
) -> Diagnostic {
    Diagnostic::error(
        codes::NEEDLESS_HEADER,
        format!("no upstream of this route gets `{}` anyway", header.name),
    )
    .label(header.span, "changes nothing")
    .label(earlier, why.to_owned())
    .suggest("delete it", Suggestion::delete_item(header.span, Applicability::MachineApplicable))
}

/// Whether this is the route's own path.
fn is_same(derived: &DerivedPath, path: &Path) -> bool {
    let same = |(derived, own): (&DerivedSegment, &Option<Segment>)| match (derived, own) {
        (DerivedSegment::Literal(text), Some(Segment::Literal(own))) => text == own,
        (DerivedSegment::Parameter(name), Some(Segment::Parameter(own))) => *name == own.name,
        (DerivedSegment::Literal(_), Some(Segment::Parameter(_)) | None)
        | (DerivedSegment::Parameter(_), Some(Segment::Literal(_)) | None) => false,
    };
    derived.segments.len() == path.segments.len()
        && derived.segments.iter().zip(&path.segments).all(same)
}
