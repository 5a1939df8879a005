//! `policy NAME VERSION`.

use super::names::{Spelling, check_spelling};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::Header;

/// Checks the line.
pub(super) fn check(header: &Header, findings: &mut Vec<Diagnostic>) {
    check_spelling("policy", Spelling::Snake, &header.name, findings);
    let version = &header.version.text;
    let numbers: Vec<&str> = version.split('.').collect();
    let right = numbers.len() == 3
        && numbers.iter().all(|number| {
            let plain = *number == "0" || !number.starts_with('0');
            plain && number.len() <= 9 && number.parse::<u32>().is_ok() && !number.starts_with('+')
        });
    if !right {
        findings.push(
            Diagnostic::error(codes::VERSION, format!("`{version}` is not a version"))
                .label(header.version.span, "not three numbers")
                .help(format!("write it like `policy {} 1.0.0`", header.name.text)),
        );
    }
}
