//! `gatewright test FILE…`.

mod coverage;
mod junit;
mod mutation;
mod table;
mod unexpected;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use gatewright_compiler::diagnostic::{Diagnostic, codes};
use gatewright_core::evaluate::Timestamp;
use gatewright_core::policy::{Exchange, Policy, Test, TestBody};
use gatewright_core::policy_test::{Coverage, Surroundings, run as run_test};

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
    /// Writes what came of each test as JUnit XML.
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Prints which clauses no test saw pass or refuse.
    #[arg(long)]
    coverage: bool,
    /// Fails when tests saw less than this part of all sides of clauses.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    coverage_min: Option<u8>,
    /// Changes each policy, one clause at a time, and fails when there is a change that no test notices.
    #[arg(long)]
    mutate: bool,
    /// How many of these changes tests have to notice.
    #[arg(
        long,
        value_name = "PERCENT",
        requires = "mutate",
        default_value_t = 100,
        value_parser = clap::value_parser!(u8).range(0..=100)
    )]
    mutate_min: u8,
    /// How errors are printed; for programs, nothing else is.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// What came of one file.
enum Suite {
    /// Its tests were run.
    Run(Box<Tested>),
    /// It cannot be tested.
    Unusable(PathBuf, Failure),
}

/// A policy whose tests were run.
struct Tested {
    path: PathBuf,
    file: PolicyFile,
    cases: Vec<Case>,
    /// What is to be said of all its tests together.
    measured: Vec<Diagnostic>,
    requests: u64,
}

/// What came of one test.
struct Case {
    test: Test,
    /// One for each request that was answered otherwise than expected.
    failures: Vec<Diagnostic>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    run_all(arguments).map_err(|failure| failure.in_format(arguments.format))
}

fn run_all(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.coverage && arguments.format != Format::Human {
        let message = "the table of `--coverage` is for people";
        let help = "`--coverage-min PERCENT` names what no test saw in every format";
        let diagnostic = Diagnostic::error(codes::WRONG_CALL, message).help(help);
        return Err(Failure::surroundings(diagnostic));
    }
    let mut suites = Vec::new();
    // A policy that fails does not keep the others from being tested.
    for path in &arguments.files {
        let tested = PolicyFile::open_language(path, &arguments.set)
            .and_then(|file| test(path.clone(), file, arguments));
        suites.push(match tested {
            Ok(tested) => Suite::Run(Box::new(tested)),
            Err(failure) => Suite::Unusable(path.clone(), failure),
        });
    }
    if let Some(path) = &arguments.junit {
        junit::write(path, &suites)?;
    }
    conclude(suites, arguments)
}

/// Tells how many tests failed, and gives what they failed with.
fn conclude(suites: Vec<Suite>, arguments: &Arguments) -> Result<(), Failure> {
    let (mut tests, mut failed, mut requests) = (0, 0, 0);
    let mut failures = Vec::new();
    for suite in suites {
        match suite {
            Suite::Unusable(_, failure) => failures.push(failure),
            Suite::Run(tested) => {
                let Tested { file, cases, measured, .. } = *tested;
                tests += cases.len();
                failed += cases.iter().filter(|case| !case.failures.is_empty()).count();
                requests += tested.requests;
                let found = cases.into_iter().flat_map(|case| case.failures).chain(measured);
                let found: Vec<Diagnostic> = found.collect();
                if !found.is_empty() {
                    failures.push(Failure::policy(found, file.sources));
                }
            }
        }
    }
    if let (0, Some(filter), []) = (tests, &arguments.filter, failures.as_slice()) {
        let message = format!("no test's name holds `{filter}`");
        return Err(Failure::surroundings(Diagnostic::error(codes::WRONG_CALL, message)));
    }
    let words = format!("tests: {tests}, failed: {failed}, requests: {requests}\n");
    if failures.is_empty() {
        return arguments.format.succeed(&words, &[]);
    }
    if arguments.format == Format::Human {
        print(&words)?;
    }
    Failure::several(failures)
}

/// Runs the tests of one policy, each against a fresh evaluator, and measures them.
fn test(path: PathBuf, file: PolicyFile, arguments: &Arguments) -> Result<Tested, Failure> {
    let mut policy: Policy = file.policy.clone();
    policy
        .tests
        .retain(|test| arguments.filter.as_ref().is_none_or(|text| test.name.contains(text)));
    let now = jiff::Timestamp::now();
    let surroundings = Surroundings {
        now: Timestamp { seconds: now.as_second(), nanos: now.subsec_nanosecond().unsigned_abs() },
        files: bodies(&file, &policy.tests)?,
    };
    let policy = Arc::new(policy);
    let mut coverage = Coverage::new(&policy);
    let (mut cases, mut requests) = (Vec::new(), 0);
    for test in &policy.tests {
        let result = run_test(&policy, test, &surroundings, &mut |observation| {
            coverage.observe(observation)
        });
        requests += result.requests;
        if arguments.format == Format::Human {
            let verdict = if result.is_passed() { "ok    " } else { "FAILED" };
            print(&format!("{verdict} {}\n", test.name))?;
        }
        let failures = result.failures.iter();
        let failures = failures.map(|failure| unexpected::diagnostic(test, failure)).collect();
        cases.push(Case { test: test.clone(), failures });
    }
    let mut tested = Tested { path, file, cases, measured: Vec::new(), requests };
    tested.measured.extend(coverage::measure(&coverage, &tested, arguments)?);
    let is_passed = tested.cases.iter().all(|case| case.failures.is_empty());
    // A test that fails as it is notices nothing.
    if arguments.mutate && is_passed {
        tested.measured.extend(mutation::measure(&policy, &surroundings, &tested, arguments)?);
    }
    Ok(tested)
}

/// What the files hold that tests name as bodies.
fn bodies(file: &PolicyFile, tests: &[Test]) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let mut bodies = BTreeMap::new();
    let exchanges = tests.iter().flat_map(|test| &test.cases).flat_map(|case| &case.exchanges);
    for body in exchanges.flat_map(Exchange::bodies) {
        let TestBody::File { path, span } = body else { continue };
        let body = read(&file.beside(path), LARGEST_BODY)
            .map_err(|failure| failure.asked_for(*span, &file.sources))?;
        bodies.insert(path.clone(), body);
    }
    Ok(bodies)
}

/// How many in a hundred; all of nothing.
fn percent(part: usize, whole: usize) -> usize {
    (part * 100).checked_div(whole).unwrap_or(100)
}
