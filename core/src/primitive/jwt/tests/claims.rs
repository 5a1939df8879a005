//! Claims and their mapping.

use super::*;

#[test]
fn issuer_and_audience() {
    use ClaimFault::{Missing, Type, Value};
    for (value, verdict) in [
        (json!("https://id.example.com"), Value),
        (json!("https://ID.example.com/"), Value),
        (json!(["https://id.example.com/"]), Type),
        (json!(null), Type),
    ] {
        assert_eq!(claim_fault(with(claims(), "iss", value)), ("iss".into(), verdict));
    }
    assert_eq!(claim_fault(without(claims(), "iss")), ("iss".into(), Missing));
    for (value, verdict) in [
        (json!("shop-api2"), Value),
        (json!("shop"), Value),
        (json!([]), Value),
        (json!(["other"]), Value),
        (json!(["shop-api", 1]), Type),
        (json!({ "shop-api": 1 }), Type),
        (json!(null), Type),
    ] {
        assert_eq!(claim_fault(with(claims(), "aud", value)), ("aud".into(), verdict));
    }
    assert_eq!(claim_fault(without(claims(), "aud")), ("aud".into(), Missing));
    assert!(judge_claims(with(claims(), "aud", json!(["other", "shop-api"]))).is_ok());
}

#[test]
fn times_are_exclusive_at_their_end() {
    use ClaimFault::{Expired, Future, Lifetime, Missing, Type};
    let at = |name: &str, value: Value| judge_claims(with(claims(), name, value)).is_ok();
    assert!(at("exp", json!(NOW - 29)));
    assert_eq!(claim_fault(with(claims(), "exp", json!(NOW - 30))), ("exp".into(), Expired));
    assert!(at("nbf", json!(NOW + 29)));
    assert_eq!(claim_fault(with(claims(), "nbf", json!(NOW + 30))), ("nbf".into(), Future));
    assert!(at("iat", json!(NOW + 29)));
    assert_eq!(claim_fault(with(claims(), "iat", json!(NOW + 30))), ("iat".into(), Future));
    assert!(at("iat", json!(NOW + 60 - 3600)));
    assert_eq!(
        claim_fault(with(claims(), "iat", json!(NOW + 59 - 3600))),
        ("exp".into(), Lifetime)
    );
    assert_eq!(claim_fault(without(claims(), "exp")), ("exp".into(), Missing));
    assert_eq!(claim_fault(without(claims(), "iat")), ("iat".into(), Missing));
    for name in ["exp", "nbf", "iat"] {
        for value in [
            json!("1"),
            json!(null),
            json!(-1),
            json!(1.5),
            json!(9_007_199_254_740_992_i64),
            json!(true),
            json!([1]),
        ] {
            assert_eq!(claim_fault(with(claims(), name, value)), (name.into(), Type));
        }
    }
    assert!(at("exp", json!(1_800_000_060.0)));
    let scientific = claims().to_string().replace(&(NOW + 60).to_string(), "18e8");
    assert!(judge(&sign(&header().to_string(), &scientific)).is_ok());
}

#[test]
fn subject_and_token_id_are_strings_where_they_stand() {
    for name in ["sub", "jti"] {
        for value in [json!(1), json!(null), json!(["a"]), json!({})] {
            let fault = claim_fault(with(claims(), name, value));
            assert_eq!(fault, (name.into(), ClaimFault::Type));
        }
        assert!(judge_claims(with(claims(), name, json!("a"))).is_ok());
    }
    assert!(judge_claims(without(claims(), "jti")).is_ok());
}

#[test]
fn mapped_claims_are_of_their_type() {
    use ClaimFault::{Missing, Type};
    let mapped =
        |name: &str, value: Value| judge_claims(with(claims(), name, value)).unwrap().fields;
    assert_eq!(
        mapped("tenant", json!("0195A3C0-7D10-7000-8000-000000000001"))["tenant"],
        PrincipalValue::Uuid("0195a3c0-7d10-7000-8000-000000000001".into())
    );
    assert_eq!(mapped("level", json!(-0.0))["level"], PrincipalValue::Int(0));
    assert_eq!(mapped("suspended", json!(false))["suspended"], PrincipalValue::Bool(false));
    assert_eq!(mapped("auth_time", json!(5))["mfa_at"], PrincipalValue::Time(5));
    assert_eq!(
        mapped("groups", json!(["b", "a"]))["groups"],
        PrincipalValue::TextList(vec!["b".into(), "a".into()])
    );
    assert!(!mapped("tenant", json!(null)).contains_key("tenant"));
    for (name, value) in [
        ("tenant", json!("not-a-uuid")),
        ("tenant", json!(1)),
        ("level", json!(1.5)),
        ("level", json!("1")),
        ("suspended", json!("true")),
        ("suspended", json!(1)),
        ("auth_time", json!("2026-01-01T00:00:00Z")),
        ("auth_time", json!(-1)),
        ("groups", json!("a b")),
        ("groups", json!(["a", null])),
        ("sub", json!(1)),
    ] {
        assert_eq!(claim_fault(with(claims(), name, value)), (name.into(), Type));
    }
    assert_eq!(claim_fault(without(claims(), "sub")), ("sub".into(), Missing));
    assert_eq!(claim_fault(with(claims(), "sub", json!(null))), ("sub".into(), Type));
    let roles = "realm_access.roles".to_owned();
    for (value, verdict) in [
        (json!({ "roles": "admin" }), Type),
        (json!({ "roles": ["admin", 1] }), Type),
        (json!({ "roles": { "admin": true } }), Type),
        (json!({}), Missing),
        (json!("admin"), Missing),
        (json!([]), Missing),
    ] {
        assert_eq!(claim_fault(with(claims(), "realm_access", value)), (roles.clone(), verdict));
    }
    let none =
        with(claims(), "realm_access", json!({ "roles": ["Admin", "user,admin", "admin admin"] }));
    assert!(judge_claims(none).unwrap().roles().is_empty());
}

#[test]
fn a_list_may_be_one_string() {
    let scope = |value: Value| {
        let mut scheme = scheme();
        let SchemeKind::Jwt(jwt) = &mut scheme.kind else { unreachable!() };
        for (entry, separator) in [(1, ' '), (6, ',')] {
            jwt.mapping[entry].claim = ClaimPath(vec!["scope".to_owned()]);
            jwt.mapping[entry].form = ClaimForm::Separated(separator);
        }
        let jwt = jwt.clone();
        let claims = with(claims(), "scope", value);
        let token = sign(&header().to_string(), &claims.to_string());
        let token = Token::parse(token.as_bytes()).unwrap();
        authenticate(&scheme, &jwt, &keys(), &Pretend, &token, None, NOW)
    };
    for (written, roles) in [
        ("viewer", &["viewer"][..]),
        ("openid admin viewer", &["viewer", "admin"]),
        ("  viewer   clerk ", &["viewer", "clerk"]),
        ("viewer,clerk", &[]),
        ("viewer\tclerk", &[]),
        ("Viewer viewers", &[]),
        ("", &[]),
    ] {
        assert_eq!(scope(json!(written)).unwrap().roles(), roles, "{written}");
    }
    let groups = scope(json!("a b,,c,")).unwrap().fields.remove("groups");
    assert_eq!(groups, Some(PrincipalValue::TextList(vec!["a b".into(), "c".into()])));
    for wrong in [json!(["viewer"]), json!(1), json!({ "viewer": true }), json!(true)] {
        let fault = TokenError::Claim { claim: "scope".into(), fault: ClaimFault::Type };
        assert_eq!(scope(wrong), Err(fault));
    }
    let fault = TokenError::Claim { claim: "scope".into(), fault: ClaimFault::Missing };
    assert_eq!(scope(json!(null)), Err(fault));
}

/// Whoever asks again later is told what a first look would tell.
#[test]
fn the_seconds_at_which_a_token_is_valid() {
    for (exp, nbf, iat) in [
        (Some(NOW + 60), None, Some(NOW - 60)),
        (Some(NOW), Some(NOW - 5), None),
        (None, Some(NOW), Some(NOW + 3)),
        (Some(NOW - 100), Some(NOW), None),
        (None, None, None),
    ] {
        let claims = json!({ "exp": exp, "nbf": nbf, "iat": iat });
        let claims = ["exp", "nbf", "iat"].into_iter().fold(claims, |claims, name| {
            if claims[name].is_null() { without(claims, name) } else { claims }
        });
        let claims = crate::primitive::json::parse(claims.to_string().as_bytes()).unwrap();
        let times = Times { expires: exp, not_before: nbf, issued: iat };
        for now in NOW - 200..NOW + 200 {
            let is_valid = check_times(30, &claims, now);
            assert_eq!(times.valid(30).contains(&now), is_valid.is_ok(), "{times:?} at {now}");
            assert!(is_valid.is_err() || is_valid == Ok(times));
        }
    }
}
