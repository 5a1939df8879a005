//! A JSON text as a tree.

use super::names::Names;
use super::{JsonError, JsonErrorKind, Scanner};

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as written.
    Number(String),
    /// A string, its escapes resolved.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object: its members in the order written, their names distinct.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The member of an object by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        let members = self.as_object()?;
        members.iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// The members, if it is an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&[(String, Json)]> {
        if let Json::Object(members) = self { Some(members) } else { None }
    }

    /// The items, if it is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Json]> {
        if let Json::Array(items) = self { Some(items) } else { None }
    }

    /// The text, if it is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Json::String(text) = self { Some(text) } else { None }
    }

    /// The value, if it is `true` or `false`.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Json::Bool(value) = self { Some(*value) } else { None }
    }

    /// The value, if it is a number of integral value within ±(2^53 − 1): `1.0` and `1e2` are.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        let Json::Number(text) = self else { return None };
        crate::primitive::number::Number::parse(text)?.integer()
    }
}

/// Reads a strict JSON text.
pub fn parse(bytes: &[u8]) -> Result<Json, JsonError> {
    let mut scanner = Scanner::new(bytes)?;
    let value = value(&mut scanner)?;
    scanner.end()?;
    Ok(value)
}

/// Recurses as deep as the scanner lets arrays and objects nest.
fn value(scanner: &mut Scanner<'_>) -> Result<Json, JsonError> {
    match scanner.peek() {
        Some(b'{') => object(scanner),
        Some(b'[') => array(scanner),
        Some(b'"') => Ok(Json::String(scanner.string()?.into_owned())),
        Some(b't') => scanner.word("true").map(|()| Json::Bool(true)),
        Some(b'f') => scanner.word("false").map(|()| Json::Bool(false)),
        Some(b'n') => scanner.word("null").map(|()| Json::Null),
        Some(b'-' | b'0'..=b'9') => Ok(Json::Number(scanner.number()?.to_owned())),
        Some(_) | None => Err(scanner.unexpected()),
    }
}

fn array(scanner: &mut Scanner<'_>) -> Result<Json, JsonError> {
    scanner.open(b'[')?;
    let mut items = Vec::new();
    if scanner.close(b']') {
        return Ok(Json::Array(items));
    }
    loop {
        items.push(value(scanner)?);
        if scanner.closes(b']')? {
            return Ok(Json::Array(items));
        }
    }
}

fn object(scanner: &mut Scanner<'_>) -> Result<Json, JsonError> {
    scanner.open(b'{')?;
    let mut members = Vec::new();
    if scanner.close(b'}') {
        return Ok(Json::Object(members));
    }
    let mut names = Names::default();
    loop {
        scanner.peek();
        let offset = scanner.offset();
        let name = scanner.string()?;
        if !names.insert(name.clone()) {
            return Err(JsonError { kind: JsonErrorKind::Duplicate, offset });
        }
        scanner.expect(b':')?;
        members.push((name.into_owned(), value(scanner)?));
        if scanner.closes(b'}')? {
            return Ok(Json::Object(members));
        }
    }
}
