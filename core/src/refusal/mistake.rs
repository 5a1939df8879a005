//! What is wrong with a value of a body or a query, as the client is told.

use std::borrow::Cow;

use crate::primitive::query::QueryError;
use crate::primitive::schema::{Reason, Violation};

/// A value that is wrong. What the value is does not stand here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// JSON Pointer (RFC 6901) of the value; of its object where a field is missing.
    pub pointer: String,
    /// Why.
    pub detail: Cow<'static, str>,
}

/// Values that are wrong; one at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistakes(Vec<Mistake>);

impl Mistakes {
    /// These, if there are any.
    pub(super) fn of(mistakes: impl IntoIterator<Item = Mistake>) -> Option<Mistakes> {
        let mistakes: Vec<Mistake> = mistakes.into_iter().collect();
        (!mistakes.is_empty()).then_some(Mistakes(mistakes))
    }

    /// Each, in the order in which they stand.
    pub fn iter(&self) -> impl Iterator<Item = &Mistake> {
        self.0.iter()
    }
}

/// The longest pointer that is told, in bytes: names in it are the client's. Of a longer one, whole steps at the end are
/// left away.
pub const LONGEST_POINTER: usize = 256;

/// What is told of every value that is not of its type: generated code knows no more.
const VALUE: &str = "value not of its type";

impl Mistake {
    fn new(mut pointer: String, detail: impl Into<Cow<'static, str>>) -> Mistake {
        if pointer.len() > LONGEST_POINTER {
            let steps = pointer.match_indices('/').map(|(place, _)| place);
            let end = steps.take_while(|place| *place <= LONGEST_POINTER).last();
            pointer.truncate(end.unwrap_or(0));
        }
        Mistake { pointer, detail: detail.into() }
    }
}

impl From<Violation> for Mistake {
    fn from(Violation { pointer, reason }: Violation) -> Mistake {
        let detail: Cow<'static, str> = match reason {
            Reason::Scalar(_) | Reason::Value => VALUE.into(),
            Reason::Object
            | Reason::List
            | Reason::Items
            | Reason::Entries
            | Reason::Name
            | Reason::Tag
            | Reason::Null
            | Reason::Unknown
            | Reason::ReadOnly
            | Reason::Missing(_) => reason.to_string().into(),
        };
        Mistake::new(pointer, detail)
    }
}

impl Mistake {
    /// What is wrong with a query read as an object of its parameters; nothing where it cannot be decoded.
    #[must_use]
    pub fn of_query(error: &QueryError) -> Option<Mistake> {
        let at = |name: &str, detail: &'static str| {
            let violation = Violation::here(Reason::Value).inside(name);
            Some(Mistake::new(violation.pointer, detail))
        };
        match error {
            QueryError::Encoding | QueryError::Utf8 => None,
            QueryError::Unknown(name) => at(name, "unknown parameter"),
            QueryError::Repeated(name) => at(name, "repeated parameter"),
            QueryError::Items(name) => at(name, "number of items out of bounds"),
            QueryError::Value { name, mismatch: _ } => at(name, VALUE),
            QueryError::Missing(_) => Some(Mistake::new(String::new(), error.to_string())),
        }
    }
}
