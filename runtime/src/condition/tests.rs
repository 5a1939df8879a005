use super::*;

const VALUES: [Option<bool>; 3] = [Some(false), None, Some(true)];

#[test]
fn and_is_the_minimum_and_or_the_maximum() {
    // False < unknown < true, as Kleene orders them.
    let place = |value: Option<bool>| VALUES.iter().position(|one| *one == value);
    for left in VALUES {
        for right in VALUES {
            assert_eq!(place(all([left, right])), place(left).min(place(right)));
            assert_eq!(place(any([left, right])), place(left).max(place(right)));
        }
    }
}

#[test]
fn an_operator_on_a_missing_value_is_unknown() {
    assert_eq!(equal(None::<&str>, Some("a")), None);
    assert_eq!(different(None::<&str>, None), None);
    assert_eq!(less(Some(1), None), None);
    assert_eq!(is_one_of(None, &[1]), None);
    assert_eq!(is_element(Some("a"), None), None);
    assert_eq!(starts_with(None, Some("a")), None);
    assert_eq!(is_within_last(None, 0, 0, 0), None);
}

#[test]
fn within_allows_the_leeway_ahead_and_the_duration_back() {
    let within = |time| is_within_last(Some(time), 1_000, 30, 300);
    assert_eq!(within(1_030), Some(true));
    assert_eq!(within(1_031), Some(false));
    assert_eq!(within(700), Some(true));
    assert_eq!(within(699), Some(false));
}
