//! JSON numbers by their text: nothing is rounded.

#[cfg(test)]
mod tests;

use std::cmp::Ordering;

/// The largest int, 2^53 − 1; the smallest is its negative.
pub const MAX_INT: i64 = 9_007_199_254_740_991;

/// The most significant digits of a `decimal`.
pub const MAX_DIGITS: usize = 15;

/// The parts of a number as written in JSON (RFC 8259 §6).
#[derive(Clone, Copy, Debug)]
pub struct Number<'a> {
    negative: bool,
    digits: Digits<'a>,
    /// Beyond ±10^17 only the sign counts.
    exponent: i64,
}

/// The digits before and behind the point.
#[derive(Clone, Copy, Debug)]
enum Digits<'a> {
    Written {
        integer: &'a str,
        fraction: &'a str,
    },
    /// Those of a whole number, none for zero.
    Counted(u64),
}

impl Digits<'_> {
    /// How many there are before the point.
    fn places(&self) -> usize {
        match self {
            Digits::Written { integer, .. } => integer.len(),
            Digits::Counted(units) => {
                let most = units.checked_ilog10().and_then(|most| usize::try_from(most).ok());
                most.map_or(0, |most| most + 1)
            }
        }
    }

    fn count(&self) -> usize {
        match self {
            Digits::Written { fraction, .. } => self.places() + fraction.len(),
            Digits::Counted(_) => self.places(),
        }
    }

    /// One of them, counted from the left; 0 behind the last.
    fn at(&self, place: usize) -> u8 {
        match self {
            Digits::Written { integer, fraction } => {
                let digit = match place.checked_sub(integer.len()) {
                    None => integer.as_bytes().get(place),
                    Some(place) => fraction.as_bytes().get(place),
                };
                digit.map_or(0, |digit| digit - b'0')
            }
            Digits::Counted(units) => {
                let behind = self.places().checked_sub(place + 1);
                let behind = behind.and_then(|behind| u32::try_from(behind).ok());
                let digit = behind.map_or(0, |behind| units / 10_u64.pow(behind) % 10);
                u8::try_from(digit).unwrap_or(0)
            }
        }
    }
}

impl<'a> Number<'a> {
    /// Splits `text`, which must be a JSON number and nothing else.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Number<'a>> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (integer, rest) = digits(rest)?;
        if integer.len() > 1 && integer.starts_with('0') {
            return None;
        }
        let (fraction, rest) = match rest.strip_prefix('.') {
            Some(rest) => digits(rest)?,
            None => ("", rest),
        };
        let exponent = match rest.strip_prefix(['e', 'E']) {
            Some(rest) => exponent(rest)?,
            None if rest.is_empty() => 0,
            None => return None,
        };
        Some(Number { negative, digits: Digits::Written { integer, fraction }, exponent })
    }

    /// A number in the notation of paths and queries, `-?(0|[1-9][0-9]*)(\.[0-9]+)?`.
    #[must_use]
    pub fn plain(text: &'a str) -> Option<Number<'a>> {
        if text.contains(['e', 'E']) { None } else { Number::parse(text) }
    }

    /// A number of these ASCII digits, of which the last stands for its multiple of 10^`exponent`.
    #[must_use]
    pub const fn of_digits(negative: bool, digits: &'a str, exponent: i64) -> Number<'a> {
        Number { negative, digits: Digits::Written { integer: digits, fraction: "" }, exponent }
    }

    /// `units` × 10^`exponent`.
    pub(crate) const fn of_units(units: i64, exponent: i64) -> Number<'static> {
        Number { negative: units < 0, digits: Digits::Counted(units.unsigned_abs()), exponent }
    }

    /// Significant digits as written: trailing zeros count, leading ones do not; zero has none, however written.
    #[must_use]
    pub fn significant_digits(&self) -> usize {
        self.digits.count() - self.leading_zeros()
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.significant_digits() == 0
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.negative && !self.is_zero()
    }

    /// The value, if it is integral and within ±(2^53 − 1).
    #[must_use]
    pub fn integer(&self) -> Option<i64> {
        if self.is_zero() {
            return Some(0);
        }
        // 2^53 − 1 has 16 digits.
        let places = usize::try_from(self.magnitude()).ok().filter(|&places| places <= 16)?;
        let significant = self.all_digits().skip(self.leading_zeros());
        if significant.clone().skip(places).any(|digit| digit != 0) {
            return None;
        }
        let value = significant
            .chain(std::iter::repeat(0))
            .take(places)
            .fold(0_i64, |value, digit| value * 10 + i64::from(digit));
        let value = if self.negative { -value } else { value };
        (value.abs() <= MAX_INT).then_some(value)
    }

    /// How many units of the last digit it counts, with its sign, and the power of ten of that digit. It has at most
    /// [`MAX_DIGITS`] significant ones.
    pub(crate) fn units(&self) -> (i64, i64) {
        let units =
            self.all_digits().fold(0_i64, |units, digit| units.wrapping_mul(10) + i64::from(digit));
        let count = i64::try_from(self.significant_digits()).unwrap_or(i64::MAX);
        let exponent = self.magnitude().saturating_sub(count);
        (if self.negative { -units } else { units }, exponent)
    }

    /// The places before the point when written without exponent: `m` where the value is 0.d… × 10^m, d not zero.
    fn magnitude(&self) -> i64 {
        let places = i64::try_from(self.digits.places()).unwrap_or(i64::MAX);
        let zeros = i64::try_from(self.leading_zeros()).unwrap_or(i64::MAX);
        places.saturating_add(self.exponent).saturating_sub(zeros)
    }

    fn leading_zeros(&self) -> usize {
        self.all_digits().take_while(|&digit| digit == 0).count()
    }

    fn all_digits(&self) -> impl Iterator<Item = u8> + Clone + 'a {
        let digits = self.digits;
        (0..digits.count()).map(move |place| digits.at(place))
    }

    /// Compares exactly, by digits.
    #[must_use]
    pub fn compare(&self, other: &Number<'_>) -> Ordering {
        let sign = |number: &Number<'_>| match (number.is_zero(), number.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let (left, right) = (sign(self), sign(other));
        if left != right || left == 0 {
            return left.cmp(&right);
        }
        let larger = self.magnitude().cmp(&other.magnitude()).then_with(|| {
            let most = self.digits.count().max(other.digits.count());
            let (ours, theirs) = (self.leading_zeros(), other.leading_zeros());
            let padded = (0..most)
                .map(|place| (self.digits.at(ours + place), other.digits.at(theirs + place)));
            padded
                .map(|(own, other)| own.cmp(&other))
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        });
        if left < 0 { larger.reverse() } else { larger }
    }
}

/// Numbers are equal where their values are, however they are written.
impl PartialEq for Number<'_> {
    fn eq(&self, other: &Number<'_>) -> bool {
        self.compare(other) == Ordering::Equal
    }
}

impl Eq for Number<'_> {}

impl PartialOrd for Number<'_> {
    fn partial_cmp(&self, other: &Number<'_>) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number<'_> {
    fn cmp(&self, other: &Number<'_>) -> Ordering {
        self.compare(other)
    }
}

/// The leading digits, at least one, and what follows.
fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    if end == 0 { None } else { text.split_at_checked(end) }
}

fn exponent(text: &str) -> Option<i64> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, rest) = digits(text)?;
    let bounded = digits.bytes().fold(0_i64, |value, digit| {
        (value.saturating_mul(10).saturating_add(i64::from(digit - b'0')))
            .min(100_000_000_000_000_000)
    });
    rest.is_empty().then_some(if negative { -bounded } else { bounded })
}

/// The text of an `int` in a path or a query: `-?(0|[1-9][0-9]*)` within ±(2^53 − 1), and not `-0`.
#[must_use]
pub fn plain_integer(text: &str) -> Option<i64> {
    if text == "-0" || text.contains('.') {
        return None;
    }
    Number::plain(text)?.integer()
}
