//! Points in time out of RFC 3339 text.

use crate::policy::Format;

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

/// Days since 1970-01-01 in the Gregorian calendar, which repeats every 400 years of 146,097 days.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March end with the day that some lack.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let in_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + year * 365 + year / 4 - year / 100 + in_year - 719_468
}
