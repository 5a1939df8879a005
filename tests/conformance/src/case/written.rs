//! Cases written by hand into a policy, with the status that they must give: what the reference itself is measured by.
//!
//! An annotation is a comment `//: METHOD TARGET`, then clauses, each after two spaces, and what is expected:
//!
//! | clause | meaning |
//! |---|---|
//! | `as SCHEME {"id": "anna", "roles": ["viewer"]}` | a token with these principal fields; the others get values of their own |
//! | `as SCHEME ["viewer"]` | an API key with these roles |
//! | `with NAME: VALUE` | a header field |
//! | `from ADDRESS` | the client's address |
//! | `host NAME` | the `Host` field |
//! | `body TEXT` | a body, `application/json` unless a header says otherwise |
//! | `padded N` | white space behind the body, up to N bytes |
//! | `times N` | sent so often; the last answer counts |
//! | `-> STATUS RULE` | what is expected; without a rule the request is admitted |

use anyhow::{Context as _, bail};
use serde_json::Value;

use super::{Case, Context, Expected, Kind};
use crate::octets::Octets;
use crate::request::{Content, Credential, Recipe, Request};
use crate::scene::{freshen, trusts_loopback};

/// The annotations of a policy's text, in its order.
///
/// # Errors
///
/// Where an annotation cannot be read.
pub fn cases(context: &mut Context<'_>, text: &str) -> anyhow::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if let Some(annotation) = line.trim_start().strip_prefix("//: ") {
            let read = case(context, annotation);
            cases.extend(read.with_context(|| format!("the annotation in line {}", number + 1))?);
        }
    }
    Ok(cases)
}

fn case(context: &mut Context<'_>, annotation: &str) -> anyhow::Result<Vec<Case>> {
    let (request, expected) = annotation.rsplit_once("->").context("no `->`")?;
    let mut expected = expected.split_whitespace();
    let status = expected.next().context("no status")?.parse()?;
    let expected = Expected { status, rule: expected.next().map(str::to_owned) };
    let mut clauses = request.trim().split("  ").map(str::trim).filter(|clause| !clause.is_empty());
    let (method, target) =
        clauses.next().and_then(|first| first.split_once(' ')).context("no method and target")?;
    let host = context.policy.hosts.first().map_or("api.example.com", String::as_str);
    let mut request = Request {
        name: annotation.split_whitespace().collect::<Vec<_>>().join(" "),
        method: method.into(),
        target: target.trim().into(),
        headers: vec![("host".into(), host.into())],
        ..Request::default()
    };
    if trusts_loopback(context.policy) {
        let client = context.supply.client().to_string();
        request.headers.push(("x-forwarded-for".into(), client.into()));
    } else {
        request.from = Some(context.supply.peer());
    }
    let mut times = 1;
    for clause in clauses {
        let (word, rest) = clause.split_once(' ').context("a clause without a value")?;
        request = match word {
            "as" => with_caller(context, request, rest)?,
            "with" => {
                let (name, value) = rest.split_once(':').context("no `:`")?;
                request.with_header(name.trim(), value.trim())
            }
            "from" => request.with_only_header("x-forwarded-for", rest),
            "host" => request.with_only_header("host", rest),
            "body" => {
                request.body = Content::Length(rest.into());
                request
            }
            "padded" => {
                let mut octets = request.body.octets();
                octets.resize(rest.parse()?, b' ');
                request.body = Content::Length(Octets(octets));
                request
            }
            "times" => {
                times = rest.parse()?;
                request
            }
            _ => bail!("there is no clause `{word}`"),
        };
    }
    let has_type = request.headers.iter().any(|(name, _)| name == "content-type");
    if request.body != Content::None && !has_type {
        request = request.with_header("content-type", "application/json");
    }
    let plain = Case { kind: Kind::Written, route: None, cell: None, expected: None, request };
    let mut cases = vec![plain.clone(); times];
    if let Some(last) = cases.last_mut() {
        last.expected = Some(expected);
    }
    Ok(cases)
}

fn with_caller(
    context: &mut Context<'_>,
    mut request: Request,
    text: &str,
) -> anyhow::Result<Request> {
    let (scheme, about) = text.split_once(' ').context("no scheme and fields")?;
    let scheme = scheme.to_owned();
    request.credentials.push(match serde_json::from_str(about)? {
        Value::Object(fields) => {
            let fields = freshen(context.policy, &fields, &mut context.supply);
            Credential::Token(Recipe { scheme, fields, edits: Vec::new() })
        }
        Value::Array(roles) => {
            let roles: Vec<String> =
                roles.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            let pool = context.keys.api_keys.get(&scheme).context("no such scheme")?;
            let index = context.supply.key(&scheme, &roles, pool);
            Credential::ApiKey { scheme, index }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            bail!("neither fields nor roles")
        }
    });
    Ok(request)
}
