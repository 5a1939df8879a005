#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use super::*;
use crate::policy::PrincipalField;
use crate::policy::fixture::{service, shop};

fn build(scheme: &str, fields: &[(&str, PrincipalValue)]) -> Result<Principal, PrincipalError> {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    Principal::build(&shop(), scheme, fields)
}

fn text(text: &str) -> PrincipalValue {
    PrincipalValue::Text(text.to_owned())
}

fn list(items: &[&str]) -> PrincipalValue {
    PrincipalValue::TextList(items.iter().map(|item| (*item).to_owned()).collect())
}

#[test]
fn what_a_credential_can_make_is_built() {
    let tenant = "0195A3C0-7D10-7000-8000-000000000001";
    let principal = build(
        "customer",
        &[("roles", list(&["admin", "viewer"])), ("id", text("anna")), ("tenant", text(tenant))],
    )
    .unwrap();
    assert_eq!(principal.roles(), ["viewer", "admin"]);
    assert_eq!(principal.fields.get("tenant"), Some(&PrincipalValue::Uuid(tenant.to_lowercase())));
    assert!(principal.holds_any(&["clerk".to_owned(), "admin".to_owned()]));
    assert!(!principal.holds_any(&["clerk".to_owned()]));
    assert!(build("partner", &[("id", text("acme")), ("roles", list(&[]))]).is_ok());
}

#[test]
fn what_no_credential_makes_is_refused() {
    let id = ("id", text("anna"));
    let roles = ("roles", list(&["viewer"]));
    let refused = |scheme: &str, fields: &[(&str, PrincipalValue)]| {
        build(scheme, fields).unwrap_err().to_string()
    };
    assert_eq!(refused("stranger", &[]), "the policy has no scheme `stranger`");
    assert_eq!(
        refused("customer", &[("name", text("a"))]),
        "the `principal` block has no field `name`"
    );
    assert_eq!(
        refused("partner", &[("tenant", text("a"))]),
        "credentials of `partner` do not carry `tenant`"
    );
    assert_eq!(
        refused("customer", &[("id", PrincipalValue::Int(1))]),
        "`id` is not a value of type `string`"
    );
    assert_eq!(
        refused("customer", &[("tenant", text("a"))]),
        "`tenant` is not a value of type `uuid`"
    );
    assert_eq!(
        refused("partner", &[id.clone(), ("roles", list(&["admin"]))]),
        "the scheme `partner` does not grant the role `admin`"
    );
    assert_eq!(refused("customer", &[id.clone(), id.clone()]), "`id` stands twice");
    assert_eq!(refused("customer", &[id]), "`roles` is missing");
    assert_eq!(refused("customer", &[roles]), "`id` is missing");
}

#[test]
fn what_all_certificates_carry_need_not_be_written() {
    let (scheme, policy) = (service(), shop());
    let declared: Vec<&PrincipalField> = policy.principal.iter().collect();
    let build = |fields: &[(&str, PrincipalValue)]| {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        Principal::of_scheme(&scheme, &declared, fields)
    };
    let id = ("id", text("stock"));
    assert_eq!(build(std::slice::from_ref(&id)).unwrap().roles(), ["viewer"]);
    assert!(build(&[id.clone(), ("roles", list(&["viewer"]))]).is_ok());
    assert_eq!(
        build(&[id, ("roles", list(&[]))]).unwrap_err().to_string(),
        "`roles` is the same for all of `service`"
    );
}
