use super::*;

#[test]
fn so_many_within_the_window_are_too_many_once() {
    let mut three = Occurrences::default();
    assert_eq!(
        [0, 1, 9, 10, 11, 12].map(|now| three.note(now, 10, 3)),
        [false, false, true, false, false, true]
    );
    // What is exactly as old as the window is not within it.
    let mut two = Occurrences::default();
    assert_eq!([0, 10, 19].map(|now| two.note(now, 10, 2)), [false, false, true]);
    let mut one = Occurrences::default();
    assert!(one.note(5, 10, 1) && one.note(5, 10, 1));
}

#[test]
fn moments_count_alike_in_whatever_order_they_are_handed_in() {
    let mut three = Occurrences::default();
    // The moment 5 is out of the window at 15, though it was handed in after a later one.
    assert_eq!([8, 5, 15, 17].map(|now| three.note(now, 10, 3)), [false, false, false, true]);
}

#[test]
fn there_is_room_for_one_moment_fewer_than_raise_an_alert() {
    for count in [2, 3, 5, 6, 100, 1000] {
        let mut times = Occurrences::default();
        for _ in 1..count {
            assert!(!times.note(5, 10, count));
            assert!(u64::try_from(times.0.capacity()).is_ok_and(|room| room < count), "{times:?}");
        }
        assert!(times.note(5, 10, count));
        assert_eq!(times.0.capacity(), 0);
    }
}

#[test]
fn nothing_is_idle_that_would_still_count() {
    let mut times = Occurrences::default();
    assert!(times.is_idle(0, 10));
    let _ = times.note(5, 10, 3);
    assert!(!times.is_idle(14, 10));
    assert!(times.is_idle(15, 10));
    // A clock that was set back.
    assert!(!times.is_idle(0, 10));
}

#[test]
fn rules_are_meant_whole_or_without_their_route() {
    let route = Some("orders.get");
    assert!(is_named("orders.get/auth", route, "orders.get/auth"));
    assert!(is_named("orders.get/auth", route, "auth"));
    assert!(!is_named("orders.get/auth.partner", route, "auth"));
    assert!(!is_named("orders.get/auth", None, "auth"));
    assert!(is_named("route", None, "route"));
    assert!(!is_named("orders.getauth", route, "auth"));
}
