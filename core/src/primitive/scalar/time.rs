//! Points in time and durations out of RFC 3339 text.

use crate::policy::Format;
use crate::primitive::number::MAX_INT;

/// Whole seconds since 1970-01-01T00:00:00Z of a `time`, its fraction cut off. A leap second is the second after it.
#[must_use]
pub fn time_of_text(text: &str) -> Option<i64> {
    if !Format::Time.matches(text) {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let days = days(number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let local = number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?;
    let offset = if text.ends_with(['Z', 'z']) {
        0
    } else {
        let sign = text.len().checked_sub(6)?;
        let offset = number(sign + 1, sign + 3)? * 3600 + number(sign + 4, sign + 6)? * 60;
        if text.get(sign..=sign)? == "-" { -offset } else { offset }
    };
    Some(days * 86_400 + local - offset)
}

/// Seconds since 1970-01-01T00:00:00Z at which a `date` begins.
#[must_use]
pub fn date_of_text(text: &str) -> Option<i64> {
    if !Format::Date.matches(text) {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    Some(days(number(0, 4)?, number(5, 7)?, number(8, 10)?) * 86_400)
}

/// Seconds of a `duration`; nothing where it counts years or months, which have no one length, and beyond 2^53 − 1.
#[must_use]
pub fn duration_of_text(text: &str) -> Option<i64> {
    if !Format::Duration.matches(text) {
        return None;
    }
    let whole = text.strip_prefix('P')?;
    let (days, clock) = whole.split_once('T').unwrap_or((whole, ""));
    let days = sum_of_units(days, &[("W", 604_800), ("D", 86_400)])?;
    let clock = sum_of_units(clock, &[("H", 3600), ("M", 60), ("S", 1)])?;
    days.checked_add(clock).filter(|seconds| *seconds <= MAX_INT)
}

/// The seconds of numbers with their units, such as `1H30M`.
fn sum_of_units(text: &str, units: &[(&str, i64)]) -> Option<i64> {
    let parts = text.split_inclusive(|character: char| character.is_ascii_alphabetic());
    parts.into_iter().try_fold(0_i64, |total, part| {
        let (number, seconds) =
            units.iter().find_map(|(unit, seconds)| Some((part.strip_suffix(unit)?, seconds)))?;
        total.checked_add(number.parse::<i64>().ok()?.checked_mul(*seconds)?)
    })
}

/// Days since 1970-01-01 in the Gregorian calendar, which repeats every 400 years of 146,097 days.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March end with the day that some lack.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let in_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + year * 365 + year / 4 - year / 100 + in_year - 719_468
}
