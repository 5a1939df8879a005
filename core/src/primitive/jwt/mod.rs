//! Signed JSON Web Tokens (RFC 7519, RFC 8725), in compact form only.

mod verify;

pub use verify::Verify;
