//! Stage 9: headers and cookies that a route declares.

use gatewright_core::primitive::declared;

use super::Call;

impl Call {
    /// A declared header, if there is one, as its type reads it. Nothing where it is not as it is declared: it stands twice, is
    /// no text, or not of the type.
    pub fn declared_header<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<Option<T>> {
        let lines = self.head.headers.get_all(name).iter();
        let values: Vec<&[u8]> = lines.map(|line| line.as_bytes().trim_ascii()).collect();
        field(&values, read)
    }

    /// A declared cookie, likewise.
    pub fn declared_cookie<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<Option<T>> {
        field(&self.cookies(name), read)
    }
}

fn field<T>(values: &[&[u8]], read: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    match declared::text(values).ok()? {
        None => Some(None),
        Some(text) => read(text).map(Some),
    }
}
