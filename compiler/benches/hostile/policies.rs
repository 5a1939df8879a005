//! Policies that somebody wrote to keep a compiler busy.

use std::fmt::Write as _;

use gatewright_compiler::syntax::LARGEST;

/// A policy by its name.
pub(crate) type Named = (&'static str, fn() -> String);

/// All of them.
pub(crate) fn all() -> Vec<Named> {
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
        ("large_schema", || {
            filled(
                &format!("{HEAD}schema S {{\n"),
                |at| format!("f{at}?: int\n"),
                "}\napi a at /a { POST / allow anyone body S }",
            )
        }),
        ("doubled_fields", || {
            filled(
                &format!("{HEAD}schema S {{\n"),
                |at| format!("f{}: int\n", at % 9),
                "}\napi a at /a { POST / allow anyone body S }",
            )
        }),
        ("picked_fields", || {
            let fields = lines(24_000, |at| format!("f{at}: int\n"));
            let names = lines(24_000, |at| format!("f{at},"));
            format!(
                "{HEAD}schema S {{\n{fields}}}\nschema P = pick S [{names}]\nschema O = omit S [{names}]\napi a at /a {{ POST / allow anyone body P PUT / allow anyone body O }}"
            )
        }),
        ("unknown_picks", || {
            let fields = lines(24_000, |at| format!("field{at}: int\n"));
            let head = format!("{HEAD}schema S {{\n{fields}}}\nschema P = pick S [");
            filled(
                &head,
                |at| format!("feild{at},"),
                "]\napi a at /a { POST / allow anyone body P }",
            )
        }),
        ("derived_schemas", || {
            let fields = lines(40, |at| format!("f{at}: int\n"));
            let head = format!("{HEAD}schema S0 {{\n{fields}}}\n");
            filled(
                &head,
                |at| format!("schema S{} = S{at} + {{ g{at}: int }}\n", at + 1),
                "api a at /a { POST / allow anyone body S0 }",
            )
        }),
        ("unnamed_schemas", || {
            routes("schema S { a: int b: int c: int d: int e: int f: int g: int }\n", |at| {
                let names = ["a", "b", "c", "d", "e", "f", "g"];
                let chosen: Vec<&str> = names
                    .into_iter()
                    .enumerate()
                    .filter(|(bit, _)| (at % 126 + 1) >> bit & 1 == 1)
                    .map(|(_, name)| name)
                    .collect();
                format!(" body pick S [{}]", chosen.join(", "))
            })
        }),
        ("conflicting_sum", || {
            let fields = lines(20_000, |at| format!("f{at}: int\n"));
            let others = lines(20_000, |at| format!("f{at}: string\n"));
            format!(
                "{HEAD}schema A {{\n{fields}}}\nschema B {{\n{others}}}\nschema C = A + B\napi a at /a {{ POST / allow anyone body C }}"
            )
        }),
        ("huge_enum", || {
            filled(
                &format!("{HEAD}enum Kind {{ "),
                |at| format!("v{at}, "),
                "}\nschema Q { kind: Kind }\napi a at /a { GET / allow anyone query Q }",
            )
        }),
        ("huge_enum_of_routes", || {
            let values = lines(40_000, |at| format!("v{at}, "));
            routes(&format!("enum Kind {{ {values} }}\n"), |_| String::new())
                .replace("allow anyone", "allow anyone query Q")
                .replace("enum Kind", "schema Q { kind: Kind }\nenum Kind")
        }),
        ("huge_enum_of_parameters", || {
            let values = lines(40_000, |at| format!("v{at}, "));
            let head = format!("{HEAD}enum Kind {{ {values} }}\napi a at /a {{\n");
            filled(&head, |at| format!("GET /{at}/{{k: Kind}} allow anyone\n"), "}")
        }),
        ("many_enums", || filled(HEAD, |at| format!("enum Kind{at} {{ a, b }}\n"), "")),
        ("wide_union", || {
            let variants =
                lines(9_000, |at| format!("schema V{at} {{ kind: \"k{at}\" a: int }}\n"));
            let names: Vec<String> = (0..9_000).map(|at| format!("V{at}")).collect();
            format!(
                "{HEAD}{variants}schema U = one_of {} by kind\napi a at /a {{ POST / allow anyone body U }}",
                names.join(", ")
            )
        }),
        ("union_of_routes", || {
            let variants = lines(5_000, |at| format!("schema V{at} {{ kind: \"k{at}\" }}\n"));
            let names: Vec<String> = (0..5_000).map(|at| format!("V{at}")).collect();
            let head = format!(
                "{HEAD}{variants}schema U = one_of {} by kind\napi a at /a {{\n",
                names.join(", ")
            );
            filled(&head, |at| format!("POST /{at} allow anyone body U\n"), "}")
        }),
        ("schema_tower", || {
            let each = |at: usize| {
                format!("schema T{at} {{ a?: T{} b?: T{} c?: [T{}] }}\n", at + 1, at + 1, at + 1)
            };
            let tower = lines(28, each);
            let head = format!("{HEAD}{tower}schema T28 {{ a: int }}\napi a at /a {{\n");
            filled(&head, |at| format!("POST /{at} allow anyone body T0\n"), "}")
        }),
        ("nested_maps", || {
            let deep =
                |levels: usize| format!("{}int{}", "map[".repeat(levels), "]".repeat(levels));
            filled(
                &format!("{HEAD}schema S {{\n"),
                |at| format!("f{at}: {}\n", deep(20 + at % 60)),
                "}\napi a at /a { POST / allow anyone body S }",
            )
        }),
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
        ("long_line", || format!("{HEAD}condition c = {}1", "a == b and ".repeat(90_000))),
        ("long_wrong_line", || filled(HEAD, |_| "role R ".to_owned(), "")),
        ("syntax_errors", || filled(HEAD, |_| "role ?\n".to_owned(), "")),
        ("syntax_errors_in_line", || filled(HEAD, |_| "role ? ".to_owned(), "")),
        ("open_brackets", || filled(HEAD, |_| "api a at /a { GET / allow [\n".to_owned(), "")),
        ("later_words", || filled(HEAD, |at| format!("cors x{at} {{ a }}\n"), "")),
        ("long_documentation", || filled(HEAD, |_| "/// a\n".to_owned(), "role a")),
        ("long_comments", || {
            filled(HEAD, |_| "// a\n".to_owned(), "api a at /a { GET / allow anyone }")
        }),
        ("blank_lines", || filled(HEAD, |_| "\n".to_owned(), "api a at /a { GET / allow anyone }")),
        ("groups_in_groups", || {
            filled(
                &format!("{HEAD}group g0 = [a, b]\n"),
                |at| format!("group g{} = [g{at}, g{at}]\n", at + 1),
                "api a at /a { GET / allow anyone }",
            )
        }),
        ("groups_in_circles", || {
            filled(
                HEAD,
                |at| {
                    format!(
                        "group g{at} = [g{}, g{}]\n",
                        (at * 7 + 1) % 15_000,
                        (at * 11 + 1) % 15_000
                    )
                },
                "",
            )
        }),
        ("group_of_routes", || {
            let items = lines(500, |at| format!("10.0.{}.{}/32, ", at / 250, at % 250));
            routes(&format!("group g = [{items}]\n"), |_| " when client.ip in g".to_owned())
        }),
        ("policy_parameters", || {
            filled(HEAD, |at| format!("parameter p{at}: string = \"a\"\n"), "")
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

const HEAD: &str = "policy hostile 1.0.0\n";

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// Pieces between a head and a tail, as many as fit into a policy.
fn filled(head: &str, piece: impl Fn(usize) -> String, tail: &str) -> String {
    let mut text = head.to_owned();
    for at in 0.. {
        let piece = piece(at);
        if text.len() + piece.len() + tail.len() > LARGEST {
            break;
        }
        let _ = write!(text, "{piece}");
    }
    text + tail
}

/// As many routes as fit, with something behind each.
fn routes(declarations: &str, clause: impl Fn(usize) -> String) -> String {
    let head = format!("{HEAD}{declarations}api a at /a {{\n");
    filled(&head, |at| format!("POST /{at} allow anyone{}\n", clause(at)), "}")
}
