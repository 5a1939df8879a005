//! The targets that exist.

use gatewright_core::policy::TargetKind;

use super::Target;
use super::envoy::Envoy;
use super::nginx::Nginx;
use super::rust::RustTarget;

/// The target of this kind.
#[must_use]
pub fn find(kind: TargetKind) -> &'static dyn Target {
    match kind {
        TargetKind::Rust => &RustTarget,
        TargetKind::Nginx => &Nginx,
        TargetKind::Envoy => &Envoy,
    }
}
