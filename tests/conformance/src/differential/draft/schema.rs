//! Schemas of queries, headers, cookies and bodies.

use super::Draft;
use super::kind::{Field, Kind};

/// A schema with what conditions can read of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Object {
    pub(super) name: String,
    pub(super) fields: Vec<Field>,
}

/// All of them, by what they are for.
#[derive(Clone, Debug, Default)]
pub(super) struct Schemas {
    pub(super) queries: Vec<Object>,
    pub(super) headers: Vec<Object>,
    pub(super) cookies: Vec<Object>,
    pub(super) bodies: Vec<Object>,
}

impl Draft<'_> {
    pub(super) fn schemas(&mut self) {
        self.line(0, "enum Colour { red, green }");
        let mut leaves = Vec::new();
        for number in 0..2 {
            let leaf = self.body(&format!("Leaf{number}"), &[]);
            leaves.push(leaf);
        }
        for number in 0..=self.random.below(3) {
            let body = self.body(&format!("Body{number}"), &leaves);
            self.schemas.bodies.push(body);
        }
        self.schemas.bodies.extend(leaves);
        for number in 0..=self.random.below(2) {
            let query = self.flat(&format!("Query{number}"), "q", 4);
            self.schemas.queries.push(query);
        }
        let headers = self.flat("Declared", "x_h", 0);
        self.schemas.headers.push(headers);
        let cookies = self.flat("Choices", "c", 0);
        self.schemas.cookies.push(cookies);
    }

    fn mark(&mut self) -> &'static str {
        if self.once_in(2) { "?" } else { "" }
    }

    fn scalar(&mut self) -> (Kind, String) {
        let kind = self.random.pick(&Kind::ALL).copied().unwrap_or_default();
        (kind, self.text(kind.types()))
    }

    /// Scalars, and with `lists` one list in so many.
    fn flat(&mut self, name: &str, prefix: &str, lists: usize) -> Object {
        let mut object = Object { name: name.to_owned(), fields: Vec::new() };
        self.line(0, format!("schema {name} {{"));
        for number in 0..=self.random.below(4) {
            let (kind, written) = self.scalar();
            let mark = self.mark();
            let field = format!("{prefix}{number}");
            let is_list = lists > 0 && self.once_in(lists);
            let written = if is_list { self.list(&written) } else { written };
            self.line(1, format!("{field}{mark}: {written}"));
            object.fields.push(Field { name: field, kind, is_list });
        }
        self.line(0, "}");
        object
    }

    fn list(&mut self, item: &str) -> String {
        format!("[{item}]{}", self.text(&["", " 1..3", " ..2", " 2"]))
    }

    fn body(&mut self, name: &str, leaves: &[Object]) -> Object {
        let mut object = Object { name: name.to_owned(), fields: Vec::new() };
        self.line(0, format!("schema {name} {{"));
        for number in 0..=self.random.below(6) {
            let field = format!("b{number}");
            let mark = self.mark();
            let null = if self.once_in(4) { "?" } else { "" };
            let inner = if self.once_in(3) { self.object(leaves) } else { None };
            match inner {
                Some(inner) if self.once_in(2) => {
                    let list = self.list(&inner.name);
                    self.line(1, format!("{field}{mark}: {list}"));
                }
                Some(inner) => {
                    self.line(1, format!("{field}{mark}: {}{null}", inner.name));
                    object.fields.extend(inner.fields.iter().map(|inner| inner.within(&field)));
                }
                None => {
                    let (kind, written) = self.scalar();
                    let is_list = self.once_in(5);
                    let (first, rest) = written.split_once(' ').unwrap_or((&written, ""));
                    let written = if is_list {
                        self.list(&format!("{first}{null} {rest}"))
                    } else {
                        format!("{first}{null} {rest}")
                    };
                    let readonly = if self.once_in(9) { " readonly" } else { "" };
                    self.line(1, format!("{field}{mark}: {written}{readonly}"));
                    object.fields.push(Field { name: field, kind, is_list });
                }
            }
        }
        self.line(0, "}");
        object
    }
}
