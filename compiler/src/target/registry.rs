//! The targets that exist.

use gatewright_core::policy::TargetKind;

use super::Target;
use super::nginx::Nginx;
use super::rust::RustTarget;

/// Every target.
#[must_use]
pub fn all() -> Vec<Box<dyn Target>> {
    vec![Box::new(RustTarget), Box::new(Nginx)]
}

/// The target of this kind.
#[must_use]
pub fn find(kind: TargetKind) -> Option<Box<dyn Target>> {
    all().into_iter().find(|target| target.kind() == kind)
}
