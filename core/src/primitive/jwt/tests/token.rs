//! Form, header and signature.

use proptest::prelude::*;

use super::*;

#[test]
fn a_valid_token_makes_a_principal() {
    let principal = judge_claims(claims()).unwrap();
    assert_eq!(principal.scheme, "customer");
    assert_eq!(principal.fields["id"], PrincipalValue::Text("anna".into()));
    assert_eq!(principal.roles(), ["viewer", "admin"]);
    assert_eq!(principal.fields.len(), 2);
}

#[test]
fn the_form_is_three_strict_segments() {
    let token = sign(&header().to_string(), &claims().to_string());
    let (signed, signature) = token.rsplit_once('.').unwrap();
    for wrong in [
        "",
        ".",
        "..",
        "a.b",
        signed,
        &format!("{signed}."),
        &format!("{token}."),
        &format!("{token}.a"),
        &format!(".{token}"),
        &format!("{token}="),
        &format!("{token} "),
        &format!(" {token}"),
        &format!("{signed}.{}+", &signature[..signature.len() - 1]),
        // The last digit of 32 octets carries two bits that have to be zero.
        &format!("{signed}.{}v", &signature[..signature.len() - 1]),
    ] {
        assert_eq!(judge(wrong).unwrap_err(), TokenError::Form, "{wrong}");
    }
    assert!(judge(&token[..token.len() - 1]).is_err());
    let long = "a".repeat(MAX_TOKEN + 1);
    assert_eq!(judge(&long).unwrap_err(), TokenError::TooLong);
    let json = json!({ "payload": "", "signatures": [] }).to_string();
    assert_eq!(judge(&json).unwrap_err(), TokenError::Form);
}

#[test]
fn the_header_names_an_accepted_algorithm_and_its_key() {
    for alg in ["none", "None", "hs256", "HS384", "ES256", ""] {
        let refused = judge_header(with(header(), "alg", alg.into())).unwrap_err();
        assert_eq!(refused, TokenError::Algorithm(alg.into()));
    }
    assert_eq!(judge_header(without(header(), "alg")).unwrap_err(), TokenError::Header("alg"));
    for (name, value) in
        [("alg", json!(1)), ("kid", json!(["a"])), ("kid", json!(null)), ("typ", json!(null))]
    {
        let refused = judge_header(with(header(), name, value)).unwrap_err();
        assert!(matches!(refused, TokenError::Header(found) if found == name), "{refused}");
    }
    for kid in ["b", "", "A", "r1"] {
        assert_eq!(judge_header(with(header(), "kid", kid.into())).unwrap_err(), TokenError::Key);
    }
    assert!(judge_header(without(header(), "kid")).is_ok());
    let two = with(without(header(), "kid"), "alg", "RS256".into());
    assert_eq!(judge_header(two).unwrap_err(), TokenError::Key);
    let other = with(with(header(), "alg", "RS256".into()), "kid", "r1".into());
    assert_eq!(judge_header(other).unwrap_err(), TokenError::Signature);
}

#[test]
fn extensions_are_refused_and_embedded_keys_ignored() {
    for (name, value) in
        [("crit", json!([])), ("crit", json!(["exp"])), ("b64", json!(true)), ("b64", json!(null))]
    {
        let refused = judge_header(with(header(), name, value)).unwrap_err();
        assert!(matches!(refused, TokenError::Extension(found) if found == name), "{refused}");
    }
    assert!(judge_header(with(header(), "jwk", json!({ "kty": "oct" }))).is_ok());
    assert!(judge_header(with(header(), "jku", json!("https://evil.example/"))).is_ok());
}

#[test]
fn the_type_is_compared_without_case_and_application() {
    for typ in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"] {
        assert!(judge_header(with(header(), "typ", typ.into())).is_ok(), "{typ}");
    }
    for typ in
        ["JWT", "", "at", "at+jwt ", "application/", "application/application/at+jwt", "x/at+jwt"]
    {
        let refused = judge_header(with(header(), "typ", typ.into())).unwrap_err();
        assert_eq!(refused, TokenError::Type, "{typ}");
    }
    assert_eq!(judge_header(without(header(), "typ")).unwrap_err(), TokenError::Type);
}

#[test]
fn header_and_claims_are_strict_json() {
    let claims = claims().to_string();
    for header in [
        "",
        "[]",
        "{\"alg\":\"HS256\",\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"a\"}",
        "{} {}",
    ] {
        assert!(judge(&sign(header, &claims)).is_err(), "{header}");
    }
    let header = header().to_string();
    let twice = claims.replacen('{', "{\"sub\":\"admin\",", 1);
    assert!(matches!(judge(&sign(&header, &twice)).unwrap_err(), TokenError::ClaimsJson(_)));
    assert_eq!(judge(&sign(&header, "[]")).unwrap_err(), TokenError::NotAnObject);
    assert_eq!(judge(&sign(&header, "1")).unwrap_err(), TokenError::NotAnObject);
}

#[test]
fn bearer_is_one_word_and_one_space() {
    let token = |value: &'static str| {
        bearer_token(value.as_bytes()).map(|token| std::str::from_utf8(token).unwrap())
    };
    assert_eq!(token("Bearer a.b.c"), Some("a.b.c"));
    assert_eq!(token("bearer a"), Some("a"));
    assert_eq!(token("Bearer  a"), Some(" a"));
    for other in ["BEARER a", "Bearer", "Bearera", "Bearer\ta", "Basic YTpi", "", "a.b.c"] {
        assert_eq!(token(other), None, "{other}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(token in "[A-Za-z0-9_.=-]{0,60}", bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        prop_assert!(judge(&token).is_err());
        prop_assert!(Token::parse(&bytes).is_err());
    }

    #[test]
    fn any_changed_character_is_refused(place in 0_usize..400, character in "[A-Za-z0-9_.-]") {
        let token = sign(&header().to_string(), &claims().to_string());
        let place = place % token.len();
        let changed = format!("{}{character}{}", &token[..place], &token[place + 1..]);
        prop_assert_eq!(judge(&changed).is_ok(), changed == token);
    }
}
