//! What most texts are made of: strings without escapes and numbers without exponents, eight bytes at a time.
//!
//! Where one of these readers finds anything else, it tells nothing and takes nothing, and the exact reader decides.

use super::Scanner;
use crate::primitive::decimal::Decimal;

/// A string that stands as it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plain<'a> {
    pub(crate) text: &'a str,
    /// Whether it is all of U+0020 to U+007E.
    pub(crate) is_printable: bool,
}

/// A number without exponent: so many units of its last digit, and how many of its digits stand behind the point.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlainNumber {
    units: i64,
    places: u8,
}

impl PlainNumber {
    /// Its value, if it is integral.
    #[inline]
    pub(crate) fn integer(&self) -> Option<i64> {
        if self.places == 0 { Some(self.units) } else { self.integer_of_places() }
    }

    #[cold]
    fn integer_of_places(&self) -> Option<i64> {
        let unit = 10_i64.checked_pow(u32::from(self.places))?;
        (self.units % unit == 0).then(|| self.units / unit)
    }

    #[inline]
    pub(crate) fn decimal(&self) -> Decimal {
        Decimal::new(self.units, -i64::from(self.places))
    }
}

/// The most digits that a [`PlainNumber`] has.
const MOST_DIGITS: usize = 15;

impl<'a> Scanner<'a> {
    /// A string without escapes, if one begins here.
    #[inline(always)]
    pub(crate) fn plain_string(&mut self) -> Option<Plain<'a>> {
        if self.byte() != Some(b'"') {
            return None;
        }
        let start = self.at + 1;
        let mut end = start;
        let mut unusual = 0;
        let last = loop {
            let word = self.eight(end);
            let special = special(word);
            if special != 0 {
                let first = special & special.wrapping_neg();
                unusual |= not_printable(word) & (first - 1);
                break (word, first);
            }
            unusual |= not_printable(word);
            end += 8;
        };
        let (word, first) = last;
        let bits = first.trailing_zeros() - 7;
        if (word >> bits) & 0xff != u64::from(b'"') {
            return None;
        }
        end += usize::try_from(bits / 8).unwrap_or(0);
        let text = self.text.get(start..end)?;
        self.at = end + 1;
        Some(Plain { text, is_printable: unusual == 0 })
    }

    /// A number of at most 15 digits and no exponent, if one begins here.
    #[inline]
    pub(crate) fn plain_number(&mut self) -> Option<PlainNumber> {
        if self.byte() == Some(b'-') {
            return self.plain_negative();
        }
        let (number, end) = self.plain_digits(self.at)?;
        self.at = end;
        Some(number)
    }

    #[inline(never)]
    fn plain_negative(&mut self) -> Option<PlainNumber> {
        let (number, end) = self.plain_digits(self.at + 1)?;
        self.at = end;
        Some(PlainNumber { units: -number.units, ..number })
    }

    /// One without sign that begins at a place, and where it ends.
    #[inline]
    fn plain_digits(&self, start: usize) -> Option<(PlainNumber, usize)> {
        let bytes = self.text.as_bytes();
        let mut units = digit(bytes, start)?;
        let mut at = start + 1;
        // No digit may follow a zero.
        if units != 0 {
            while let Some(digit) = digit(bytes, at) {
                units = units.wrapping_mul(10).wrapping_add(digit);
                at += 1;
            }
        }
        let (mut digits, mut places) = (at - start, 0);
        if bytes.get(at) == Some(&b'.') {
            at += 1;
            let point = at;
            while let Some(digit) = digit(bytes, at) {
                units = units.wrapping_mul(10).wrapping_add(digit);
                at += 1;
            }
            places = at - point;
            digits += places;
            if places == 0 {
                return None;
            }
        }
        if digits > MOST_DIGITS || matches!(bytes.get(at), Some(b'e' | b'E')) {
            return None;
        }
        Some((PlainNumber { units, places: u8::try_from(places).unwrap_or(0) }, at))
    }

    /// The eight bytes that stand at a place; behind the end are zeros.
    #[inline]
    fn eight(&self, at: usize) -> u64 {
        let bytes = self.text.as_bytes().get(at..).unwrap_or_default();
        match bytes.first_chunk() {
            Some(word) => u64::from_le_bytes(*word),
            None => last(bytes),
        }
    }

    /// How many spaces stand at a place, as far as eight bytes.
    #[inline]
    pub(super) fn spaces(&self, at: usize) -> usize {
        let other = self.eight(at) ^ (ONES * 0x20);
        usize::try_from(other.trailing_zeros() / 8).unwrap_or(0)
    }
}

#[cold]
fn last(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte))
}

#[inline]
fn digit(bytes: &[u8], at: usize) -> Option<i64> {
    let digit = bytes.get(at)?.wrapping_sub(b'0');
    (digit < 10).then(|| i64::from(digit))
}

const ONES: u64 = u64::MAX / 255;
const HIGH: u64 = ONES * 0x80;

/// The high bits of those of eight bytes that are a quote, a backslash or below 0x20. A byte above 0x7F may pass for one
/// that follows a match, never for the first.
#[inline]
pub(super) fn special(word: u64) -> u64 {
    let zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let quote = zero(word ^ (ONES * 0x22));
    let backslash = zero(word ^ (ONES * 0x5c));
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    (quote | backslash | control) & HIGH
}

/// High bits that are set where one of eight bytes is above 0x7E, and not below the first such byte.
#[inline]
fn not_printable(word: u64) -> u64 {
    (word | word.wrapping_add(ONES)) & HIGH
}
