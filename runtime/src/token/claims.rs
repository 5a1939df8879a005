//! Claims of a verified token, one by one.

use gatewright_core::policy::PrincipalType;
use gatewright_core::primitive::json::Json;
use gatewright_core::primitive::jwt::{claim, split_claim};
use gatewright_core::primitive::principal::PrincipalValue;

use super::BadCredential;

/// The claims of a token that has been verified.
#[derive(Clone, Debug)]
pub struct Claims(pub(super) Json);

/// One accessor a type: nothing where the claim is missing, an error where it is of another type.
macro_rules! accessor {
    ($(#[$about:meta])* $name:ident, $kind:ident, $variant:ident, $value:ty) => {
        $(#[$about])*
        ///
        /// # Errors
        ///
        /// [`BadCredential`] where it is of another type.
        pub fn $name(&self, path: &[&str]) -> Result<Option<$value>, BadCredential> {
            match claim(&self.0, path, PrincipalType::$kind)? {
                None => Ok(None),
                Some(PrincipalValue::$variant(value)) => Ok(Some(value)),
                Some(_) => Err(BadCredential),
            }
        }
    };
}

impl Claims {
    accessor!(/// A string.
        text, Text, Text, String);
    accessor!(/// A UUID, in lower case.
        uuid, Uuid, Uuid, String);
    accessor!(/// An int.
        int, Int, Int, i64);
    accessor!(/// A boolean.
        bool, Bool, Bool, bool);
    accessor!(/// A time in seconds since 1970.
        time, Time, Time, i64);
    accessor!(/// An array of strings.
        text_list, TextList, TextList, Vec<String>);

    /// The items of one string that `separator` parts; empty ones do not count.
    ///
    /// # Errors
    ///
    /// [`BadCredential`] where it is no string.
    pub fn split(
        &self,
        path: &[&str],
        separator: char,
    ) -> Result<Option<Vec<String>>, BadCredential> {
        Ok(split_claim(&self.0, path, separator)?)
    }
}
