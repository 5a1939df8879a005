//! Long lines, broken syntax, comments, and what stands for other things.

use super::{HEAD, Named, filled, lines, routes};

/// All of them.
pub(super) fn all() -> Vec<Named> {
    vec![
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
    ]
}
