//! Stage 15.

use std::net::IpAddr;

use super::*;
use crate::policy::{
    Alert, AlertEvent, CredentialField, LimitKey, Log, PrincipalType, RecordedDecisions,
    SchemeKind, Span,
};

fn logged(decisions: RecordedDecisions, redact: &[&str]) -> Policy {
    let redact = redact.iter().map(|name| (*name).to_owned()).collect();
    let log = Log { decisions, redact, principal: None, span: Span::default() };
    Policy { log: Some(log), ..shop() }
}

fn told(policy: &Policy, request: &Request) -> Option<Value> {
    let mut evaluator = evaluator(policy.clone());
    let decision = evaluator.decide(request, NOW);
    let line = evaluator.record(request, &decision, None, NOW)?;
    assert!(!line.contains('\n'));
    Some(serde_json::from_str(&line).unwrap())
}

#[test]
fn only_what_the_log_asks_for_is_recorded() {
    let refused = request("GET", "/v1/orders", &[]);
    let admitted = request("GET", "/v1/orders/health", &[]);
    for (decisions, of_refused, of_admitted) in [
        (RecordedDecisions::All, true, true),
        (RecordedDecisions::Denied, true, false),
        (RecordedDecisions::None, false, false),
    ] {
        let policy = logged(decisions, &[]);
        assert_eq!(told(&policy, &refused).is_some(), of_refused, "{decisions:?}");
        assert_eq!(told(&policy, &admitted).is_some(), of_admitted, "{decisions:?}");
    }
    assert_eq!(told(&shop(), &refused), None);
}

#[test]
fn a_record_names_policy_route_and_rule() {
    let policy = logged(RecordedDecisions::All, &[]);
    let record = told(&policy, &request("GET", "/v1/orders?page=2", &[])).unwrap();
    assert_eq!(
        record,
        json!({
            "time": "2027-01-15T08:00:00Z",
            "policy": policy.name,
            "digest": policy.digest,
            "outcome": "refuse",
            "status": 401,
            "rule": "orders.get/auth",
            "route": "orders.get",
            "client": "192.0.2.1",
            "method": "GET",
            "path": "/v1/orders",
            "headers": [["host", "api.example.com"]],
        })
    );
}

#[test]
fn an_admission_is_told_with_the_status_of_its_answer() {
    let policy = logged(RecordedDecisions::All, &[]);
    let request = request("GET", "/v1/orders/health", &[]);
    let mut deciding = evaluator(policy.clone());
    let decision = deciding.decide(&request, NOW);
    let answered = |status| {
        let (headers, body) = (Vec::new(), Vec::new());
        let upstream = UpstreamAnswer::Answered(Response { status, headers, body });
        respond(&policy, &request, &decision, &upstream)
    };
    for (answer, status, rule) in [
        (None, Value::Null, Value::Null),
        (Some(answered(200)), json!(200), Value::Null),
        (Some(answered(503)), json!(503), Value::Null),
        (Some(answered(42)), json!(502), json!("upstream")),
    ] {
        let line = deciding.record(&request, &decision, answer.as_ref(), NOW).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap();
        assert_eq!((&told["status"], &told["rule"]), (&status, &rule));
        let outcome = if rule.is_null() { "admit" } else { "refuse" };
        assert_eq!(told["outcome"], outcome);
    }
    // What the answer refuses is among what was denied.
    let denying = evaluator(logged(RecordedDecisions::Denied, &[]));
    assert!(denying.record(&request, &decision, Some(&answered(42)), NOW).is_some());
    assert_eq!(denying.record(&request, &decision, Some(&answered(200)), NOW), None);
}

#[test]
fn what_came_before_the_refusal_is_not_invented() {
    let policy = logged(RecordedDecisions::All, &[]);
    let early = told(&policy, &request("BREW", "/v1//secret?key=secret", &[])).unwrap();
    for unknown in ["method", "path", "client", "route"] {
        assert_eq!(early[unknown], Value::Null, "{unknown}");
    }
    assert_eq!(early["rule"], "wire");
    let unknown = told(&policy, &request("GET", "/nowhere", &[])).unwrap();
    assert_eq!((&unknown["route"], &unknown["path"]), (&Value::Null, &json!("/nowhere")));
    assert_eq!(unknown["client"], "192.0.2.1");
}

#[test]
fn header_lines_are_told_by_name() {
    let policy = logged(RecordedDecisions::All, &[]);
    let lines = [("X-B", "1"), ("x-a", "2 "), ("x-b", "3"), ("x.c", "4"), ("x_a", "5")];
    let lines = lines.map(|(name, value)| header(name, value));
    let record = told(&policy, &request("GET", "/v1/orders", &lines)).unwrap();
    let host = json!(["host", "api.example.com"]);
    assert_eq!(record["headers"], json!([host, ["x-a", "2"], ["x-b", "1"], ["x-b", "3"]]));
}

#[test]
fn no_secret_ever_appears() {
    const SECRET: &str = "hush";
    let mut policy = logged(RecordedDecisions::All, &["x-internal"]);
    let fields = policy.schemes.iter().filter_map(|scheme| scheme.field()?.header());
    let mut carriers: Vec<String> = fields.map(str::to_owned).collect();
    assert!(!carriers.is_empty());
    carriers.extend(
        [
            "Authorization",
            "Proxy-Authorization",
            "Cookie",
            "Set-Cookie",
            "X-Forwarded-Client-Cert",
            "X-Internal",
            "X-Api-Key",
            "X-Auth-Token",
            "X-Csrf-Token",
            "X-Amz-Security-Token",
            "X-Forwarded-Authorization",
        ]
        .map(String::from),
    );
    let spellings: Vec<String> = carriers
        .iter()
        .flat_map(|name| {
            [
                name.clone(),
                name.to_ascii_uppercase(),
                name.replace('-', "_"),
                name.replace('-', "."),
            ]
        })
        .collect();
    for target in
        ["/v1/orders?token=hush", "/v1/orders/health?token=hush", "/nowhere?hush", "//hush"]
    {
        for name in &spellings {
            let secret = header(name, &format!("Bearer {SECRET}"));
            let twice = request("GET", target, &[secret.clone(), header("x-open", "1"), secret]);
            let text = told(&policy, &twice).unwrap().to_string();
            assert!(!text.contains(SECRET), "{name}: {text}");
            assert!(text.contains(r#"["x-open","1"]"#), "{text}");
        }
    }
    // Whoever takes the list away still tells no credential.
    policy.log.as_mut().unwrap().redact.clear();
    let sent = request("GET", "/v1/orders", &[header("X-Internal", SECRET), holder(&["viewer"])]);
    let headers = &told(&policy, &sent).unwrap()["headers"];
    assert_eq!(headers[0], json!(["authorization", null]));
    assert_eq!(headers[2], json!(["x-internal", SECRET]));
}

#[test]
fn cookies_of_schemes_are_redacted_with_all_others() {
    let mut policy = logged(RecordedDecisions::All, &[]);
    for scheme in &mut policy.schemes {
        if let SchemeKind::ApiKey(key) = &mut Arc::make_mut(scheme).kind {
            key.from = CredentialField::Cookie("key".into());
        }
    }
    let sent = request("GET", "/v1/orders", &[header("Cookie", "a=1; key=hush")]);
    assert!(!told(&policy, &sent).unwrap().to_string().contains("hush"));
}

#[test]
fn headers_of_schemes_are_redacted_whatever_they_are_called() {
    let mut policy = logged(RecordedDecisions::All, &[]);
    for scheme in &mut policy.schemes {
        if let SchemeKind::ApiKey(key) = &mut Arc::make_mut(scheme).kind {
            key.from = CredentialField::Header("x-partner".into());
        }
    }
    let sent = request("GET", "/v1/orders", &[header("X-Partner", "hush")]);
    let headers = &told(&policy, &sent).unwrap()["headers"];
    assert_eq!(headers[1], json!(["x-partner", null]));
}

fn alerting(of: AlertEvent, key: LimitKey) -> Policy {
    let alert = Alert {
        name: "many".into(),
        count: 3,
        of,
        window_ms: 60_000,
        key,
        keys: 100,
        span: Span::default(),
    };
    Policy { alerts: vec![alert], ..shop() }
}

/// At which of these moments the alert is raised by a request without a credential.
fn raised(policy: &Policy, moments: &[(i64, &str)]) -> Vec<i64> {
    let mut evaluator = evaluator(policy.clone());
    let mut alerts = Alerts::default();
    let mut raised = Vec::new();
    for (seconds, peer) in moments {
        let peer: IpAddr = peer.parse().unwrap();
        let sent = Request { peer, ..request("GET", "/v1/orders", &[]) };
        let now = Timestamp { seconds: NOW.seconds + seconds, nanos: 0 };
        let decision = evaluator.decide(&sent, now);
        let found = alerts.observe(policy, &decision, None, now);
        assert!(found.iter().all(|alert| alert.alert == "many"));
        raised.extend(found.iter().map(|_| *seconds));
    }
    raised
}

#[test]
fn so_many_in_the_window_raise_an_alert_once() {
    let policy = alerting(AlertEvent::Status(401), LimitKey::ClientIp);
    let at = |times: &[i64]| {
        raised(&policy, &times.iter().map(|time| (*time, "192.0.2.1")).collect::<Vec<_>>())
    };
    assert_eq!(at(&[0, 1, 2, 3, 4, 5]), [2, 5]);
    // The first has left the window when the third comes.
    assert_eq!(at(&[0, 30, 59]), [59]);
    assert_eq!(at(&[0, 30, 60]), [] as [i64; 0]);
    assert_eq!(at(&[0, 30, 60, 61]), [61]);
    let two = [(0, "192.0.2.1"), (1, "192.0.2.2"), (2, "192.0.2.1"), (3, "192.0.2.2")];
    assert_eq!(raised(&policy, &two), [] as [i64; 0]);
}

#[test]
fn clients_are_counted_by_their_country() {
    let policy = alerting(AlertEvent::Status(401), LimitKey::Country);
    let mut evaluator = evaluator(policy.clone());
    let mut alerts = Alerts::default();
    let mut ask = |peer: &str, country: Option<&str>| {
        let country = country.map(|code| code.parse().unwrap());
        let peer = peer.parse().unwrap();
        let sent = Request { peer, country, ..request("GET", "/v1/orders", &[]) };
        alerts.observe(&policy, &evaluator.decide(&sent, NOW), None, NOW).len()
    };
    let (here, there) = (Some("DE"), Some("FR"));
    assert_eq!([1, 2].map(|last| ask(&format!("192.0.2.{last}"), here)), [0, 0]);
    assert_eq!([1, 2].map(|last| ask(&format!("192.0.2.{last}"), there)), [0, 0]);
    assert_eq!([1, 2].map(|last| ask(&format!("192.0.2.{last}"), None)), [0, 0]);
    assert_eq!([here, there, None].map(|country| ask("192.0.2.3", country)), [1, 1, 1]);
}

#[test]
fn rules_are_counted_whole_or_by_what_stands_behind_their_route() {
    let moments = [(0, "192.0.2.1"), (1, "192.0.2.1"), (2, "192.0.2.1")];
    for (rule, is_counted) in
        [("auth", true), ("orders.get/auth", true), ("orders.post/auth", false), ("route", false)]
    {
        let policy = alerting(AlertEvent::Rule(rule.into()), LimitKey::ClientIp);
        assert_eq!(raised(&policy, &moments).len(), usize::from(is_counted), "{rule}");
    }
    let policy = alerting(AlertEvent::Status(403), LimitKey::ClientIp);
    assert_eq!(raised(&policy, &moments), [] as [i64; 0]);
}

#[test]
fn principals_are_counted_by_scheme_and_id() {
    let key = LimitKey::Principal { field: "id".into(), kind: PrincipalType::Text };
    let policy = alerting(AlertEvent::Status(403), key);
    let mut evaluator = evaluator(policy.clone());
    let mut alerts = Alerts::default();
    let mut ask = |id: &str| {
        let claims = json!({ "sub": id, "realm_access": { "roles": [] } });
        let bearer = header("Authorization", &format!("Bearer {}", token(claims)));
        let decision = evaluator.decide(&request("GET", "/v1/orders", &[bearer]), NOW);
        assert_eq!(decision.status(), Some(403));
        assert!(decision.principal.is_some());
        alerts.observe(&policy, &decision, None, NOW).len()
    };
    assert_eq!(["anna", "anna", "bob", "bob", "anna", "bob"].map(&mut ask), [0, 0, 0, 0, 1, 1]);
}

#[test]
fn what_an_answer_refuses_is_counted() {
    let policy = alerting(AlertEvent::Status(502), LimitKey::ClientIp);
    let sent = request("GET", "/v1/orders/health", &[]);
    let decision = evaluator(policy.clone()).decide(&sent, NOW);
    let mut alerts = Alerts::default();
    let mut ask = |upstream: &UpstreamAnswer| {
        let answer = respond(&policy, &sent, &decision, upstream);
        alerts.observe(&policy, &decision, Some(&answer), NOW).len()
    };
    let (headers, body) = (Vec::new(), Vec::new());
    // What an upstream answers itself is not the policy's.
    let own = UpstreamAnswer::Answered(Response { status: 502, headers, body });
    assert_eq!([&own, &own, &own].map(&mut ask), [0, 0, 0]);
    let none = UpstreamAnswer::Unreachable;
    assert_eq!([&none, &none, &none].map(&mut ask), [0, 0, 1]);
}
