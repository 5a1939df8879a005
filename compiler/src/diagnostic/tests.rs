#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use gatewright_core::policy::Span;

use super::render::Colour;
use super::{Applicability, Diagnostic, Report, Suggestion, codes, json, render};
use crate::source::{Position, Source, SourceMap};

fn example() -> (Vec<Diagnostic>, SourceMap) {
    let text = "role viewer\nrole clerk includes viewr\n";
    let at = |word: &str| {
        let start = u32::try_from(text.find(word).unwrap()).unwrap();
        Span { file: 0, start, end: start + u32::try_from(word.len()).unwrap() }
    };
    let diagnostic = Diagnostic::error(codes::UNKNOWN_NAME, "there is no role `viewr`")
        .label(at("viewr"), "not declared")
        .label(at("viewer"), "a similar name")
        .note("roles are declared with `role NAME`")
        .suggest(
            "did you mean `viewer`?",
            Suggestion::replace(at("viewr"), "viewer", Applicability::MachineApplicable),
        );
    (vec![diagnostic], Source::new("shop.gate", text).into())
}

#[test]
fn people_see_the_source() {
    let (diagnostics, sources) = example();
    let text = render::render(&diagnostics, &sources, Colour::Plain);
    assert_eq!(
        text,
        "\
error[GW0101]: there is no role `viewr`
 --> shop.gate:2:21
  |
1 | role viewer
  |      ------ a similar name
2 | role clerk includes viewr
  |                     ^^^^^ not declared
  |
  = note: roles are declared with `role NAME`
help: did you mean `viewer`?
  |
2 | role clerk includes viewer
  |                         +
"
    );
}

#[test]
fn programs_see_every_place() {
    let (diagnostics, sources) = example();
    let value: serde_json::Value =
        serde_json::from_str(&json::render(&[Report::new(&diagnostics, &sources)])).unwrap();
    assert_eq!(
        value[0],
        serde_json::json!({
            "code": "GW0101",
            "title": codes::UNKNOWN_NAME.title,
            "severity": "error",
            "message": "there is no role `viewr`",
            "spans": [
                { "file": "shop.gate", "line": 2, "column": 21, "end_line": 2, "end_column": 26,
                  "start": 32, "end": 37, "primary": true, "label": "not declared" },
                { "file": "shop.gate", "line": 1, "column": 6, "end_line": 1, "end_column": 12,
                  "start": 5, "end": 11, "primary": false, "label": "a similar name" },
            ],
            "notes": ["roles are declared with `role NAME`"],
            "help": "did you mean `viewer`?",
            "suggestions": [{
                "applicability": "machine-applicable",
                "edits": [
                    { "file": "shop.gate", "line": 2, "column": 21, "end_line": 2, "end_column": 26,
                      "start": 32, "end": 37, "replacement": "viewer" },
                ],
            }],
        })
    );
}

#[test]
fn spans_outside_the_text_do_no_harm() {
    let sources = SourceMap::from(Source::new("ä.gate", "ä\tö"));
    for (start, end) in [(0, 900), (1, 1), (1, 4), (900, 1000), (4, 2), (5, 5)] {
        let diagnostic = Diagnostic::error(codes::WRONG_VALUE, "nonsense")
            .label(Span { file: 0, start, end }, "here")
            .label(Span { file: 7, start, end }, "nowhere");
        let diagnostics = [diagnostic];
        assert!(render::render(&diagnostics, &sources, Colour::Ansi).contains("GW0107"));
        assert!(json::render(&[Report::new(&diagnostics, &sources)]).contains("GW0107"));
    }
}

#[test]
fn positions_count_characters() {
    let source = Source::new("x", "aä\nb\n");
    assert_eq!(source.position(0), Position { line: 1, column: 1 });
    assert_eq!(source.position(2), Position { line: 1, column: 2 });
    assert_eq!(source.position(3), Position { line: 1, column: 3 });
    assert_eq!(source.position(4), Position { line: 2, column: 1 });
    assert_eq!(source.position(6), Position { line: 3, column: 1 });
}

#[test]
fn many_findings_are_counted_not_printed() {
    let (diagnostics, sources) = example();
    let many: Vec<_> = std::iter::repeat_n(diagnostics[0].clone(), 250).collect();
    let text = render::render(&many, &sources, Colour::Plain);
    assert_eq!(text.matches("error[GW0101]").count(), 100);
    assert!(text.ends_with("… and 150 more\n"));
}

#[test]
fn of_a_line_that_is_too_long_a_piece_is_shown() {
    let item = "\"ä\", ";
    let text = format!("a\n[{}]\n", item.repeat(20_000));
    let sources = SourceMap::from(Source::new("long.gate", text));
    let at = |number: usize| {
        let start = u32::try_from(3 + number * item.len()).unwrap();
        Span { file: 0, start, end: start + 4 }
    };
    let doubled = |number| {
        Diagnostic::error(codes::DUPLICATE_ITEM, "`ä` is listed twice")
            .label(at(number), "listed again")
            .label(at(0), "first listed here")
            .suggest(
                "delete one of the two",
                Suggestion::delete_item(at(number), Applicability::MachineApplicable),
            )
    };
    let found: Vec<Diagnostic> = (1..20_000).map(doubled).collect();
    let text = render::render(&found, &sources, Colour::Plain);
    assert!(text.len() < 100 * 1_000, "{}", text.len());
    assert!(
        text.starts_with(
            "error[GW0109]: `ä` is listed twice
 --> long.gate:2:7
  |
2 | [\"ä\", \"ä\", \"ä\", \"ä\", \"ä\", \"ä\", \"ä\", \"ä\", \"ä\", \"ä\", \"ä\", \"ä\"
  |  ---  ^^^ listed again
  |  |
  |  first listed here
  |
  = help: delete one of the two
"
        ),
        "{text}"
    );
    let text = render::render(&found[15_000..15_001], &sources, Colour::Plain);
    assert!(text.contains(" --> long.gate:2:75007\n"), "{text}");
    assert!(text.contains("  = note: first listed here: long.gate:2:2\n"), "{text}");
    let value: serde_json::Value =
        serde_json::from_str(&json::render(&[Report::new(&found, &sources)])).unwrap();
    assert_eq!(value[19_998]["spans"][0]["column"], 2 + 5 * 19_999);
}

#[test]
fn of_many_labels_some_are_shown() {
    let sources = SourceMap::from(Source::new("x.gate", "x\n".repeat(5_000)));
    let mut error = Diagnostic::error(codes::WRONG_VALUE, "nonsense");
    for line in 0..5_000 {
        error = error.label(Span { file: 0, start: line * 2, end: line * 2 + 1 }, "this");
    }
    let text = render::render(&[error], &sources, Colour::Plain);
    assert_eq!(text.matches("- this\n").count() + text.matches("^ this\n").count(), 32, "{text}");
    assert!(text.contains("= note: and 4968 more places\n"), "{text}");
}

#[test]
fn columns_are_counted_alike_however_long_the_line() {
    let text = format!("{}\n{}", "aä€𝄞".repeat(700), "ä".repeat(3_000));
    let source = Source::new("x", text.as_str());
    for (offset, _) in text.char_indices().step_by(37) {
        let line = text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let column = text[line..offset].chars().count() + 1;
        assert_eq!(source.position(offset).column, column, "{offset}");
    }
    let end = source.position(text.len() + 9);
    assert_eq!(end, Position { line: 2, column: 3_001 });
}

#[test]
fn codes_are_distinct_and_in_order() {
    for pair in codes::ALL.windows(2) {
        assert!(pair[0].id < pair[1].id, "{} stands before {}", pair[0].id, pair[1].id);
    }
    for code in codes::ALL {
        assert!(code.id.len() == 6 && code.id.starts_with("GW"), "{}", code.id);
        assert_eq!(codes::find(code.id), Some(*code));
    }
}
