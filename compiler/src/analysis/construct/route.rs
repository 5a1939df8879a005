//! What routes ask of a target.

use std::collections::HashSet;

use gatewright_core::policy::{
    Lifetime, PathParameter, Policy, Presence, Route, Segment, Span, Transformation, Visibility,
};

use super::{Construct, Use, response, schema};

/// The uses of all routes; what an api says for all of them is one use.
pub(super) fn uses(policy: &Policy) -> Vec<Use> {
    let mut seen: HashSet<(Construct, Span)> = HashSet::new();
    let uses = policy.routes().flat_map(of_route);
    uses.filter(|one| seen.insert((one.construct, one.span))).collect()
}

fn of_route(route: &Route) -> Vec<Use> {
    let Route {
        name,
        method: _,
        segments,
        lifetime,
        // Each declaration is one use.
        cors: _,
        upstream: _,
        transformation,
        auth: _,
        credential,
        limits: _,
        allow: _,
        deny: _,
        require,
        step_up,
        visibility,
        query: _,
        headers: _,
        cookies: _,
        body: _,
        returns,
        // Its api's.
        response_headers: _,
        span,
    } = route;
    let Lifetime { deprecated, sunset, successor } = lifetime;
    let lifetime = [
        ("deprecated", deprecated.map(|moment| moment.span)),
        ("sunset", sunset.map(|moment| moment.span)),
        ("successor", successor.as_ref().map(|path| path.span)),
    ];
    let of = |(word, span): (&str, Option<Span>)| {
        let rule = format!("{name}/{word}");
        Some(Use { construct: Construct::Lifetime, rule, span: span? })
    };
    let lifetime = lifetime.into_iter().filter_map(of);
    let Transformation { path, sent, dropped } = transformation;
    let path = path.iter().map(|path| Use {
        construct: Construct::PathTransformation,
        rule: format!("{name}/to"),
        span: path.span,
    });
    let sent = sent.iter().map(|header| ("send", header.span));
    let dropped = dropped.iter().map(|header| ("drop", header.span));
    let headers = sent.chain(dropped).map(|(word, span)| Use {
        construct: Construct::HeaderTransformation,
        rule: format!("{name}/{word}"),
        span,
    });
    let require = require.iter().map(|clause| Use {
        construct: Construct::Require,
        rule: format!("{name}/require"),
        span: clause.span,
    });
    let step_up = step_up.iter().map(|step_up| Use {
        construct: Construct::StepUp,
        rule: format!("{name}/step_up.{}", step_up.name),
        span: step_up.span,
    });
    let credential = match credential {
        Presence::Required => None,
        Presence::Optional => {
            let rule = format!("{name}/auth");
            Some(Use { construct: Construct::OptionalAuth, rule, span: *span })
        }
    };
    let hide = match visibility {
        Visibility::Shown => None,
        Visibility::Hidden { span } => {
            Some(Use { construct: Construct::Hide, rule: format!("{name}/hide"), span: *span })
        }
    };
    let declared = route.declared().map(|(carrier, fields)| Use {
        construct: Construct::DeclaredHeaders,
        rule: format!("{name}/{}", carrier.word()),
        span: fields.span,
    });
    let parameters = segments.iter().filter_map(|segment| match segment {
        Segment::Literal(_) => None,
        Segment::Parameter(PathParameter { name: own, kind, span }) => Some(Use {
            construct: schema::of_scalar(kind)?,
            rule: format!("{name}/path.{own}"),
            span: *span,
        }),
    });
    let returns = returns.iter().flat_map(|returns| response::returns(name, returns));
    let forward = path.into_iter().chain(headers);
    lifetime
        .chain(forward)
        .chain(credential)
        .chain(require)
        .chain(step_up)
        .chain(hide)
        .chain(declared)
        .chain(parameters)
        .chain(returns)
        .collect()
}
