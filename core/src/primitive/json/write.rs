//! A tree as JSON text.

use std::fmt::Write as _;

use super::Json;

impl Json {
    /// The value as JSON text without white space: members in their order, numbers as they were written.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        push(&mut text, self);
        text
    }
}

/// Recurses as deep as the value nests.
fn push(text: &mut String, value: &Json) {
    match value {
        Json::Null => text.push_str("null"),
        Json::Bool(true) => text.push_str("true"),
        Json::Bool(false) => text.push_str("false"),
        Json::Number(number) => text.push_str(number),
        Json::String(string) => push_string(text, string),
        Json::Array(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                push(text, item);
            }
            text.push(']');
        }
        Json::Object(members) => {
            text.push('{');
            for (place, (name, member)) in members.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                push_string(text, name);
                text.push(':');
                push(text, member);
            }
            text.push('}');
        }
    }
}

fn push_string(text: &mut String, value: &str) {
    text.push('"');
    push_escaped(text, value);
    text.push('"');
}

/// What stands between the quotes of a JSON string that says `value`.
pub(crate) fn push_escaped(text: &mut String, value: &str) {
    for character in value.chars() {
        match character {
            '"' | '\\' => {
                text.push('\\');
                text.push(character);
            }
            control if control < ' ' => {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\u{:04x}", u32::from(control));
            }
            other => text.push(other),
        }
    }
}
