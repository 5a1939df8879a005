//! What most values of a format look like, told without its automaton, which waits a look-up for each byte.

use crate::policy::Format;

/// Whether `text` is surely of the format. It may be of it where this says no.
#[inline]
pub(super) fn is_usual(format: Format, text: &[u8]) -> bool {
    match format {
        Format::Time => is_time(text),
        Format::Date => text.as_array().is_some_and(is_date),
        Format::Email => is_email(text),
        Format::Uuid => text.as_array().is_some_and(is_uuid),
        Format::Duration
        | Format::Uri
        | Format::Hostname
        | Format::Ip
        | Format::Base64
        | Format::TimeOfDay
        | Format::UriReference
        | Format::IdnEmail
        | Format::Iri
        | Format::IriReference
        | Format::JsonPointer
        | Format::RelativeJsonPointer
        | Format::UriTemplate
        | Format::IdnHostname => false,
    }
}

/// Two digits; more than any two are where one is none.
fn two(tens: u8, ones: u8) -> u8 {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    if tens < 10 && ones < 10 { tens * 10 + ones } else { u8::MAX }
}

/// Every day but the 29th of February.
fn is_date(text: &[u8; 10]) -> bool {
    let [c, d, x, y, b'-', m, n, b'-', s, t] = *text else { return false };
    let (month, day) = (two(m, n), two(s, t));
    let last = match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    two(c, d) < 100 && two(x, y) < 100 && (1..=last).contains(&day)
}

/// Every time of such a day but a leap second.
fn is_time(text: &[u8]) -> bool {
    let Some((date, rest)) = text.split_first_chunk() else { return false };
    let Some((clock, rest)) = rest.split_first_chunk() else { return false };
    let [b'T', h, i, b':', m, n, b':', s, t] = *clock else { return false };
    let zone = match rest.strip_prefix(b".") {
        None => rest,
        Some([first, after @ ..]) if first.is_ascii_digit() => {
            let digits = after.iter().take_while(|digit| digit.is_ascii_digit()).count();
            after.get(digits..).unwrap_or_default()
        }
        Some(_) => return false,
    };
    let is_zone = match *zone {
        [b'Z'] => true,
        [b'+' | b'-', h, i, b':', m, n] => two(h, i) < 24 && two(m, n) < 60,
        _ => false,
    };
    is_date(date) && two(h, i) < 24 && two(m, n) < 60 && two(s, t) < 60 && is_zone
}

/// Every UUID.
fn is_uuid(text: &[u8; 36]) -> bool {
    let mut digits = *text;
    let are_marks = [digits[8], digits[13], digits[18], digits[23]] == *b"----";
    (digits[8], digits[13], digits[18], digits[23]) = (b'0', b'0', b'0', b'0');
    let is_digit = |byte: u8| {
        u8::from(byte.wrapping_sub(b'0') < 10) | u8::from((byte | 0x20).wrapping_sub(b'a') < 6)
    };
    // Not one after another, so that all are looked at together.
    are_marks && digits.iter().fold(1, |all, byte| all & is_digit(*byte)) == 1
}

/// Letters and digits, with single marks between them, on both sides of the `@`; neither side too long for one label.
fn is_email(text: &[u8]) -> bool {
    // Every mark, the sign itself included, stands between letters.
    let (mut signs, mut after_mark) = (0, true);
    for byte in text {
        let is_mark = !byte.is_ascii_alphanumeric();
        if is_mark {
            match byte {
                b'.' | b'-' => {}
                b'_' | b'+' if signs == 0 => {}
                b'@' => signs += 1,
                _ => return false,
            }
            if after_mark {
                return false;
            }
        }
        after_mark = is_mark;
    }
    text.len() <= 63 && signs == 1 && !after_mark
}
