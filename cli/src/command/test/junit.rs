//! What came of tests as JUnit XML, which build servers read.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use gatewright_compiler::diagnostic::render::{Colour, render};
use gatewright_compiler::diagnostic::{Diagnostic, codes};
use gatewright_compiler::source::SourceMap;

use super::{Case, Suite, Tested};
use crate::failure::Failure;

/// Writes the report: a suite for each policy, a case for each test.
pub(super) fn write(path: &Path, suites: &[Suite]) -> Result<(), Failure> {
    fs::write(path, report(suites)).map_err(|error| {
        let what = format!("`{}` cannot be written", path.display());
        Failure::io(codes::REPORT_UNWRITABLE, &what, &error)
    })
}

/// How many cases there are, and how many of them are not well.
#[derive(Clone, Copy, Default)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
}

impl Counts {
    fn of(suite: &Suite) -> Counts {
        match suite {
            Suite::Unusable(..) => Counts { tests: 1, failures: 0, errors: 1 },
            Suite::Run(tested) => {
                let failed = tested.cases.iter().filter(|case| !case.failures.is_empty()).count();
                let measured = usize::from(!tested.measured.is_empty());
                let tests = tested.cases.len() + measured;
                Counts { tests, failures: failed + measured, errors: 0 }
            }
        }
    }

    fn attributes(self) -> String {
        let Counts { tests, failures, errors } = self;
        format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"0\"")
    }
}

fn report(suites: &[Suite]) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let counts: Vec<Counts> = suites.iter().map(Counts::of).collect();
    let sum = |count: fn(&Counts) -> usize| counts.iter().map(count).sum();
    let all = Counts {
        tests: sum(|counts| counts.tests),
        failures: sum(|counts| counts.failures),
        errors: sum(|counts| counts.errors),
    };
    // Writing to a string cannot fail.
    let _ = writeln!(text, "<testsuites name=\"gatewright\" {}>", all.attributes());
    for (suite, counts) in suites.iter().zip(counts) {
        let path = match suite {
            Suite::Run(tested) => &tested.path,
            Suite::Unusable(path, _) => path,
        };
        let path = escaped(&path.display().to_string());
        let _ = writeln!(text, "  <testsuite name=\"{path}\" {}>", counts.attributes());
        match suite {
            Suite::Run(tested) => cases(tested, &path, &mut text),
            Suite::Unusable(_, failure) => {
                let _ = writeln!(text, "    <testcase name=\"policy\" classname=\"{path}\">");
                let (message, told) = (escaped(failure.message()), escaped(&failure.text()));
                let _ = writeln!(text, "      <error message=\"{message}\">{told}</error>");
                text.push_str("    </testcase>\n");
            }
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

fn cases(tested: &Tested, path: &str, text: &mut String) {
    let Tested { file, cases, measured, .. } = tested;
    let class = escaped(&file.policy.name);
    for Case { test, failures } in cases {
        let place = file.sources.place(test.span);
        let place = place.map_or_else(String::new, |(file, position)| {
            format!(" file=\"{}\" line=\"{}\"", escaped(file.name()), position.line)
        });
        let name = escaped(&test.name);
        let _ = write!(text, "    <testcase name=\"{name}\" classname=\"{class}\"{place}");
        close(failures, &file.sources, text);
    }
    if !measured.is_empty() {
        let _ = write!(
            text,
            "    <testcase name=\"all tests together\" classname=\"{class}\" file=\"{path}\""
        );
        close(measured, &file.sources, text);
    }
}

/// The rest of a case.
fn close(failures: &[Diagnostic], sources: &SourceMap, text: &mut String) {
    if failures.is_empty() {
        text.push_str("/>\n");
        return;
    }
    text.push_str(">\n");
    for failure in failures {
        let message = escaped(&failure.message);
        let told = render(std::slice::from_ref(failure), sources, Colour::Plain);
        let _ = writeln!(
            text,
            "      <failure message=\"{message}\" type=\"{}\">{}</failure>",
            failure.code,
            escaped(&told)
        );
    }
    text.push_str("    </testcase>\n");
}

/// For text and for attributes. What XML 1.0 has no way to hold is spelled out.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\n' => written.push_str("&#10;"),
            '\r' => written.push_str("&#13;"),
            '\t' => written.push_str("&#9;"),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {
                written.extend(character.escape_unicode());
            }
            _ => written.push(character),
        }
    }
    written
}
