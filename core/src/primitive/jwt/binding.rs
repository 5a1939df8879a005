//! Tokens that are bound to a key of the client's (RFC 7800 §3.1).

use super::claims::fault;
use super::error::{ClaimFault, TokenError};
use crate::policy::TokenBinding;
use crate::primitive::certificate::Thumbprint;
use crate::primitive::json::Json;

/// The confirmation of a certificate (RFC 8705 §3.1).
const THUMBPRINT: &str = "x5t#S256";

/// Checks what the claims are bound to; `certificate` is the one that the client presented. A token that is bound to
/// something that nothing here checks is refused: whoever stole it could present it.
///
/// # Errors
///
/// Refuses a binding that is missing, that is another, or that is not asked for.
pub fn check_binding(
    binding: TokenBinding,
    claims: &Json,
    certificate: Option<&Thumbprint>,
) -> Result<(), TokenError> {
    let confirmation = claims.get("cnf");
    match binding {
        TokenBinding::Bearer => match confirmation {
            None => Ok(()),
            Some(_) => Err(fault("cnf", ClaimFault::Unchecked)),
        },
        TokenBinding::Certificate => {
            let confirmation = confirmation.ok_or_else(|| fault("cnf", ClaimFault::Missing))?;
            let members = confirmation.as_object();
            let members = members.ok_or_else(|| fault("cnf", ClaimFault::Type))?;
            let bound = confirmation.get(THUMBPRINT);
            let bound = bound.ok_or_else(|| fault("cnf.x5t#S256", ClaimFault::Missing))?;
            // Bound to something else too, such as a key of RFC 9449.
            if members.len() > 1 {
                return Err(fault("cnf", ClaimFault::Unchecked));
            }
            let text = bound.as_str().ok_or_else(|| fault("cnf.x5t#S256", ClaimFault::Type))?;
            let is_same = certificate.is_some() && Thumbprint::parse(text).as_ref() == certificate;
            if is_same { Ok(()) } else { Err(fault("cnf.x5t#S256", ClaimFault::Certificate)) }
        }
    }
}
