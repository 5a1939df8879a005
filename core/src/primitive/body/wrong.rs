//! Reading on behind what is wrong, so that whoever sent the body is told of all of it at once.

use super::fault::Stop;
use super::{Cursor, Fault};
use crate::primitive::json;
use crate::primitive::json::Place;
use crate::primitive::schema::{Violations, Wrong};

/// How much is told of a body that is not of its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Telling {
    /// That it is not: reading stops at the first place, which costs least.
    First,
    /// As much as a client is told.
    All,
}

/// What of an object or a list has been passed over.
#[derive(Debug, Default)]
pub(super) struct PassedOver {
    wrong: Wrong,
    count: usize,
}

impl PassedOver {
    /// How many values.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Something that is wrong with the whole.
    pub(super) fn add(&mut self, found: Violations) -> Result<(), Fault> {
        Ok(self.wrong.add(found)?)
    }

    /// What is wrong, if anything is.
    pub(super) fn end(self) -> Result<(), Fault> {
        self.wrong.end().map_err(Fault::behind)
    }
}

impl Cursor<'_> {
    /// Passes over the value at `place`, which is wrong, if all is to be told.
    ///
    /// # Errors
    ///
    /// What is wrong, where that is enough.
    #[cold]
    #[inline(never)]
    pub(super) fn pass_over(
        &mut self,
        fault: Fault,
        place: Place,
        passed: &mut PassedOver,
    ) -> Result<(), Fault> {
        if self.telling == Telling::First {
            return Err(fault);
        }
        passed.count += 1;
        match fault.stop() {
            Stop::Json(error) => Err(error.into()),
            // Were it read once more, nested values would be as often as they are deep.
            Stop::Behind(found) => passed.add(found),
            Stop::Within(found) => {
                passed.add(found)?;
                self.scanner.return_to(place);
                Ok(json::skip(&mut self.scanner)?)
            }
        }
    }
}
