//! Names and passwords.

use super::{Fault, api_key};
use crate::policy::{Policy, Scheme};
use crate::primitive::basic::{BasicCredentials, PasswordHash, UserFile, VerifyPassword};
use crate::primitive::principal::Principal;

/// Nobody's password is right.
#[derive(Debug)]
pub(in super::super) struct NoPassword;

impl VerifyPassword for NoPassword {
    fn verify_password(&self, _: &PasswordHash, _: &[u8]) -> bool {
        false
    }
}

pub(super) fn judge(
    policy: &Policy,
    scheme: &Scheme,
    file: Option<&UserFile>,
    verify: &(dyn VerifyPassword + Send + Sync),
    value: &[u8],
    now: i64,
) -> Result<Principal, Fault> {
    let invalid = |reason: &str| Fault::Invalid(reason.to_owned());
    let file = file.ok_or_else(|| invalid("the scheme has no users"))?;
    let credentials = BasicCredentials::parse(value);
    let credentials = credentials.ok_or_else(|| invalid("it is no name and password in base64"))?;
    let user = file.authenticate(&credentials, verify, now);
    let user = user.ok_or_else(|| invalid("no user has this name and password"))?;
    Ok(api_key::principal(policy, scheme, &user.id, &user.roles))
}
