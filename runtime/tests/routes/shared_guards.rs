//! Routes that share a function: each is decided on by what it says itself.

use serde_json::json;

use crate::pair::{Asked, ask, pair};

/// So many paths, one after the other of each kind that the policy has.
const PATHS: usize = 224;
const KINDS: usize = 14;

/// What is asked about the path: requests for each of its routes, on both sides of what it says of path, query and body.
fn asked_of(path: usize) -> Vec<Asked> {
    let at = |rest: &str| format!("/r{path}{rest}");
    let id = "/0195a3c0-7d10-7000-8000-00000000000a";
    let post = |body: &str| ask("POST", &at("")).json(body);
    match path % KINDS {
        0 | 7 | 9 => vec![ask("GET", &at("")), ask("HEAD", &at("")), ask("DELETE", &at(""))],
        1 => vec![ask("GET", &at("/9")), ask("GET", &at("/10"))],
        2 | 3 => {
            vec![ask("GET", &at("/anna")), ask("GET", &at("/eve")), ask("GET", &at("/%61nna"))]
        }
        4 => vec![
            ask("GET", &at("/anna/eve")),
            ask("GET", &at("/eve/anna")),
            ask("PUT", &at("/anna/eve")),
            ask("PUT", &at("/eve/anna")),
        ],
        5 => vec![
            post(r#"{"size":9}"#),
            post(r#"{"size":10}"#),
            post(&format!("{:300}", r#"{"size":9}"#)),
        ],
        6 => vec![post(r#"{"size":3}"#), post(r#"{"size":4}"#), post(r#"{"size":10}"#)],
        8 => vec![ask("GET", &at("")), ask("DELETE", &at(""))],
        10 => vec![ask("GET", &at("")), post(r#"{"size":10}"#), post(r#"{"size":9}"#)],
        11 => vec![ask("GET", &at("")), ask("HEAD", &at("")), ask("PUT", &at(""))],
        12 => vec![
            ask("GET", &at(id)),
            ask("GET", &at("/1")),
            ask("PATCH", &at(id)).json(r#"{"size":9}"#),
            ask("PATCH", &at(id)).json(r#"{"size":10}"#),
        ],
        _ => vec![
            ask("GET", &at("?page=3")),
            ask("GET", &at("?page=4")),
            ask("POST", &at("")),
            ask("POST", &at("")),
            ask("POST", &at("")),
        ],
    }
}

#[tokio::test]
async fn routes_that_share_a_function_keep_what_is_their_own() {
    let mut pair = pair!(alike);
    let mut seen = std::collections::BTreeMap::new();
    for path in 0..PATHS {
        for roles in [vec![], vec!["viewer"], vec!["clerk"], vec!["auditor"], vec!["admin"]] {
            for sub in ["anna", "eve"] {
                for asked in asked_of(path) {
                    let asked = asked.by(json!({ "sub": sub, "roles": roles }));
                    // The pair panics where the evaluator, which knows of no functions, decides otherwise.
                    let answer = pair.ask(&asked).await;
                    *seen.entry(answer.status).or_insert(0_usize) += 1;
                }
            }
        }
    }
    let counted: Vec<u16> = seen.into_keys().collect();
    assert_eq!(counted, [200, 400, 403, 404, 405, 413, 422, 429]);
}
