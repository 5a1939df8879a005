//! The pages of the codes: what they avoid is answered with their code, and what they prefer is not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests fail by panicking, and pages lie on disk"
)]

use std::collections::BTreeSet;

use gatewright_compiler::diagnostic::{Code, codes};
use gatewright_compiler::source::{Alone, Source};
use gatewright_compiler::{Compiled, check_language};

/// What a page prefers needs more than its text here: a file, a parameter that is set, routes to claim something of.
const NOT_ALONE: [&str; 3] = ["GW0010", "GW0143", "GW0452"];

/// The examples in a part of a page.
fn examples(code: &Code, part: &str) -> Vec<String> {
    let parts = code.page.split("\n## ").filter_map(|text| text.split_once('\n'));
    let (_, text) = parts.clone().find(|(heading, _)| *heading == part).unwrap();
    let blocks = text.split("```gate\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap().to_owned()).collect()
}

/// What examples take for granted, unless they declare it themselves: by the words that a declaration begins with.
const GRANTED: [(&str, &str); 13] = [
    ("policy", "example 1.0.0"),
    ("principal", "{ id: string  roles: [role]  tenant?: string  level?: int  mfa_at?: time }"),
    ("role viewer", ""),
    ("role clerk", "includes viewer"),
    ("role admin", "includes clerk"),
    (
        "auth customer",
        "= jwt { issuer: \"https://id.example.com/\"  audience: \"shop\"  token_type: \"at+jwt\"
            algorithms: [ES256]  keys: jwks file \"keys.json\"  grants: [viewer, clerk, admin]  max_lifetime: 1h
            principal { id: claim.sub  roles: claim.roles  tenant: claim.tenant  level: claim.level  mfa_at: claim.mfa } }",
    ),
    ("auth partner", "= api_key { from: header \"x-api-key\"  keys: file \"partners.keys\"  grants: [viewer] }"),
    ("limit per_user", "= 100 per 1m by principal.id"),
    ("limit per_tenant", "= 100 per 1m by principal.tenant"),
    ("limit per_client", "= 100 per 1m by client.ip"),
    ("condition owner", "(of: string) = principal.scheme == customer and principal.id == of"),
    ("schema Paging", "{ page?: int }"),
    ("schema Order", "{ id: uuid  note?: string }"),
];

/// The ways in which an example may be a part of a policy.
fn wrapped(example: &str) -> Vec<String> {
    let granted = |more: &str| {
        let granted = GRANTED.iter().filter(|(words, _)| {
            !example.lines().any(|line| {
                let rest = line.strip_prefix(words);
                rest.is_some_and(|rest| {
                    !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_')
                })
            })
        });
        let granted: String = granted.map(|(words, rest)| format!("{words} {rest}\n")).collect();
        format!("{granted}{more}")
    };
    let auth = if example.contains("auth:") { "" } else { "auth: [customer]\n" };
    let api = |routes: &str| format!("api example at /example {{\n{auth}{routes}}}\n");
    let is_route = |line: &&str| {
        let word = line.split(' ').next().unwrap_or_default();
        word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase())
    };
    let before = example.lines().take_while(|line| !is_route(line)).map(str::len);
    let split = before.map(|length| length + 1).sum::<usize>().min(example.len());
    let (declarations, routes) = example.split_at(split);
    vec![
        granted(example),
        granted(&api(example)),
        granted(&api(&format!("GET /of/{{customer: string}} {example}"))),
        granted(&api(&format!("GET /of/{{customer: string}} allow viewer {example}"))),
        granted(&format!("{declarations}{}", api(routes))),
        granted(&format!(
            "{}test \"t\" {{ as nobody {{\n{example}}} }}\n",
            api("GET / allow viewer\n")
        )),
        granted(&format!("upstream example = \"http://127.0.0.1:9001\" {{\n{example}}}\n")),
        format!("policy example 1.0.0\n{example}"),
        example.to_owned(),
    ]
}

/// The codes that a policy is answered with.
fn answered(policy: &str) -> BTreeSet<&'static str> {
    let Compiled { outcome, .. } = check_language(Source::new("a.gate", policy), &Alone);
    outcome.err().unwrap_or_default().iter().map(|found| found.code).collect()
}

#[test]
fn examples_are_answered_as_their_pages_say() {
    let mut wrong = Vec::new();
    let mut unseen = Vec::new();
    let mut seen = 0;
    for code in codes::ALL {
        let avoided = examples(code, "Avoid");
        let preferred = examples(code, "Prefer");
        let has = |examples: &[String], way: usize| {
            examples.iter().any(|example| answered(&wrapped(example)[way]).contains(code.id))
        };
        let mut ways = (0..wrapped("").len()).filter(|way| has(&avoided, *way)).peekable();
        if ways.peek().is_none() {
            unseen.extend((!avoided.is_empty()).then_some(code.id));
            continue;
        }
        seen += 1;
        // In one of the ways the examples were meant.
        if ways.all(|way| has(&preferred, way)) && !NOT_ALONE.contains(&code.id) {
            wrong.push(code.id);
        }
    }
    assert!(wrong.is_empty(), "what these pages prefer is answered with their own code: {wrong:?}");
    // The others are too large for a page, or are errors of targets and of the command line.
    assert!(seen > unseen.len() * 4, "{seen} pages provoke their code, these do not: {unseen:?}");
}
