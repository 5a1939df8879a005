#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::policy::{Enumeration, Span, StringContent};
use crate::primitive::json;
use crate::primitive::pattern::Pattern;

fn string(min: u64, max: u64, pattern: Option<&str>, content: StringContent) -> ScalarType {
    let length = Bounds { min: Some(min), max: Some(max) };
    let pattern = pattern.map(|source| Pattern::compile(source).unwrap());
    ScalarType::String { length, pattern, content }
}

fn of_json(kind: &ScalarType, text: &str) -> Result<ScalarValue, Mismatch> {
    kind.parse_json(&json::parse(text.as_bytes()).unwrap())
}

#[test]
fn strings() {
    let kind = string(2, 3, None, StringContent::Text);
    assert_eq!(kind.parse_text("é😀"), Ok(ScalarValue::Text("é😀".into())));
    assert_eq!(kind.parse_text("a"), Err(Mismatch::Length));
    assert_eq!(kind.parse_text("abcd"), Err(Mismatch::Length));
    assert_eq!(kind.parse_text("a\u{85}"), Err(Mismatch::Content));
    assert!(kind.parse_text("a\t\n").is_ok());
    assert!(string(2, 3, None, StringContent::Raw).parse_text("a\u{0}").is_ok());
    let kind = string(0, 9, Some("[A-Z]+"), StringContent::Text);
    assert!(kind.parse_text("AB").is_ok());
    assert_eq!(kind.parse_text("Ab"), Err(Mismatch::Pattern));
    assert!(of_json(&kind, r#""\u0041""#).is_ok());
    assert_eq!(of_json(&kind, "1"), Err(Mismatch::Type));
}

#[test]
fn numbers_and_bools() {
    let kind = ScalarType::Int(Bounds { min: Some(-1), max: Some(99) });
    assert_eq!(kind.parse_text("99"), Ok(ScalarValue::Int(99)));
    assert_eq!(kind.parse_text("100"), Err(Mismatch::Bounds));
    assert_eq!(kind.parse_text("1.0"), Err(Mismatch::Int));
    assert_eq!(of_json(&kind, "0.99e2"), Ok(ScalarValue::Int(99)));
    assert_eq!(of_json(&kind, "-0"), Ok(ScalarValue::Int(0)));
    assert_eq!(of_json(&kind, "-2"), Err(Mismatch::Bounds));
    assert_eq!(of_json(&kind, "0.5"), Err(Mismatch::Int));
    assert_eq!(of_json(&kind, r#""1""#), Err(Mismatch::Type));

    let kind =
        ScalarType::Decimal(Bounds { min: Decimal::parse("0.00"), max: Decimal::parse("9.99") });
    assert_eq!(kind.parse_text("9.99"), Ok(ScalarValue::Decimal(Decimal::parse("9.99").unwrap())));
    assert_eq!(kind.parse_text("9.991"), Err(Mismatch::Bounds));
    assert_eq!(kind.parse_text("1e0"), Err(Mismatch::Type));
    assert!(of_json(&kind, "999e-2").is_ok());
    assert_eq!(of_json(&kind, "9.990000000000001"), Err(Mismatch::Digits));
    assert_eq!(of_json(&kind, "-0.01"), Err(Mismatch::Bounds));
    assert!(of_json(&kind, "-0.0").is_ok());

    assert_eq!(ScalarType::Bool.parse_text("true"), Ok(ScalarValue::Bool(true)));
    for text in ["True", "1", "", " true"] {
        assert_eq!(ScalarType::Bool.parse_text(text), Err(Mismatch::Type));
    }
    assert_eq!(of_json(&ScalarType::Bool, "null"), Err(Mismatch::Type));
}

#[test]
fn formats_and_enums() {
    let uuid = ScalarType::Format(Format::Uuid);
    assert_eq!(
        uuid.parse_text("0195A3C0-7d10-7000-8000-000000000001"),
        Ok(ScalarValue::Uuid("0195a3c0-7d10-7000-8000-000000000001".into()))
    );
    let ip = ScalarType::Format(Format::Ip);
    assert_eq!(ip.parse_text("::ffff:10.0.0.1"), Ok(ScalarValue::Ip([10, 0, 0, 1].into())));
    assert_eq!(ip.parse_text("10.0.0.01"), Err(Mismatch::Format(Format::Ip)));
    let date = ScalarType::Format(Format::Date);
    assert_eq!(date.parse_text("2026-05-01"), Ok(ScalarValue::Text("2026-05-01".into())));
    let values = vec!["EUR".into(), "USD".into()];
    let kind = ScalarType::Enumeration(Arc::new(Enumeration {
        name: "Currency".into(),
        values,
        span: Span::default(),
    }));
    assert_eq!(kind.parse_text("EUR"), Ok(ScalarValue::Text("EUR".into())));
    assert_eq!(of_json(&kind, r#""eur""#), Err(Mismatch::Enumeration));
}

#[test]
fn times() {
    for (text, seconds) in [
        ("1970-01-01T00:00:00Z", 0),
        ("1969-12-31t23:59:59.999z", -1),
        ("2016-12-31T23:59:60Z", 1_483_228_800),
        ("2026-05-01T09:00:00+02:00", 1_777_618_800),
        ("0000-01-01T00:00:00-00:01", -62_167_219_140),
    ] {
        assert_eq!(time_of_text(text), Some(seconds), "{text}");
    }
    assert_eq!(time_of_text("2026-02-29T00:00:00Z"), None);
}

proptest! {
    #[test]
    fn times_are_those_of_jiff(seconds in -62_000_000_000_i64..253_000_000_000, offset in -1439_i64..1440) {
        let time = jiff::Timestamp::from_second(seconds).unwrap();
        prop_assert_eq!(time_of_text(&time.to_string()), Some(seconds));
        let local = jiff::Timestamp::from_second(seconds + offset * 60).unwrap().to_string();
        let sign = if offset < 0 { '-' } else { '+' };
        let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
        let text = format!("{}.5{sign}{hours:02}:{minutes:02}", local.trim_end_matches('Z'));
        prop_assert_eq!(time_of_text(&text), Some(seconds), "{}", text);
    }
}

#[test]
fn dates_begin_at_midnight_and_durations_have_one_length() {
    for (text, seconds) in [
        ("1970-01-01", Some(0)),
        ("2026-05-01", Some(1_777_593_600)),
        ("0000-02-29", Some(-62_162_121_600)),
        ("2026-02-29", None),
        ("2026-05-01T00:00:00Z", None),
    ] {
        assert_eq!(date_of_text(text), seconds, "{text}");
    }
    for (text, seconds) in [
        ("PT15M", Some(900)),
        ("P1DT1H1M1S", Some(90_061)),
        ("P2W", Some(1_209_600)),
        ("PT0S", Some(0)),
        ("P1M", None),
        ("P1Y", None),
        ("P1Y2M3D", None),
        ("PT9007199254740991S", Some(9_007_199_254_740_991)),
        ("PT9007199254740992S", None),
        ("P99999999999999999999W", None),
        ("15m", None),
    ] {
        assert_eq!(duration_of_text(text), seconds, "{text}");
    }
}

const MOST: i64 = 9_007_199_254_740_991;

/// Numbers near the ends of what there is, and around zero.
fn near_an_end() -> impl Strategy<Value = i64> {
    (prop_oneof![Just(-MOST), Just(0), Just(MOST)], -3_i64..=3)
        .prop_map(|(end, step)| (end + step).clamp(-MOST, MOST))
}

proptest! {
    #[test]
    fn sums_are_those_of_wide_numbers_within_range(left in near_an_end(), right in near_an_end()) {
        let within = |wide: i128| i64::try_from(wide).ok().filter(|sum| sum.abs() <= MOST);
        let (sum, difference) = (
            within(i128::from(left) + i128::from(right)),
            within(i128::from(left) - i128::from(right)),
        );
        use ScalarValue::{Duration, Int, Time};
        prop_assert_eq!(Int(left).plus(&Int(right)), sum.map(Int));
        prop_assert_eq!(Int(left).minus(&Int(right)), difference.map(Int));
        prop_assert_eq!(Duration(left).plus(&Duration(right)), sum.map(Duration));
        prop_assert_eq!(Time(left).plus(&Duration(right)), sum.map(Time));
        prop_assert_eq!(Duration(left).plus(&Time(right)), sum.map(Time));
        prop_assert_eq!(Time(left).minus(&Duration(right)), difference.map(Time));
        prop_assert_eq!(Time(left).minus(&Time(right)), difference.map(Duration));
        prop_assert_eq!(Time(left).plus(&Time(right)), None);
        prop_assert_eq!(Duration(left).minus(&Time(right)), None);
        prop_assert_eq!(Time(left).plus(&Int(right)), None);
        let as_decimal = ScalarValue::Decimal(Decimal::of_int(right));
        prop_assert_eq!(Int(left).order(&as_decimal), Some(left.cmp(&right)));
        prop_assert_eq!(as_decimal.order(&Int(left)), Some(right.cmp(&left)));
        prop_assert_eq!(Int(left).is_same(&as_decimal), left == right);
        prop_assert_eq!(Int(left).order(&Time(right)), None);
    }
}

#[test]
fn a_constant_is_one_text() {
    let kind = ScalarType::Constant("created".into());
    assert_eq!(kind.parse_text("created"), Ok(ScalarValue::Text("created".into())));
    for other in ["", "Created", "created ", "create", "createdd"] {
        assert_eq!(kind.parse_text(other), Err(Mismatch::Constant), "{other}");
    }
    assert_eq!(kind.parse_json(&Json::Bool(true)), Err(Mismatch::Type));
}
