//! `cnf`.

use super::*;

fn judge_binding(
    binding: TokenBinding,
    confirmation: Option<Value>,
    certificate: Option<&Thumbprint>,
) -> Result<(), (String, ClaimFault)> {
    let mut claims = json!({});
    if let Some(confirmation) = confirmation {
        claims["cnf"] = confirmation;
    }
    let claims = crate::primitive::json::parse(claims.to_string().as_bytes()).unwrap();
    let Err(refused) = check_binding(binding, &claims, certificate) else { return Ok(()) };
    let TokenError::Claim { claim, fault } = refused else { panic!("{refused}") };
    Err((claim, fault))
}

#[test]
fn a_bound_token_is_no_bearer_token() {
    let judge = |confirmation| judge_binding(TokenBinding::Bearer, confirmation, None);
    assert_eq!(judge(None), Ok(()));
    for bound in [json!({ "x5t#S256": "a" }), json!({ "jkt": "a" }), json!({}), json!(null)] {
        assert_eq!(judge(Some(bound)), Err(("cnf".into(), ClaimFault::Unchecked)));
    }
    // Neither is one whose certificate is there: the scheme does not look.
    let own = Thumbprint::of(b"own");
    let bound = json!({ "x5t#S256": own.to_string() });
    assert!(judge_binding(TokenBinding::Bearer, Some(bound), Some(&own)).is_err());
    assert_eq!(claim_fault(with(claims(), "cnf", json!({ "jkt": "a" }))).0, "cnf");
}

#[test]
fn a_token_is_bound_to_the_clients_certificate() {
    use ClaimFault::{Certificate, Missing, Type, Unchecked};
    let own = Thumbprint::of(b"own");
    let judge = |confirmation: Value| {
        judge_binding(TokenBinding::Certificate, Some(confirmation), Some(&own))
    };
    let text = own.to_string();
    assert_eq!(judge(json!({ "x5t#S256": text })), Ok(()));
    let member = || "cnf.x5t#S256".to_owned();
    for (confirmation, fault) in [
        (json!({ "x5t#S256": Thumbprint::of(b"other").to_string() }), (member(), Certificate)),
        (json!({ "x5t#S256": format!("{text}=") }), (member(), Certificate)),
        (json!({ "x5t#S256": "" }), (member(), Certificate)),
        (json!({ "x5t#S256": 1 }), (member(), Type)),
        (json!({ "x5t": text }), (member(), Missing)),
        (json!({ "x5t#S256": text, "jkt": "a" }), ("cnf".into(), Unchecked)),
        (json!(text), ("cnf".into(), Type)),
    ] {
        assert_eq!(judge(confirmation), Err(fault));
    }
    let bound = json!({ "x5t#S256": text });
    let without = judge_binding(TokenBinding::Certificate, Some(bound), None);
    assert_eq!(without, Err((member(), Certificate)));
    let unbound = judge_binding(TokenBinding::Certificate, None, Some(&own));
    assert_eq!(unbound, Err(("cnf".into(), Missing)));
}
