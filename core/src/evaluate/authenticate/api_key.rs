//! API keys.

use std::collections::BTreeMap;

use super::Fault;
use crate::policy::{Policy, PrincipalType, Scheme};
use crate::primitive::api_key::ApiKeyFile;
use crate::primitive::jwt;
use crate::primitive::principal::{Principal, PrincipalValue};

pub(super) fn judge(
    policy: &Policy,
    scheme: &Scheme,
    file: Option<&ApiKeyFile>,
    value: &[u8],
    now: i64,
) -> Result<Principal, Fault> {
    let file = file.ok_or_else(|| Fault::Invalid("the scheme has no keys".to_owned()))?;
    let entry = file.find(value, now);
    let entry = entry.ok_or_else(|| Fault::Invalid("it is no valid key".to_owned()))?;
    Ok(principal(policy, scheme, &entry.id, &entry.roles))
}

/// Whom a line of a key file names: `id` and roles, and no other field.
pub(super) fn principal(policy: &Policy, scheme: &Scheme, id: &str, roles: &[String]) -> Principal {
    let mut fields = BTreeMap::new();
    for field in &policy.principal {
        let value = match field.kind {
            PrincipalType::Text if field.name == "id" => PrincipalValue::Text(id.to_owned()),
            PrincipalType::Roles => PrincipalValue::Roles(jwt::granted(roles, &scheme.grants)),
            PrincipalType::Text
            | PrincipalType::Uuid
            | PrincipalType::Int
            | PrincipalType::Bool
            | PrincipalType::Time
            | PrincipalType::TextList => continue,
        };
        fields.insert(field.name.clone(), value);
    }
    Principal { scheme: scheme.name.clone(), fields }
}
