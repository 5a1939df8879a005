//! Why reading stopped.

use super::BodyError;
use super::fields::Field;
use crate::primitive::json::JsonError;
use crate::primitive::schema::{Reason, Violations, Wrong};

/// Why reading stopped.
#[derive(Debug)]
pub struct Fault(Box<BodyError>);

impl Fault {
    /// A value that is not of its schema.
    #[must_use]
    #[cold]
    pub fn schema(reason: Reason) -> Fault {
        Fault(Box::new(BodyError::Schema(Violations::here(reason))))
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

    /// Required fields that are not there.
    ///
    /// # Errors
    ///
    /// A fault, where there are any.
    #[cold]
    pub fn check_missing<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<(), Fault> {
        let mut wrong = Wrong::default();
        for name in names {
            wrong.add(Violations::here(Reason::Missing(name.to_owned())))?;
        }
        Ok(wrong.end()?)
    }

    /// The same of an object that has not read these required fields: those of which it tells nothing are missing too. What is no
    /// object misses none.
    #[must_use]
    #[cold]
    pub fn beside<'n>(self, unread: impl IntoIterator<Item = &'n str>) -> Fault {
        let told = match *self.0 {
            BodyError::Schema(told) if told.only_here().is_none() => told,
            BodyError::Schema(_) | BodyError::Json(_) => return self,
        };
        let unread: Vec<&str> = unread.into_iter().filter(|name| !told.tell_of(name)).collect();
        let mut wrong = Wrong::default();
        let missing =
            unread.into_iter().map(|name| Violations::here(Reason::Missing(name.to_owned())));
        let all = [told].into_iter().chain(missing).try_for_each(|found| wrong.add(found));
        match all.and_then(|()| wrong.end()) {
            Err(all) => Fault::from(all),
            // There is what was told.
            Ok(()) => Fault::schema(Reason::Value),
        }
    }

    /// The same of a whole body, which is no field: null is told like anything else that is no object.
    #[cold]
    pub(super) fn of_whole(self) -> BodyError {
        match *self.0 {
            BodyError::Schema(found) if found.only_here() == Some(&Reason::Null) => {
                BodyError::Schema(Violations::here(Reason::Object))
            }
            error @ (BodyError::Schema(_) | BodyError::Json(_)) => error,
        }
    }

    /// What is not of its schema.
    ///
    /// # Errors
    ///
    /// The fault itself, where the body is no JSON.
    pub(super) fn violations(self) -> Result<Violations, Fault> {
        match *self.0 {
            BodyError::Schema(found) => Ok(found),
            BodyError::Json(_) => Err(self),
        }
    }

    /// The same seen from the object or array that holds the value.
    #[cold]
    pub(super) fn inside(self, step: impl FnOnce() -> String) -> Fault {
        match *self.0 {
            BodyError::Schema(found) => Fault::from(found.inside(&step())),
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

impl From<Violations> for Fault {
    #[cold]
    fn from(found: Violations) -> Fault {
        Fault(Box::new(BodyError::Schema(found)))
    }
}

impl From<JsonError> for Fault {
    #[cold]
    fn from(error: JsonError) -> Fault {
        Fault(Box::new(BodyError::Json(error)))
    }
}
