//! Principals that somebody writes down, in a question or a test, instead of proving them.

use std::collections::BTreeMap;

use super::{Principal, PrincipalValue};
use crate::policy::{Format, Policy, Presence, PrincipalField, PrincipalType, Scheme, SchemeKind};

impl Principal {
    /// The principal that a credential of `scheme` with these fields would make. A text stands for a UUID too, and a
    /// list of texts for roles, which come out in the policy's role order.
    ///
    /// # Errors
    ///
    /// Refuses whatever no credential of the scheme can make.
    pub fn build(
        policy: &Policy,
        scheme: &str,
        fields: impl IntoIterator<Item = (String, PrincipalValue)>,
    ) -> Result<Principal, PrincipalError> {
        let found = policy.schemes.iter().find(|known| known.name == scheme);
        let scheme = found.ok_or_else(|| PrincipalError::Scheme { scheme: scheme.to_owned() })?;
        let declared: Vec<&PrincipalField> = policy.principal.iter().collect();
        Principal::of_scheme(scheme, &declared, fields)
    }

    /// [`Principal::build`] of a scheme and the fields of the `principal` block.
    ///
    /// # Errors
    ///
    /// The same.
    pub fn of_scheme(
        scheme: &Scheme,
        declared: &[&PrincipalField],
        fields: impl IntoIterator<Item = (String, PrincipalValue)>,
    ) -> Result<Principal, PrincipalError> {
        let mut built = BTreeMap::new();
        for (name, value) in fields {
            let known = declared.iter().find(|field| field.name == name);
            let field = known.ok_or_else(|| PrincipalError::Field { field: name.clone() })?;
            if scheme.gives(field).is_none() {
                let scheme = scheme.name.clone();
                return Err(PrincipalError::NotSupplied { field: name, scheme });
            }
            let value = convert(scheme, field, value)?;
            if built.insert(name.clone(), value).is_some() {
                return Err(PrincipalError::Twice { field: name });
            }
        }
        for (field, value) in constants(scheme) {
            let written = built.entry(field.to_owned()).or_insert_with(|| value.clone());
            if *written != value {
                let (field, scheme) = (field.to_owned(), scheme.name.clone());
                return Err(PrincipalError::Constant { field, scheme });
            }
        }
        let is_required = |field: &PrincipalField| scheme.gives(field) == Some(Presence::Required);
        let missing =
            declared.iter().find(|field| is_required(field) && !built.contains_key(&field.name));
        match missing {
            Some(field) => Err(PrincipalError::Missing { field: field.name.clone() }),
            None => Ok(Principal { scheme: scheme.name.clone(), fields: built }),
        }
    }
}

/// What each credential of the scheme carries alike.
fn constants(scheme: &Scheme) -> Vec<(&str, PrincipalValue)> {
    match &scheme.kind {
        SchemeKind::Mtls(mtls) => mtls.constants().collect(),
        SchemeKind::Jwt(_)
        | SchemeKind::ApiKey(_)
        | SchemeKind::Introspection(_)
        | SchemeKind::Basic(_) => Vec::new(),
    }
}

fn convert(
    scheme: &Scheme,
    field: &PrincipalField,
    value: PrincipalValue,
) -> Result<PrincipalValue, PrincipalError> {
    match (field.kind, value) {
        (PrincipalType::Uuid, PrincipalValue::Text(text) | PrincipalValue::Uuid(text))
            if Format::Uuid.matches(&text) =>
        {
            Ok(PrincipalValue::Uuid(text.to_ascii_lowercase()))
        }
        (PrincipalType::Roles, PrincipalValue::TextList(roles) | PrincipalValue::Roles(roles)) => {
            match roles.iter().find(|role| !scheme.grants.contains(role)) {
                Some(role) => Err(PrincipalError::NotGranted {
                    role: role.clone(),
                    scheme: scheme.name.clone(),
                }),
                None => Ok(PrincipalValue::Roles(crate::primitive::jwt::granted(
                    &roles,
                    &scheme.grants,
                ))),
            }
        }
        (PrincipalType::Time, PrincipalValue::Time(seconds)) if seconds >= 0 => {
            Ok(PrincipalValue::Time(seconds))
        }
        (PrincipalType::Text, value @ PrincipalValue::Text(_))
        | (PrincipalType::Int, value @ PrincipalValue::Int(_))
        | (PrincipalType::Bool, value @ PrincipalValue::Bool(_))
        | (PrincipalType::TextList, value @ PrincipalValue::TextList(_)) => Ok(value),
        (
            PrincipalType::Text
            | PrincipalType::Uuid
            | PrincipalType::Int
            | PrincipalType::Bool
            | PrincipalType::Time
            | PrincipalType::TextList
            | PrincipalType::Roles,
            _,
        ) => Err(PrincipalError::Type { field: field.name.clone(), kind: name(field.kind) }),
    }
}

fn name(kind: PrincipalType) -> &'static str {
    match kind {
        PrincipalType::Text => "string",
        PrincipalType::Uuid => "uuid",
        PrincipalType::Int => "int",
        PrincipalType::Bool => "bool",
        PrincipalType::Time => "time",
        PrincipalType::TextList => "[string]",
        PrincipalType::Roles => "[role]",
    }
}

/// Why no credential makes such a principal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrincipalError {
    /// The policy has no such scheme.
    #[error("the policy has no scheme `{scheme}`")]
    Scheme {
        /// What was asked for.
        scheme: String,
    },
    /// The policy's `principal` block has no such field.
    #[error("the `principal` block has no field `{field}`")]
    Field {
        /// What was asked for.
        field: String,
    },
    /// The scheme's credentials do not carry the field.
    #[error("credentials of `{scheme}` do not carry `{field}`")]
    NotSupplied {
        /// The field.
        field: String,
        /// The scheme.
        scheme: String,
    },
    /// A value of another type.
    #[error("`{field}` is not a value of type `{kind}`")]
    Type {
        /// The field.
        field: String,
        /// Its type as the language writes it.
        kind: &'static str,
    },
    /// A role that the scheme does not grant.
    #[error("the scheme `{scheme}` does not grant the role `{role}`")]
    NotGranted {
        /// The role.
        role: String,
        /// The scheme.
        scheme: String,
    },
    /// Another value than each credential of the scheme carries.
    #[error("`{field}` is the same for all of `{scheme}`")]
    Constant {
        /// The field.
        field: String,
        /// The scheme.
        scheme: String,
    },
    /// One field twice.
    #[error("`{field}` stands twice")]
    Twice {
        /// The field.
        field: String,
    },
    /// A field that every credential of the scheme carries.
    #[error("`{field}` is missing")]
    Missing {
        /// The field.
        field: String,
    },
}
