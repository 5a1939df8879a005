//! Why reading stopped.

use super::BodyError;
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

impl From<JsonError> for Fault {
    #[cold]
    fn from(error: JsonError) -> Fault {
        Fault(Box::new(BodyError::Json(error)))
    }
}
