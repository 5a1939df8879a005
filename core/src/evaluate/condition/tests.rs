#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use super::*;
use crate::evaluate::Request;
use crate::policy::Literal;
use crate::policy::fixture::operand as of;
use crate::primitive::decimal::Decimal;

mod laws;

const VALUES: [Option<bool>; 3] = [Some(true), Some(false), None];

#[test]
fn kleenes_tables() {
    let (t, f, u) = (Some(true), Some(false), None);
    let and_table = [[t, f, u], [f, f, f], [u, f, u]];
    let or_table = [[t, t, t], [t, f, u], [t, u, u]];
    for (left, (and_row, or_row)) in VALUES.iter().zip(and_table.iter().zip(&or_table)) {
        for (right, (in_and, in_or)) in VALUES.iter().zip(and_row.iter().zip(or_row)) {
            assert_eq!(and([*left, *right]), *in_and, "{left:?} and {right:?}");
            assert_eq!(or([*left, *right]), *in_or, "{left:?} or {right:?}");
        }
    }
    assert_eq!(and([t, u, f]), f);
    assert_eq!(or([f, u, t]), t);
}

fn principal() -> Principal {
    let fields = [
        ("id", PrincipalValue::Text("anna".into())),
        ("level", PrincipalValue::Int(5)),
        ("tenant", PrincipalValue::Uuid("0195a3c0-7d10-7000-8000-000000000001".into())),
        ("mfa_at", PrincipalValue::Time(1000)),
        ("groups", PrincipalValue::TextList(vec!["a".into(), "b".into()])),
        ("roles", PrincipalValue::Roles(vec!["clerk".into()])),
    ];
    Principal {
        scheme: "customer".into(),
        fields: fields.map(|(name, value)| (name.to_owned(), value)).into(),
    }
}

/// Judges one condition about `principal`, at second 1100, by a scheme with a leeway of 30 seconds.
fn judge(condition: &Condition) -> Option<bool> {
    judge_with(condition, Body::Unread)
}

fn judge_with(condition: &Condition, body: Body<'_>) -> Option<bool> {
    let principal = principal();
    let lines = [
        ("X-Text", &b" anna\t"[..]),
        ("X-Bytes", b"\xff"),
        ("X-Empty", b""),
        ("Cookie", b"region=eu; torn=\xff; empty="),
    ];
    let request = Request {
        method: "GET".into(),
        target: "/".into(),
        headers: lines.map(|(name, value)| (name.to_owned(), value.to_vec())).into(),
        body: Vec::new(),
        peer: "192.0.2.1".parse().unwrap(),
        country: None,
        tls: None,
    };
    let query = QueryValues::from([
        ("page".to_owned(), QueryValue::One(ScalarValue::Int(3))),
        ("list".to_owned(), QueryValue::List(Vec::new())),
        ("day".to_owned(), QueryValue::One(ScalarValue::Text("1970-01-02".into()))),
        ("window".to_owned(), QueryValue::One(ScalarValue::Text("PT1M".into()))),
        ("month".to_owned(), QueryValue::One(ScalarValue::Text("P1M".into()))),
        ("price".to_owned(), QueryValue::One(ScalarValue::Decimal(decimal("1.50")))),
        ("address".to_owned(), QueryValue::One(ScalarValue::Ip([10, 0, 0, 1].into()))),
        (
            "windows".to_owned(),
            QueryValue::List(["PT1M", "P1M"].map(|text| ScalarValue::Text(text.into())).into()),
        ),
    ]);
    let facts = Facts {
        principal: Some(&principal),
        leeway: 30,
        parameters: &BTreeMap::from([("customer", ScalarValue::Text("anna".into()))]),
        query: &query,
        headers: &Headers::of(&request),
        client: request.peer,
        now: 1100,
        method: Method::Get,
        country: request.country,
        tls: request.tls.as_ref(),
        body,
    };
    evaluate(condition, &facts)
}

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

fn field(name: &str, value: ValueType) -> Operand {
    of(Source::Principal(name.into()), value)
}

fn literal(literal: Literal) -> Operand {
    let value = match literal {
        Literal::Text(_) => ValueType::Text,
        Literal::Int(_) => ValueType::Int,
        Literal::Bool(_) => ValueType::Bool,
        Literal::Decimal(_) => ValueType::Decimal,
        Literal::Time(_) => ValueType::Time,
        Literal::Duration(_) => ValueType::Duration,
        Literal::Ip(_) => ValueType::Ip,
    };
    of(Source::Literal(literal), value)
}

fn text(text: &str) -> Operand {
    literal(Literal::Text(text.into()))
}

fn header(name: &str) -> Operand {
    of(Source::Header(name.into()), ValueType::Text)
}

fn query(name: &str) -> Operand {
    of(Source::Query(name.into()), ValueType::Int)
}

fn compares(left: Operand, operator: Comparison, right: Operand) -> Option<bool> {
    judge(&Condition::Compare { operator, left, right })
}

#[test]
fn comparisons() {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    let id = || field("id", ValueType::Text);
    assert_eq!(compares(id(), Equal, text("anna")), Some(true));
    assert_eq!(compares(id(), Equal, text("Anna")), Some(false));
    assert_eq!(compares(id(), NotEqual, text("Anna")), Some(true));
    let path = of(Source::Path("customer".into()), ValueType::Text);
    assert_eq!(compares(id(), Equal, path), Some(true));
    for (operator, verdicts) in [
        (Less, [false, false, true]),
        (LessOrEqual, [false, true, true]),
        (Greater, [true, false, false]),
        (GreaterOrEqual, [true, true, false]),
    ] {
        let judged = [4, 5, 6].map(|number| {
            compares(field("level", ValueType::Int), operator, literal(Literal::Int(number)))
        });
        assert_eq!(judged, verdicts.map(Some), "{operator:?}");
    }
    let mut tenant = text("0195A3C0-7D10-7000-8000-000000000001");
    tenant.value = ValueType::Uuid;
    assert_eq!(compares(field("tenant", ValueType::Uuid), Equal, tenant), Some(true));
    let now = of(Source::Time, ValueType::Time);
    assert_eq!(compares(now, Greater, literal(Literal::Time(1099))), Some(true));
    assert_eq!(compares(of(Source::Method, ValueType::Text), Equal, text("GET")), Some(true));
    let mapped = literal(Literal::Ip("::ffff:192.0.2.1".parse().unwrap()));
    assert_eq!(compares(of(Source::ClientIp, ValueType::Ip), Equal, mapped), Some(true));
    assert_eq!(compares(query("page"), LessOrEqual, literal(Literal::Int(3))), Some(true));
}

#[test]
fn missing_values_are_unknown_in_every_operator() {
    let missing = || field("nickname", ValueType::Text);
    for operator in [Comparison::Equal, Comparison::NotEqual] {
        assert_eq!(compares(missing(), operator, text("a")), None);
        assert_eq!(compares(text("a"), operator, missing()), None);
        assert_eq!(compares(missing(), operator, missing()), None);
    }
    let in_list = || Condition::InList { needle: missing(), list: Vec::new() };
    assert_eq!(judge(&in_list()), None);
    assert_eq!(judge(&Condition::Not(Box::new(in_list()))), None);
    assert_eq!(judge(&Condition::InField { needle: missing(), field: "groups".into() }), None);
    assert_eq!(judge(&Condition::InField { needle: text("a"), field: "teams".into() }), None);
    assert_eq!(judge(&Condition::StartsWith { subject: missing(), affix: text("") }), None);
    assert_eq!(judge(&Condition::EndsWith { subject: text("a"), affix: missing() }), None);
    let time = field("seen_at", ValueType::Time);
    assert_eq!(judge(&Condition::Within { time, seconds: 9 }), None);
    assert_eq!(compares(query("size"), Comparison::Equal, literal(Literal::Int(1))), None);
    assert_eq!(compares(header("x-none"), Comparison::Equal, text("")), None);
    assert_eq!(compares(header("x-bytes"), Comparison::NotEqual, text("")), None);
}

#[test]
fn being_set_is_never_unknown() {
    let is_set = |operand| judge(&Condition::IsSet(operand));
    assert_eq!(is_set(field("id", ValueType::Text)), Some(true));
    assert_eq!(is_set(field("groups", ValueType::Text)), Some(true));
    assert_eq!(is_set(field("nickname", ValueType::Text)), Some(false));
    assert_eq!(is_set(query("page")), Some(true));
    assert_eq!(is_set(query("size")), Some(false));
    assert_eq!(is_set(header("x-empty")), Some(true));
    assert_eq!(is_set(header("x-bytes")), Some(false));
}

#[test]
fn lists_affixes_roles_and_networks() {
    let list = vec![Literal::Text("bob".into()), Literal::Text("anna".into())];
    let needle = field("id", ValueType::Text);
    assert_eq!(judge(&Condition::InList { needle, list }), Some(true));
    let in_groups =
        |name| judge(&Condition::InField { needle: text(name), field: "groups".into() });
    assert_eq!((in_groups("b"), in_groups("c")), (Some(true), Some(false)));
    let starts = |affix| judge(&Condition::StartsWith { subject: header("x-text"), affix });
    let ends = |affix| judge(&Condition::EndsWith { subject: header("x-text"), affix });
    assert_eq!((starts(text("an")), starts(text("na"))), (Some(true), Some(false)));
    assert_eq!((ends(text("na")), ends(text("na\t"))), (Some(true), Some(false)));
    let pattern = crate::primitive::pattern::Pattern::compile("an+").unwrap();
    let subject = header("x-text");
    assert_eq!(judge(&Condition::Matches { subject, pattern }), Some(false));
    let has = |role: &str| judge(&Condition::Has { held_by: vec!["x".into(), role.into()] });
    assert_eq!((has("clerk"), has("admin")), (Some(true), Some(false)));
    let scheme_is = |name: &str| judge(&Condition::SchemeIs(name.into()));
    assert_eq!((scheme_is("customer"), scheme_is("partner")), (Some(true), Some(false)));
    let inside =
        |block: &str| judge(&Condition::InNetworks { networks: vec![block.parse().unwrap()] });
    assert_eq!((inside("192.0.2.0/31"), inside("192.0.2.2/31")), (Some(true), Some(false)));
}

#[test]
fn within_reaches_back_and_a_little_ahead() {
    let within =
        |at: i64, seconds| judge(&Condition::Within { time: literal(Literal::Time(at)), seconds });
    assert_eq!(within(1000, 100), Some(true));
    assert_eq!(within(1000, 99), Some(false));
    assert_eq!(within(1130, 0), Some(true));
    assert_eq!(within(1131, 0), Some(false));
    assert_eq!(within(0, u64::MAX), Some(true));
}

fn read(name: &str, value: ValueType) -> Operand {
    of(Source::Query(name.into()), value)
}

fn sum(left: Operand, operator: Arithmetic, right: Operand, value: ValueType) -> Operand {
    of(Source::Sum(Box::new(Sum { operator, left, right })), value)
}

#[test]
fn dates_durations_and_decimals_compare_by_what_they_mean() {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, NotEqual};
    let day = || read("day", ValueType::Date);
    let midnight = 86_400;
    for (operator, at, expected) in [
        (GreaterOrEqual, midnight, true),
        (GreaterOrEqual, midnight + 1, false),
        (Greater, midnight - 1, true),
        (Equal, midnight, true),
        (NotEqual, midnight, false),
    ] {
        assert_eq!(compares(day(), operator, literal(Literal::Time(at))), Some(expected));
    }
    assert_eq!(compares(read("day", ValueType::Text), Equal, text("1970-01-02")), Some(true));
    let window = || read("window", ValueType::Duration);
    assert_eq!(compares(window(), Equal, literal(Literal::Duration(60))), Some(true));
    assert_eq!(compares(window(), Less, literal(Literal::Duration(60))), Some(false));
    // A month has no one length.
    let month = || read("month", ValueType::Duration);
    assert_eq!(compares(month(), NotEqual, literal(Literal::Duration(60))), None);
    let price = || read("price", ValueType::Decimal);
    assert_eq!(compares(price(), Equal, literal(Literal::Decimal(decimal("1.5")))), Some(true));
    assert_eq!(compares(price(), Greater, literal(Literal::Int(1))), Some(true));
    assert_eq!(
        compares(
            read("page", ValueType::Int),
            Less,
            literal(Literal::Decimal(decimal("3.0000000001")))
        ),
        Some(true)
    );
    let in_list = |list| judge(&Condition::InList { needle: price(), list });
    assert_eq!(in_list(vec![Literal::Int(1), Literal::Decimal(decimal("1.50"))]), Some(true));
}

#[test]
fn sums_are_unknown_where_they_are_missing_or_out_of_range() {
    use Arithmetic::{Minus, Plus};
    let level = || field("level", ValueType::Int);
    let int = |number| literal(Literal::Int(number));
    let six = sum(level(), Plus, int(1), ValueType::Int);
    assert_eq!(compares(six.clone(), Comparison::Equal, int(6)), Some(true));
    assert_eq!(judge(&Condition::IsSet(six)), Some(true));
    let most = 9_007_199_254_740_991;
    let over = || sum(level(), Plus, int(most - 4), ValueType::Int);
    assert_eq!(compares(over(), Comparison::Greater, int(0)), None);
    assert_eq!(judge(&Condition::IsSet(over())), Some(false));
    let last = sum(level(), Plus, int(most - 5), ValueType::Int);
    assert_eq!(compares(last, Comparison::Equal, int(most)), Some(true));
    let age = sum(
        of(Source::Time, ValueType::Time),
        Minus,
        field("mfa_at", ValueType::Time),
        ValueType::Duration,
    );
    for (seconds, expected) in [(100, false), (101, true)] {
        let limit = literal(Literal::Duration(seconds));
        assert_eq!(compares(age.clone(), Comparison::Less, limit), Some(expected));
    }
    let missing = sum(int(1), Plus, field("none", ValueType::Int), ValueType::Int);
    assert_eq!(compares(missing, Comparison::NotEqual, int(1)), None);
}

#[test]
fn cookies_addresses_and_lists() {
    let cookie = |name: &str| of(Source::Cookie(name.into()), ValueType::Text);
    assert_eq!(compares(cookie("region"), Comparison::Equal, text("eu")), Some(true));
    assert_eq!(compares(cookie("Region"), Comparison::Equal, text("eu")), None);
    assert_eq!(compares(cookie("torn"), Comparison::NotEqual, text("eu")), None);
    assert_eq!(judge(&Condition::IsSet(cookie("empty"))), Some(true));
    let inside = |block: &str| {
        let address = read("address", ValueType::Ip);
        judge(&Condition::AddressIn { address, networks: vec![block.parse().unwrap()] })
    };
    assert_eq!((inside("10.0.0.0/31"), inside("10.0.0.2/31")), (Some(true), Some(false)));
    let contains = |seconds, list: &str| {
        let needle = literal(Literal::Duration(seconds));
        judge(&Condition::InItems { needle, list: read(list, ValueType::Duration) })
    };
    assert_eq!(contains(60, "windows"), Some(true));
    assert_eq!(contains(61, "windows"), None);
    assert_eq!(contains(60, "list"), Some(false));
    assert_eq!(contains(60, "none"), None);
}
