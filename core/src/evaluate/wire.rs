//! Stage 1: the client's certificate, method, target length, Host, headers and cookies that may stand once.

use super::authenticate::is_foreign;
use super::decision::{Stage, Trace};
use super::request::{Headers, Request};
use crate::policy::{Method, Policy};
use crate::primitive::header::is_repeated;
use crate::primitive::path::MAX_TARGET;
use crate::refusal::Refusal;

pub(super) fn check(
    policy: &Policy,
    request: &Request,
    headers: &Headers,
    trace: &mut Trace,
) -> Result<Method, Refusal> {
    let certificate = request.tls.as_ref().and_then(|tls| tls.certificate.as_ref());
    if certificate.is_some_and(|certificate| is_foreign(certificate, policy)) {
        let detail = "no authority of the policy vouches for the client's certificate";
        return trace.refuse(Stage::Wire, detail, None, Refusal::wire());
    }
    let method = Method::ALL.into_iter().find(|method| method.name() == request.method);
    let Some(method) = method else {
        let detail = format!("the method `{}` is not one that a policy can name", request.method);
        return trace.refuse(Stage::Wire, detail, None, Refusal::wire());
    };
    let length = request.target.len();
    if length > MAX_TARGET {
        let detail = format!("the target has {length} bytes, more than {MAX_TARGET}");
        return trace.refuse(Stage::Wire, detail, None, Refusal::target_too_long());
    }
    let hosts = headers.all("host").len();
    if hosts != 1 {
        let detail = format!("the request has {hosts} Host headers instead of one");
        return trace.refuse(Stage::Wire, detail, None, Refusal::wire());
    }
    let mut single = policy.single_valued_headers();
    single.push("content-length".to_owned());
    if let Some(name) = single.iter().find(|name| is_repeated(name, headers.all(name))) {
        let detail = format!("the header `{name}` stands more than once");
        return trace.refuse(Stage::Wire, detail, None, Refusal::wire());
    }
    let cookies = policy.single_valued_cookies();
    if let Some(name) = cookies.iter().find(|name| headers.cookies(name).len() > 1) {
        let detail = format!("the cookie `{name}` stands more than once");
        return trace.refuse(Stage::Wire, detail, None, Refusal::wire());
    }
    trace.pass(Stage::Wire, format!("{} with one Host", method.name()), None);
    Ok(method)
}
