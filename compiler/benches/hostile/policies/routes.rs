//! Limits, paths, apis and headers of many routes.

use super::{HEAD, Named, filled, lines, routes};

/// All of them.
pub(super) fn all() -> Vec<Named> {
    vec![
        ("many_limits", || {
            filled(
                HEAD,
                |at| format!("limit l{at} = 1 per 1m by client.ip\n"),
                "api a at /a { GET / allow anyone }",
            )
        }),
        ("used_limits", || {
            let limits = lines(8_000, |at| format!("limit l{at} = 1 per 1m by client.ip\n"));
            routes(&limits, |at| {
                format!(
                    " limit [l{}, l{}, l{}]",
                    at * 3 % 8_000,
                    (at * 3 + 1) % 8_000,
                    (at * 3 + 2) % 8_000
                )
            })
        }),
        ("limit_orders", || {
            let limits = lines(4_000, |at| format!("limit l{at} = 1 per 1m by client.ip\n"));
            routes(&limits, |at| format!(" limit [l{}, l{}]", at * 7 % 4_000, at * 11 % 4_000))
        }),
        ("long_paths", || {
            filled(
                &format!("{HEAD}api a at /a {{\n"),
                |at| format!("GET {}/{at} allow anyone\n", "/aaaaaaaaaaaaaaaa".repeat(60)),
                "}",
            )
        }),
        ("parameters_in_paths", || {
            filled(
                &format!("{HEAD}api a at /a {{\n"),
                |at| {
                    format!(
                        "GET {}/x{at} allow anyone\n",
                        (0..20).map(|p| format!("/{{p{p}: int}}")).collect::<String>()
                    )
                },
                "}",
            )
        }),
        ("ambiguous_paths", || {
            filled(
                &format!("{HEAD}api a at /a {{\n"),
                |at| {
                    let path: String = (0..14)
                        .map(|bit| {
                            if at >> bit & 1 == 1 {
                                format!("/{{p{bit}: string}}")
                            } else {
                                format!("/a{bit}")
                            }
                        })
                        .collect();
                    format!("GET {path} allow anyone\n")
                },
                "}",
            )
        }),
        ("same_routes", || {
            filled(&format!("{HEAD}api a at /a {{\n"), |_| "GET / allow anyone\n".to_owned(), "}")
        }),
        ("many_apis", || {
            filled(HEAD, |at| format!("api a{at} at /a{at} {{ GET / allow anyone }}\n"), "")
        }),
        ("enclosing_apis", || {
            filled(
                HEAD,
                |at| {
                    format!(
                        "api a{at} at {} {{ GET /x{at} allow anyone }}\n",
                        "/a".repeat(at % 50 + 1)
                    )
                },
                "",
            )
        }),
        ("successors", || {
            filled(
                &format!("{HEAD}api a at /a {{\n"),
                |at| {
                    format!(
                        "GET /{at}/{{id: int}} allow anyone deprecated 2026-01-01 successor /a/{}/{{id}}\n",
                        at + 1
                    )
                },
                "}",
            )
        }),
        ("headers", || {
            filled(
                &format!("{HEAD}headers {{\n"),
                |at| format!("x-h{at}: \"a\"\n"),
                "}\napi a at /a { GET / allow anyone }",
            )
        }),
        ("doubled_headers", || {
            filled(
                &format!("{HEAD}headers {{\n"),
                |at| format!("\"x-h{}\": \"a\"\n", at % 9),
                "}\napi a at /a { GET / allow anyone }",
            )
        }),
    ]
}
