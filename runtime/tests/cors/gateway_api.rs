//! The cases of the Gateway API's conformance suite.

use serde_json::Value;

use crate::Verdict;
use crate::asked::{Answer, Service};

pub(crate) async fn verdicts(corpus: &Value, service: &Service) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for case in corpus["cases"].as_array().unwrap() {
        let lines = case["headers"].as_object().unwrap().iter();
        let lines: Vec<(&str, &[u8])> = lines
            .map(|(name, value)| (name.as_str(), value.as_str().unwrap().as_bytes()))
            .collect();
        let (method, path) = (case["method"].as_str().unwrap(), case["path"].as_str().unwrap());
        let answer = service.ask(method, path, &lines).await;
        let verdict = verdict(case, &answer);
        verdicts.push(verdict.map_err(|what| format!("{}: {what} of {answer:?}", case["name"])));
    }
    verdicts
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

fn verdict(case: &Value, answer: &Answer) -> Verdict {
    let status = answer.status.to_string();
    if case["status"].as_str().is_some_and(|due| due.split(", ").all(|one| one != status)) {
        return Err(String::from("the status"));
    }
    for absent in texts(&case["absent"]) {
        if answer.header(absent).is_some() {
            return Err(absent.to_owned());
        }
    }
    for (name, expected) in case["headers_expected"].as_object().unwrap() {
        let (got, expected) = (answer.header(name), texts(expected));
        let is_right = match name.as_str() {
            // Browsers read it on answers to the request itself only (Fetch §3.3.3).
            "access-control-expose-headers" => got.is_none(),
            // The method that was asked for is enough.
            "access-control-allow-methods" => {
                got.is_some_and(|got| expected.join(", ").split(", ").any(|one| one == got))
            }
            _ => expected.contains(&got.unwrap_or_default()),
        };
        if !is_right {
            return Err(name.clone());
        }
    }
    Ok(())
}
