//! The page of a code.

use gatewright_compiler::diagnostic::{Code, Diagnostic, codes};
use serde_json::json;

use super::Format;
use crate::failure::Failure;
use crate::print::print;

/// Whether somebody who wrote this means a code, and no file.
pub(super) fn is_code(text: &str) -> bool {
    let digits = text.get(2..).unwrap_or_default();
    let is_named = text.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("GW"));
    is_named && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Prints the page.
pub(super) fn show(id: &str, format: Format) -> Result<(), Failure> {
    let id = id.to_ascii_uppercase();
    let Some(Code { id, title, page }) = codes::find(&id) else {
        let message = format!("no error has the code `{id}`");
        let similar = codes::similar(&id);
        let help = similar.map_or_else(
            || String::from("write it as it stands in brackets behind `error`"),
            |code| format!("did you mean `{}`, {}?", code.id, code.title),
        );
        let diagnostic = Diagnostic::error(codes::UNKNOWN_CODE, message).help(help);
        return Err(Failure::surroundings(diagnostic));
    };
    print(&match format {
        Format::Human => page.to_owned(),
        Format::Json => format!("{:#}\n", json!({ "code": id, "title": title, "page": page })),
    })
}
