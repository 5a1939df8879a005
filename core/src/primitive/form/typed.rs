//! A form read in one pass into a type that generated code has for its schema.

use std::ops::RangeBounds;

use super::{FormError, Malformed, pairs};
use crate::primitive::schema::{Reason, Violation};

/// What is read from a form.
pub trait Form: Sized {
    /// The names of its fields.
    const FIELDS: FormFields;

    /// Reads it from the fields as they come.
    ///
    /// # Errors
    ///
    /// Those of [`typed`]; that the rest is a form is not looked at.
    fn read(pairs: &mut Pairs<'_>) -> Result<Self, FormError>;
}

/// The names of a schema.
#[derive(Clone, Copy, Debug)]
pub struct FormFields {
    /// Of the fields that a client may send, in the order of the schema.
    pub names: &'static [&'static str],
    /// Of those among them that are lists.
    pub lists: &'static [&'static str],
    /// Of the fields that a client must not send.
    pub read_only: &'static [&'static str],
}

/// The fields of a form, as they come.
#[derive(Clone, Copy, Debug)]
pub struct Pairs<'a>(Written<'a>);

/// How a form is written.
#[derive(Clone, Copy, Debug)]
enum Written<'a> {
    /// In one text.
    Encoded(&'a [u8]),
    /// As parts of a multipart body.
    Parts(&'a [(&'a str, &'a str)]),
}

impl Pairs<'_> {
    /// Reads each field: `field` takes the value of the one whose place among the names it is given.
    ///
    /// # Errors
    ///
    /// Whatever is wrong first.
    pub fn each(
        &mut self,
        fields: &FormFields,
        mut field: impl FnMut(usize, &str) -> Result<(), FormError>,
    ) -> Result<(), FormError> {
        self.visit(|name, text| {
            let read = match fields.names.iter().position(|own| *own == name) {
                Some(place) => field(place, text),
                None if fields.read_only.contains(&name) => {
                    Err(Violation::here(Reason::ReadOnly).into())
                }
                None => Err(Violation::here(Reason::Unknown).into()),
            };
            read.map_err(|error| match error {
                FormError::Schema(violation) => FormError::Schema(violation.inside(name)),
                FormError::Malformed(_) => error,
            })
        })
    }

    fn visit(
        &self,
        mut field: impl FnMut(&str, &str) -> Result<(), FormError>,
    ) -> Result<(), FormError> {
        match self.0 {
            Written::Encoded(form) => pairs(form).try_for_each(|pair| {
                let (name, text) = pair?;
                field(&name, &text)
            }),
            Written::Parts(parts) => parts.iter().try_for_each(|(name, text)| field(name, text)),
        }
    }

    /// Whether it is a form in which no field stands twice that is no list.
    fn check(&self, fields: &FormFields) -> Result<(), FormError> {
        let mut met = vec![false; fields.names.len()];
        self.visit(|name, _| {
            let place = fields.names.iter().position(|own| *own == name);
            let Some(met) = place.and_then(|place| met.get_mut(place)) else { return Ok(()) };
            if *met && !fields.lists.contains(&name) {
                return Err(Malformed::Repeated.into());
            }
            *met = true;
            Ok(())
        })
    }
}

/// Reads a whole form.
///
/// What is of its schema is read once. At a violation reading stops, and the rest is only looked at for what is no form.
///
/// # Errors
///
/// [`FormError::Malformed`] wherever that shows, else the first violation.
pub fn typed<T: Form>(form: &[u8]) -> Result<T, FormError> {
    whole(Pairs(Written::Encoded(form)))
}

/// The same for the texts of a multipart body, by their names.
///
/// # Errors
///
/// Those of [`typed`].
pub fn typed_parts<T: Form>(texts: &[(&str, &str)]) -> Result<T, FormError> {
    whole(Pairs(Written::Parts(texts)))
}

fn whole<T: Form>(mut pairs: Pairs<'_>) -> Result<T, FormError> {
    T::read(&mut pairs).map_err(|error| match error {
        FormError::Schema(violation) => match pairs.check(&T::FIELDS) {
            Ok(()) => FormError::Schema(violation),
            Err(malformed) => malformed,
        },
        FormError::Malformed(_) => error,
    })
}

/// Fills in a field that may stand once; nothing is a value that is not of its type.
///
/// # Errors
///
/// Where it is not, or where the field is filled in already.
pub fn set<T>(slot: &mut Option<T>, value: Option<T>) -> Result<(), FormError> {
    if slot.is_some() {
        return Err(Malformed::Repeated.into());
    }
    *slot = Some(value.ok_or_else(|| Violation::here(Reason::Value))?);
    Ok(())
}

/// Adds an item to a list.
///
/// # Errors
///
/// Where it is not of its type.
pub fn add<T>(slot: &mut Option<Vec<T>>, value: Option<T>) -> Result<(), FormError> {
    let items = slot.get_or_insert_default();
    let place = || Violation::here(Reason::Value).inside(&items.len().to_string());
    let value = value.ok_or_else(place)?;
    items.push(value);
    Ok(())
}

/// Whether a list, where it stands, has this many items.
///
/// # Errors
///
/// Where it has not.
pub fn require_items<T>(
    list: &Option<Vec<T>>,
    name: &str,
    length: impl RangeBounds<u64>,
) -> Result<(), FormError> {
    let count = |list: &Vec<T>| u64::try_from(list.len()).unwrap_or(u64::MAX);
    if list.as_ref().is_none_or(|list| length.contains(&count(list))) {
        Ok(())
    } else {
        Err(Violation::here(Reason::Items).inside(name).into())
    }
}

/// The value of a field that must stand.
///
/// # Errors
///
/// Where it does not.
pub fn required<T>(slot: Option<T>, name: &str) -> Result<T, FormError> {
    slot.ok_or_else(|| Violation::here(Reason::Missing(name.to_owned())).into())
}
