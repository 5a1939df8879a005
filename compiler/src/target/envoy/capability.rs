//! What this target can do with each rule that it could conceivably not enforce exactly.

use gatewright_core::policy::{Policy, SchemeKind, Source};

use super::rule::limit;
use crate::target::{Capability, Fidelity};

/// The largest body, in octets, that the Lua runtime checks: larger ones would hold up a worker for too long.
pub const LARGEST_BODY: u64 = 1 << 20;

/// The rules with what becomes of them.
pub(super) fn capabilities(policy: &Policy) -> Vec<Capability> {
    let mut capabilities = Vec::new();
    algorithms(policy, &mut capabilities);
    limits(policy, &mut capabilities);
    headers(policy, &mut capabilities);
    for route in policy.routes() {
        if route.upstream.is_none() {
            capabilities.push(Capability {
                rule: format!("{}/upstream", route.name),
                fidelity: Fidelity::Unsupported(
                    "a gateway needs an upstream to forward to".to_owned(),
                ),
                span: route.span,
            });
        }
        if let Some(body) = &route.body {
            let fidelity = if body.max <= LARGEST_BODY {
                Fidelity::Exact
            } else {
                Fidelity::Unsupported(format!(
                    "the largest body that Envoy's Lua checks is {LARGEST_BODY} bytes"
                ))
            };
            capabilities.push(Capability {
                rule: format!("{}/body.size", route.name),
                fidelity,
                span: body.span,
            });
        }
    }
    capabilities
}

fn algorithms(policy: &Policy, capabilities: &mut Vec<Capability>) {
    for scheme in &policy.schemes {
        let algorithms = match &scheme.kind {
            SchemeKind::Jwt(jwt) => jwt.algorithms.as_slice(),
            SchemeKind::ApiKey(_) => &[],
        };
        capabilities.extend(algorithms.iter().map(|algorithm| Capability {
            rule: format!("auth.{}.{}", scheme.name, algorithm.name()),
            fidelity: Fidelity::Exact,
            span: scheme.span,
        }));
    }
}

fn limits(policy: &Policy, capabilities: &mut Vec<Capability>) {
    let contradicting: Vec<String> = [limit::is_by_client, limit::is_by_principal]
        .into_iter()
        .flat_map(|is_of_stage| limit::order(policy, is_of_stage).contradicting)
        .map(|limit| limit.name.clone())
        .collect();
    for limit in &policy.limits {
        let fidelity = if let Some(why) = limit::obstacle(limit) {
            Fidelity::Unsupported(why)
        } else if contradicting.contains(&limit.name) {
            Fidelity::Unsupported(
                "routes ask limits in contradicting orders, and Envoy has one chain of filters for all".to_owned(),
            )
        } else {
            Fidelity::Exact
        };
        capabilities.push(Capability {
            rule: format!("limit.{}", limit.name),
            fidelity,
            span: limit.span,
        });
    }
}

/// Conditions on headers that are lists by nature: Envoy joins their lines with a comma before Lua sees them, so that a
/// value with a comma looks like a repeated header and is refused.
fn headers(policy: &Policy, capabilities: &mut Vec<Capability>) {
    const LISTS: [&str; 9] = [
        "accept",
        "accept-encoding",
        "access-control-request-headers",
        "cache-control",
        "if-match",
        "if-none-match",
        "te",
        "via",
        "x-forwarded-for",
    ];
    for route in policy.routes() {
        let allowed = route.allow.iter().filter_map(|clause| clause.when.as_ref());
        for condition in allowed.chain(route.deny.iter().map(|clause| &clause.when)) {
            condition.visit_operands(&mut |operand| {
                if let Source::Header(name) = &operand.source
                    && LISTS.contains(&name.as_str())
                {
                    capabilities.push(Capability {
                        rule: format!("{}/header.{name}", route.name),
                        fidelity: Fidelity::Approximate(
                            "a value with a comma looks like a repeated header, and is refused with 400".to_owned(),
                        ),
                        span: operand.span,
                    });
                }
            });
        }
    }
}
