//! What holds of every file, whatever stands in it. The fuzz targets look for a file of which it does not; the compiler's
//! tests ask it of spoiled policies, and of every file that fuzzing has found.

#![allow(dead_code, reason = "each fuzz target asks one of them")]

use gatewright_compiler::diagnostic::render::{Colour, render};
use gatewright_compiler::diagnostic::{Diagnostic, Report, codes, json};
use gatewright_compiler::format::format as lay_out;
use gatewright_compiler::source::{Alone, Source, SourceMap};
use gatewright_compiler::syntax::{decode, parse as read};
use gatewright_compiler::target::{gap, registry};
use gatewright_compiler::{Compiled, check_language};

/// Codes that only a fault of ours answers with.
const FAULTS: [codes::Code; 4] =
    [codes::PARSER_FAULT, codes::FORMATTER_FAULT, codes::CHECKER_FAULT, codes::TARGET_FAULT];

/// Reading gives a tree, or errors that each have a place.
pub(crate) fn parse(bytes: &[u8]) {
    let Ok(source) = decode("fuzz.gate", bytes) else { return };
    let parsed = read(source, &Alone);
    if let Err(unreadable) = parsed.outcome {
        shown(&unreadable.diagnostics, &parsed.sources);
    }
}

/// Checking gives a policy of which every target says what it cannot enforce, or errors that each have a place.
pub(crate) fn check(bytes: &[u8]) {
    let Ok(source) = decode("fuzz.gate", bytes) else { return };
    let Compiled { sources, outcome } = check_language(source, &Alone);
    match outcome {
        Err(found) => shown(&found, &sources),
        Ok(policy) => {
            for declared in &policy.targets {
                let found = gap::gaps(&policy, registry::find(declared.kind));
                if !found.is_empty() {
                    shown(&found, &sources);
                }
            }
        }
    }
}

/// Formatting what is of the language gives the same policy, which stays as it is when it is formatted again.
pub(crate) fn format(bytes: &[u8]) {
    let Ok(source) = decode("fuzz.gate", bytes) else { return };
    match lay_out(&source) {
        Ok(text) => {
            let again = lay_out(&Source::new("fuzz.gate", text.as_str()));
            assert_eq!(again.as_ref(), Ok(&text), "formatting again changes it");
        }
        Err(found) => assert!(faults(&found).is_empty(), "{found:?}"),
    }
}

fn shown(found: &[Diagnostic], sources: &SourceMap) {
    assert!(!found.is_empty(), "refused without a reason");
    assert!(faults(found).is_empty(), "{found:?}");
    for one in found {
        assert!(!one.labels.is_empty(), "{} has no place", one.message);
    }
    let text = render(found, sources, Colour::Plain);
    assert!(text.contains(found[0].code), "{text}");
    assert!(json::render(&[Report::new(found, sources)]).contains(found[0].code));
}

fn faults(found: &[Diagnostic]) -> Vec<&Diagnostic> {
    found.iter().filter(|one| FAULTS.iter().any(|fault| fault.id == one.code)).collect()
}
