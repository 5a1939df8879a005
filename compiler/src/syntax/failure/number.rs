//! Numbers with no unit or with one that there is not, versions and bounds.

use super::super::grammar::Rule;
use super::place::Place;
use crate::diagnostic::{Applicability, Diagnostic};

/// What units are called elsewhere.
const UNITS: [(&str, &[&str]); 12] = [
    ("ms", &["msec", "msecs", "millis", "milliseconds"]),
    ("s", &["sec", "secs", "second", "seconds"]),
    ("m", &["min", "mins", "minute", "minutes"]),
    ("h", &["hr", "hrs", "hour", "hours"]),
    ("d", &["day", "days"]),
    ("B", &["b", "byte", "bytes"]),
    ("KB", &["k", "kb"]),
    ("MB", &["mb"]),
    ("GB", &["g", "gb"]),
    ("KiB", &["ki", "kib"]),
    ("MiB", &["mi", "mib"]),
    ("GiB", &["gi", "gib"]),
];

/// What wrote this number meant another.
pub(super) fn explain(place: &Place<'_>) -> Option<Diagnostic> {
    unit(place).or_else(|| window(place)).or_else(|| version(place)).or_else(|| range(place))
}

/// A duration or size without a unit, or with another.
fn unit(place: &Place<'_>) -> Option<Diagnostic> {
    let found = place.found;
    let end = found.find(|character: char| !character.is_ascii_digit() && character != '_')?;
    let (digits, written) = found.split_at_checked(end)?;
    if digits.is_empty()
        || !place.expects(&[Rule::duration, Rule::size, Rule::window, Rule::literal, Rule::max])
    {
        return None;
    }
    let lower = written.to_ascii_lowercase();
    let better = UNITS.iter().find(|(unit, others)| {
        others.contains(&lower.as_str()) || unit.eq_ignore_ascii_case(written)
    });
    let error = place.error(format!("there is no unit `{written}`"));
    Some(match better {
        Some((unit, _)) => {
            let better = format!("{digits}{unit}");
            let help = format!("did you mean `{better}`?");
            place.offer(error, place.at..place.end(), better, help)
        }
        None => error.note(
            "durations have `ms`, `s`, `m`, `h` or `d`, sizes `B`, `KiB`, `MiB`, `GiB`, `KB`, `MB` or `GB`",
        ),
    })
}

/// A window or size that is a bare number.
fn window(place: &Place<'_>) -> Option<Diagnostic> {
    let found = place.found;
    if !found.starts_with(|first: char| first.is_ascii_digit()) {
        let slash = found == "/" && place.expects(&[Rule::kw_per]);
        return slash.then(|| place.unexpected().help("write it like `100 per 1m by client.ip`"));
    }
    let (what, unit) = if place.expects(&[Rule::duration]) {
        ("a duration", "s")
    } else if place.expects(&[Rule::size]) {
        ("a size", "KiB")
    } else {
        return None;
    };
    let better = format!("{found}{unit}");
    Some(place.error(format!("{what} has a unit")).suggest(
        format!("give it a unit: `{better}`"),
        place.replace(place.at..place.end(), better, Applicability::MaybeIncorrect),
    ))
}

/// A version that is not three bare numbers.
fn version(place: &Place<'_>) -> Option<Diagnostic> {
    if place.expected != [Rule::version] {
        return None;
    }
    let rest = place.rest();
    let is_version = |character: char| character.is_ascii_digit() || character == '.';
    let quote = rest.strip_prefix('"').map_or(0, |_| 1);
    let v = rest.get(quote..)?.strip_prefix('v').map_or(0, |_| 1);
    let start = quote + v;
    let number = rest.get(start..)?;
    let number = number.get(..number.find(|one| !is_version(one)).unwrap_or(number.len()))?;
    let parts = number.split('.').filter(|part| !part.is_empty()).count();
    if !(1..=3).contains(&parts) || number.split('.').count() != parts {
        return None;
    }
    let better = format!("{number}{}", ".0".repeat(3 - parts));
    let end = start + number.len();
    let end = end + usize::from(quote > 0 && rest.get(end..)?.starts_with('"'));
    let range = place.at..place.at + end;
    let written = rest.get(..end)?;
    let message = format!("expected a version such as `1.0.0`, found `{written}`");
    let error = place.error_at(range.clone(), message);
    let help = format!("write `{better}`");
    Some(place.offer(error, range, better, help))
}

/// `1...5`.
fn range(place: &Place<'_>) -> Option<Diagnostic> {
    if place.found != "." || !place.before().ends_with("..") {
        return None;
    }
    let error = place.error("bounds have two dots");
    Some(place.offer(error, place.at..place.end(), "", "delete one"))
}
