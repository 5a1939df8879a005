//! Spellings of the path: what attackers put between and behind segments.

use super::{Context, Kind};
use crate::request::Judge;

/// What is put between two segments of a path that is admitted, or behind its last one.
const MIDDLES: [&str; 61] = [
    "//",
    "///",
    "/./",
    "/../",
    "/%2e/",
    "/%2E/",
    "/%2e%2e/",
    "/.%2e/",
    "/%2e./",
    "/..%2f",
    "/%2f",
    "/%2F/",
    "/%5c",
    "/%5C/",
    "/..%5c",
    "/\\",
    "/..\\",
    "/;/",
    "/;x/",
    "/;a=b/",
    "/..;/",
    "/.;/",
    "/%3b/",
    "/%3B/",
    "/%00/",
    "/%01/",
    "/%09/",
    "/%0a/",
    "/%0d/",
    "/%0d%0a/",
    "/%1f/",
    "/%20/",
    "/%7f/",
    "/%80/",
    "/%c2%80/",
    "/%c2%9f/",
    "/%c0%ae/",
    "/%c0%af/",
    "/%e0%80%af/",
    "/%ff/",
    "/%ef%bc%8f/",
    "/%ed%a0%80/",
    "/%f4%90%80%80/",
    "/%252e%252e%252f",
    "/%252f/",
    "/%25%32%66/",
    "/%/",
    "/%2/",
    "/%zz/",
    "/%u002f/",
    "/%61/",
    "/%41/",
    "/%7e/",
    "/%2d/",
    "/%5f/",
    "/%30/",
    "/%23/",
    "/%3f/",
    "/*/",
    "/[/",
    "/^/",
];

/// What is put behind a path that is admitted.
const TAILS: [&str; 48] = [
    "/", "//", "/.", "/..", "/./", "/../", "/..;/", "..;/", "~", "%0D", "%20", "%20/", "%23",
    "%26", ".css", ".json", ".html", "?", "??", "?&", "?=", "?debug=1", "?a#", "\\", "\\/", "%5c",
    "%2f", "%2F%2F", ";", ";x", ";a=b", ";.css", "%3b", "%3Bx", "%00", "%00.json", "%0a", "%09",
    "%2e", "%2e%2e", "%3F", "%3Fa=b", "*", "!", "$", "'", "(", "@:",
];

/// Whole targets.
const TARGETS: [&str; 24] = [
    "/",
    "//",
    "///",
    "/.",
    "/..",
    "/%2e",
    "/%2f",
    "/;",
    "/?",
    "*",
    "/*",
    "/.git/config",
    "/admin",
    "/metrics",
    "/favicon.ico",
    "/index.html",
    "/__proto__",
    "/constructor",
    "/toString",
    "/-",
    "/_gw/decide",
    "/_gw/deny",
    "/.gw-none",
    "/healthz",
];

/// Targets that a server need not even parse.
const BROKEN: [&[u8]; 15] = [
    b"/a b",
    b"/a\tb",
    b"/a\x00b",
    b"/a\x01b",
    b"/a\x7fb",
    b"/a#b",
    b"/#",
    b"/caf\xc3\xa9",
    b"/\xff",
    b"/a?b\xc3\xa9",
    b"/a?b#c",
    b"a",
    b"",
    b"?a=b",
    b"://",
];

/// Adds the cases.
pub fn derive(context: &mut Context<'_>) {
    let mut scenes = context.admitted();
    // The deepest path has most places to spoil.
    scenes.sort_by_key(|scene| std::cmp::Reverse(scene.segments.len()));
    let Some(scene) = scenes.into_iter().next() else { return };
    let path = scene.path();
    for middle in MIDDLES {
        let (before, after) = path.rsplit_once('/').unwrap_or(("", &path));
        send(context, &scene, &format!("{before}{middle}{after}"), Judge::Decision);
        let after_first = path.trim_start_matches('/').split_once('/');
        if let Some((first, rest)) = after_first {
            send(context, &scene, &format!("/{first}{middle}{rest}"), Judge::Decision);
        }
    }
    for tail in TAILS {
        let judge = if tail.contains('#') { Judge::Refusal } else { Judge::Decision };
        send(context, &scene, &format!("{path}{tail}"), judge);
    }
    let encoded: String = path
        .bytes()
        .map(|octet| match octet {
            b'/' => "/".to_owned(),
            octet => format!("%{octet:02x}"),
        })
        .collect();
    send(context, &scene, &encoded, Judge::Decision);
    for target in TARGETS {
        send(context, &scene, target, Judge::Decision);
    }
    for method in ["OPTIONS", "GET"] {
        let mut star = context.request(&format!("{method} *"), &scene);
        (star.method, star.target) = (method.into(), "*".into());
        context.push(Kind::Path, None, star);
    }
    for authority in [scene.host.as_str(), "evil.example", "user@evil.example"] {
        let mut absolute = context.request(&format!("absolute form, {authority}"), &scene);
        absolute.target = format!("http://{authority}{path}").into();
        context.push(Kind::Path, None, absolute);
    }
    for target in BROKEN {
        let mut request = context.request(&format!("target {}", target.escape_ascii()), &scene);
        request.target = target.to_vec().into();
        request.judge = Judge::Refusal;
        context.push(Kind::Path, None, request);
    }
}

fn send(context: &mut Context<'_>, scene: &crate::scene::Scene<'_>, target: &str, judge: Judge) {
    let mut request = context.request(&format!("target {target}"), scene);
    request.target = target.into();
    request.judge = judge;
    context.push(Kind::Path, None, request);
}
