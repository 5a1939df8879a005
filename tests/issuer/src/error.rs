//! What can go wrong while making keys.

use thiserror::Error;

/// A key could not be made, read or used.
#[derive(Debug, Error)]
pub enum IssuerError {
    /// The cryptographic library refused.
    #[error("the cryptographic library refused to {0}")]
    Cryptography(&'static str),
    /// A stored ring of private keys has another shape.
    #[error("the stored private keys are not readable: {0}")]
    Stored(String),
}
