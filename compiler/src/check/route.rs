//! Routes: their clauses, with what the api gives them joined in.

mod allow;
mod auth;
mod body;
mod cors;
mod declared;
mod forgery;
mod form;
mod limits;
mod multipart;
mod overrides;
mod query;
mod restriction;
mod returns;
mod step_up;
#[cfg(test)]
mod tests;
mod transformation;
mod visibility;

use std::sync::Arc;

use gatewright_core::policy::{Carrier, Method, Presence, Route, Segment, Span, Upstream};

use super::api::{Around, Inherited};
use super::condition::{self, Declared, Surroundings};
use super::lifetime::Lifetime;
use super::path;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{self, PathSegment, PathTemplate, RouteClause};
pub(super) use limits::MOST_LIMITS;
use overrides::Overrides;
use restriction::Restrictions;
use transformation::Changes;
pub(super) use transformation::dropped_already;
use visibility::Refusing;

/// Checks one route; `None` if it has an error.
pub(super) fn check(
    written: &ast::Route,
    api: &Inherited<'_>,
    declared: &Declared<'_>,
    around: &Around<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Route> {
    let own = path::check(&written.path, declared.types, findings);
    let path = api.path.join(&own, findings);
    let clauses = Clauses::sort(&written.clauses, findings);
    clauses.mark_used(&written.path, declared);
    let mut overrides = Overrides::read(&clauses.overrides, findings);
    let anyone = clauses.allow.iter().find(|clause| clause.who.text == "anyone");
    let anyone = anyone.map(|clause| clause.who.span);
    let auth =
        auth::check(written, clauses.auth, api, anyone, declared.schemes, &mut overrides, findings);
    let credential = auth::credential(api, anyone, auth.as_deref());
    // Where a credential may be presented, there may be a principal.
    let open = anyone.filter(|_| credential == Presence::Required);
    let upstream = upstream(clauses.upstream, api, findings);
    let query =
        clauses.query.map(|clause| (clause.span, query::check(clause, declared.types, findings)));
    let body = clauses.body.map(|clause| {
        let body = body::check(clause, written, api, declared.types, &mut overrides, findings);
        (clause.span, body)
    });
    let headers = clauses.headers.map(|clause| declared::check(clause, declared.types, findings));
    let cookies = clauses.cookies.map(|clause| declared::check(clause, declared.types, findings));
    let surroundings = Surroundings {
        path: &path,
        query: query.clone(),
        body: body.as_ref().map(|(span, body)| {
            let content = body.as_ref().map(|body| body.content.clone());
            (*span, content)
        }),
        auth: auth.as_deref(),
        anyone: open,
    };
    let changes = Changes { to: clauses.to, send: clauses.send, drop: clauses.drop };
    let transformation = transformation::Joining {
        api,
        route: written,
        upstream: upstream.as_ref(),
        surroundings: &surroundings,
        fields: declared.fields,
    }
    .check(changes, &mut overrides, findings);
    let allow = allow::check(written, &clauses.allow, declared, &surroundings, findings);
    let restrictions = Restrictions { api, route: written, declared, surroundings: &surroundings };
    let deny = restrictions.deny(&clauses.deny, &mut overrides, findings);
    let require = restrictions.require(&clauses.require, &mut overrides, findings);
    let step_up =
        step_up::check(api, &clauses.step_up, declared, &surroundings, &mut overrides, findings);
    let limits = limits::check(
        api,
        &clauses.limits,
        around.limits,
        &surroundings,
        declared,
        &mut overrides,
        findings,
    );
    let own = Lifetime::read("a route", clauses.lifetime, findings);
    let lifetime = own.within(&api.lifetime, &path, findings);
    let returns = match clauses.returns {
        Some(clause) => returns::check(clause, written, declared.types, findings).map(Some),
        None => Some(None),
    };
    let visibility = visibility::check(
        clauses.hide,
        api,
        Refusing { allow: allow.as_deref(), deny: &deny, require: &require, step_up: &step_up },
        &mut overrides,
        findings,
    );
    let cors = cors::check(&clauses.cors, api, around.cors, &mut overrides, findings);
    overrides.report_needless(api, anyone.is_some(), findings);
    let query = match query {
        Some((_, schema)) => Some(Some(schema?)),
        None => Some(None),
    };
    let headers = match headers {
        Some(headers) => Some(Some(headers?)),
        None => Some(None),
    };
    let cookies = match cookies {
        Some(cookies) => Some(Some(cookies?)),
        None => Some(None),
    };
    let body = match body {
        Some((_, body)) => Some(Some(body?)),
        None => Some(None),
    };
    if let (Some(body), Some(auth), Some(require)) = (&body, &auth, &require)
        && !forgery::check(
            written.method,
            written.path.span,
            body.as_ref(),
            auth,
            require,
            findings,
        )
    {
        return None;
    }
    Some(Route {
        name: name(&api.name.text, written.method, &written.path),
        method: written.method,
        segments: path.segments.into_iter().collect::<Option<Vec<Segment>>>()?,
        lifetime: lifetime?,
        cors: cors?,
        upstream: upstream?,
        transformation: transformation?,
        auth: auth?,
        credential,
        limits: limits?,
        allow: allow?,
        deny: deny?,
        require: require?,
        step_up: step_up?,
        visibility: visibility?,
        query: query?,
        headers: headers?,
        cookies: cookies?,
        body: body?,
        returns: returns?,
        response_headers: api.headers.clone(),
        span: written.span,
    })
}

/// Whether a route says that it does not take over a setting of its api.
pub(super) fn overrides(written: &ast::Route, key: &str) -> bool {
    written.clauses.iter().any(|clause| match clause {
        RouteClause::Override(clause) => clause.keys.iter().any(|word| word.text == key),
        RouteClause::Allow(_)
        | RouteClause::Deny(_)
        | RouteClause::Require(_)
        | RouteClause::StepUp(_)
        | RouteClause::Hide(_)
        | RouteClause::Auth(_)
        | RouteClause::Upstream(_)
        | RouteClause::To(_)
        | RouteClause::Send(_)
        | RouteClause::Drop(_)
        | RouteClause::Query(_)
        | RouteClause::Declared(_)
        | RouteClause::Body(_)
        | RouteClause::Limit(_)
        | RouteClause::Returns(_)
        | RouteClause::Cors(_)
        | RouteClause::Lifetime(_) => false,
    })
}

/// The clauses of a route by kind.
struct Clauses<'a> {
    allow: Vec<&'a ast::AllowClause>,
    deny: Vec<&'a ast::DenyClause>,
    require: Vec<&'a ast::RequireClause>,
    step_up: Vec<&'a ast::StepUpClause>,
    hide: Option<Span>,
    auth: Option<&'a ast::AuthClause>,
    upstream: Option<&'a ast::UpstreamClause>,
    to: Option<&'a ast::ToClause>,
    send: Option<&'a ast::Setting>,
    drop: Option<&'a ast::Setting>,
    query: Option<&'a ast::QueryClause>,
    headers: Option<&'a ast::DeclaredClause>,
    cookies: Option<&'a ast::DeclaredClause>,
    body: Option<&'a ast::BodyClause>,
    returns: Option<&'a ast::ReturnsClause>,
    limits: Vec<&'a ast::LimitClause>,
    overrides: Vec<&'a ast::OverrideClause>,
    cors: Vec<&'a ast::CorsClause>,
    lifetime: Vec<&'a ast::LifetimeClause>,
}

impl<'a> Clauses<'a> {
    fn sort(written: &'a [RouteClause], findings: &mut Vec<Diagnostic>) -> Clauses<'a> {
        let mut clauses = Clauses {
            allow: Vec::new(),
            deny: Vec::new(),
            require: Vec::new(),
            step_up: Vec::new(),
            hide: None,
            auth: None,
            upstream: None,
            to: None,
            send: None,
            drop: None,
            query: None,
            headers: None,
            cookies: None,
            body: None,
            returns: None,
            limits: Vec::new(),
            overrides: Vec::new(),
            cors: Vec::new(),
            lifetime: Vec::new(),
        };
        for clause in written {
            match clause {
                RouteClause::Allow(clause) => clauses.allow.push(clause),
                RouteClause::Deny(clause) => clauses.deny.push(clause),
                RouteClause::Require(clause) => clauses.require.push(clause),
                RouteClause::StepUp(clause) => clauses.step_up.push(clause),
                RouteClause::Hide(span) => match clauses.hide {
                    Some(earlier) => findings.push(clause_twice("hide", *span, earlier)),
                    None => clauses.hide = Some(*span),
                },
                RouteClause::Auth(clause) => match clauses.auth {
                    Some(earlier) => {
                        findings.push(clause_twice("auth", clause.span, earlier.span));
                    }
                    None => clauses.auth = Some(clause),
                },
                RouteClause::Upstream(clause) => match clauses.upstream {
                    Some(earlier) => {
                        findings.push(clause_twice("upstream", clause.span, earlier.span));
                    }
                    None => clauses.upstream = Some(clause),
                },
                RouteClause::To(clause) => match clauses.to {
                    Some(earlier) => findings.push(clause_twice("to", clause.span, earlier.span)),
                    None => clauses.to = Some(clause),
                },
                RouteClause::Send(setting) => match clauses.send {
                    Some(earlier) => {
                        findings.push(clause_twice("send", setting.span, earlier.span));
                    }
                    None => clauses.send = Some(setting),
                },
                RouteClause::Drop(setting) => match clauses.drop {
                    Some(earlier) => {
                        findings.push(clause_twice("drop", setting.span, earlier.span));
                    }
                    None => clauses.drop = Some(setting),
                },
                RouteClause::Query(clause) => match clauses.query {
                    Some(earlier) => {
                        findings.push(clause_twice("query", clause.span, earlier.span));
                    }
                    None => clauses.query = Some(clause),
                },
                RouteClause::Declared(clause) => {
                    let place = match clause.carrier {
                        Carrier::Headers => &mut clauses.headers,
                        Carrier::Cookies => &mut clauses.cookies,
                    };
                    match place {
                        Some(earlier) => {
                            let word = clause.carrier.word();
                            findings.push(clause_twice(word, clause.span, earlier.span));
                        }
                        None => *place = Some(clause),
                    }
                }
                RouteClause::Body(clause) => match clauses.body {
                    Some(earlier) => {
                        findings.push(clause_twice("body", clause.span, earlier.span));
                    }
                    None => clauses.body = Some(clause),
                },
                RouteClause::Returns(clause) => match clauses.returns {
                    Some(earlier) => {
                        findings.push(clause_twice("returns", clause.span, earlier.span));
                    }
                    None => clauses.returns = Some(clause),
                },
                RouteClause::Limit(clause) => clauses.limits.push(clause),
                RouteClause::Override(clause) => clauses.overrides.push(clause),
                RouteClause::Cors(clause) => clauses.cors.push(clause),
                RouteClause::Lifetime(clause) => clauses.lifetime.push(clause),
            }
        }
        clauses
    }
}

impl Clauses<'_> {
    /// Whatever a route names is used, even where something else about the route is wrong.
    fn mark_used(&self, path: &PathTemplate, declared: &Declared<'_>) {
        let allow = self.allow.iter().filter_map(|clause| clause.when.as_ref());
        let deny = self.deny.iter().map(|clause| &clause.when);
        let require = self.require.iter().map(|clause| &clause.condition);
        for expression in allow.chain(deny).chain(require) {
            condition::mark(expression, declared);
        }
        let body = self.body.map(ast::BodyClause::references).unwrap_or_default();
        let query = self.query.map(|clause| &clause.schema);
        let returns = self.returns.map(|clause| &clause.schema);
        let declared_fields = self.headers.into_iter().chain(self.cookies);
        let declared_fields = declared_fields.map(|clause| &clause.schema);
        for schema in query.into_iter().chain(declared_fields).chain(body).chain(returns) {
            declared.types.mark(&schema.name.text);
        }
        for word in self.step_up.iter().flat_map(|clause| &clause.names) {
            declared.step_ups.mark_used(&word.text);
        }
        for word in self.auth.iter().flat_map(|clause| &clause.names) {
            declared.schemes.mark_used(&word.text);
        }
        path::mark_used(path, declared.types);
    }
}

fn clause_twice(what: &str, span: Span, earlier: Span) -> Diagnostic {
    Diagnostic::error(codes::DUPLICATE_KEY, format!("a route has one `{what}`"))
        .label(span, "written again")
        .label(earlier, "first written here")
        .help("delete one of the two")
}

/// Where the route forwards to: its own upstream, or its api's. That is no restriction, so nothing is overridden.
fn upstream(
    clause: Option<&ast::UpstreamClause>,
    api: &Inherited<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Option<Arc<Upstream>>> {
    let Some(clause) = clause else { return Some(api.upstream.clone()) };
    let own = api.upstreams.resolve(&clause.name, findings)?.clone()?;
    if api.upstream.as_ref().is_some_and(|upstream| upstream.name == own.name) {
        findings.push(
            Diagnostic::error(
                codes::UNREACHABLE_ALLOW,
                format!("`upstream {}` changes nothing here", own.name),
            )
            .label(clause.span, "the upstream of its api")
            .suggest(
                "delete it",
                Suggestion::delete(clause.span, Applicability::MachineApplicable),
            ),
        );
        return None;
    }
    Some(Some(own))
}

/// The name that rules of this route begin with.
fn name(api: &str, method: Method, path: &PathTemplate) -> String {
    let mut name = format!("{api}.{}", method.name().to_ascii_lowercase());
    if let [PathSegment::Literal(only)] = path.segments.as_slice()
        && only.text.is_empty()
    {
        return name;
    }
    for segment in &path.segments {
        name.push('/');
        match segment {
            PathSegment::Literal(literal) => name.push_str(&literal.text),
            PathSegment::Parameter { name: parameter, .. } => {
                name.push('{');
                name.push_str(&parameter.text);
                name.push('}');
            }
        }
    }
    name
}
