//! What this target can do with each rule that it could conceivably not enforce exactly.

use gatewright_core::policy::{Policy, SchemeKind};

use super::rule::limit;
use crate::target::{Capability, Fidelity};

/// The largest body, in octets, that the Lua runtime checks: none holds up its worker longer than about a tenth of a
/// second, as `tests/envoy/cost.rs` measures.
pub const LARGEST_BODY: u64 = 1 << 20;

/// The rules with what becomes of them.
pub(super) fn capabilities(policy: &Policy) -> Vec<Capability> {
    let mut capabilities = Vec::new();
    algorithms(policy, &mut capabilities);
    limits(policy, &mut capabilities);
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
            SchemeKind::ApiKey(_)
            | SchemeKind::Mtls(_)
            | SchemeKind::Introspection(_)
            | SchemeKind::Basic(_) => &[],
        };
        capabilities.extend(algorithms.iter().map(|algorithm| Capability {
            rule: format!("auth.{}.{}", scheme.name, algorithm.name()),
            fidelity: Fidelity::Exact,
            span: scheme.span,
        }));
    }
}

fn limits(policy: &Policy, capabilities: &mut Vec<Capability>) {
    for limit in &policy.limits {
        let fidelity = limit::obstacle(limit).map_or(Fidelity::Exact, Fidelity::Unsupported);
        capabilities.push(Capability {
            rule: format!("limit.{}", limit.name),
            fidelity,
            span: limit.span,
        });
    }
}
