//! What reading a body takes of memory: nothing, where all that it holds is short.

use gatewright::generated::read_body;

use crate::kinds::schema::{Created, Event, Size, Wide};

#[test]
fn short_values_take_no_memory() {
    let bytes = br#"{"size":"M","inner":{"source":"a b c","hits":3}}"#;
    let mut wide: Option<Wide> = None;
    let taken = allocation_counter::measure(|| wide = read_body("route", bytes).ok());
    assert_eq!(taken.count_total, 0);
    let inner = wide.filter(|wide| wide.size == Size::M).and_then(|wide| wide.inner);
    assert_eq!(inner.map(|inner| (inner.source, inner.hits)), Some(("a b c".into(), Some(3))));

    let bytes = br#" { "order": "0195A3C0-7d10-7000-8000-00000000000a", "kind": "created" } "#;
    let mut event: Option<Event> = None;
    let taken = allocation_counter::measure(|| event = read_body("route", bytes).ok());
    assert_eq!(taken.count_total, 0);
    assert!(matches!(event, Some(Event::Created(Created { order, .. })) if order.ends_with("0a")));
}

/// Or the test above could not fail.
#[test]
fn long_values_and_lists_take_some() {
    let long = format!(r#"{{"size":"M","inner":{{"source":"a","x":"{}\n"}}}}"#, "y".repeat(99));
    for bytes in [long.as_bytes(), br#"{"kind":"cancelled","reason":"x","again":{"a":{}}}"#] {
        let taken = allocation_counter::measure(|| {
            let read = (
                read_body::<Wide>("route", bytes).is_ok(),
                read_body::<Event>("route", bytes).is_ok(),
            );
            assert!(read.0 != read.1);
        });
        assert!(taken.count_total > 0);
    }
}
