//! Answers that Envoy makes by itself, in the words of the table of refusals.

use gatewright_core::policy::Detail;
use gatewright_core::refusal::{Check, Status};

use crate::target::envoy::escape::{format_text, json_string};
use crate::target::envoy::node::Reply;

/// The route's name, which the guard has set by then.
const ROUTE: &str = "%DYNAMIC_METADATA(gatewright:route)%";
/// The name of the limit that refused.
const LIMIT: &str = "%RESP(x-gatewright-limit)%";

/// One a condition on the answer; the first that holds counts. What Lua answers and what an upstream says is left alone.
pub(in crate::target::envoy) fn replies(detail: Detail) -> Vec<Reply> {
    let details = |text: &str| format!("response.code_details == '{text}'");
    let begins = |text: &str| format!("response.code_details.startsWith('{text}')");
    let by_lua = details("lua_response");
    let reply = |when: String, check: Check, rule: String| Reply {
        when: json_string(&when),
        status: check.status().code(),
        body: json_string(&document(detail, check.status(), &rule)),
    };
    let plain = |when: String, check: Check| reply(when, check, format_text(check.rule()));
    vec![
        reply(details("local_rate_limited"), Check::Limit, format!("{ROUTE}/limit.{LIMIT}")),
        reply(
            details("request_payload_too_large"),
            Check::BodySize,
            format!("{ROUTE}/{}", Check::BodySize.rule()),
        ),
        plain(begins("rbac_access_denied"), Check::Internal),
        plain(
            format!(
                "{} || {}",
                details("absolute_path_rejected"),
                details("path_normalization_failed")
            ),
            Check::Path,
        ),
        plain("response.code == 431".to_owned(), Check::HeaderSize),
        plain("response.code == 504".to_owned(), Check::UpstreamTimeout),
        plain("response.code == 502 || response.code == 503".to_owned(), Check::Upstream),
        // 501 is Envoy's word for a transfer coding that it does not know.
        plain(format!("(response.code < 500 || response.code == 501) && !({by_lua})"), Check::Wire),
        plain(format!("!({by_lua})"), Check::Internal),
    ]
}

/// A problem document as an Envoy format string; `rule` is one already.
fn document(detail: Detail, status: Status, rule: &str) -> String {
    let head = format!(
        r#"{{"type":"about:blank","title":{},"status":{}"#,
        format_text(&json_string(status.title())),
        status.code()
    );
    match detail {
        Detail::Minimal => format!("{head}}}"),
        Detail::Full => format!(r#"{head},"rule":"{rule}"}}"#),
    }
}
