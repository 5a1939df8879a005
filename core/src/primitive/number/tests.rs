#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use proptest::prelude::*;

use super::*;

fn integer(text: &str) -> Option<i64> {
    Number::parse(text).unwrap().integer()
}

#[test]
fn only_json_numbers_parse() {
    for right in ["0", "-0", "10", "0.0", "1e5", "1E+5", "-1.5e-05", "0e0"] {
        assert!(Number::parse(right).is_some(), "{right}");
    }
    for wrong in [
        "", "-", "+1", "01", "-01", "1.", ".1", "1e", "1e+", "1.e1", "0x1", " 1", "1 ", "١", "--1",
        "1e1.0", "1_0",
    ] {
        assert!(Number::parse(wrong).is_none(), "{wrong}");
    }
    assert!(Number::plain("1e5").is_none());
    assert!(Number::plain("1.50").is_some());
}

#[test]
fn an_int_is_a_number_of_integral_value() {
    for (text, value) in [
        ("0", 0),
        ("-0", 0),
        ("0.000e999999999999999999999", 0),
        ("1.0", 1),
        ("1e2", 100),
        ("100e-2", 1),
        ("-12.50e1", -125),
        ("9007199254740991", MAX_INT),
        ("-9007199254740991.00", -MAX_INT),
        ("0.0000001e7", 1),
        ("90071992547409910e-1", MAX_INT),
    ] {
        assert_eq!(integer(text), Some(value), "{text}");
    }
    for text in [
        "0.5",
        "1e-1",
        "9007199254740992",
        "-9007199254740992",
        "1e16",
        "9007199254740991.1",
        "1e400",
        "1e-999999999999999999999",
        "99999999999999999999999999",
    ] {
        assert_eq!(integer(text), None, "{text}");
    }
}

#[test]
fn plain_integers() {
    for (text, value) in [("0", 0), ("-1", -1), ("42", 42), ("9007199254740991", MAX_INT)] {
        assert_eq!(plain_integer(text), Some(value));
    }
    for text in ["", "-0", "01", "+1", "1.0", "1e2", "9007199254740992", " 1", "1 ", "0x1"] {
        assert_eq!(plain_integer(text), None, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    /// Where a double holds the value exactly it decides as we do.
    #[test]
    fn integers_are_those_of_doubles(text in "-?(0|[1-9][0-9]{0,6})(\\.[0-9]{1,3}|\\.0{1,4})?(e[+-]?[0-6])?") {
        let double: f64 = text.parse().unwrap();
        // Fewer than 15 digits: a fraction cannot be rounded away.
        #[allow(clippy::cast_possible_truncation, reason = "checked to be integral and small")]
        let expected = (double.fract() == 0.0).then_some(double as i64);
        prop_assert_eq!(integer(&text), expected, "{}", text);
    }

    #[test]
    fn parsing_agrees_with_serde_json(text in "[-+0-9.eE]{0,8}") {
        let expected = serde_json::from_str::<serde_json::Number>(&text).is_ok();
        let ours = Number::parse(&text).is_some() && text.parse::<f64>().unwrap().is_finite();
        prop_assert_eq!(ours, expected, "{}", text);
    }
}
