#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use super::*;
use crate::evaluate::Request;
use crate::policy::fixture::operand as of;

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
    let principal = principal();
    let lines = [("X-Text", &b" anna\t"[..]), ("X-Bytes", b"\xff"), ("X-Empty", b"")];
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
    };
    evaluate(condition, &facts)
}

fn field(name: &str, value: ValueType) -> Operand {
    of(Source::Principal(name.into()), value)
}

fn literal(literal: Literal) -> Operand {
    let value = match literal {
        Literal::Text(_) => ValueType::Text,
        Literal::Int(_) => ValueType::Int,
        Literal::Bool(_) => ValueType::Bool,
        Literal::Time(_) => ValueType::Time,
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
