//! Whether a text is strict JSON, without keeping its values.

use super::names::Names;
use super::{JsonError, JsonErrorKind, Scanner};

/// Whether `bytes` are a strict JSON text.
pub fn check(bytes: &[u8]) -> Result<(), JsonError> {
    let mut scanner = Scanner::new(bytes)?;
    skip(&mut scanner)?;
    scanner.end()
}

/// Takes one value, whatever it is. Recurses as deep as the scanner lets arrays and objects nest.
pub(crate) fn skip(scanner: &mut Scanner<'_>) -> Result<(), JsonError> {
    match scanner.peek() {
        Some(b'{') => object(scanner),
        Some(b'[') => array(scanner),
        Some(b'"') => scanner.string().map(drop),
        Some(b't') => scanner.word("true"),
        Some(b'f') => scanner.word("false"),
        Some(b'n') => scanner.word("null"),
        Some(b'-' | b'0'..=b'9') => scanner.number().map(drop),
        Some(_) | None => Err(scanner.unexpected()),
    }
}

fn array(scanner: &mut Scanner<'_>) -> Result<(), JsonError> {
    scanner.open(b'[')?;
    if scanner.close(b']') {
        return Ok(());
    }
    loop {
        skip(scanner)?;
        if scanner.closes(b']')? {
            return Ok(());
        }
    }
}

fn object(scanner: &mut Scanner<'_>) -> Result<(), JsonError> {
    scanner.open(b'{')?;
    if scanner.close(b'}') {
        return Ok(());
    }
    let mut names = Names::default();
    loop {
        scanner.peek();
        let offset = scanner.offset();
        if !names.insert(scanner.string()?) {
            return Err(JsonError { kind: JsonErrorKind::Duplicate, offset });
        }
        scanner.expect(b':')?;
        skip(scanner)?;
        if scanner.closes(b'}')? {
            return Ok(());
        }
    }
}
