//! Orders with nested lines: what bodies are measured with.

use std::fmt::Write as _;

/// Lines of an order of about 1,125 bytes.
pub const LINES_OF_1K: usize = 15;
/// Of about 10 KB.
pub const LINES_OF_10K: usize = 165;
/// Of about 1 MB.
pub const LINES_OF_1M: usize = 17_000;

/// An order with so many lines, as a client writes it.
#[must_use]
pub fn order(lines: usize) -> String {
    let mut text = String::from(
        r#"{"id":"0195a3c0-7d10-7000-8000-00000000000a","customer":"customer-4711","email":"jane.doe@example.com","created":"2026-02-03T10:20:30Z","currency":"EUR","shipping":"express","gift":false,"address":{"street":"Hauptstrasse 12","city":"Berlin","postcode":"10115","country":"DE"},"lines":["#,
    );
    for number in 0..lines {
        if number > 0 {
            text.push(',');
        }
        line(&mut text, number);
    }
    text.push_str(r#"],"tags":["new","priority"]}"#);
    text
}

fn line(text: &mut String, number: usize) {
    let letter = |number: usize| char::from(b'A' + u8::try_from(number % 26).unwrap_or(0));
    let sku = [letter(number), letter(number / 3), letter(number / 7)];
    let sku = format!("{}-{:04}", sku.iter().collect::<String>(), (number * 37) % 10_000);
    let (quantity, price) = (number * 7 % 99 + 1, (number * 131 % 1000, number * 17 % 100));
    let note = match number % 4 {
        0 => r#","note":"leave at the door""#,
        1 => r#","note":null"#,
        _ => "",
    };
    let _ = write!(
        text,
        r#"{{"sku":"{sku}","quantity":{quantity},"price":{}.{:02}{note}}}"#,
        price.0, price.1
    );
}
