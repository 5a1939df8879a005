//! From a certificate to the principal.

use std::collections::BTreeMap;

use super::ClientCertificate;
use crate::policy::{CertificateSource, Format, MtlsScheme, NameTemplate, PrincipalType, Scheme};
use crate::primitive::principal::{Principal, PrincipalValue};

/// The principal that a scheme's mapping makes of a certificate that verifies.
///
/// # Errors
///
/// Refuses a certificate that has none or several of a kind of name that is asked for, and a name that is not of the
/// template or the field's type.
pub fn principal(
    scheme: &Scheme,
    mtls: &MtlsScheme,
    certificate: &ClientCertificate,
) -> Result<Principal, CertificateError> {
    let constants = mtls.constants().map(|(field, value)| (field.to_owned(), value));
    let mut fields: BTreeMap<String, PrincipalValue> = constants.collect();
    for entry in &mtls.mapping {
        if let Some(value) = value_of(&entry.source, entry.kind, certificate)? {
            fields.insert(entry.field.clone(), value);
        }
    }
    Ok(Principal { scheme: scheme.name.clone(), fields })
}

/// The name that a field of this type is taken from; nothing for a constant.
///
/// # Errors
///
/// Refuses a certificate that has none or several of this kind of name, and a name that is not of the template or the type.
pub fn value_of(
    source: &CertificateSource,
    kind: PrincipalType,
    certificate: &ClientCertificate,
) -> Result<Option<PrincipalValue>, CertificateError> {
    name(source, certificate)?.map(|name| value(name, kind)).transpose()
}

/// The name that a field is taken from; nothing for a constant.
fn name<'c>(
    source: &CertificateSource,
    certificate: &'c ClientCertificate,
) -> Result<Option<&'c str>, CertificateError> {
    Ok(Some(match source {
        CertificateSource::Uri(template) => {
            let uri = only(&certificate.uris, "URI among its alternative names")?;
            match template {
                None => uri,
                Some(template) => template.find(uri).ok_or(CertificateError::Template)?,
            }
        }
        CertificateSource::DnsName => {
            only(&certificate.dns_names, "DNS name among its alternative names")?
        }
        CertificateSource::Email => {
            only(&certificate.emails, "email address among its alternative names")?
        }
        CertificateSource::CommonName => only(&certificate.common_names, "common name")?,
        CertificateSource::Text(_)
        | CertificateSource::TextList(_)
        | CertificateSource::Roles(_) => return Ok(None),
    }))
}

fn value(name: &str, kind: PrincipalType) -> Result<PrincipalValue, CertificateError> {
    match kind {
        PrincipalType::Uuid if Format::Uuid.matches(name) => {
            Ok(PrincipalValue::Uuid(name.to_ascii_lowercase()))
        }
        PrincipalType::Text => Ok(PrincipalValue::Text(name.to_owned())),
        PrincipalType::Uuid
        | PrincipalType::Int
        | PrincipalType::Bool
        | PrincipalType::Time
        | PrincipalType::TextList
        | PrincipalType::Roles => Err(CertificateError::Type),
    }
}

/// Of several names nobody could say which is meant.
fn only<'n>(names: &'n [String], what: &'static str) -> Result<&'n str, CertificateError> {
    match names {
        [name] if !name.is_empty() => Ok(name),
        [] | [_] | [_, _, ..] => Err(CertificateError::Names { what, count: names.len() }),
    }
}

impl NameTemplate {
    /// What stands in the place of the name: visible ASCII characters, at least one, which part nothing of a URI.
    #[must_use]
    pub fn find<'n>(&self, name: &'n str) -> Option<&'n str> {
        let part = name.strip_prefix(self.before.as_str())?.strip_suffix(self.after.as_str())?;
        let is_inside = |byte: u8| byte.is_ascii_graphic() && !b"/?#".contains(&byte);
        (!part.is_empty() && part.bytes().all(is_inside)).then_some(part)
    }
}

/// Why a certificate makes no principal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Not exactly one of the names that the scheme maps.
    #[error("it has {count} of what there has to be one of: a {what}")]
    Names {
        /// The kind of name.
        what: &'static str,
        /// How many it has.
        count: usize,
    },
    /// A URI that is not of the template.
    #[error("its URI is not of the scheme's template")]
    Template,
    /// A name that is not of the field's type.
    #[error("its name is not of the field's type")]
    Type,
}
