//! What stock nginx can do with each rule that it could conceivably not enforce exactly.

use gatewright_core::policy::{Policy, SchemeKind};

use super::escape::is_readable_header;
use super::rule::{limit, scheme};
use crate::target::{Capability, Fidelity};

/// The largest body that njs checks, 256 KiB: none holds up its worker longer than about a tenth of a second, as
/// `tests/nginx/cost.rs` measures.
pub(super) const LARGEST_BODY: u64 = 262_144;

/// Every rule that is worth a word.
pub(super) fn of(policy: &Policy) -> Vec<Capability> {
    let mut capabilities = Vec::new();
    for scheme in &policy.schemes {
        match &scheme.kind {
            SchemeKind::Jwt(jwt) => {
                for algorithm in &jwt.algorithms {
                    capabilities.push(Capability {
                        rule: format!("auth.{}.{}", scheme.name, algorithm.name()),
                        fidelity: if scheme::is_known(*algorithm) {
                            Fidelity::Exact
                        } else {
                            Fidelity::Unsupported("njs 0.7 does not know the algorithm".to_owned())
                        },
                        span: scheme.span,
                    });
                }
            }
            SchemeKind::ApiKey(key) => {
                capabilities.extend(key.from.header().map(|name| Capability {
                    rule: format!("auth.{}.header", scheme.name),
                    fidelity: header(name),
                    span: scheme.span,
                }));
            }
            // Not there at all.
            SchemeKind::Mtls(_) | SchemeKind::Introspection(_) | SchemeKind::Basic(_) => {}
        }
    }
    for one in &policy.limits {
        capabilities.push(Capability {
            rule: format!("limit.{}", one.name),
            fidelity: limit::fidelity(one),
            span: one.span,
        });
    }
    for route in policy.routes() {
        if let Some(body) = &route.body {
            capabilities.push(Capability {
                rule: format!("{}/body.size", route.name),
                fidelity: if body.max <= LARGEST_BODY {
                    Fidelity::Exact
                } else {
                    Fidelity::Unsupported(format!(
                        "njs checks bodies of at most {LARGEST_BODY} bytes (256KiB)"
                    ))
                },
                span: body.span,
            });
        }
    }
    for name in policy.single_valued_headers() {
        if !is_readable_header(&name) {
            capabilities.push(Capability {
                rule: format!("header.{name}"),
                fidelity: header(&name),
                span: Default::default(),
            });
        }
    }
    capabilities
}

fn header(name: &str) -> Fidelity {
    if is_readable_header(name) {
        Fidelity::Exact
    } else {
        Fidelity::Unsupported(format!(
            "nginx reads headers of letters, digits and hyphens only, which `{name}` is not"
        ))
    }
}
