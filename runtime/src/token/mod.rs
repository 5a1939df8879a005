//! Credentials that callers present.

mod verify;

pub use verify::{KeyRejected, Verifier};
