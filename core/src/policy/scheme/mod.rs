//! How a caller proves who it is.

mod basic;
mod certificate;
mod introspection;
mod place;
mod secret;
mod token;

use serde::{Deserialize, Serialize};

pub use basic::BasicScheme;
pub use certificate::{CertificateMapping, CertificateSource, MtlsScheme, NameTemplate};
pub use introspection::IntrospectionScheme;
pub use place::{CredentialField, CredentialPlace, Forwarding, TokenPlace};
pub use secret::Secret;
pub use token::{
    Algorithm, ClaimForm, ClaimMapping, ClaimPath, JwtScheme, KeySource, RemoteKeys, TokenBinding,
};

use super::{Presence, PrincipalField, PrincipalType, Span};

/// One `auth` declaration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scheme {
    /// Its name.
    pub name: String,
    /// Roles that it may give, in the policy's role order; others in a credential are dropped.
    pub grants: Vec<String>,
    /// `ids: NAME`: schemes of one name here give the same callers the same ids. Without it, its ids are its own.
    pub ids: Option<String>,
    /// Whether the upstream sees its credentials.
    pub forwarding: Forwarding,
    /// The kind with its settings.
    pub kind: SchemeKind,
    /// The declaration.
    pub span: Span,
}

/// The kinds of schemes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SchemeKind {
    /// A signed JSON Web Token.
    Jwt(JwtScheme),
    /// A key in a header or cookie of its own.
    ApiKey(ApiKeyScheme),
    /// A client certificate.
    Mtls(MtlsScheme),
    /// A token that its issuer is asked about.
    Introspection(IntrospectionScheme),
    /// A name and a password.
    Basic(BasicScheme),
}

impl Scheme {
    /// Whether its credentials carry a principal field, and whether each of them does; nothing where none can.
    #[must_use]
    pub fn gives(&self, field: &PrincipalField) -> Option<Presence> {
        match &self.kind {
            SchemeKind::Jwt(JwtScheme { mapping, .. })
            | SchemeKind::Introspection(IntrospectionScheme { mapping, .. }) => {
                let entry = mapping.iter().find(|entry| entry.field == field.name)?;
                Some(entry.presence)
            }
            SchemeKind::Mtls(mtls) => {
                let is_mapped = mtls.mapping.iter().any(|entry| entry.field == field.name);
                is_mapped.then_some(Presence::Required)
            }
            SchemeKind::ApiKey(_) | SchemeKind::Basic(_) => gives_id_and_roles(field),
        }
    }

    /// Where its credentials stand.
    #[must_use]
    pub fn place(&self) -> CredentialPlace<'_> {
        match &self.kind {
            SchemeKind::Jwt(JwtScheme { from, .. })
            | SchemeKind::Introspection(IntrospectionScheme { from, .. }) => match from {
                TokenPlace::Authorization => CredentialPlace::Authorization,
                TokenPlace::Field(field) => CredentialPlace::Field(field),
            },
            SchemeKind::ApiKey(key) => CredentialPlace::Field(&key.from),
            SchemeKind::Mtls(_) => CredentialPlace::Connection,
            SchemeKind::Basic(_) => CredentialPlace::Authorization,
        }
    }

    /// The header or cookie that carries its credentials, other than `Authorization`.
    #[must_use]
    pub fn field(&self) -> Option<&CredentialField> {
        match self.place() {
            CredentialPlace::Field(field) => Some(field),
            CredentialPlace::Authorization | CredentialPlace::Connection => None,
        }
    }

    /// How far the clock of whoever issues its credentials may be off, in seconds.
    #[must_use]
    pub fn leeway(&self) -> u64 {
        match &self.kind {
            SchemeKind::Jwt(JwtScheme { leeway, .. })
            | SchemeKind::Introspection(IntrospectionScheme { leeway, .. }) => *leeway,
            SchemeKind::ApiKey(_) | SchemeKind::Mtls(_) | SchemeKind::Basic(_) => 0,
        }
    }
}

/// What a line of a file of keys or users carries.
fn gives_id_and_roles(field: &PrincipalField) -> Option<Presence> {
    let is_id = field.name == "id" && field.kind == PrincipalType::Text;
    (is_id || field.kind == PrincipalType::Roles).then_some(Presence::Required)
}

/// `auth … = api_key`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApiKeyScheme {
    /// What carries the key.
    pub from: CredentialField,
    /// Where the lines of digests are.
    pub keys: Secret,
}
