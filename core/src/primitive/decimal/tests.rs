#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use proptest::prelude::*;

use super::*;

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

#[test]
fn equal_numbers_are_equal_values() {
    for (left, right) in
        [("0", "-0.00e7"), ("1.50", "1.5"), ("100", "1e2"), ("-0.010", "-1E-2"), ("12.0e1", "120")]
    {
        assert_eq!(decimal(left), decimal(right), "{left} {right}");
    }
    assert_eq!((decimal("-0").units(), decimal("0.0e7").exponent()), (0, 0));
    assert_eq!((decimal("-1200.50").units(), decimal("-1200.50").exponent()), (-12005, -1));
}

#[test]
fn digits_count_as_written() {
    for right in ["123456789012345", "0.000123456789012345", "0.0000000000000000000000", "1e300"] {
        assert!(Decimal::parse(right).is_some(), "{right}");
    }
    for wrong in ["1234567890123456", "1.000000000000000", "1000000000000000", "", "1.", ".5", "+1"]
    {
        assert!(Decimal::parse(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn order_is_exact() {
    let ordered = [
        "-1e99999999999999999999",
        "-1e300",
        "-10",
        "-9.99999",
        "-0.1",
        "-1e-300",
        "0",
        "1e-400",
        "0.1",
        "0.10000000000001",
        "0.2",
        "9.99",
        "10",
        "10.0000000000001",
        "1e15",
        "1e300",
    ];
    for (place, left) in ordered.iter().enumerate() {
        for (other, right) in ordered.iter().enumerate() {
            assert_eq!(decimal(left).cmp(&decimal(right)), place.cmp(&other), "{left} {right}");
        }
    }
}

#[test]
fn the_text_is_a_json_number() {
    for (value, text) in [
        ("0.00", "0"),
        ("-12.340", "-12.34"),
        ("1e3", "1000"),
        ("1e-3", "0.001"),
        ("5e25", "5e25"),
        ("12e-30", "12e-30"),
        ("-0.5", "-0.5"),
    ] {
        assert_eq!(decimal(value).to_string(), text);
        assert_eq!(decimal(text), decimal(value));
    }
}

/// A number of few digits as an integer of 10^-20ths and a way of writing it.
fn written() -> impl Strategy<Value = (i128, String)> {
    (any::<bool>(), 0_i128..100_000, -8_i32..9, 0_usize..3, -3_i32..4).prop_map(
        |(negative, coefficient, exponent, zeros, shift)| {
            let sign = if negative { "-" } else { "" };
            let value = coefficient * 10_i128.pow((20 + exponent).unsigned_abs());
            let value = if negative { -value } else { value };
            let text = match shift {
                1.. if exponent < 0 => {
                    let mut digits = format!("{coefficient:09}");
                    let point = digits.len() - usize::try_from(-exponent).unwrap();
                    digits.insert(point, '.');
                    let digits = digits.trim_start_matches('0');
                    let zero = if digits.starts_with('.') { "0" } else { "" };
                    format!("{sign}{zero}{digits}{}", "0".repeat(zeros))
                }
                _ => format!("{sign}{coefficient}.{}e{exponent}", "0".repeat(zeros + 1)),
            };
            (value, text)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn order_is_that_of_scaled_integers((left, a) in written(), (right, b) in written()) {
        let (a, b) = (decimal(&a), decimal(&b));
        prop_assert_eq!(a.cmp(&b), left.cmp(&right), "{} {}", a, b);
        prop_assert_eq!(a == b, left == right);
        prop_assert_eq!(&decimal(&a.to_string()), &a);
    }
}

#[test]
fn sums_are_exact_or_nothing() {
    let sum = |left: &str, right: &str| {
        decimal(left).checked_add(&decimal(right)).map(|sum| sum.to_string())
    };
    for (left, right, whole) in [
        ("0.1", "0.2", Some("0.3")),
        ("0.5", "0.5", Some("1")),
        ("1.5", "-1.5", Some("0")),
        ("0", "-2.5", Some("-2.5")),
        ("999999999999999", "1", Some("1000000000000000")),
        ("999999999999999", "2", None),
        ("99999999999999.9", "0.01", None),
        ("1e15", "0.1", None),
        ("1e300", "0", Some("1e300")),
        ("1e300", "1e-300", None),
        ("1e99999999999999999", "1e-99999999999999999", None),
        ("9e299", "1e299", Some("1e300")),
    ] {
        assert_eq!(sum(left, right).as_deref(), whole, "{left} + {right}");
        assert_eq!(sum(right, left).as_deref(), whole, "{right} + {left}");
    }
    assert_eq!(decimal("1").checked_sub(&decimal("1")), Some(decimal("0")));
    // Ints have up to 16 digits, which no sum has, whatever is added.
    let (int, zero, tiny) =
        (Decimal::of_int(9_007_199_254_740_991), decimal("0"), decimal("1e-300"));
    assert_eq!((int.checked_add(&zero), zero.checked_add(&int)), (None, None));
    assert_eq!((int.checked_sub(&zero), zero.checked_sub(&int)), (None, None));
    assert_eq!((tiny.checked_add(&zero), zero.checked_add(&tiny)), (Some(tiny), Some(tiny)));
    assert_eq!(Decimal::of_int(-9_007_199_254_740_991).to_string(), "-9007199254740991");
    assert_eq!(Decimal::of_int(0), decimal("0"));
}

proptest! {
    #[test]
    fn sums_are_those_of_whole_numbers(
        left in -999_999_999_999_999_i64..=999_999_999_999_999,
        right in -999_999_999_999_999_i64..=999_999_999_999_999,
        places in 0_usize..8,
    ) {
        let scaled = |units: i64| decimal(&format!("{units}e-{places}"));
        let whole = left + right;
        let digits = whole.unsigned_abs().to_string().trim_end_matches('0').len();
        let expected = (digits <= 15).then(|| Decimal::of_int(whole));
        let expected = expected.map(|sum| Decimal::new(sum.units(), sum.exponent() - places as i64));
        prop_assert_eq!(scaled(left).checked_add(&scaled(right)), expected);
        prop_assert_eq!(scaled(left).checked_sub(&scaled(-right)), expected);
    }
}

/// Policies that are kept as JSON stay readable.
#[test]
fn the_written_form_is_by_digits() {
    for (text, written) in [
        ("-12.50", r#"{"negative":true,"digits":"125","exponent":-1}"#),
        ("0", r#"{"negative":false,"digits":"","exponent":0}"#),
        ("1e3", r#"{"negative":false,"digits":"1","exponent":3}"#),
    ] {
        assert_eq!(serde_json::to_string(&decimal(text)).unwrap(), written);
        assert_eq!(serde_json::from_str::<Decimal>(written).unwrap(), decimal(text));
    }
    for wrong in ["1234567890123456", "-1", "1.5", "x"] {
        let written = format!(r#"{{"negative":false,"digits":"{wrong}","exponent":0}}"#);
        assert!(serde_json::from_str::<Decimal>(&written).is_err(), "{wrong}");
    }
}

proptest! {
    #[test]
    fn numbers_of_decimals_compare_as_those_of_text(left in any::<i64>(), exponent in -40_i64..40, text in "-?[1-9][0-9]{0,20}(\\.[0-9]{1,20})?(e-?[0-9]{1,2})?") {
        let (own, number) = (Decimal::new(left, exponent), Number::parse(&text).unwrap());
        let written = format!("{left}e{exponent}");
        prop_assert_eq!(own.number().compare(&number), Number::parse(&written).unwrap().compare(&number));
    }
}
