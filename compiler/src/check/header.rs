//! Names of headers and cookies that a policy may read or set.

use gatewright_core::policy::Span;
use gatewright_core::primitive::header::Repetition;

use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};

/// Headers that mean something to every hop, or that the engines set, remove or judge themselves.
const RESERVED: [&str; 24] = [
    "accept-encoding",
    "authorization",
    "connection",
    "cookie",
    "expect",
    "forwarded",
    "host",
    "keep-alive",
    "max-forwards",
    "origin",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "x-accel-redirect",
    "x-forwarded-for",
    "x-real-ip",
    "x-request-id",
];

/// Families of headers that gateways rewrite on the way, or that caches, browsers and bodies own.
const RESERVED_PREFIXES: [&str; 6] =
    ["content-", "if-", "proxy-", "sec-", "x-envoy-", "x-forwarded-"];

/// Reserved, but a condition may look at what the client says there.
const READABLE: [&str; 6] =
    ["accept-encoding", "content-language", "content-type", "origin", "range", "sec-"];

/// Headers of answers that say something of one answer, of one connection, or to the gateway itself.
const OF_ONE_ANSWER: [&str; 25] = [
    "accept-patch",
    "accept-post",
    "accept-ranges",
    "age",
    "allow",
    "authentication-info",
    "connection",
    "date",
    "deprecation",
    "etag",
    "keep-alive",
    "last-modified",
    "link",
    "location",
    "retry-after",
    "set-cookie",
    "status",
    "sunset",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "vary",
    "via",
    "www-authenticate",
];

/// Families of such headers.
const OF_ONE_ANSWER_PREFIXES: [&str; 6] =
    ["access-control-", "content-", "proxy-", "x-accel-", "x-envoy-", "repr-"];

/// Of these families, what is said of all answers.
const OF_ALL_ANSWERS: [&str; 2] =
    ["content-security-policy", "content-security-policy-report-only"];

/// Headers of answers without which those mean something else.
const NEEDED: [&str; 13] = [
    "allow",
    "connection",
    "content-encoding",
    "content-length",
    "content-range",
    "content-type",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "vary",
    "www-authenticate",
];

/// Headers that browsers do not let pages set (the Fetch standard's forbidden request-headers).
const FORBIDDEN: [&str; 19] = [
    "accept-charset",
    "accept-encoding",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// The beginnings of further ones.
const FORBIDDEN_PREFIXES: [&str; 3] = ["access-control-", "proxy-", "sec-"];

/// What the policy does with a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// It carries credentials of one scheme.
    Credential,
    /// It tells the upstream who calls.
    Identity,
    /// A condition reads it.
    Condition,
    /// A route says what it holds.
    Declared,
    /// Its value is left out of records.
    Redaction,
    /// Answers carry it.
    Answer,
    /// Answers do not carry it.
    Remove,
    /// The upstream says what it is.
    Keep,
    /// The upstream gets it from the policy.
    Send,
    /// The upstream does not get it.
    Drop,
    /// A page in a browser may send it.
    Page,
    /// A page in a browser may read it.
    Exposed,
}

/// The name in lower case, if it may be used so.
pub(super) fn name(
    written: &str,
    span: Span,
    purpose: Use,
    findings: &mut Vec<Diagnostic>,
) -> Option<String> {
    let name = written.to_ascii_lowercase();
    let valid = !name.is_empty()
        && name.len() <= 64
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && name.starts_with(|first: char| first.is_ascii_lowercase());
    if !valid {
        let error = Diagnostic::error(
            codes::HEADER_NAME,
            format!("`{}` cannot be a header's name", written.escape_debug()),
        )
        .label(span, "not letters, digits and `-`")
        .note("at most 64 ASCII letters, digits and `-`, a letter first: gateways drop or confuse other names, `_` above all");
        findings.push(match respelled(&name) {
            Some(better) => {
                let better = format!("\"{better}\"");
                // Who sends the header may send it as it was written.
                let change = Suggestion::replace(span, &better, Applicability::MaybeIncorrect);
                error.suggest(format!("write `{better}`"), change)
            }
            None => error,
        });
        return None;
    }
    if is_reserved(&name, purpose) {
        findings.push(
            Diagnostic::error(
                codes::RESERVED_HEADER,
                match purpose {
                    Use::Credential => format!("`{name}` cannot carry a credential of its own"),
                    Use::Identity => format!("`{name}` cannot tell the upstream who calls"),
                    Use::Condition | Use::Redaction => {
                        format!("a condition cannot read the header `{name}`")
                    }
                    Use::Declared => format!("a route cannot declare the header `{name}`"),
                    Use::Answer => format!("`headers` cannot set `{name}`"),
                    Use::Remove | Use::Keep => format!("`headers` cannot remove `{name}`"),
                    Use::Send => format!("`send` cannot set `{name}`"),
                    Use::Drop => format!("`drop` cannot remove `{name}`"),
                    Use::Page => format!("no page can send the header `{name}`"),
                    Use::Exposed => format!("no page can read the header `{name}`"),
                },
            )
            .label(span, "this header has another meaning")
            .help(match (purpose, name.as_str()) {
                (Use::Credential, "authorization") => {
                    "tokens stand there without `from`; keys need a header of their own"
                }
                (Use::Credential, "cookie") => "name the cookie: `from: cookie \"session\"`",
                (Use::Credential, _) => "use a header of your own, such as `\"x-api-key\"`",
                (Use::Identity, _) => "use a header of your own, such as `\"x-user-id\"`",
                (Use::Condition, "x-forwarded-for" | "x-real-ip" | "forwarded") => {
                    "read `client.ip`, which follows `trusted_proxies`"
                }
                (Use::Condition, "authorization") => "read `principal`, which is verified",
                (Use::Condition, "host" | "x-forwarded-host") => "list the hosts in `hosts`",
                (Use::Condition | Use::Redaction, _) => "read another header",
                (Use::Declared, "authorization") => "name the scheme in `auth`: it reads the credential",
                (Use::Declared, "cookie") => "declare the cookie: `cookies SCHEMA`",
                (Use::Declared, "x-request-id") => {
                    "gateways make one of their own: use a header of your own, such as `x_correlation_id`"
                }
                (Use::Declared, "x-forwarded-for" | "x-real-ip" | "forwarded") => {
                    "ask for `client.ip` in a condition, which follows `trusted_proxies`"
                }
                (Use::Declared, "host" | "x-forwarded-host") => "list the hosts in `hosts`",
                (Use::Declared, name) if name.starts_with("content-") => {
                    "say what the body is: `body SCHEMA`"
                }
                (Use::Declared, name) if Repetition::of(name) == Repetition::Joined => {
                    "it may have several values: read its text in a condition, as `header(\"…\")`"
                }
                (Use::Declared, _) => "use a header of your own, such as `x_tenant`",
                (Use::Answer, "set-cookie") => "a cookie is the upstream's to set",
                (Use::Answer, _) => {
                    "it tells something of one answer: leave it to whoever gives that"
                }
                (Use::Remove | Use::Keep, _) => "no answer means the same without it: leave it",
                (Use::Send | Use::Drop, "authorization" | "cookie") => {
                    "credentials that were used are removed, unless their scheme says `forward: true`"
                }
                (Use::Send, _) => "use a header of your own, such as `\"x-api-version\"`",
                (Use::Drop, _) => "it is the gateway's to judge: leave it",
                (Use::Page | Use::Exposed, _) => "delete it: browsers keep it to themselves",
            }),
        );
        return None;
    }
    Some(name)
}

/// The error of a name that no cookie can have.
pub(super) fn wrong_cookie(written: &str, span: Span) -> Diagnostic {
    let message = format!("`{}` cannot be a cookie's name", written.escape_debug());
    Diagnostic::error(codes::COOKIE_NAME, message)
        .label(span, "not a token")
        .note("at most 64 ASCII letters, digits and characters out of ``!#$%&'*+-.^_`|~`` (RFC 6265 §4.1.1)")
        .help("write it like `cookie \"session\"`")
}

fn is_reserved(name: &str, purpose: Use) -> bool {
    match purpose {
        Use::Answer => return is_of_one_answer(name),
        Use::Remove => return NEEDED.contains(&name) || name.starts_with("proxy-"),
        Use::Keep | Use::Redaction => return false,
        Use::Page => {
            return FORBIDDEN.contains(&name)
                || FORBIDDEN_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
        }
        Use::Exposed => return name.starts_with("set-cookie"),
        Use::Send | Use::Drop if name.starts_with("access-control-") => return true,
        Use::Credential
        | Use::Identity
        | Use::Condition
        | Use::Declared
        | Use::Send
        | Use::Drop => {}
    }
    if purpose == Use::Condition && READABLE.iter().any(|readable| name.starts_with(readable)) {
        return false;
    }
    if matches!(purpose, Use::Credential | Use::Declared)
        && Repetition::of(name) == Repetition::Joined
    {
        return true;
    }
    RESERVED.contains(&name) || RESERVED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

fn is_of_one_answer(name: &str) -> bool {
    let is_of_family = OF_ONE_ANSWER_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    OF_ONE_ANSWER.contains(&name) || is_of_family && !OF_ALL_ANSWERS.contains(&name)
}

fn respelled(name: &str) -> Option<String> {
    let better: String = name.trim().replace(['_', ' '], "-");
    let valid = !better.is_empty()
        && better.len() <= 64
        && better.starts_with(|first: char| first.is_ascii_lowercase())
        && better.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    valid.then_some(better)
}
