//! Decimals around their bounds.

use gatewright_core::policy::Bounds;
use gatewright_core::primitive::decimal::Decimal;

use super::{JsonSample, Side, TextSample, json, text};
use crate::json_text::Json;

/// Places after the point that the samples are computed with.
const PLACES: u32 = 6;

/// The number times 10^6, where it fits.
fn scaled(decimal: &Decimal) -> Option<i128> {
    let shift = i64::from(PLACES) + decimal.exponent();
    i128::from(decimal.units()).checked_mul(10_i128.checked_pow(u32::try_from(shift).ok()?)?)
}

fn plain(scaled: i128) -> String {
    let unit = 10_i128.pow(PLACES);
    let sign = if scaled < 0 { "-" } else { "" };
    let (whole, fraction) = (scaled.abs() / unit, scaled.abs() % unit);
    let digits = format!("{fraction:06}");
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{digits}") }
}

fn values(bounds: &Bounds<Decimal>) -> Vec<(String, Side)> {
    let min = bounds.min.as_ref().and_then(scaled);
    let max = bounds.max.as_ref().and_then(scaled);
    let unit = 10_i128.pow(PLACES);
    let inside =
        |value: i128| min.is_none_or(|min| min <= value) && max.is_none_or(|max| value <= max);
    let mut candidates = Vec::new();
    candidates.extend(min.or(max));
    candidates.extend(max);
    candidates.extend([unit, unit + unit / 2, 0, -1]);
    candidates.extend(min.map(|min| min - 1));
    candidates.extend(max.map(|max| max + 1));
    candidates.extend(min.map(|min| min - unit));
    candidates.extend(max.map(|max| max + unit));
    let first = candidates.iter().position(|value| inside(*value)).unwrap_or_default();
    candidates.swap(0, first);
    let mut seen = std::collections::BTreeSet::new();
    candidates.retain(|value| seen.insert(*value));
    candidates.into_iter().map(|value| (plain(value), Side::of(inside(value)))).collect()
}

/// Whether a number of one unit with many decimal places could be inside: one stands between the bounds.
fn admits_one(bounds: &Bounds<Decimal>) -> bool {
    values(bounds).iter().any(|(value, side)| value == "1" && *side == Side::Inside)
        && values(bounds).iter().any(|(value, side)| value == "1.5" && *side == Side::Inside)
}

/// Decimals in JSON.
pub(super) fn json_samples(bounds: &Bounds<Decimal>) -> Vec<JsonSample> {
    let mut samples: Vec<JsonSample> = values(bounds)
        .into_iter()
        .map(|(value, side)| json(&value, Json::Raw(value.clone()), Some(side)))
        .collect();
    let one = admits_one(bounds).then_some(Side::Inside);
    for (spelling, side) in [
        ("1.00000000000001", one),
        ("1.000000000000001", Some(Side::Outside)),
        ("1.00000000000000", one),
        ("1.000000000000000", Some(Side::Outside)),
        ("1e0", one),
        ("10e-1", one),
        ("0.1E1", one),
        ("-0.0", None),
        ("0.000000000000000000", None),
        ("1e300", bounds.max.as_ref().map(|_| Side::Outside)),
        ("123456789012345e-14", one),
        ("1234567890123456e-15", Some(Side::Outside)),
    ] {
        samples.push(json(spelling, Json::Raw(spelling.into()), side));
    }
    samples
}

/// Decimals as text.
pub(super) fn text_samples(bounds: &Bounds<Decimal>) -> Vec<TextSample> {
    let mut samples: Vec<TextSample> =
        values(bounds).into_iter().map(|(value, side)| text(&value, &value, Some(side))).collect();
    let one = admits_one(bounds).then_some(Side::Inside);
    for (spelling, side) in [
        ("1.00000000000001", one),
        ("1.000000000000001", Some(Side::Outside)),
        ("1.", Some(Side::Outside)),
        (".5", Some(Side::Outside)),
        ("01.5", Some(Side::Outside)),
        ("+1.5", Some(Side::Outside)),
        ("1e0", Some(Side::Outside)),
        ("1,5", Some(Side::Outside)),
        ("NaN", Some(Side::Outside)),
        ("", Some(Side::Outside)),
    ] {
        samples.push(text(&format!("`{spelling}`"), spelling, side));
    }
    samples
}
