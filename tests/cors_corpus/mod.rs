//! Other projects' cases about browsers, and what they expect of an answer, whoever gives it.
//!
//! Corpora are looked for in `../shared/corpora` beside the workspace, or where `GATEWRIGHT_CORPORA` says.

#![allow(clippy::disallowed_methods, reason = "corpora lie on disk")]

use std::path::PathBuf;

use serde_json::Value;

/// The page that the values of web-platform-tests are about.
pub(crate) const ORIGIN: &str = "http://www1.site.example:8001";

/// Which page may read an answer.
pub(crate) const ALLOW_ORIGIN: &str = "access-control-allow-origin";

/// What was expected of an answer, where it is not that.
pub(crate) type Verdict = Result<(), String>;

/// What the cases look at.
pub(crate) trait Answered {
    fn status(&self) -> u16;
    /// The one value of a header, in whatever case its name is written.
    fn header(&self, name: &str) -> Option<String>;
}

/// A corpus; nothing where it is not there.
pub(crate) fn corpus(name: &str) -> Option<Value> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora");
    let corpora = std::env::var_os("GATEWRIGHT_CORPORA").map_or(beside, PathBuf::from);
    let file = corpora.join("cors").join(name);
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("ignored: no {}; set GATEWRIGHT_CORPORA", file.display());
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// The texts of an array of them.
pub(crate) fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

/// A value of web-platform-tests for a page of [`ORIGIN`].
pub(crate) fn filled(value: &str) -> String {
    let host = ORIGIN.strip_prefix("http://").unwrap();
    let parts = [
        ("<ORIGIN-UPPER>", ORIGIN.to_ascii_uppercase()),
        ("<SCHEME-UPPER>", "HTTP:".to_owned()),
        ("<origin>", ORIGIN.to_owned()),
        ("<scheme>", "http:".to_owned()),
        ("<host>", host.to_owned()),
        ("<href>", format!("{ORIGIN}/cors/origin.htm")),
        ("<dirname>", format!("{ORIGIN}/cors/")),
        ("<crossdomain>", "http://www2.site.example:8001".to_owned()),
        ("<parent-domain>", "site.example:8001".to_owned()),
    ];
    parts.iter().fold(value.to_owned(), |text, (name, value)| text.replace(name, value))
}

/// What a browser makes of the answer to a preflight of a page of `origin` (Fetch §4.8).
pub(crate) fn browser_sends(
    answer: &impl Answered,
    origin: &str,
    credentials: bool,
    method: &str,
    header: &str,
) -> bool {
    let list = |name: &str| -> Vec<String> {
        answer.header(name).unwrap_or_default().split(", ").map(str::to_owned).collect()
    };
    let (methods, headers) =
        (list("access-control-allow-methods"), list("access-control-allow-headers"));
    let vouched = answer.header("access-control-allow-credentials").as_deref() == Some("true");
    answer.status() == 204
        && answer.header(ALLOW_ORIGIN).as_deref() == Some(origin)
        && (!credentials || vouched)
        && (["GET", "HEAD", "POST"].contains(&method) || methods.iter().any(|one| one == method))
        && (header.is_empty() || headers.iter().any(|one| one.eq_ignore_ascii_case(header)))
}

/// The method, the path and the header lines that a case of the Gateway API's suite sends.
pub(crate) fn gateway_request(case: &Value) -> (&str, &str, Vec<(&str, &[u8])>) {
    let lines = case["headers"].as_object().unwrap().iter();
    let lines = lines.map(|(name, value)| (name.as_str(), value.as_str().unwrap().as_bytes()));
    (case["method"].as_str().unwrap(), case["path"].as_str().unwrap(), lines.collect())
}

/// Whether it was answered as the Gateway API's suite expects.
pub(crate) fn gateway_verdict(case: &Value, answer: &impl Answered) -> Verdict {
    let status = answer.status().to_string();
    if case["status"].as_str().is_some_and(|due| due.split(", ").all(|one| one != status)) {
        return Err(format!("{}: the status is {status}", case["name"]));
    }
    for absent in texts(&case["absent"]) {
        if let Some(value) = answer.header(absent) {
            return Err(format!("{}: {absent} is {value}", case["name"]));
        }
    }
    for (name, expected) in case["headers_expected"].as_object().unwrap() {
        let (got, expected) = (answer.header(name), texts(expected));
        let is_right = match name.as_str() {
            // Browsers read it on answers to the request itself only (Fetch §3.3.3).
            "access-control-expose-headers" => got.is_none(),
            // The method that was asked for is enough.
            "access-control-allow-methods" => got
                .as_ref()
                .is_some_and(|got| expected.join(", ").split(", ").any(|one| one == got)),
            _ => expected.contains(&got.as_deref().unwrap_or_default()),
        };
        if !is_right {
            return Err(format!("{}: {name} is {got:?}", case["name"]));
        }
    }
    Ok(())
}
