//! Forms as they are written, out of the values of a JSON object.

use serde_json::Value;

use crate::json_text::Json;
use crate::scene::spell;

/// The fields of an object in which nothing nests, in their order; items of a list are fields of one name.
#[must_use]
pub fn form(object: &Json) -> String {
    let Json::Object(members) = object else { return String::new() };
    let mut fields = Vec::new();
    for (name, value) in members {
        let name = spell(&plain(name));
        match value {
            Json::Array(items) => {
                fields.extend(items.iter().map(|item| format!("{name}={}", text(item))));
            }
            Json::Raw(_) | Json::Object(_) => fields.push(format!("{name}={}", text(value))),
        }
    }
    fields.join("&")
}

fn text(value: &Json) -> String {
    spell(&plain(&value.text()))
}

/// What a JSON string says; of anything else, how it is written.
fn plain(written: &str) -> String {
    serde_json::from_str::<Value>(written)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_else(|| written.to_owned())
}
