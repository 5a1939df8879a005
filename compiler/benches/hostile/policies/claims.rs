//! Claims, tests, alerts and conditions.

use super::{HEAD, Named, filled, lines, routes};

/// All of them.
pub(super) fn all() -> Vec<Named> {
    vec![
        ("claims", || {
            let routes = lines(5_000, |at| format!("GET /a{at}/{{id: int}} allow anyone\n"));
            let head = format!("{HEAD}api a at /a {{\n{routes}}}\nnever \"n\" {{\n");
            filled(&head, |at| format!("GET /a/a{at}/* allowed without time > 2000-01-01\n"), "}")
        }),
        ("wide_claims", || {
            let routes = lines(8_000, |at| {
                format!("GET /a{at}/{{id: int}} allow anyone when time > 2000-01-01\n")
            });
            let head = format!("{HEAD}api a at /a {{\n{routes}}}\n");
            filled(
                &head,
                |at| {
                    format!("never \"n{at}\" {{ * /**/**/** allowed without time > 2000-01-01 }}\n")
                },
                "",
            )
        }),
        ("starred_claims", || {
            let path = "/a".repeat(60);
            let routes = lines(2_000, |at| format!("GET {path}/{at} allow anyone\n"));
            let head = format!("{HEAD}api a at /a {{\n{routes}}}\n");
            filled(
                &head,
                |at| {
                    format!(
                        "never \"n{at}\" {{ * {}/b allowed without auth }}\n",
                        "/**/a".repeat(30)
                    )
                },
                "",
            )
        }),
        ("many_claims", || {
            filled(
                &format!("{HEAD}api a at /a {{ GET / allow anyone }}\n"),
                |at| format!("never \"n{at}\" {{ * /** allowed }}\n"),
                "",
            )
        }),
        ("wrong_tests", || {
            filled(
                &format!("{HEAD}api a at /a {{ GET / allow anyone }}\n"),
                |at| format!("test \"t{at}\" {{ as nobody {{ GET /a -> 404 rout{at} }} }}\n"),
                "",
            )
        }),
        ("tests", || {
            let routes = lines(8_000, |at| format!("GET /{at} allow anyone\n"));
            let head = format!("{HEAD}api a at /a {{\n{routes}}}\n");
            filled(
                &head,
                |at| format!("test \"t{at}\" {{ as nobody {{ GET /a/{at} -> 200 }} }}\n"),
                "",
            )
        }),
        ("repeated_tests", || {
            filled(
                &format!(
                    "{HEAD}api a at /a {{ GET / allow anyone }}\ntest \"t\" {{ as nobody {{\n"
                ),
                |_| "GET /a -> 200 times 1000000\n".to_owned(),
                "} }",
            )
        }),
        ("one_test_of_routes", || {
            let count = 12_000;
            let routes =
                lines(count, |at| format!("GET /{at} allow anyone deny when time < 2000-01-01\n"));
            let head = format!("{HEAD}api a at /a {{\n{routes}}}\ntest \"t\" {{ as nobody {{\n");
            filled(&head, |at| format!("GET /a/{} -> 200\n", at % count), "} }")
        }),
        ("alerts", || {
            filled(
                &format!("{HEAD}api a at /a {{ GET / allow anyone }}\n"),
                |at| format!("alert a{at} = 1 of status 401 per 1m by client.ip\n"),
                "",
            )
        }),
        ("call_tree", || {
            let tree =
                lines(15, |at| format!("condition c{at} = c{} or not (c{})\n", at + 1, at + 1));
            routes(&format!("{tree}condition c15 = time > 2026-01-01\n"), |at| {
                format!(" when c{}", 6 + at % 9)
            })
        }),
        ("long_condition", || {
            filled(
                &format!("{HEAD}condition c = time > 2026-01-01"),
                |_| " and header(\"a\") == \"b\"\n".to_owned(),
                "\napi a at /a { GET / allow anyone when c }",
            )
        }),
        ("conditions", || filled(HEAD, |at| format!("condition c{at} = c{}\n", at + 1), "")),
        ("long_lists", || {
            let items = lines(2_000, |at| format!("\"v{at}\", "));
            routes(&format!("condition c = header(\"a\") in [{items}]\n"), |_| " when c".to_owned())
        }),
        ("step_ups", || {
            let each = lines(6_000, |at| format!("step_up s{at} = principal.acr == \"a\"\n"));
            routes(&each, |at| format!(" step_up s{}", at % 6_000))
        }),
        ("rust_routes", || routes("target rust\n", |_| String::new())),
        ("nginx_routes", || routes("target nginx\n", |_| String::new())),
        ("envoy_routes", || routes("target envoy\n", |_| String::new())),
    ]
}
