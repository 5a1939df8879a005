//! Schemas, enums and unions: large, derived, nested.

use super::{HEAD, Named, filled, lines, routes};

/// All of them.
pub(super) fn all() -> Vec<Named> {
    vec![
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
    ]
}
