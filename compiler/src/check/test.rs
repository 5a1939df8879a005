//! `test` declarations: single requests with the answers that they must get.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

use gatewright_core::policy::{
    Api, CredentialField, Exchange, Expected, ExpectedStatus, PrincipalField, RequestBody, Scheme,
    Span, Test, TestCase,
};
use gatewright_core::primitive::principal::Principal;
use gatewright_core::refusal::{Check, Status};

use super::caller;
use super::condition::Declared;
use super::country;
use super::limit::Limits;
use super::suggest::{self, Vocabulary};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{self, Caller, HeaderLine, Literal, LiteralValue, Text};

/// How often one request may be sent.
const MOST_TIMES: u64 = 1_000_000;

/// What tests may speak of.
pub(super) struct Subject<'a> {
    fields: Vec<&'a PrincipalField>,
    schemes: Vec<&'a Scheme>,
    /// Whether every scheme that is written is in `schemes`.
    schemes_right: bool,
    /// Rules that stand outside of the routes.
    rules: BTreeSet<String>,
    /// What stands behind the name of a route.
    route_rules: BTreeSet<String>,
    routes: BTreeSet<&'a str>,
    /// Whether every route that is written is in `routes`.
    routes_right: bool,
    /// Whether pages in browsers may call any of them.
    has_cors: bool,
}

impl<'a> Subject<'a> {
    /// What a policy with these declarations knows. `written` is the number of routes in the text.
    pub(super) fn new(
        declared: &Declared<'a>,
        limits: &Limits,
        apis: &'a [Api],
        written: usize,
    ) -> Subject<'a> {
        let schemes: Vec<&Scheme> =
            declared.schemes.iter().filter_map(|entry| entry.value.as_deref()).collect();
        let named = |check: Check, name: &str| format!("{}.{name}", check.rule());
        let (own, rules): (Vec<Check>, Vec<Check>) =
            Check::ALL.into_iter().partition(|check| check.is_of_route());
        let mut route_rules: BTreeSet<String> =
            own.into_iter().map(|check| check.rule().to_owned()).collect();
        route_rules.remove(Check::Limit.rule());
        route_rules.remove(Check::StepUp.rule());
        route_rules.extend(declared.step_ups.texts().map(|name| named(Check::StepUp, name)));
        route_rules.extend(limits.texts().map(|name| named(Check::Limit, name)));
        route_rules.extend(declared.schemes.texts().map(|name| named(Check::Credential, name)));
        let routes: BTreeSet<&str> =
            apis.iter().flat_map(|api| &api.routes).map(|route| route.name.as_str()).collect();
        Subject {
            fields: declared.fields.iter().collect(),
            schemes_right: schemes.len() == declared.schemes.iter().count(),
            schemes,
            rules: rules.into_iter().map(|check| check.rule().to_owned()).collect(),
            route_rules,
            has_cors: apis.iter().flat_map(|api| &api.routes).any(|route| route.cors.is_some()),
            routes_right: apis.iter().map(|api| api.routes.len()).sum::<usize>() == written,
            routes,
        }
    }
}

/// Checks all tests.
pub(super) fn check(
    declarations: &[&ast::Test],
    subject: &Subject<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Test> {
    let names: Vec<&Text> = declarations.iter().map(|test| &test.name).collect();
    refuse_names("test", &names, findings);
    declarations.iter().filter_map(|test| check_test(test, subject, findings)).collect()
}

/// Reports names that say nothing or stand twice.
pub(super) fn refuse_names(what: &str, names: &[&Text], findings: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<&str, &Text> = HashMap::new();
    for name in names {
        let said = name.text.trim();
        if said.is_empty() {
            let message = format!("a `{what}` needs a name that says what it shows");
            let error = Diagnostic::error(codes::WRONG_VALUE, message);
            findings.push(
                error
                    .label(name.span, "says nothing")
                    .help(format!("write it like `{what} \"nobody reads another's orders\"`")),
            );
        } else if let Some(earlier) = seen.get(said) {
            let message = format!("{what} \"{}\" is declared twice", said.escape_debug());
            let error = Diagnostic::error(codes::DUPLICATE_DECLARATION, message);
            findings.push(
                error
                    .label(name.span, "declared again")
                    .label(earlier.span, "first declared here")
                    .help("rename one of the two, or delete it"),
            );
        } else {
            seen.insert(said, name);
        }
    }
}

fn check_test(
    test: &ast::Test,
    subject: &Subject<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Test> {
    if test.cases.is_empty() {
        findings.push(shows_nothing("test", test.name.span, "as nobody { GET / -> 401 }"));
        return None;
    }
    let cases: Vec<Option<TestCase>> =
        test.cases.iter().map(|case| check_case(case, subject, findings)).collect();
    Some(Test {
        name: test.name.text.trim().to_owned(),
        cases: cases.into_iter().collect::<Option<Vec<TestCase>>>()?,
        span: test.span,
    })
}

/// The error of a test or claim without anything in it.
pub(super) fn shows_nothing(what: &str, span: Span, example: &str) -> Diagnostic {
    Diagnostic::error(codes::EMPTY_TEST, format!("this `{what}` shows nothing"))
        .label(span, "always holds")
        .help(format!("write what it shows, such as `{example}`"))
}

fn check_case(
    case: &ast::TestCase,
    subject: &Subject<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<TestCase> {
    let caller = check_caller(&case.caller, subject, findings);
    let from = match &case.from {
        Some(literal) => address(literal, findings).map(Some),
        None => Some(None),
    };
    let country = match &case.country {
        Some(code) => country::of_word(code, findings).map(Some),
        None => Some(None),
    };
    if case.exchanges.is_empty() {
        findings.push(shows_nothing("as", case.caller.span, "GET / -> 200"));
        return None;
    }
    let exchanges: Vec<Option<Exchange>> =
        case.exchanges.iter().map(|exchange| check_exchange(exchange, subject, findings)).collect();
    Some(TestCase {
        caller: caller?,
        at: case.at.as_ref().and_then(seconds),
        from: from?,
        country: country?,
        exchanges: exchanges.into_iter().collect::<Option<Vec<Exchange>>>()?,
        span: case.span,
    })
}

fn check_caller(
    caller: &Caller,
    subject: &Subject<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Option<Principal>> {
    match caller::principal(caller, &subject.fields, &subject.schemes) {
        Ok(principal) => Some(principal),
        // What is wrong with a scheme was told where it is declared.
        Err(_) if !subject.schemes_right => None,
        Err(diagnostic) => {
            findings.push(diagnostic);
            None
        }
    }
}

/// A time or date; the grammar admits nothing else.
fn seconds(literal: &Literal) -> Option<i64> {
    match literal.value {
        LiteralValue::Time(seconds) | LiteralValue::Date(seconds) => Some(seconds),
        LiteralValue::Text(_)
        | LiteralValue::Regex(_)
        | LiteralValue::Address(_)
        | LiteralValue::Network(_)
        | LiteralValue::Socket(_)
        | LiteralValue::Version(_)
        | LiteralValue::Duration(_)
        | LiteralValue::Size(_)
        | LiteralValue::Decimal(_)
        | LiteralValue::Integer(_)
        | LiteralValue::Bool(_) => None,
    }
}

fn address(literal: &Literal, findings: &mut Vec<Diagnostic>) -> Option<IpAddr> {
    if let LiteralValue::Address(address) = literal.value {
        return Some(address);
    }
    findings.push(
        Diagnostic::error(codes::WRONG_VALUE, "`from` must be one address")
            .label(literal.span, format!("this is {}", super::setting::describe_literal(literal)))
            .help("write it like `from 192.0.2.1`"),
    );
    None
}

fn check_exchange(
    exchange: &ast::Exchange,
    subject: &Subject<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Exchange> {
    let before = findings.len();
    refuse_headers(&exchange.headers, subject, findings);
    let body = match &exchange.body {
        None => RequestBody::Absent,
        Some(ast::RequestBody::Text(text)) => RequestBody::Text(text.text.clone()),
        Some(ast::RequestBody::File(path)) => {
            if path.text.trim().is_empty() || path.text.contains('\0') {
                let error = Diagnostic::error(codes::WRONG_VALUE, "`body file` must name a file");
                findings.push(
                    error
                        .label(path.span, "no file has this name")
                        .help("write it like `body file \"order.json\"`"),
                );
            }
            RequestBody::File { path: path.text.clone(), span: path.span }
        }
    };
    let times = exchange.times.as_ref().map_or(1, |times| times.value);
    if let Some(written) = &exchange.times
        && !(1..=MOST_TIMES).contains(&times)
    {
        let message = format!("`times` is from 1 to {MOST_TIMES}");
        let error = Diagnostic::error(codes::OUT_OF_RANGE, message).label(written.span, "outside");
        findings.push(error.help("write it like `times 101`"));
    }
    let expected = check_expectation(&exchange.expectation, subject, findings);
    let headers = exchange.headers.iter();
    let checked = Exchange {
        method: exchange.method.text.clone(),
        target: exchange.target.text.clone(),
        headers: headers.map(|line| (line.name.text.clone(), line.value.text.clone())).collect(),
        body,
        times,
        expected: expected?,
        span: exchange.span,
    };
    (findings.len() == before).then_some(checked)
}

fn refuse_headers(headers: &[HeaderLine], subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let is_value = |byte: u8| byte == b'\t' || (byte >= b' ' && byte != 0x7f);
    for HeaderLine { name, value } in headers {
        if name.text.is_empty() || !name.text.bytes().all(is_token) {
            let message = format!("`{}` cannot be a header's name", name.text.escape_debug());
            let error = Diagnostic::error(codes::HEADER_NAME, message);
            findings.push(error.label(name.span, "no client can send it"));
        } else if !value.text.bytes().all(is_value) {
            let error = Diagnostic::error(codes::WRONG_VALUE, "a header's value is one line");
            findings.push(error.label(value.span, "no client can send it"));
        } else if carries_credential(&name.text, &subject.schemes) {
            let message = format!("a test does not read the header `{}`", name.text);
            let error = Diagnostic::error(codes::RESERVED_HEADER, message);
            findings.push(
                error
                    .label(name.span, "carries a credential")
                    .note("who calls is written after `as`, as if the credential were valid")
                    .help("delete the header"),
            );
        }
    }
}

fn carries_credential(name: &str, schemes: &[&Scheme]) -> bool {
    let carriers = schemes.iter().filter_map(|scheme| match scheme.field()? {
        CredentialField::Header(name) => Some(name.as_str()),
        CredentialField::Cookie(_) => Some("cookie"),
    });
    carriers.chain(["authorization"]).any(|carrier| name.eq_ignore_ascii_case(carrier))
}

fn check_expectation(
    written: &ast::Expectation,
    subject: &Subject<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Expected> {
    let status = check_status(written, subject, findings);
    let rule = match &written.rule {
        Some(rule) => {
            if status == Some(ExpectedStatus::Forwarded) {
                let message = "a request that is admitted is refused by no rule";
                let error = Diagnostic::error(codes::UNKNOWN_STATUS, message);
                findings.push(
                    error
                        .label(rule.span, "refuses")
                        .label(written.status_span, "admitted")
                        .help("delete the rule, or write the status that it answers with"),
                );
                return None;
            }
            Some(check_rule(rule, subject, findings)?)
        }
        None => None,
    };
    let end = written.rule.as_ref().map_or(written.status_span, |rule| rule.span);
    Some(Expected { status: status?, rule, span: written.status_span.to(end) })
}

/// What a preflight is answered with.
const PREFLIGHT: u16 = 204;

fn check_status(
    written: &ast::Expectation,
    subject: &Subject<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<ExpectedStatus> {
    let status = written.status;
    if status == ExpectedStatus::Forwarded.code() {
        return Some(ExpectedStatus::Forwarded);
    }
    let known: BTreeSet<u16> =
        Check::ALL.into_iter().map(Check::status).map(Status::code).collect();
    if known.contains(&status) || (status == PREFLIGHT && subject.has_cors) {
        return Some(ExpectedStatus::Answered(status));
    }
    let message = format!("no request is answered with {status}");
    let error = Diagnostic::error(codes::UNKNOWN_STATUS, message);
    let error = error.label(written.status_span, "no rule has this status");
    findings.push(if (201..300).contains(&status) {
        error.help("write `200` for a request that is admitted: what the upstream says of it is not the policy's")
    } else {
        error.note("a policy answers with 200 for what it admits, or with the status of the rule that refuses")
    });
    None
}

/// A rule as a test names it: whole, or what stands behind the route's name and a slash.
pub(super) fn check_rule(
    rule: &Text,
    subject: &Subject<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<String> {
    let text = rule.text.as_str();
    let route_and_own = text.rsplit_once('/');
    let known = match route_and_own {
        Some((route, own)) => subject.routes.contains(route) && subject.route_rules.contains(own),
        None => subject.rules.contains(text) || subject.route_rules.contains(text),
    };
    if known {
        return Some(text.to_owned());
    }
    if route_and_own.is_some() && !subject.routes_right {
        return None;
    }
    let own_rules = || subject.route_rules.iter().map(String::as_str);
    let similar = match route_and_own {
        Some((route, own)) if subject.routes.contains(route) => suggest::similar(own, own_rules())
            .map(|better| (better, format!("{route}/{}", better.text))),
        Some((route, own)) => suggest::similar(route, subject.routes.iter().copied())
            .map(|better| (better, format!("{}/{own}", better.text))),
        None => {
            let all = own_rules().chain(subject.rules.iter().map(String::as_str));
            suggest::similar(text, all).map(|better| (better, better.text.to_owned()))
        }
    };
    let error = Diagnostic::error(codes::UNKNOWN_NAME, format!("there is no rule `{text}`"))
        .label(rule.span, "nothing refuses by this name");
    findings.push(match similar {
        Some((better, whole)) => better.offer_as(error, rule.span, &whole, Vocabulary::Policy),
        None => error.help("run `gatewright explain` on the request: it names the rule"),
    });
    None
}
