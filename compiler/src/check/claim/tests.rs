#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use proptest::prelude::*;

use crate::check_language;
use crate::source::{Alone, Source};

/// One segment of a path: a literal, `int` or `string`.
type Path = Vec<&'static str>;

/// Paths of which no two have the same shape: a parameter's type depends on its place.
fn routes() -> impl Strategy<Value = Vec<Path>> {
    let segment = prop::sample::select(vec!["a", "b", "7", "*"]);
    let path = prop::collection::vec(segment, 1..5).prop_map(|path| {
        let typed = |(place, segment)| match (segment, place % 2) {
            ("*", 0) => "int",
            ("*", _) => "string",
            (literal, _) => literal,
        };
        path.into_iter().enumerate().map(typed).collect::<Path>()
    });
    prop::collection::btree_set(path, 1..12).prop_map(|paths| paths.into_iter().collect())
}

fn claim() -> impl Strategy<Value = Path> {
    prop::collection::vec(prop::sample::select(vec!["a", "b", "7", "*", "**"]), 1..7)
}

/// Whether some path is of both, tried out segment by segment.
fn meets(claim: &[&str], route: &[&str]) -> bool {
    match (claim.split_first(), route.split_first()) {
        (None, None) => true,
        (Some((&"**", rest)), None) => meets(rest, route),
        (Some((&"**", rest)), Some((_, behind))) => meets(rest, route) || meets(claim, behind),
        (Some((own, rest)), Some((segment, behind))) => {
            let is_of_both = match (*own, *segment) {
                ("*", _) | (_, "string") => true,
                (literal, "int") => literal == "7",
                (literal, other) => literal == other,
            };
            is_of_both && meets(rest, behind)
        }
        (None, Some(_)) | (Some(_), None) => false,
    }
}

proptest! {
    #[test]
    fn a_claim_speaks_of_the_routes_that_share_a_path_with_it(
        routes in routes(),
        claims in prop::collection::vec(claim(), 1..8),
    ) {
        let written = |(place, segment): (usize, &&str)| match *segment {
            "int" | "string" => format!("/{{p{place}: {segment}}}"),
            literal => format!("/{literal}"),
        };
        let path = |route: &Path| route.iter().enumerate().map(written).collect::<String>();
        let lines: String =
            routes.iter().map(|route| format!("GET {} allow anyone\n", path(route))).collect();
        for claim in &claims {
            let text = format!(
                "policy shop 1.0.0\napi shop at /r {{\n{lines}}}\nnever \"n\" {{ GET /r/{} allowed without auth }}\n",
                claim.join("/")
            );
            let checked = check_language(Source::new("test.gate", text.clone()), &Alone);
            let expected: Vec<String> =
                routes.iter().filter(|route| meets(claim, route)).map(path).collect();
            match checked.outcome {
                Ok(policy) => {
                    let found = &policy.nevers.first().unwrap().claims.first().unwrap().routes;
                    let of_policy = policy.routes().filter(|route| found.contains(&route.name));
                    let found: Vec<String> = of_policy.map(|route| route.template()).collect();
                    let bare = |path: &String| {
                        let cut = |part: &str| part.split(": ").next().unwrap().to_owned();
                        let parts: Vec<String> = path.split('/').map(|part| match part.starts_with('{') {
                            true => cut(part) + "}",
                            false => part.to_owned(),
                        }).collect();
                        format!("/r{}", parts.join("/"))
                    };
                    let expected: Vec<String> = expected.iter().map(bare).collect();
                    prop_assert_eq!(found, expected, "{}", text);
                }
                Err(findings) => {
                    let codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
                    prop_assert_eq!(codes, ["GW0452"], "{}", text);
                    prop_assert!(expected.is_empty(), "{}", text);
                }
            }
        }
    }
}
