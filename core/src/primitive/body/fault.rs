//! Why reading stopped.

use super::BodyError;
use super::fields::Field;
use crate::primitive::json::JsonError;
use crate::primitive::schema::{Reason, Violations, Wrong};

/// Why reading stopped.
#[derive(Debug)]
pub struct Fault(Box<Stop>);

/// Why, and where.
#[derive(Debug)]
pub(super) enum Stop {
    /// The body is no JSON.
    Json(JsonError),
    /// A value is not of its schema; reading stopped somewhere in it.
    Within(Violations),
    /// An object or a list is not of its schema; it has been read to its end.
    Behind(Violations),
}

impl Fault {
    /// A value that is not of its schema.
    #[must_use]
    #[cold]
    pub fn schema(reason: Reason) -> Fault {
        Fault::from(Violations::here(reason))
    }

    /// An object or a list that has been read to its end.
    #[cold]
    pub(super) fn behind(found: Violations) -> Fault {
        Fault(Box::new(Stop::Behind(found)))
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
        Fault::behind(Violations::here(Reason::Missing(name.to_owned())))
    }

    /// Required fields that are not there.
    ///
    /// # Errors
    ///
    /// A fault, where there are any.
    #[cold]
    pub fn check_missing<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<(), Fault> {
        all_missing(names).map_err(Fault::behind)
    }

    /// The same of an object that has not read these required fields: those of which it tells nothing are missing too, if it has
    /// been read to its end.
    #[must_use]
    #[cold]
    pub fn beside<'n>(self, unread: impl IntoIterator<Item = &'n str>) -> Fault {
        let told = match *self.0 {
            Stop::Behind(told) => told,
            Stop::Within(_) | Stop::Json(_) => return self,
        };
        let unread = unread.into_iter().filter(|name| !told.tell_of(name));
        Fault::behind(match all_missing(unread) {
            Ok(()) => told,
            Err(missing) => told.and(missing),
        })
    }

    /// The same of a whole body, which is no field: null is told like anything else that is no object.
    #[cold]
    pub(super) fn of_whole(self) -> BodyError {
        match *self.0 {
            Stop::Within(found) | Stop::Behind(found) => {
                let is_null = found.only_here() == Some(&Reason::Null);
                BodyError::Schema(if is_null { Violations::here(Reason::Object) } else { found })
            }
            Stop::Json(error) => BodyError::Json(error),
        }
    }

    /// Why, and where.
    pub(super) fn stop(self) -> Stop {
        *self.0
    }

    /// The same seen from the object or array that holds the value.
    #[cold]
    pub(super) fn inside(self, step: impl FnOnce() -> String) -> Fault {
        Fault(Box::new(match *self.0 {
            Stop::Within(found) => Stop::Within(found.inside(&step())),
            Stop::Behind(found) => Stop::Behind(found.inside(&step())),
            stop @ Stop::Json(_) => stop,
        }))
    }

    /// The same seen from the object whose field it is.
    #[cold]
    pub(super) fn inside_field(self, fields: &[Field], place: usize) -> Fault {
        let name = fields.get(place).map(|field| field.name);
        self.inside(|| name.unwrap_or_default().to_owned())
    }

    /// The same seen from the array whose item it is.
    #[cold]
    pub(super) fn inside_item(self, place: usize) -> Fault {
        self.inside(|| place.to_string())
    }
}

/// What an object without these required fields is told.
fn all_missing<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<(), Violations> {
    let mut wrong = Wrong::default();
    for name in names {
        wrong.add(Violations::here(Reason::Missing(name.to_owned())))?;
    }
    wrong.end()
}

impl From<Violations> for Fault {
    #[cold]
    fn from(found: Violations) -> Fault {
        Fault(Box::new(Stop::Within(found)))
    }
}

impl From<JsonError> for Fault {
    #[cold]
    fn from(error: JsonError) -> Fault {
        Fault(Box::new(Stop::Json(error)))
    }
}
