//! What the code that `policy!` writes calls. It is no part of the public interface and may change in any version.

pub use gatewright_core::policy::{Detail, Method};
pub use gatewright_core::refusal::Refusal;

pub use crate::extract::NOT_VERIFIED;
pub use crate::layer::{Call, Guard};
