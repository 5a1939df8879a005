#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use gatewright_core::policy::{AlertEvent, LimitKey, Policy, RecordedDecisions, Secret};

use crate::check_language;
use crate::source::{Alone, Source};

fn checked(declarations: &str) -> Policy {
    let text = format!(
        "policy p 1.0.0\nprincipal {{ id: string  roles: [role] }}\nrole viewer\n\
         auth key = api_key {{ from: header \"x-key\"  keys: file \"keys\"  grants: [viewer] }}\n\
         {declarations}\napi a at /a {{ auth: [key]  GET / allow viewer }}"
    );
    check_language(Source::new("p.gate", text), &Alone).outcome.unwrap()
}

#[test]
fn alerts_count_refusals_by_status_or_rule() {
    let policy = checked(
        "parameter most: int = 50
         alert one   = most of status 401 per 1m by client.ip
         alert two   = 5 of rule a.get/allow per 2s by principal.id keys 9
         alert three = 5 of rule \"wire\" per 1d by client.ip
         alert four  = 5 of status 403 per 1d by client.country
         network { countries { database: file \"c.mmdb\" } }",
    );
    let said: Vec<_> = policy
        .alerts
        .iter()
        .map(|alert| (alert.count, alert.of.clone(), alert.window_ms, alert.keys))
        .collect();
    let rule = |name: &str| AlertEvent::Rule(name.to_owned());
    assert_eq!(
        said,
        [
            (50, AlertEvent::Status(401), 60_000, 100_000),
            (5, rule("a.get/allow"), 2_000, 9),
            (5, rule("wire"), 86_400_000, 100_000),
            (5, AlertEvent::Status(403), 86_400_000, 100_000),
        ]
    );
    let by_id = policy.alerts.get(1).unwrap();
    assert_eq!(policy.alerts.get(3).unwrap().key, LimitKey::Country);
    assert!(matches!(&by_id.key, LimitKey::Principal { field, .. } if field == "id"));
}

#[test]
fn a_log_tells_of_refusals_unless_it_says_otherwise() {
    assert_eq!(checked("").log, None);
    let log = checked("log { }").log.unwrap();
    assert_eq!((log.decisions, log.redact), (RecordedDecisions::Denied, Vec::new()));
    assert_eq!(log.principal, None);
    let keyed = |key: &str| checked(&format!("log {{ principal: {key} }}")).log.unwrap().principal;
    assert_eq!(keyed("file \"a.key\""), Some(Secret::File("a.key".into())));
    assert_eq!(keyed("env \"KEY\""), Some(Secret::Environment("KEY".into())));
    let log = checked("log { format: json  decisions: all  redact: [Cookie, \"X-Key\"] }").log;
    let log = log.unwrap();
    assert_eq!(
        (log.decisions, log.redact),
        (RecordedDecisions::All, vec!["cookie".into(), "x-key".into()])
    );
}
