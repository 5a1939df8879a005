#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use super::Country;

#[test]
fn a_code_is_two_upper_case_letters() {
    assert_eq!(Country::of_code("DE").unwrap().code(), "DE");
    for wrong in ["", "D", "de", "De", "DEU", "D1", "Ä", "D ", "49"] {
        assert_eq!(Country::of_code(wrong), None, "{wrong}");
    }
}

#[test]
fn some_codes_are_no_countrys() {
    let assigned = |code: &str| Country::of_code(code).unwrap().is_assigned();
    assert!(assigned("GB") && assigned("XK"));
    assert!(!assigned("UK") && !assigned("ZZ") && !assigned("EU"));
}

#[test]
fn the_list_is_sorted_and_right() {
    let codes = Country::assigned();
    assert!(codes.is_sorted_by(|first, second| first < second));
    assert_eq!(codes.len(), 250);
    assert!(codes.iter().all(|code| Country::of_code(code).is_some()));
}

#[test]
fn it_is_its_code_in_a_document() {
    let country = Country::of_code("FR").unwrap();
    assert_eq!(serde_json::to_string(&country).unwrap(), "\"FR\"");
    assert_eq!(serde_json::from_str::<Country>("\"FR\"").unwrap(), country);
    assert!(serde_json::from_str::<Country>("\"fr\"").is_err());
}
