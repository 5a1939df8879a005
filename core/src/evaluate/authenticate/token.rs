//! Signed tokens.

use super::{Fault, Keys};
use crate::policy::{JwtScheme, KeySource, Scheme};
use crate::primitive::certificate::Thumbprint;
use crate::primitive::jwk::KeySet;
use crate::primitive::jwt::{self, Token, TokenError, Verify};
use crate::primitive::principal::Principal;

/// A key set as it was fetched.
#[derive(Clone, Debug)]
pub struct FetchedKeys {
    /// The keys.
    pub keys: KeySet,
    /// When they were fetched last with success, in seconds since 1970.
    pub fetched: i64,
}

pub(super) fn judge(
    scheme: &Scheme,
    settings: &JwtScheme,
    keys: &Keys,
    verify: &(dyn Verify + Send + Sync),
    certificate: Option<&Thumbprint>,
    token: &[u8],
    now: i64,
) -> Result<Principal, Fault> {
    let invalid = |error: TokenError| Fault::Invalid(error.to_string());
    let token = Token::parse(token).map_err(invalid)?;
    // What no key could make valid is refused without asking for one.
    token.check_type(&settings.token_type).map_err(invalid)?;
    token.check_algorithm(&settings.algorithms).map_err(invalid)?;
    let keys = keys_of(scheme, settings, keys, now)?;
    jwt::authenticate(scheme, settings, keys, verify, &token, certificate, now).map_err(invalid)
}

fn keys_of<'k>(
    scheme: &Scheme,
    settings: &JwtScheme,
    keys: &'k Keys,
    now: i64,
) -> Result<&'k KeySet, Fault> {
    match &settings.keys {
        KeySource::Local(_) => {
            let keys = keys.tokens.get(&scheme.name);
            keys.ok_or_else(|| Fault::Invalid("the scheme has no keys".to_owned()))
        }
        KeySource::Remote(remote) => {
            let held = keys.remote.get(&scheme.name);
            let held =
                held.ok_or_else(|| Fault::Unavailable("its keys were never fetched".to_owned()))?;
            // A clock that was set back does not make keys younger.
            let age = i64::try_from(now.abs_diff(held.fetched)).unwrap_or(i64::MAX);
            let oldest = i64::try_from(remote.stale_max).unwrap_or(i64::MAX);
            if age > oldest {
                let detail =
                    format!("its keys were fetched {age}s ago, and {oldest}s is `stale_max`");
                return Err(Fault::Unavailable(detail));
            }
            Ok(&held.keys)
        }
    }
}
