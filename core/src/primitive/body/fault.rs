//! Why reading stopped.

use super::BodyError;
use super::fields::Field;
use crate::primitive::json::JsonError;
use crate::primitive::schema::{Reason, Violation};

/// Why reading stopped.
#[derive(Debug)]
pub struct Fault(Box<BodyError>);

impl Fault {
    /// A value that is not of its schema.
    #[must_use]
    #[cold]
    pub fn schema(reason: Reason) -> Fault {
        Fault(Box::new(BodyError::Schema(Violation::here(reason))))
    }

    /// A tag that none of the variants has.
    #[must_use]
    #[cold]
    pub fn tag(name: &str) -> Fault {
        Fault::schema(Reason::Tag).inside(|| name.to_owned())
    }

    /// A required field that is not there.
    #[must_use]
    #[cold]
    pub(super) fn missing(name: &str) -> Fault {
        Fault::schema(Reason::Missing(name.to_owned()))
    }

    /// The same of a whole body, which is no field: null is told like anything else that is no object.
    #[cold]
    pub(super) fn of_whole(self) -> BodyError {
        match *self.0 {
            BodyError::Schema(Violation { pointer, reason: Reason::Null })
                if pointer.is_empty() =>
            {
                BodyError::Schema(Violation::here(Reason::Object))
            }
            error @ (BodyError::Schema(_) | BodyError::Json(_)) => error,
        }
    }

    /// The same seen from the object or array that holds the value.
    #[cold]
    pub(super) fn inside(self, step: impl FnOnce() -> String) -> Fault {
        match *self.0 {
            BodyError::Schema(violation) => {
                Fault(Box::new(BodyError::Schema(violation.inside(&step()))))
            }
            BodyError::Json(_) => self,
        }
    }
}

impl Fault {
    /// The same seen from the object whose field it is.
    #[cold]
    pub(super) fn inside_field(self, fields: &[Field], place: usize) -> Fault {
        let name = fields.get(place).map(|field| field.name);
        self.inside(|| name.unwrap_or_default().to_owned())
    }
}

impl Fault {
    /// The same seen from the array whose item it is.
    #[cold]
    pub(super) fn inside_item(self, place: usize) -> Fault {
        self.inside(|| place.to_string())
    }
}

impl From<JsonError> for Fault {
    #[cold]
    fn from(error: JsonError) -> Fault {
        Fault(Box::new(BodyError::Json(error)))
    }
}
