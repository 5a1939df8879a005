//! Bodies that take a gateway long to check, for the tests of both.

use std::collections::HashMap;

/// Lists without bounds, so that every item is judged.
pub(crate) const SCHEMAS: &str = r#"
    enum Letter { a, b }
    schema Single { a: int }
    schema Nothing { }
    schema Everything {
        ints?:       [int]
        bounded?:    [int -5..5]
        decimals?:   [decimal -9.5..9.5]
        strings?:    [string]
        sized?:      [string 1..9]
        patterns?:   [string matches r"[a-z]*"]
        letters?:    [Letter]
        times?:      [time]
        bools?:      [bool?]
        lists?:      [[int]]
        objects?:    [Nothing]
        members?:    [Single]
        text?:       string 1..2_000_000
        pattern?:    string matches r"[^x]*"
        int?:        int
        decimal?:    decimal
    }
"#;

/// What a list repeats, and the field that takes it; `other` is no field.
const LISTS: &[(&str, &str)] = &[
    ("other", "1"),
    ("other", "-1"),
    ("other", "1e1"),
    ("other", "1.5"),
    ("other", "\"\""),
    ("other", "\"a\""),
    ("other", "[]"),
    ("other", "{}"),
    ("other", "{\"\":0}"),
    ("other", "{\"\":0,\"a\":0}"),
    ("other", "null"),
    ("other", " 1 "),
    ("ints", "1"),
    ("ints", "0"),
    ("ints", "-1"),
    ("ints", "1e1"),
    ("bounded", "1"),
    ("decimals", "1"),
    ("decimals", "-1"),
    ("decimals", "1.5"),
    ("decimals", "1e0"),
    ("decimals", "-0e9"),
    ("strings", "\"\""),
    ("strings", "\"a\""),
    ("strings", "\"\\n\""),
    ("sized", "\"a\""),
    ("patterns", "\"\""),
    ("patterns", "\"a\""),
    ("letters", "\"a\""),
    ("times", "\"2026-05-01T09:00:00Z\""),
    ("bools", "null"),
    ("bools", "true"),
    ("lists", "[]"),
    ("lists", "[1]"),
    ("objects", "{}"),
    ("members", "{\"a\":1}"),
];

/// What a string repeats.
const TEXTS: &[(&str, &str)] = &[
    ("other", "a"),
    ("text", "a"),
    ("text", "é"),
    ("text", "\\n"),
    ("text", "\\u0041"),
    ("text", "\\ud83d\\ude00"),
    ("pattern", "a"),
    ("pattern", "é"),
    ("pattern", "\\n"),
    ("pattern", "\\u00e9"),
];

/// What a number repeats.
const NUMBERS: &[(&str, &str, &str)] =
    &[("int", "1.", "0"), ("decimal", "0.", "0"), ("other", "0.", "1"), ("int", "1e-", "0")];

/// `open`, then `unit` as often as the largest body holds it, then `close`.
fn filled(largest: usize, open: &str, unit: &str, close: &str) -> String {
    let count = (largest - open.len() - close.len()) / unit.len();
    format!("{open}{}{close}", unit.repeat(count))
}

/// Objects whose names are all different, as short as they can be, or of one hash in the engine's objects.
fn names(largest: usize, name: impl Fn(usize) -> String) -> String {
    let mut body = "{".to_owned();
    for place in 0.. {
        let member = format!("\"{}\":0,", name(place));
        if body.len() + member.len() > largest {
            break;
        }
        body.push_str(&member);
    }
    body.replace_range(body.len() - 1.., "}");
    body
}

/// LuaJIT hashes but sixteen octets of a long string, unless too many collide.
fn alike(place: usize) -> String {
    let [first, second, third] = [place / 1_000, place / 10 % 100, place % 10];
    format!("aaaa{third:03}aaaa000aaaa{second:05}{first:05}aaaa")
}

fn short(place: usize) -> String {
    let digit = |value: usize| char::from_digit((value % 36) as u32, 36).unwrap();
    [place / 46_656, place / 1_296, place / 36, place].map(digit).iter().collect()
}

/// Names of one hash in the engine's objects. njs hashes by `hash * 33 ^ octet`, beginning at 5381, and finds a member by `=`
/// and its name; pairs of octets that lead from one hash to another are joined in every way.
fn colliding() -> Vec<String> {
    let step = |hash: u32, octet: char| hash.wrapping_mul(33) ^ u32::from(octet);
    let mut names = vec![String::new()];
    let mut hash = step(5381, '=');
    for _ in 0..13 {
        let mut known = HashMap::new();
        let mut pairs =
            ('a'..='z').flat_map(|first| ('0'..='Z').map(move |second| (first, second)));
        let (after, one, other) = pairs
            .find_map(|pair| {
                let after = step(step(hash, pair.0), pair.1);
                Some((after, known.insert(after, pair)?, pair))
            })
            .unwrap();
        hash = after;
        names = [one, other]
            .iter()
            .flat_map(|pair| names.iter().map(move |name| format!("{name}{}{}", pair.0, pair.1)))
            .collect();
    }
    names
}

pub(crate) fn bodies(largest: usize) -> Vec<(String, String)> {
    let mut bodies = Vec::new();
    for (field, item) in LISTS {
        let body = filled(largest, &format!("{{\"{field}\":[{item}"), &format!(",{item}"), "]}");
        bodies.push((format!("{field}: [{item},…]"), body));
    }
    for (field, unit) in TEXTS {
        let body = filled(largest, &format!("{{\"{field}\":\""), unit, "\"}");
        bodies.push((format!("{field}: \"{unit}…\""), body));
    }
    for (field, open, unit) in NUMBERS {
        let body = filled(largest, &format!("{{\"{field}\":{open}"), unit, "}");
        bodies.push((format!("{field}: {open}{unit}…"), body));
    }
    for (open, close) in [("[", "]"), ("{\"\":", "}")] {
        let nested = format!("{}0{}", open.repeat(28), close.repeat(28));
        let body = filled(largest, &format!("{{\"other\":[{nested}"), &format!(",{nested}"), "]}");
        bodies.push((format!("other: [{open}{open}…]"), body));
    }
    for count in [16, 17, 33] {
        let members: Vec<String> =
            (0..count).map(|place| format!("\"{}\":0", &short(place)[3..])).collect();
        let object = format!("{{{}}}", members.join(","));
        let body = filled(largest, &format!("{{\"other\":[{object}"), &format!(",{object}"), "]}");
        bodies.push((format!("other: objects of {count} names"), body));
    }
    bodies.push(("white space".to_owned(), filled(largest, "{", " ", "}")));
    bodies.push(("short names".to_owned(), names(largest, short)));
    bodies.push((
        "names in escapes".to_owned(),
        names(largest, |place| format!("\\n{}", short(place))),
    ));
    bodies.push(("names that are alike".to_owned(), names(largest, alike)));
    let collisions = colliding();
    let collisions =
        names(largest, |place| collisions.get(place).cloned().unwrap_or_else(|| short(place)));
    bodies.push(("names that collide".to_owned(), collisions));
    bodies
}
