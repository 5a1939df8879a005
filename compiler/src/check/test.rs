//! `test` declarations: single requests with the answers that they must get.

mod expectation;
mod message;

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

use gatewright_core::policy::{Api, Exchange, PrincipalField, Scheme, Span, Test, TestCase};
use gatewright_core::primitive::principal::Principal;
use gatewright_core::refusal::Check;

use super::caller;
use super::condition::Declared;
use super::country;
use super::limit::Limits;
use super::suggest::{self, Vocabulary};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{self, Caller, Literal, LiteralValue, Text};

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
    message::refuse_lines(&exchange.headers, findings);
    message::refuse_credentials(&exchange.headers, subject, findings);
    let upstream = exchange.upstream.as_ref();
    let upstream = upstream.map(|reply| message::answer(&exchange.method, reply, findings));
    let times = exchange.times.as_ref().map_or(1, |times| times.value);
    if let Some(written) = &exchange.times
        && !(1..=MOST_TIMES).contains(&times)
    {
        let message = format!("`times` is from 1 to {MOST_TIMES}");
        let error = Diagnostic::error(codes::OUT_OF_RANGE, message).label(written.span, "outside");
        findings.push(error.help("write it like `times 101`"));
    }
    let expected = expectation::check(exchange, subject, findings);
    let checked = Exchange {
        method: exchange.method.text.clone(),
        target: exchange.target.text.clone(),
        headers: message::request_lines(&exchange.headers, exchange.body.as_ref()),
        body: exchange.body.as_ref().map(|body| message::body(body, findings)),
        upstream,
        times,
        expected: expected?,
        span: exchange.span,
    };
    (findings.len() == before).then_some(checked)
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
