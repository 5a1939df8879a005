//! `auth … = mtls`: client certificates.

use serde::{Deserialize, Serialize};

use super::Secret;
use crate::policy::{PrincipalType, Span};
use crate::primitive::principal::PrincipalValue;

/// `auth … = mtls`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MtlsScheme {
    /// Where the certificates of the authorities are, in PEM.
    pub authorities: Secret,
    /// Where each principal field comes from, in the order of the `principal` block. A field that is not mapped is
    /// optional and missing.
    pub mapping: Vec<CertificateMapping>,
}

impl MtlsScheme {
    /// What every certificate gives alike: fields with their values.
    pub fn constants(&self) -> impl Iterator<Item = (&str, PrincipalValue)> {
        self.mapping.iter().filter_map(|entry| {
            let value = match &entry.source {
                CertificateSource::Uri(_)
                | CertificateSource::DnsName
                | CertificateSource::Email
                | CertificateSource::CommonName => return None,
                CertificateSource::Text(text) => PrincipalValue::Text(text.clone()),
                CertificateSource::TextList(list) => PrincipalValue::TextList(list.clone()),
                CertificateSource::Roles(roles) => PrincipalValue::Roles(roles.clone()),
            };
            Some((entry.field.as_str(), value))
        })
    }
}

/// Where one principal field comes from. Every certificate of the scheme gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CertificateMapping {
    /// The principal field.
    pub field: String,
    /// Its type: `string` or `uuid` of a name, and that of the constant.
    pub kind: PrincipalType,
    /// What it holds.
    pub source: CertificateSource,
    /// The entry.
    pub span: Span,
}

/// What a certificate gives a field. Of the kind of name that is asked for it has exactly one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateSource {
    /// `san_uri`: the URI among its alternative names, or what stands in the template's place.
    Uri(Option<NameTemplate>),
    /// `san_dns`: the DNS name among them.
    DnsName,
    /// `san_email`: the email address among them.
    Email,
    /// `subject.cn`: the subject's common name.
    CommonName,
    /// A string, the same for all.
    Text(String),
    /// Strings, the same for all.
    TextList(Vec<String>),
    /// Roles that the scheme grants, the same for all, in the policy's role order.
    Roles(Vec<String>),
}

/// `spiffe://shop/{id}`: all that stands around the one part that is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameTemplate {
    /// What stands before it.
    pub before: String,
    /// What stands after it.
    pub after: String,
}
