//! `gatewright test FILE…`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use gatewright_compiler::diagnostic::{Diagnostic, codes};
use gatewright_core::evaluate::{Decision, Timestamp, Verdict};
use gatewright_core::policy::{RequestBody, Test};
use gatewright_core::policy_test::{Answer, Failure as Unexpected, Surroundings, run as run_test};

use crate::failure::Failure;
use crate::policy_file::{PolicyFile, Setting, read};
use crate::print::print;
use crate::report::Format;

/// The largest body that is read, in bytes.
const LARGEST_BODY: usize = 64 << 20;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The policies whose tests are run.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Runs only the tests whose names hold this text.
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// What a parameter of the policies stands for, 'NAME=VALUE'; may be given several times.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    set: Vec<Setting>,
    /// How errors are printed; for programs, nothing else is.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// What was run.
#[derive(Default)]
struct Tally {
    tests: usize,
    failed: usize,
    requests: u64,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let format = arguments.format;
    let mut tally = Tally::default();
    // A policy that fails does not keep the others from being tested.
    let mut failures = Vec::new();
    for path in &arguments.files {
        let tested = PolicyFile::open_language(path, &arguments.set)
            .and_then(|file| test(&file, arguments, &mut tally));
        failures.extend(tested.err());
    }
    if let (0, Some(filter), []) = (tally.tests, &arguments.filter, failures.as_slice()) {
        let message = format!("no test's name holds `{filter}`");
        let diagnostic = Diagnostic::error(codes::WRONG_CALL, message);
        return Err(Failure::surroundings(diagnostic).in_format(format));
    }
    let Tally { tests, failed, requests } = tally;
    let words = format!("tests: {tests}, failed: {failed}, requests: {requests}\n");
    if failures.is_empty() {
        return format.succeed(&words);
    }
    if format == Format::Human {
        print(&words)?;
    }
    Failure::several(failures).map_err(|failure| failure.in_format(format))
}

/// Runs the tests of one policy, each against a fresh evaluator.
fn test(file: &PolicyFile, arguments: &Arguments, tally: &mut Tally) -> Result<(), Failure> {
    let is_asked =
        |test: &&Test| arguments.filter.as_ref().is_none_or(|text| test.name.contains(text));
    let tests: Vec<&Test> = file.policy.tests.iter().filter(is_asked).collect();
    let now = jiff::Timestamp::now();
    let surroundings = Surroundings {
        now: Timestamp { seconds: now.as_second(), nanos: now.subsec_nanosecond().unsigned_abs() },
        files: bodies(file, &tests)?,
    };
    let policy = Arc::new(file.policy.clone());
    let mut diagnostics = Vec::new();
    for test in tests {
        let result = run_test(&policy, test, &surroundings, &mut |_| {});
        tally.tests += 1;
        tally.requests += result.requests;
        tally.failed += usize::from(!result.is_passed());
        if arguments.format == Format::Human {
            let verdict = if result.is_passed() { "ok    " } else { "FAILED" };
            print(&format!("{verdict} {}\n", test.name))?;
        }
        diagnostics.extend(result.failures.iter().map(|failure| unexpected(test, failure)));
    }
    if diagnostics.is_empty() {
        return Ok(());
    }
    Err(Failure::policy(diagnostics, file.sources.clone()))
}

/// What the files hold that tests send.
fn bodies(file: &PolicyFile, tests: &[&Test]) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let mut bodies = BTreeMap::new();
    let exchanges = tests.iter().flat_map(|test| &test.cases).flat_map(|case| &case.exchanges);
    for exchange in exchanges {
        let RequestBody::File { path, span } = &exchange.body else { continue };
        let body = read(&file.beside(path), LARGEST_BODY)
            .map_err(|failure| failure.asked_for(*span, &file.sources))?;
        bodies.insert(path.clone(), body);
    }
    Ok(bodies)
}

fn unexpected(test: &Test, failure: &Unexpected) -> Diagnostic {
    let Unexpected { exchange, repetition, answer } = failure;
    let answered = match answer {
        Answer::Decided(decision) => described(decision),
        Answer::NoBody { path } => format!("not sent: the body `{path}` was not read"),
    };
    let status = exchange.expected.status.code();
    let expected = match &exchange.expected.rule {
        Some(rule) => format!("{status} {rule}"),
        None => status.to_string(),
    };
    let error = Diagnostic::error(
        codes::TEST_FAILED,
        format!(
            "`{} {}` is not answered as `{}` says",
            exchange.method, exchange.target, test.name
        ),
    )
    .label(exchange.span, format!("the answer is {answered}"))
    .label(exchange.expected.span, format!("expected {expected}"));
    let error = if *repetition > 1 {
        error.note(format!("the first {} times it is as expected", repetition - 1))
    } else {
        error
    };
    let Answer::Decided(decision) = answer else { return error };
    let deciding = decision.trace.iter().rev().find(|step| step.verdict != Verdict::None);
    let Some(step) = deciding else { return error };
    match step.span {
        Some(span) => error.label(span, step.detail.clone()),
        None => error.note(step.detail.clone()),
    }
}

/// An answer in the words of a test.
fn described(decision: &Decision) -> String {
    match (decision.status(), decision.rule()) {
        (Some(status), Some(rule)) => format!("{status} {rule}"),
        (Some(status), None) => status.to_string(),
        (None, _) => "200".to_owned(),
    }
}
