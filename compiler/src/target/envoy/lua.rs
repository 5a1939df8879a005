//! Data as Lua table constructors.

use super::escape::lua_string;

/// A value of the policy's data.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Lua {
    /// A boolean.
    Bool(bool),
    /// An integer that a double holds exactly.
    Int(i64),
    /// Octets.
    Octets(Vec<u8>),
    /// A table with the keys 1, 2, 3 …
    List(Vec<Lua>),
    /// A table with string keys, in this order.
    Table(Vec<(String, Lua)>),
    /// An entry of a table declared earlier in the same file, by its number there.
    Shared(&'static str, usize),
}

impl Lua {
    /// A string.
    pub(super) fn text(text: impl AsRef<str>) -> Lua {
        Lua::Octets(text.as_ref().as_bytes().to_vec())
    }

    /// A list of strings.
    pub(super) fn texts<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Lua {
        Lua::List(texts.into_iter().map(Lua::text).collect())
    }

    /// A set of strings: each is a key whose value is true.
    pub(super) fn set<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Lua {
        Lua::Table(
            texts.into_iter().map(|text| (text.as_ref().to_owned(), Lua::Bool(true))).collect(),
        )
    }

    /// A table; entries without a value are left out.
    pub(super) fn table<const N: usize>(entries: [(&str, Option<Lua>); N]) -> Lua {
        Lua::Table(
            entries
                .into_iter()
                .filter_map(|(key, value)| value.map(|value| (key.to_owned(), value)))
                .collect(),
        )
    }

    /// The constructor, its lines after the first one indented by `depth` steps.
    pub(super) fn print(&self, depth: usize) -> String {
        match self {
            Lua::Bool(truth) => truth.to_string(),
            Lua::Int(number) => number.to_string(),
            Lua::Octets(octets) => lua_string(octets),
            Lua::Shared(table, number) => format!("{table}[{number}]"),
            Lua::List(items) => braces(depth, items.iter().map(|item| item.print(depth + 1))),
            Lua::Table(entries) => braces(
                depth,
                entries
                    .iter()
                    .map(|(key, value)| format!("{} = {}", index(key), value.print(depth + 1))),
            ),
        }
    }
}

/// On one line where it is short, else an entry a line.
fn braces(depth: usize, entries: impl Iterator<Item = String>) -> String {
    const WIDTH: usize = 100;
    let entries: Vec<String> = entries.collect();
    let width: usize = entries.iter().map(|entry| entry.len() + 2).sum();
    if entries.is_empty() {
        return "{}".to_owned();
    }
    if width + 2 * depth < WIDTH && !entries.iter().any(|entry| entry.contains('\n')) {
        return format!("{{ {} }}", entries.join(", "));
    }
    let indent = "  ".repeat(depth + 1);
    let lines: String = entries.iter().map(|entry| format!("{indent}{entry},\n")).collect();
    format!("{{\n{lines}{}}}", "  ".repeat(depth))
}

/// A key: as a name where it is one and no word of Lua's, else as a string in brackets.
fn index(key: &str) -> String {
    const WORDS: [&str; 22] = [
        "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if",
        "in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
    ];
    let is_name = key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && key.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
        && !WORDS.contains(&key);
    if is_name { key.to_owned() } else { format!("[{}]", lua_string(key.as_bytes())) }
}

#[cfg(test)]
mod tests;
