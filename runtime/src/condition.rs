//! The operators of conditions over values that may be missing: `None` is Kleene's *unknown*.

#[cfg(test)]
mod tests;

use gatewright_core::primitive::decimal::Decimal;
use gatewright_core::primitive::scalar::{difference_of_ints, sum_of_ints};

/// `and`: false if one is false, else unknown if one is unknown.
pub fn all<const N: usize>(parts: [Option<bool>; N]) -> Option<bool> {
    if parts.contains(&Some(false)) {
        Some(false)
    } else if parts.contains(&None) {
        None
    } else {
        Some(true)
    }
}

/// `or`: true if one is true, else unknown if one is unknown.
pub fn any<const N: usize>(parts: [Option<bool>; N]) -> Option<bool> {
    not(all(parts.map(not)))
}

/// `not`: unknown stays unknown.
#[must_use]
pub fn not(part: Option<bool>) -> Option<bool> {
    part.map(|truth| !truth)
}

/// `==`.
pub fn equal<T: PartialEq>(left: Option<T>, right: Option<T>) -> Option<bool> {
    Some(left? == right?)
}

/// `!=`.
pub fn different<T: PartialEq>(left: Option<T>, right: Option<T>) -> Option<bool> {
    Some(left? != right?)
}

/// `<`.
pub fn less<T: PartialOrd>(left: Option<T>, right: Option<T>) -> Option<bool> {
    Some(left? < right?)
}

/// `<=`.
pub fn less_or_equal<T: PartialOrd>(left: Option<T>, right: Option<T>) -> Option<bool> {
    Some(left? <= right?)
}

/// `>`.
pub fn greater<T: PartialOrd>(left: Option<T>, right: Option<T>) -> Option<bool> {
    Some(left? > right?)
}

/// `>=`.
pub fn greater_or_equal<T: PartialOrd>(left: Option<T>, right: Option<T>) -> Option<bool> {
    Some(left? >= right?)
}

/// `in [x, y]`.
pub fn is_one_of<T: PartialEq>(needle: Option<T>, list: &[T]) -> Option<bool> {
    Some(list.contains(&needle?))
}

/// `in principal.groups`.
#[must_use]
pub fn is_element(needle: Option<&str>, list: Option<&[String]>) -> Option<bool> {
    let (needle, list) = (needle?, list?);
    Some(list.iter().any(|element| element == needle))
}

/// `in query.tags`: among items of which one may be missing.
pub fn is_item<'i, I, T: PartialEq>(
    needle: Option<T>,
    items: Option<&'i [I]>,
    read: impl Fn(&'i I) -> Option<T>,
) -> Option<bool> {
    let (needle, items) = (needle?, items?);
    let mut is_known = true;
    for item in items {
        match read(item) {
            Some(item) if item == needle => return Some(true),
            Some(_) => {}
            None => is_known = false,
        }
    }
    is_known.then_some(false)
}

/// `+` on ints and on what is counted in seconds; missing where it is out of range.
#[must_use]
pub fn plus(left: Option<i64>, right: Option<i64>) -> Option<i64> {
    sum_of_ints(left?, right?)
}

/// `-` on them.
#[must_use]
pub fn minus(left: Option<i64>, right: Option<i64>) -> Option<i64> {
    difference_of_ints(left?, right?)
}

/// `+` on numbers of which one is a decimal; missing where it has too many digits.
#[must_use]
pub fn plus_decimal(left: Option<Decimal>, right: Option<Decimal>) -> Option<Decimal> {
    left?.checked_add(&right?)
}

/// `-` on them.
#[must_use]
pub fn minus_decimal(left: Option<Decimal>, right: Option<Decimal>) -> Option<Decimal> {
    left?.checked_sub(&right?)
}

/// `starts_with`.
#[must_use]
pub fn starts_with(subject: Option<&str>, affix: Option<&str>) -> Option<bool> {
    Some(subject?.starts_with(affix?))
}

/// `ends_with`.
#[must_use]
pub fn ends_with(subject: Option<&str>, affix: Option<&str>) -> Option<bool> {
    Some(subject?.ends_with(affix?))
}

/// `within`: not later than `leeway` from now, and at most `seconds` ago.
#[must_use]
pub fn is_within_last(time: Option<i64>, now: i64, leeway: u64, seconds: u64) -> Option<bool> {
    let (time, leeway) = (time?, i64::try_from(leeway).ok()?);
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    Some(time <= now.saturating_add(leeway) && now.saturating_sub(time) <= seconds)
}
