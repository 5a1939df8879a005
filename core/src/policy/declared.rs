//! Headers and cookies that a route declares.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Field, ObjectSchema, Span};

/// What carries the fields of a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Carrier {
    /// Request headers.
    Headers,
    /// Cookies.
    Cookies,
}

impl Carrier {
    /// The word of its clause.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Carrier::Headers => "headers",
            Carrier::Cookies => "cookies",
        }
    }

    /// What carries the field of this name: the header `x-tenant` the field `x_tenant`, a cookie the field as written.
    #[must_use]
    pub fn name_of(self, field: &str) -> String {
        match self {
            Carrier::Headers => field.to_ascii_lowercase().replace('_', "-"),
            Carrier::Cookies => field.to_owned(),
        }
    }
}

/// `headers SCHEMA` or `cookies SCHEMA`: scalars, each carried by a header or a cookie of its own. Any other is let in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeclaredFields {
    /// The fields.
    pub schema: Arc<ObjectSchema>,
    /// The clause.
    pub span: Span,
}

impl DeclaredFields {
    /// The fields with what carries them.
    pub fn carried(&self, carrier: Carrier) -> impl Iterator<Item = (String, &Field)> {
        self.schema.fields.iter().map(move |field| (carrier.name_of(&field.name), field))
    }
}
