//! In which places two JSON values differ.

use crate::primitive::json::Json;
use crate::primitive::number::Number;

/// A place of a body that holds something else than it must.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyDifference {
    /// Such as `lines[0].sku`; empty for the whole body.
    pub place: String,
    /// JSON, or the whole of a text; nothing where nothing must stand.
    pub expected: Option<String>,
    /// The same of what stands there.
    pub found: Option<String>,
}

/// In the order of what is expected, then what stands there besides.
pub(super) fn differences(expected: &Json, found: &Json) -> Vec<BodyDifference> {
    let mut differences = Vec::new();
    compare(String::new(), Some(expected), Some(found), &mut differences);
    differences
}

/// Recurses as deep as JSON may nest.
fn compare(
    place: String,
    expected: Option<&Json>,
    found: Option<&Json>,
    differences: &mut Vec<BodyDifference>,
) {
    match (expected, found) {
        (Some(Json::Object(ours)), Some(Json::Object(theirs))) => {
            let join = |name: &str| {
                if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") }
            };
            for (name, value) in ours {
                let found = found.and_then(|found| found.get(name));
                compare(join(name), Some(value), found, differences);
            }
            for (name, value) in theirs {
                if expected.is_some_and(|expected| expected.get(name).is_none()) {
                    compare(join(name), None, Some(value), differences);
                }
            }
        }
        (Some(Json::Array(ours)), Some(Json::Array(theirs))) => {
            for at in 0..ours.len().max(theirs.len()) {
                compare(format!("{place}[{at}]"), ours.get(at), theirs.get(at), differences);
            }
        }
        (Some(expected), Some(found)) if is_same(expected, found) => {}
        (Some(_) | None, _) => {
            let text = |value: Option<&Json>| value.map(Json::to_text);
            let (expected, found) = (text(expected), text(found));
            differences.push(BodyDifference { place, expected, found });
        }
    }
}

/// Of values without others inside. `1.0` is `1`.
fn is_same(expected: &Json, found: &Json) -> bool {
    match (expected, found) {
        (Json::Number(ours), Json::Number(theirs)) => {
            match (Number::parse(ours), Number::parse(theirs)) {
                (Some(ours), Some(theirs)) => ours.compare(&theirs).is_eq(),
                (Some(_) | None, _) => ours == theirs,
            }
        }
        (
            Json::Null
            | Json::Bool(_)
            | Json::Number(_)
            | Json::String(_)
            | Json::Array(_)
            | Json::Object(_),
            _,
        ) => expected == found,
    }
}
