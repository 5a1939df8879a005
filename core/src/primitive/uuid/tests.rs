use super::*;

#[test]
fn uuids_are_texts_in_lower_case() {
    let text = "0195A3C0-7d10-7000-8000-00000000000A";
    let uuid = Uuid::parse(text);
    assert_eq!(uuid.as_deref(), Some(&*text.to_ascii_lowercase()));
    assert_eq!(uuid.map(|uuid| uuid.to_string()), Some(text.to_ascii_lowercase()));
    assert_eq!(uuid, Uuid::parse(&text.to_ascii_lowercase()));
    assert!(uuid.is_some_and(|uuid| uuid == "0195a3c0-7d10-7000-8000-00000000000a"));
    for wrong in [
        "",
        "0195a3c0-7d10-7000-8000-00000000000",
        "0195a3c07d107000800000000000000a",
        text.trim_end_matches('A'),
    ] {
        assert_eq!(Uuid::parse(wrong), None, "{wrong}");
    }
}
