#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use proptest::prelude::*;

use super::*;

#[test]
fn hostile_text_stays_inside_its_quotes() {
    let hostile = "a\"b\\c\n]]--{{x}}*/%REQ(y)%\u{2028}\u{0}é";
    assert_eq!(
        lua_string(hostile.as_bytes()),
        r#""a\"b\\c\010]]--{{x}}*/%REQ(y)%\226\128\168\000\195\169""#
    );
    assert_eq!(json_string(hostile), r#""a\"b\\c\u000a]]--{{x}}*/%REQ(y)%\u2028\u0000\u00e9""#);
    assert_eq!(format_text("%REQ(y)%"), "%%REQ(y)%%");
    assert_eq!(lua_comment("a\nos.exit()"), "a?os.exit()");
}

proptest! {
    #[test]
    fn a_json_string_reads_as_its_text(text in "\\PC*|.*") {
        let read: String = serde_json::from_str(&json_string(&text)).unwrap();
        prop_assert_eq!(read, text);
    }
}
