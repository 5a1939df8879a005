//! Where an id is one caller's: an id means nothing without the schemes that give it.

use std::sync::Arc;

use crate::policy::Scheme;

/// Among which ids an id is one caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdSpace<Name> {
    /// Among those of one scheme.
    Scheme(Name),
    /// Among those of all schemes whose `ids` have this name.
    Shared(Name),
}

impl<'a> IdSpace<&'a str> {
    /// The space of the ids that a scheme gives; those of a scheme that is not among `schemes` are its own.
    #[must_use]
    pub fn of(scheme: &'a str, schemes: &'a [Arc<Scheme>]) -> IdSpace<&'a str> {
        let declared = schemes.iter().find(|declared| declared.name == scheme);
        match declared.and_then(|declared| declared.ids.as_deref()) {
            Some(ids) => IdSpace::Shared(ids),
            None => IdSpace::Scheme(scheme),
        }
    }

    /// The same with a name of its own.
    #[must_use]
    pub fn into_owned(self) -> IdSpace<String> {
        match self {
            IdSpace::Scheme(name) => IdSpace::Scheme(name.to_owned()),
            IdSpace::Shared(name) => IdSpace::Shared(name.to_owned()),
        }
    }
}
