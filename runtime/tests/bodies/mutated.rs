//! Bodies that are of their schema, and bodies nearly so: layer and evaluator decide alike.

use proptest::prelude::*;

use crate::typed::pair;

const EVENT: &str = r#"{"kind":"cancelled","reason":"x"}"#;

/// Routes, each with a body that it takes.
fn bodies() -> Vec<(&'static str, String)> {
    let created =
        r#"{"labels":{"ab":"cd"},"order":"0195a3c0-7d10-7000-8000-00000000000a","kind":"created"}"#;
    vec![
        ("open", r#"{"x":[{"y":null}],"size":"M","inner":{"source":"a","z":{},"hits":3}}"#.into()),
        ("union", created.into()),
        ("union", r#"{"again":{"a":{"b":null,"c":9}},"reason":"x","kind":"cancelled"}"#.into()),
        ("inline", created.into()),
        (
            "batch",
            format!(
                r#"{{"named":{{"b":{created}}},"open":{{"size":"S","inner":null}},"events":[{EVENT}],"latest":{EVENT}}}"#
            ),
        ),
        ("set", format!(r#"{{"events":[{EVENT},{EVENT}],"latest":null}}"#)),
        ("any", "0123456789".into()),
    ]
}

/// What mutations put in the place of a few bytes.
const PIECES: [&str; 34] = [
    "",
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "0",
    "9",
    "-",
    ".",
    "e5",
    "1e999",
    "null",
    "true",
    "\"kind\"",
    "\"kind\":\"created\",",
    "\"kind\":\"cancelled\",",
    "\"x\":{},",
    "\"a\":1,",
    "\"reason\":\"y\",",
    "\"hits\":1,",
    "[]",
    "{}",
    "\"\\ud800\"",
    "\\u0063",
    "\u{1}",
    "\u{7f}",
    " ",
    "é",
    "\"S\"",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn layer_and_evaluator_agree(
        which in any::<prop::sample::Index>(),
        mutations in prop::collection::vec(
            prop::collection::vec((any::<prop::sample::Index>(), 0_usize..4, prop::sample::select(&PIECES)), 1..3),
            20,
        ),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut pair = pair();
        let (route, body) = which.get(&bodies()).clone();
        let target = format!("/kinds/{route}");
        runtime.block_on(async {
            assert_eq!(pair.ask("POST", &target, body.as_bytes()).await.verdict, "200");
            for mutation in mutations {
                let mut body = body.clone().into_bytes();
                for (place, length, piece) in mutation {
                    let from = place.index(body.len() + 1);
                    let to = (from + length).min(body.len());
                    body.splice(from..to, piece.bytes());
                }
                pair.ask("POST", &target, &body).await;
            }
        });
    }
}
