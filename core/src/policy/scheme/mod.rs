//! How a caller proves who it is.

mod place;
mod secret;
mod token;

use serde::{Deserialize, Serialize};

pub use place::{CredentialField, Forwarding, TokenPlace};
pub use secret::Secret;
pub use token::{Algorithm, ClaimForm, ClaimMapping, ClaimPath, JwtScheme, KeySource, RemoteKeys};

use super::{Presence, PrincipalField, PrincipalType, Span};

/// One `auth` declaration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scheme {
    /// Its name.
    pub name: String,
    /// Roles that it may give, in the policy's role order; others in a credential are dropped.
    pub grants: Vec<String>,
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
}

impl Scheme {
    /// Whether its credentials carry a principal field, and whether each of them does; nothing where none can.
    #[must_use]
    pub fn gives(&self, field: &PrincipalField) -> Option<Presence> {
        match &self.kind {
            SchemeKind::Jwt(jwt) => {
                let entry = jwt.mapping.iter().find(|entry| entry.field == field.name)?;
                Some(entry.presence)
            }
            SchemeKind::ApiKey(_) => gives_id_and_roles(field),
        }
    }

    /// The header or cookie that carries its credentials, other than `Authorization`.
    #[must_use]
    pub fn field(&self) -> Option<&CredentialField> {
        match &self.kind {
            SchemeKind::Jwt(jwt) => match &jwt.from {
                TokenPlace::Authorization => None,
                TokenPlace::Field(field) => Some(field),
            },
            SchemeKind::ApiKey(key) => Some(&key.from),
        }
    }

    /// How far the clock of whoever issues its credentials may be off, in seconds.
    #[must_use]
    pub fn leeway(&self) -> u64 {
        match &self.kind {
            SchemeKind::Jwt(jwt) => jwt.leeway,
            SchemeKind::ApiKey(_) => 0,
        }
    }
}

/// What a line of a key file carries.
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
