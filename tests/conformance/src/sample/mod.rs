//! Values at the boundaries of a type: some just inside, some just outside.

mod decimal;
mod format;
mod string;

use gatewright_core::policy::{Bounds, ScalarType};
use serde::Serialize;

pub use string::accepted;

use crate::json_text::Json;

/// On which side of a rule something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The rule lets it pass.
    Inside,
    /// The rule refuses it.
    Outside,
}

impl Side {
    /// Inside where true.
    #[must_use]
    pub fn of(inside: bool) -> Side {
        if inside { Side::Inside } else { Side::Outside }
    }
}

/// The largest integer that JSON carries exactly, 2^53 − 1.
pub const MAX_INT: i64 = (1 << 53) - 1;

/// A value in JSON.
#[derive(Clone, Debug)]
pub struct JsonSample {
    /// What it tries.
    pub label: String,
    /// The value.
    pub value: Json,
    /// The side, where it is plain without an oracle.
    pub side: Option<Side>,
}

/// A value as text, as in a path or a query, before any encoding.
#[derive(Clone, Debug)]
pub struct TextSample {
    /// What it tries.
    pub label: String,
    /// The value.
    pub text: String,
    /// The side, where it is plain without an oracle.
    pub side: Option<Side>,
}

fn json(label: &str, value: Json, side: Option<Side>) -> JsonSample {
    JsonSample { label: label.to_owned(), value, side }
}

fn text(label: &str, value: &str, side: Option<Side>) -> TextSample {
    TextSample { label: label.to_owned(), text: value.to_owned(), side }
}

/// Values of a type in JSON. The first is inside.
#[must_use]
pub fn json_samples(kind: &ScalarType) -> Vec<JsonSample> {
    let mut samples: Vec<JsonSample> = match kind {
        ScalarType::Int(bounds) => int_json(bounds),
        ScalarType::Decimal(bounds) => decimal::json_samples(bounds),
        ScalarType::Bool => ["true", "false"]
            .map(|value| json(value, Json::Raw(value.into()), Some(Side::Inside)))
            .into(),
        ScalarType::String { .. }
        | ScalarType::Format(_)
        | ScalarType::Enumeration(_)
        | ScalarType::Constant(_) => {
            let texts = text_samples(kind).into_iter();
            texts
                .map(|sample| json(&sample.label, Json::string(&sample.text), sample.side))
                .collect()
        }
    };
    let is_string = matches!(
        kind,
        ScalarType::String { .. }
            | ScalarType::Format(_)
            | ScalarType::Enumeration(_)
            | ScalarType::Constant(_)
    );
    let is_number = matches!(kind, ScalarType::Int(_) | ScalarType::Decimal(_));
    let outside = |is_of_type: bool| (!is_of_type).then_some(Side::Outside);
    samples.push(json("a number", Json::Raw("7".into()), outside(is_number)));
    samples.push(json("a string", Json::string("true"), outside(is_string)));
    samples.push(json("a number in a string", Json::string("7"), outside(is_string)));
    samples.push(json("a boolean", Json::Raw("true".into()), outside(*kind == ScalarType::Bool)));
    samples.push(json("a list", Json::Array(Vec::new()), Some(Side::Outside)));
    let operator = Json::Object(vec![("\"$gt\"".into(), Json::string(""))]);
    samples.push(json("an operator object", operator, Some(Side::Outside)));
    samples
}

/// Values of a type as text. The first is inside.
#[must_use]
pub fn text_samples(kind: &ScalarType) -> Vec<TextSample> {
    match kind {
        ScalarType::String { length, pattern, content } => {
            string::samples(length, pattern.as_ref(), *content)
        }
        ScalarType::Int(bounds) => int_text(bounds),
        ScalarType::Decimal(bounds) => decimal::text_samples(bounds),
        ScalarType::Bool => vec![
            text("true", "true", Some(Side::Inside)),
            text("false", "false", Some(Side::Inside)),
            text("upper case", "TRUE", Some(Side::Outside)),
            text("one", "1", Some(Side::Outside)),
            text("padded", " true", Some(Side::Outside)),
        ],
        ScalarType::Format(format) => format::samples(*format),
        ScalarType::Constant(constant) => vec![
            text("the text", constant, Some(Side::Inside)),
            text("one character more", &format!("{constant}x"), Some(Side::Outside)),
            text(
                "other case",
                &swap_case(constant),
                Some(Side::of(swap_case(constant) == *constant)),
            ),
        ],
        ScalarType::Enumeration(enumeration) => {
            let mut samples: Vec<TextSample> = enumeration
                .values
                .iter()
                .map(|value| text("a value", value, Some(Side::Inside)))
                .collect();
            let first = enumeration.values.first().cloned().unwrap_or_default();
            let mut outside = |label: &str, value: String| {
                let side = Side::of(enumeration.values.contains(&value));
                samples.push(text(label, &value, Some(side)));
            };
            outside("other case", swap_case(&first));
            outside("longer", format!("{first}x"));
            outside("two values", enumeration.values.join(","));
            outside("padded", format!("{first} "));
            samples
        }
    }
}

/// Upper case becomes lower case and the other way round.
pub(crate) fn swap_case(text: &str) -> String {
    let swap = |character: char| {
        if character.is_ascii_lowercase() {
            character.to_ascii_uppercase()
        } else {
            character.to_ascii_lowercase()
        }
    };
    text.chars().map(swap).collect()
}

/// Integers around the bounds; the first is inside.
fn ints(bounds: &Bounds<i64>) -> Vec<(String, i64, Side)> {
    let inside = |value: i64| {
        bounds.min.is_none_or(|min| min <= value)
            && bounds.max.is_none_or(|max| value <= max)
            && (-MAX_INT..=MAX_INT).contains(&value)
    };
    let (min, max) = (bounds.min.unwrap_or(-MAX_INT), bounds.max.unwrap_or(MAX_INT));
    let mut values = vec![min, max, min - 1, max + 1];
    values.extend([0, 1, -1, MAX_INT, MAX_INT + 1, -MAX_INT, -MAX_INT - 1]);
    let mut seen = std::collections::BTreeSet::new();
    values.retain(|value| seen.insert(*value));
    values.into_iter().map(|value| (format!("{value}"), value, Side::of(inside(value)))).collect()
}

fn int_json(bounds: &Bounds<i64>) -> Vec<JsonSample> {
    let mut samples = Vec::new();
    for (label, value, side) in ints(bounds) {
        samples.push(json(&label, Json::Raw(label.clone()), Some(side)));
        if value == bounds.max.unwrap_or(1) {
            for spelling in [format!("{value}.0"), format!("{value}e0"), format!("{value}00E-2")] {
                samples.push(json(&spelling, Json::Raw(spelling.clone()), Some(side)));
            }
        }
    }
    let value_of = |value: i64| {
        ints(&Bounds { min: bounds.min, max: bounds.max })
            .iter()
            .find(|(_, other, _)| *other == value)
            .map(|(_, _, side)| *side)
    };
    samples.push(json("-0", Json::Raw("-0".into()), value_of(0)));
    samples.push(json("0e9", Json::Raw("0e9".into()), value_of(0)));
    for spelling in ["1.5", "1e-1", "1e300", "9007199254740992.0", "1.0000000000000001"] {
        samples.push(json(spelling, Json::Raw(spelling.into()), Some(Side::Outside)));
    }
    samples.push(json(
        "1e2",
        Json::Raw("1e2".into()),
        Some(Side::of(
            bounds.min.is_none_or(|min| min <= 100) && bounds.max.is_none_or(|max| 100 <= max),
        )),
    ));
    samples
}

fn int_text(bounds: &Bounds<i64>) -> Vec<TextSample> {
    let mut samples: Vec<TextSample> =
        ints(bounds).into_iter().map(|(label, _, side)| text(&label, &label, Some(side))).collect();
    for spelling in
        ["-0", "+1", "01", "1.0", "1e0", " 1", "1 ", "0x1", "", "1_0", "\u{0661}", "1,2"]
    {
        samples.push(text(&format!("`{spelling}`"), spelling, Some(Side::Outside)));
    }
    samples
}
