//! JSON as it is written, so that names can stand twice and numbers keep their spelling.

use serde_json::Value;

/// A JSON value with the text of its scalars.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// The text of a scalar, or of anything else.
    Raw(String),
    /// An array.
    Array(Vec<Json>),
    /// An object; names are JSON strings with their quotes, and may repeat.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// A string.
    #[must_use]
    pub fn string(text: &str) -> Json {
        Json::Raw(Value::from(text).to_string())
    }

    /// A name with its quotes.
    #[must_use]
    pub fn name(text: &str) -> String {
        Value::from(text).to_string()
    }

    /// The text, without spaces between tokens.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Json::Raw(text) => text.clone(),
            Json::Array(items) => {
                format!("[{}]", items.iter().map(Json::text).collect::<Vec<_>>().join(","))
            }
            Json::Object(members) => {
                let members =
                    members.iter().map(|(name, value)| format!("{name}:{}", value.text()));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }
        }
    }

    /// The value at a path; an index of an array is its number.
    pub fn at_mut(&mut self, path: &[String]) -> Option<&mut Json> {
        let Some((step, rest)) = path.split_first() else { return Some(self) };
        match self {
            Json::Raw(_) => None,
            Json::Array(items) => items.get_mut(step.parse::<usize>().ok()?)?.at_mut(rest),
            Json::Object(members) => {
                let name = Json::name(step);
                members.iter_mut().find(|(other, _)| *other == name)?.1.at_mut(rest)
            }
        }
    }

    /// A copy with another value at that path, which is added to its object where it is absent.
    #[must_use]
    pub fn with(&self, path: &[String], value: Json) -> Json {
        let mut whole = self.clone();
        if let Some(place) = whole.at_mut(path) {
            *place = value;
            return whole;
        }
        if let Some((last, parents)) = path.split_last()
            && let Some(Json::Object(members)) = whole.at_mut(parents)
        {
            members.push((Json::name(last), value));
        }
        whole
    }

    /// A copy without the member at that path.
    #[must_use]
    pub fn without(&self, path: &[String]) -> Json {
        let mut whole = self.clone();
        if let Some((last, parents)) = path.split_last()
            && let Some(Json::Object(members)) = whole.at_mut(parents)
        {
            let name = Json::name(last);
            members.retain(|(other, _)| *other != name);
        }
        whole
    }

    /// A copy with a member put at the front of the object at that path, whether its name is there or not.
    #[must_use]
    pub fn with_member(&self, path: &[String], name: &str, value: Json) -> Json {
        let mut whole = self.clone();
        if let Some(Json::Object(members)) = whole.at_mut(path) {
            members.insert(0, (name.to_owned(), value));
        }
        whole
    }
}
