use proptest::prelude::*;

use super::*;

fn encode(value: PrincipalValue) -> String {
    header_value(&value).unwrap_or_else(|| "absent".to_owned())
}

#[test]
fn each_type_has_its_form() {
    assert_eq!(encode(PrincipalValue::Text("anna".into())), "anna");
    assert_eq!(encode(PrincipalValue::Text("a b,%é\r\n".into())), "a%20b,%25%C3%A9%0D%0A");
    assert_eq!(encode(PrincipalValue::Text(String::new())), "");
    assert_eq!(encode(PrincipalValue::Int(-5)), "-5");
    assert_eq!(encode(PrincipalValue::Bool(true)), "true");
    assert_eq!(encode(PrincipalValue::Time(1_777_626_000)), "2026-05-01T09:00:00Z");
    assert_eq!(encode(PrincipalValue::Time(0)), "1970-01-01T00:00:00Z");
    assert_eq!(encode(PrincipalValue::Time(253_402_300_799)), "9999-12-31T23:59:59Z");
    assert_eq!(encode(PrincipalValue::Time(253_402_300_800)), "absent");
    assert_eq!(encode(PrincipalValue::Time(9_007_199_254_740_991)), "absent");
    assert_eq!(
        encode(PrincipalValue::Roles(vec!["viewer".into(), "clerk".into()])),
        "viewer,clerk"
    );
    assert_eq!(encode(PrincipalValue::TextList(vec!["a,b".into(), "c".into()])), "a%2Cb,c");
    assert_eq!(encode(PrincipalValue::TextList(Vec::new())), "");
}

proptest! {
    #[test]
    fn a_list_splits_into_as_many_elements(elements in proptest::collection::vec(".{0,8}", 1..5)) {
        let value = encode(PrincipalValue::TextList(elements.clone()));
        prop_assert!(value.bytes().all(|byte| (0x21..=0x7e).contains(&byte)));
        prop_assert_eq!(value.split(',').count(), elements.len());
    }
}
