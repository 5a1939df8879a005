//! Who calls, as the credentials said.

mod build;
mod id_space;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use build::PrincipalError;
pub use id_space::IdSpace;

/// A caller whose credential has been verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Principal {
    /// The scheme whose credential it presented.
    pub scheme: String,
    /// The fields of the policy's `principal` block that it has. A missing one is not here.
    pub fields: BTreeMap<String, PrincipalValue>,
}

impl Principal {
    /// The roles that the credential gave, in the policy's role order and without those that they include.
    #[must_use]
    pub fn roles(&self) -> &[String] {
        let roles = self.fields.values().find_map(|value| match value {
            PrincipalValue::Roles(roles) => Some(roles.as_slice()),
            PrincipalValue::Text(_)
            | PrincipalValue::Uuid(_)
            | PrincipalValue::Int(_)
            | PrincipalValue::Bool(_)
            | PrincipalValue::Time(_)
            | PrincipalValue::TextList(_) => None,
        });
        roles.unwrap_or_default()
    }

    /// The text of its `id`, if it has one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self.fields.get("id")? {
            PrincipalValue::Text(id) | PrincipalValue::Uuid(id) => Some(id),
            PrincipalValue::Int(_)
            | PrincipalValue::Bool(_)
            | PrincipalValue::Time(_)
            | PrincipalValue::TextList(_)
            | PrincipalValue::Roles(_) => None,
        }
    }

    /// Whether it holds one of the roles, which the policy lists with inheritance already followed.
    #[must_use]
    pub fn holds_any(&self, held_by: &[String]) -> bool {
        self.roles().iter().any(|role| held_by.contains(role))
    }
}

/// The value of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrincipalValue {
    /// `string`.
    Text(String),
    /// `uuid`, in lower case.
    Uuid(String),
    /// `int`.
    Int(i64),
    /// `bool`.
    Bool(bool),
    /// `time`, in seconds since 1970.
    Time(i64),
    /// `[string]`.
    TextList(Vec<String>),
    /// `[role]`, in the policy's role order.
    Roles(Vec<String>),
}
