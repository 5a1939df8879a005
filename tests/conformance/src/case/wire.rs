//! Methods, the target's length, and headers that may stand only once.

use gatewright_core::primitive::header::{JOINED, JOINED_THOUGH_SINGLE};

use super::{Context, Kind};
use crate::request::{Content, Judge};

/// The longest request target, in bytes.
const LONGEST_TARGET: usize = 4096;

/// Adds the cases.
pub fn derive(context: &mut Context<'_>) {
    let Some(scene) = context.admitted().into_iter().next() else { return };
    let route = scene.route.name.clone();
    for method in ["FOO", "get", "Get", "TRACE", "PROPFIND", "LOCK", "GETX", "G-T"] {
        let mut request = context.request(&format!("method {method}"), &scene);
        request.method = method.into();
        context.push(Kind::Wire, None, request);
    }
    let mut connect = context.request("method CONNECT", &scene);
    connect.method = "CONNECT".into();
    connect.judge = Judge::Refusal;
    context.push(Kind::Wire, None, connect);
    for (name, method) in [("a space before the method", " GET"), ("a tab in the method", "G\tET")]
    {
        let mut request = context.request(name, &scene);
        request.method = method.into();
        request.judge = Judge::Refusal;
        context.push(Kind::Wire, None, request);
    }
    for length in [LONGEST_TARGET, LONGEST_TARGET + 1] {
        let mut in_query =
            context.request(&format!("target of {length} bytes, in the query"), &scene);
        let mut target = scene.path() + "?x=";
        target.push_str(&"a".repeat(length - target.len()));
        in_query.target = target.into();
        context.push(Kind::Wire, None, in_query);
        let mut in_path =
            context.request(&format!("target of {length} bytes, in the path"), &scene);
        let mut target = scene.path() + "/";
        target.push_str(&"a".repeat(length - target.len()));
        in_path.target = target.into();
        context.push(Kind::Wire, None, in_path);
    }
    let mut huge = context.request("a header of 600 KiB", &scene);
    huge.headers.push(("x-filler".into(), "a".repeat(600 * 1024).into()));
    huge.judge = Judge::Refusal;
    context.push(Kind::Wire, None, huge);
    repeated(context, &route);
}

fn repeated(context: &mut Context<'_>, route: &str) {
    let Some(scene) = context.admitted().into_iter().next() else { return };
    let mut plain = context.request("every header once", &scene);
    plain.headers.push(("x-anything".into(), "1".into()));
    plain.headers.push(("x-anything".into(), "2".into()));
    context.push(Kind::Wire, Some(route), plain);
    for name in context.policy.single_valued_headers() {
        for (label, first, second) in
            [("equal", "a", "a"), ("different", "a", "b"), ("one empty", "a", "")]
        {
            let mut request = context.request(&format!("{name} twice, {label}"), &scene);
            if name == "host" {
                let own = scene.host.clone();
                let other = if label == "equal" { own.clone() } else { "evil.example".into() };
                request = request.without_header("host").with_header("host", own);
                request = request.with_header("Host", other);
            } else {
                request.credentials.clear();
                request = request.with_header(&name, first);
                request = request.with_header(&name.to_ascii_uppercase(), second);
            }
            if label == "one empty" && JOINED_THOUGH_SINGLE.contains(&name.as_str()) {
                request.judge = Judge::EmptyLine;
            }
            context.push(Kind::Wire, None, request);
        }
    }
    for name in JOINED_THOUGH_SINGLE {
        for (label, value) in [
            ("a comma", "a,b"),
            ("a comma and a space", "a, b"),
            ("a comma and a tab", "a,\tb"),
            ("a comma at the end", "a,"),
            ("two commas", "a, b,,c"),
        ] {
            let mut request = context.request(&format!("{name} with {label}"), &scene);
            request.credentials.clear();
            context.push(Kind::Wire, None, request.with_header(name, value));
        }
    }
    for name in JOINED {
        for (label, lines) in [
            ("twice", ["a", "b"]),
            ("twice, once empty", ["", "b"]),
            ("twice, with commas", ["a, b", "c,d"]),
        ] {
            let mut request = context.request(&format!("{name} {label}"), &scene);
            for line in lines {
                request = request.with_header(name, line);
            }
            context.push(Kind::Wire, None, request);
        }
    }
    let mut none = context.request("no host", &scene).without_header("host");
    context.push(Kind::Wire, None, none.clone());
    if !context.policy.hosts.is_empty() {
        none = none.with_header("host", "");
        none.name = "an empty host".into();
        none.judge = Judge::Refusal;
        context.push(Kind::Wire, None, none);
    }
    for (label, second) in [("equal", "2"), ("different", "3")] {
        let mut request = context.request(&format!("content-length twice, {label}"), &scene);
        request.body = Content::None;
        request = request.with_header("content-length", "2").with_header("content-length", second);
        request.judge = Judge::Refusal;
        context.push(Kind::Wire, None, request);
    }
    let mut both = context.request("content-length and transfer-encoding", &scene);
    both.body = Content::Chunked(vec!["{}".into()]);
    both = both.with_header("content-length", "2");
    both.judge = Judge::Refusal;
    context.push(Kind::Wire, None, both);
}
