//! Strict JSON, and what is not.

use gatewright_core::policy::{Body, ObjectSchema};

use super::{Writer, base_body};
use crate::case::Context;
use crate::json_text::Json;

impl Writer<'_> {
    pub(super) fn json(&self, context: &mut Context<'_>, body: &Body, schema: &ObjectSchema) {
        let right = base_body(schema, false);
        let text = right.text();
        let bare = text.trim_start_matches('{').to_owned();
        let mut outside: Vec<(String, Vec<u8>)> = Vec::new();
        for broken in [
            "",
            " ",
            "{",
            "}",
            "{]",
            "[1,]",
            "{,}",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "{\"a\":}",
            "{a:1}",
            "{'a':1}",
            "[1 2]",
            "[01]",
            "[-01]",
            "[1.]",
            "[.5]",
            "[1.e5]",
            "[+1]",
            "[1e]",
            "[1e+]",
            "[0x1]",
            "[--1]",
            "[-]",
            "[NaN]",
            "[Infinity]",
            "[-Infinity]",
            "nul",
            "True",
            "[tru]",
            "\"a",
            "\"\t\"",
            "\"\n\"",
            "\"\u{1}\"",
            "\"\\x41\"",
            "\"\\u12\"",
            "\"\\u12G4\"",
            "\"\\\"",
            "[\"a\"",
            "{}{}",
            "{} x",
            "[]]",
            "// x\n{}",
            "/* x */{}",
            "{}#x",
            "\u{feff}{}",
            "\u{a0}{}",
            "\u{b}{}",
            "\u{c}{}",
            "[\"\\ud800\"]",
            "[\"\\udc00\"]",
            "[\"\\udc00\\ud800\"]",
            "[\"\\ud800x\"]",
            "[\"\\ud800\\n\"]",
            "[\"\\ud800\\ud800\"]",
            "[1e400]",
            "[-1e400]",
            "[1e999999999999]",
            "{\"a\":1,\"a\":1}",
            "{\"a\":1,\"\\u0061\":1}",
            "{\"b\":{\"a\":1,\"a\":2}}",
            "[{\"\":1,\"\":1}]",
            "{\"\\ud83d\\ude00\":1,\"😀\":1}",
        ] {
            outside.push((format!("JSON {}", broken.escape_debug()), broken.as_bytes().to_vec()));
        }
        let bytes: [(&str, &[u8]); 9] = [
            ("a stray continuation", b"[\"\x80\"]"),
            ("a cut sequence", b"[\"\xc3\"]"),
            ("an overlong slash", b"[\"\xc0\xaf\"]"),
            ("a surrogate in UTF-8", b"[\"\xed\xa0\x80\"]"),
            ("beyond U+10FFFF", b"[\"\xf4\x90\x80\x80\"]"),
            ("0xff", b"[\"\xff\"]"),
            ("UTF-16", b"{\x00}\x00"),
            ("UTF-16 with mark", b"\xff\xfe{\x00}\x00"),
            ("NUL behind", b"{}\x00"),
        ];
        outside.extend(bytes.map(|(name, bytes)| (format!("JSON with {name}"), bytes.to_vec())));
        outside.push(("JSON of 31 levels".into(), nested(31).into_bytes()));
        outside.push(("JSON of 3000 levels".into(), nested(3000).into_bytes()));
        outside.push(("open brackets".into(), "[".repeat(3000).into_bytes()));
        outside.push(("a field twice".into(), right_twice(&right).into_bytes()));
        outside.push(("behind the body".into(), format!("{text}x").into_bytes()));
        outside.push((
            "schema and JSON wrong".into(),
            format!("{{\"unknown_field\":1,{bare}]").into_bytes(),
        ));
        outside.push((
            "levels in an unknown field".into(),
            with_unknown(&right, &nested(30)).into_bytes(),
        ));
        for (name, octets) in outside {
            let fits = octets.len() as u64 <= body.max;
            if fits {
                self.octets(context, ".json", &name, octets, false);
            }
        }
        for (name, text) in
            [("white space around", format!(" \r\n\t{text}\n ")), ("escaped names", escaped(&text))]
        {
            self.octets(context, ".json", name, text.into_bytes(), true);
        }
        // Right JSON of the wrong shape is the schema's business.
        for wrong in [
            "null",
            "true",
            "1",
            "\"a\"",
            "[]",
            "{}",
            "[[]]",
            "-0",
            "1e308",
            "[\"\\ud83d\\ude00\"]",
            "\"\\u0000\"",
        ] {
            let inside = wrong == "{}" && text == "{}";
            self.octets(
                context,
                ".schema",
                &format!("JSON {wrong}"),
                wrong.as_bytes().to_vec(),
                inside,
            );
        }
        self.octets(context, ".schema", "JSON of 30 levels", nested(30).into_bytes(), false);
        let deep = with_unknown(&right, &nested(29));
        self.octets(context, ".schema", "an unknown field of 30 levels", deep.into_bytes(), false);
    }
}

fn nested(levels: usize) -> String {
    format!("{}{}", "[".repeat(levels), "]".repeat(levels))
}

fn with_unknown(body: &Json, value: &str) -> String {
    body.with_member(&[], "\"unknown_field\"", Json::Raw(value.to_owned())).text()
}

/// The first member once more at the front.
fn right_twice(body: &Json) -> String {
    match body {
        Json::Object(members) => match members.first() {
            Some((name, value)) => body.with_member(&[], name, value.clone()).text(),
            None => "{\"a\":1,\"a\":1}".into(),
        },
        Json::Raw(_) | Json::Array(_) => body.text(),
    }
}

/// The first letter of the first name as an escape.
fn escaped(text: &str) -> String {
    match text.strip_prefix("{\"").and_then(|rest| rest.chars().next().map(|first| (first, rest))) {
        Some((first, rest)) if first.is_ascii_alphabetic() => {
            let rest = rest.get(1..).unwrap_or_default();
            format!("{{\"\\u{:04x}{rest}", u32::from(first))
        }
        _ => text.to_owned(),
    }
}
