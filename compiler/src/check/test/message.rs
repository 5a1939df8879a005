//! What a test sends, and what it says that its upstream answers: header lines and bodies.

use gatewright_core::policy::{CredentialField, TestAnswer, TestBody};
use gatewright_core::primitive::answer::is_bodiless;
use gatewright_core::primitive::media_type;

use super::Subject;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{self, HeaderLine, Text, UpstreamReply, Word};

/// What the upstream answers to a request of this method.
pub(super) fn answer(
    method: &Word,
    written: &UpstreamReply,
    findings: &mut Vec<Diagnostic>,
) -> TestAnswer {
    let UpstreamReply { status, status_span, headers, body, span } = written;
    if !(200..=599).contains(status) {
        let error = Diagnostic::error(codes::OUT_OF_RANGE, "an upstream answers with 200 to 599");
        let error = error.label(*status_span, "no answer has this status");
        findings.push(error.help("write it like `upstream 200`"));
    }
    refuse_lines(headers, findings);
    let body = body.as_ref().map(|written| self::body(written, findings));
    if let Some(body) = &body {
        refuse_bodiless(method, *status, body, findings);
    }
    TestAnswer { status: *status, headers: lines(headers), body, span: *span }
}

/// The header lines of a request: those that are written, and what its body says of itself without them.
pub(super) fn request_lines(
    headers: &[HeaderLine],
    body: Option<&ast::TestBody>,
) -> Vec<(String, String)> {
    let mut lines = lines(headers);
    let says = lines.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    match body {
        Some(ast::TestBody::Form(_)) if !says => {
            lines.push(("content-type".to_owned(), media_type::FORM.to_owned()));
        }
        Some(ast::TestBody::Form(_) | ast::TestBody::Text(_) | ast::TestBody::File(_)) | None => {}
    }
    lines
}

/// Header lines as written.
fn lines(headers: &[HeaderLine]) -> Vec<(String, String)> {
    headers.iter().map(|line| (line.name.text.clone(), line.value.text.clone())).collect()
}

/// Reports lines that no message can have.
pub(super) fn refuse_lines(headers: &[HeaderLine], findings: &mut Vec<Diagnostic>) {
    for HeaderLine { name, value } in headers {
        if is_name(name, findings) {
            is_value(value, findings);
        }
    }
}

/// Whether a header can have this name; reports it otherwise.
pub(super) fn is_name(name: &Text, findings: &mut Vec<Diagnostic>) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let valid = !name.text.is_empty() && name.text.bytes().all(is_token);
    if !valid {
        let message = format!("`{}` cannot be a header's name", name.text.escape_debug());
        let error = Diagnostic::error(codes::HEADER_NAME, message);
        findings.push(error.label(name.span, "nobody can send it"));
    }
    valid
}

/// Whether a header can have this value; reports it otherwise.
pub(super) fn is_value(value: &Text, findings: &mut Vec<Diagnostic>) -> bool {
    let valid = value.text.bytes().all(|byte| byte == b'\t' || (byte >= b' ' && byte != 0x7f));
    if !valid {
        let error = Diagnostic::error(codes::WRONG_VALUE, "a header's value is one line");
        findings.push(error.label(value.span, "nobody can send it"));
    }
    valid
}

/// Reports headers of a request that carry credentials.
pub(super) fn refuse_credentials(
    headers: &[HeaderLine],
    subject: &Subject<'_>,
    findings: &mut Vec<Diagnostic>,
) {
    for HeaderLine { name, .. } in headers {
        if carries_credential(&name.text, subject) {
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

/// Whether a scheme reads this header.
pub(super) fn carries_credential(name: &str, subject: &Subject<'_>) -> bool {
    let carriers = subject.schemes.iter().filter_map(|scheme| match scheme.field()? {
        CredentialField::Header(name) => Some(name.as_str()),
        CredentialField::Cookie(_) => Some("cookie"),
    });
    carriers.chain(["authorization"]).any(|carrier| name.eq_ignore_ascii_case(carrier))
}

/// A body as written.
pub(super) fn body(written: &ast::TestBody, findings: &mut Vec<Diagnostic>) -> TestBody {
    match written {
        ast::TestBody::Text(text) | ast::TestBody::Form(text) => {
            TestBody::Text { text: text.text.clone(), span: text.span }
        }
        ast::TestBody::File(path) => {
            if path.text.trim().is_empty() || path.text.contains('\0') {
                let error = Diagnostic::error(codes::WRONG_VALUE, "`body file` must name a file");
                findings.push(
                    error
                        .label(path.span, "no file has this name")
                        .help("write it like `body file \"order.json\"`"),
                );
            }
            TestBody::File { path: path.text.clone(), span: path.span }
        }
    }
}

/// Reports the body of an answer that has none.
pub(super) fn refuse_bodiless(
    method: &Word,
    status: u16,
    body: &TestBody,
    findings: &mut Vec<Diagnostic>,
) {
    let is_empty = match body {
        TestBody::Text { text, .. } => text.is_empty(),
        TestBody::File { .. } => false,
    };
    if is_empty || !is_bodiless(&method.text, status) {
        return;
    }
    let what = if method.text == "HEAD" { "to HEAD".to_owned() } else { format!("with {status}") };
    let message = format!("an answer {what} has no body");
    findings.push(
        Diagnostic::error(codes::BODILESS_METHOD, message)
            .label(body.span(), "no such answer holds anything")
            .help("delete it: `body \"\"` says that there is none"),
    );
}
