//! Names, values and patterns that are wrong, and lists that say things twice.

use super::{HEAD, Named, filled, lines, routes};

/// All of them.
pub(super) fn all() -> Vec<Named> {
    vec![
        ("wrong_condition", || {
            routes("condition c = header(\"a\") == 1\n", |_| " when c".to_owned())
        }),
        ("wrong_query", || routes("schema Wrong { a: Missing }\n", |_| " query Wrong".to_owned())),
        ("wrong_body", || routes("schema Wrong { a: Missing }\n", |_| " body Wrong".to_owned())),
        ("wrong_returns", || {
            routes("schema Wrong { a: Missing }\n", |_| " returns Wrong".to_owned())
        }),
        ("unlike_query", || {
            routes("schema Q { a: [Inner] }\nschema Inner { b: int }\n", |_| " query Q".to_owned())
        }),
        ("unknown_schemas", || {
            let known = lines(8_000, |at| format!("schema Known{at} {{ a: int }}\n"));
            routes(&known, |at| format!(" body Knowm{at}"))
        }),
        ("unknown_conditions", || {
            let known = lines(8_000, |at| format!("condition known_{at} = time > 2026-01-01\n"));
            routes(&known, |at| format!(" when knowm_{at}"))
        }),
        ("unknown_limits", || {
            let known = lines(8_000, |at| format!("limit known_{at} = 1 per 1m by client.ip\n"));
            routes(&known, |at| format!(" limit knowm_{at}"))
        }),
        ("unknown_roles", || {
            let known = lines(127, |at| format!("role known_{at}\n"));
            filled(
                &format!("{HEAD}{known}api a at /a {{\n"),
                |at| format!("GET /{at} allow knowm_{at}\n"),
                "}",
            )
        }),
        ("unknown_schemes", || {
            let known =
                lines(4_000, |at| format!("auth known_{at} = basic {{ users: file \"u\" }}\n"));
            routes(&known, |at| format!(" auth [knowm_{at}]"))
        }),
        ("unknown_settings", || filled(HEAD, |at| format!("setting_{at}: 1\n"), "")),
        ("unknown_fields", || {
            let known = lines(8_000, |at| format!("field_{at}?: string\n"));
            let head = format!("{HEAD}schema Q {{\n{known}}}\napi a at /a {{\n");
            filled(
                &head,
                |at| format!("GET /{at} allow anyone when query.feild_{at} is set query Q\n"),
                "}",
            )
        }),
        ("unknown_values", || {
            let known = lines(20_000, |at| format!("value_{at}, "));
            let head = format!(
                "{HEAD}enum Kind {{ {known} }}\nschema Q {{ kind: Kind }}\napi a at /a {{\n"
            );
            filled(
                &head,
                |at| format!("GET /{at} allow anyone when query.kind == \"velue_{at}\" query Q\n"),
                "}",
            )
        }),
        ("hard_patterns", || {
            let each = |at| {
                format!(
                    "f{at}: string matches r\"(a|b|\\p{{L}}){{1,{}}}[^{at}]*x{at}\"\n",
                    20 + at % 30
                )
            };
            filled(
                &format!("{HEAD}schema S {{\n"),
                each,
                "}\napi a at /a { POST / allow anyone body S }",
            )
        }),
        ("same_patterns", || {
            let each = |at| format!("f{at}: string matches r\"(\\p{{L}}|b){{1,60}}\"\n");
            filled(
                &format!("{HEAD}schema S {{\n"),
                each,
                "}\napi a at /a { POST / allow anyone body S }",
            )
        }),
        ("many_roles", || {
            filled(HEAD, |at| format!("role r{at} includes r{}, q{at}\n", at + 1), "")
        }),
        ("role_chain", || {
            let chain = lines(127, |at| format!("role r{at} includes r{}\n", at + 1));
            format!("{HEAD}{chain}role r127\napi a at /a {{ GET / allow r0 }}")
        }),
        ("doubled_items", || {
            filled(
                &format!("{HEAD}group g = ["),
                |at| format!("10.0.{}.0/24, ", at % 200),
                "]\napi a at /a { GET / allow anyone when client.ip in g }",
            )
        }),
        ("distinct_items", || {
            filled(
                &format!("{HEAD}network {{ deny: ["),
                |at| format!("10.{}.{}.0/24, ", at / 256 % 256, at % 256),
                "] }\napi a at /a { GET / allow anyone }",
            )
        }),
        ("nested_networks", || {
            filled(
                &format!("{HEAD}network {{ deny: ["),
                |at| {
                    format!(
                        "{}.{}.{}.0/{}, ",
                        at % 250 + 1,
                        at / 256 % 256,
                        at / 7 % 256,
                        at % 24 + 8
                    )
                },
                "] }\napi a at /a { GET / allow anyone }",
            )
        }),
        ("doubled_hosts", || {
            filled(
                "policy hostile 1.0.0\nhosts: [",
                |at| format!("a{}.example, ", at % 500),
                "]\napi a at /a { GET / allow anyone }",
            )
        }),
    ]
}
