//! From claims to the principal.

use std::collections::BTreeMap;

use super::claims::{fault, numeric_date};
use super::error::{ClaimFault, TokenError};
use crate::policy::{ClaimForm, ClaimMapping, Format, Presence, PrincipalType, Scheme};
use crate::primitive::json::Json;
use crate::primitive::principal::{Principal, PrincipalValue};

/// The principal that a scheme's mapping makes of verified claims.
///
/// # Errors
///
/// Refuses a mapped claim of the wrong type, and a required one that is missing.
pub fn principal(
    scheme: &Scheme,
    mapping: &[ClaimMapping],
    claims: &Json,
) -> Result<Principal, TokenError> {
    let mut fields = BTreeMap::new();
    for entry in mapping {
        let wrong = |verdict| fault(&entry.claim.0.join("."), verdict);
        match (find(claims, &entry.claim.0), entry.presence) {
            (Some(claim), _) => {
                let value = convert(claim, entry.kind, entry.form, &scheme.grants);
                fields.insert(entry.field.clone(), value.ok_or_else(|| wrong(ClaimFault::Type))?);
            }
            (None, Presence::Optional) => {}
            (None, Presence::Required) => return Err(wrong(ClaimFault::Missing)),
        }
    }
    Ok(Principal { scheme: scheme.name.clone(), fields })
}

/// One mapped claim, plainly written, as a value of `kind`, nothing where it is missing. Roles come as a text list, grants
/// not applied.
///
/// # Errors
///
/// Refuses a claim of another type.
pub fn claim(
    claims: &Json,
    path: &[impl AsRef<str>],
    kind: PrincipalType,
) -> Result<Option<PrincipalValue>, TokenError> {
    let kind = if kind == PrincipalType::Roles { PrincipalType::TextList } else { kind };
    let Some(found) = find(claims, path) else { return Ok(None) };
    let name = || path.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(".");
    convert(found, kind, ClaimForm::Plain, &[])
        .map(Some)
        .ok_or_else(|| fault(&name(), ClaimFault::Type))
}

/// One mapped claim that is a list in one string, whose items `separator` parts; nothing where it is missing.
///
/// # Errors
///
/// Refuses a claim that is no string.
pub fn split_claim(
    claims: &Json,
    path: &[impl AsRef<str>],
    separator: char,
) -> Result<Option<Vec<String>>, TokenError> {
    let Some(found) = find(claims, path) else { return Ok(None) };
    let name = || path.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(".");
    let items = texts(found, ClaimForm::Separated(separator));
    let items = items.ok_or_else(|| fault(&name(), ClaimFault::Type))?;
    Ok(Some(items.into_iter().map(str::to_owned).collect()))
}

/// The claim at the path; null, and anything on the way that is no object, counts as missing.
fn find<'c>(claims: &'c Json, path: &[impl AsRef<str>]) -> Option<&'c Json> {
    let found = path.iter().try_fold(claims, |value, name| value.get(name.as_ref()))?;
    (!matches!(found, Json::Null)).then_some(found)
}

fn convert(
    claim: &Json,
    kind: PrincipalType,
    form: ClaimForm,
    grants: &[String],
) -> Option<PrincipalValue> {
    Some(match kind {
        PrincipalType::Text => PrincipalValue::Text(claim.as_str()?.to_owned()),
        PrincipalType::Uuid => {
            let uuid = claim.as_str().filter(|text| Format::Uuid.matches(text))?;
            PrincipalValue::Uuid(uuid.to_ascii_lowercase())
        }
        PrincipalType::Int => PrincipalValue::Int(claim.as_int()?),
        PrincipalType::Bool => PrincipalValue::Bool(claim.as_bool()?),
        PrincipalType::Time => PrincipalValue::Time(numeric_date(claim)?),
        PrincipalType::TextList => {
            PrincipalValue::TextList(texts(claim, form)?.into_iter().map(str::to_owned).collect())
        }
        PrincipalType::Roles => PrincipalValue::Roles(granted(&texts(claim, form)?, grants)),
    })
}

/// The roles that a scheme may grant among those that a credential names, in the policy's role order.
#[must_use]
pub fn granted(named: &[impl AsRef<str>], grants: &[String]) -> Vec<String> {
    let is_named = |role: &&String| named.iter().any(|name| name.as_ref() == role.as_str());
    grants.iter().filter(is_named).cloned().collect()
}

fn texts(claim: &Json, form: ClaimForm) -> Option<Vec<&str>> {
    match form {
        ClaimForm::Plain => claim.as_array()?.iter().map(Json::as_str).collect(),
        ClaimForm::Separated(separator) => {
            let items = claim.as_str()?.split(separator);
            Some(items.filter(|item| !item.is_empty()).collect())
        }
    }
}
