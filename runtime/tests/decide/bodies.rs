//! Conditions that wait for the body.

use serde_json::{Value, json};

use crate::pair::{Asked, NOW, ask, pair};

fn post(route: &str) -> Asked {
    ask("POST", &format!("/orders/{route}")).by(json!({}))
}

/// An order with these fields besides those that it needs.
fn order(more: Value) -> String {
    let mut order = json!({ "total": 5, "currency": "EUR", "other": null });
    for (name, value) in more.as_object().unwrap() {
        order[name] = value.clone();
    }
    order.to_string()
}

async fn all(cases: &[(&str, Value, &str)]) {
    let mut pair = pair!(documents);
    for (route, more, expected) in cases {
        let expected = match *expected {
            "200" => "200".to_owned(),
            rule => format!("403 orders.post/{route}/{rule}"),
        };
        let answer = pair.ask(&post(route).json(&order(more.clone()))).await;
        assert_eq!(answer.verdict(), expected, "{route} {more}");
    }
}

#[tokio::test]
async fn fields_are_compared_as_their_types() {
    let (id, upper) =
        ("0195a3c0-7d10-7000-8000-00000000000a", "0195A3C0-7D10-7000-8000-00000000000A");
    let customer = |more: Value| {
        let mut customer = json!({ "id": id, "level": 1 });
        for (name, value) in more.as_object().unwrap() {
            customer[name] = value.clone();
        }
        customer
    };
    all(&[
        ("total", json!({ "total": 1000 }), "200"),
        ("total", json!({ "total": 1000.01 }), "allow"),
        ("inside", json!({ "customer": customer(json!({ "id": upper })) }), "200"),
        ("inside", json!({ "customer": customer(json!({ "id": id.replace('a', "b") })) }), "allow"),
        ("inside", json!({}), "allow"),
        ("name", json!({ "customer": customer(json!({ "name": "anna" })) }), "200"),
        ("name", json!({ "customer": customer(json!({ "name": null })) }), "allow"),
        ("name", json!({ "customer": customer(json!({})) }), "allow"),
        ("other", json!({ "other": customer(json!({ "level": 2 })) }), "200"),
        ("other", json!({ "other": customer(json!({ "level": null })) }), "allow"),
        ("other", json!({ "other": null }), "allow"),
        ("tags", json!({ "tags": ["alpha", null, "beta"] }), "200"),
        ("tags", json!({ "tags": ["alpha", null] }), "allow"),
        ("tags", json!({}), "allow"),
        ("prices", json!({ "prices": [1, 1.50] }), "200"),
        ("prices", json!({ "prices": [] }), "allow"),
        ("ids", json!({ "ids": [upper], "customer": customer(json!({})) }), "200"),
        ("ids", json!({ "ids": [] , "customer": customer(json!({})) }), "allow"),
        ("ids", json!({ "ids": [upper] }), "allow"),
        ("at", json!({ "at": "2026-05-01T08:59:59Z" }), "200"),
        ("at", json!({ "at": "2026-05-01T09:00:00Z" }), "allow"),
        ("at", json!({ "at": null }), "allow"),
        ("day", json!({ "day": "2026-05-01" }), "200"),
        ("day", json!({ "day": "2026-05-02" }), "allow"),
        ("age", json!({ "age": "PT3M59S" }), "200"),
        ("age", json!({ "age": "PT4M" }), "allow"),
        ("age", json!({ "age": "P1M" }), "allow"),
        ("address", json!({ "address": "::ffff:10.0.0.1" }), "200"),
        ("address", json!({ "address": "11.0.0.1" }), "allow"),
        ("express", json!({ "express": true }), "200"),
        ("express", json!({ "express": false }), "allow"),
        ("sum", json!({ "count": 5, "total": 5.5 }), "200"),
        ("sum", json!({ "count": 5, "total": 5.51 }), "allow"),
        ("set", json!({ "customer": customer(json!({})) }), "200"),
        ("set", json!({}), "allow"),
        ("unset", json!({}), "200"),
        ("unset", json!({ "tags": [] }), "deny"),
        ("null", json!({ "at": null }), "200"),
        ("null", json!({}), "200"),
        ("null", json!({ "at": "2026-05-01T08:59:59Z" }), "allow"),
        ("hidden", json!({}), "200"),
    ])
    .await;
    let hidden = pair!(documents).ask(&post("hidden").json(&order(json!({ "total": 10 })))).await;
    assert_eq!(hidden.verdict(), "404 orders.post/hidden/allow");
}

/// What no body can change is refused without reading one: here the body is none, which would be told else.
#[tokio::test]
async fn what_is_known_is_refused_before_the_body_is_read() {
    let mut pair = pair!(documents);
    let nothing = |asked: Asked| asked.json("not JSON");
    let office = |route: &str| post(route).with("x-office", "yes");
    pair.all([
        (nothing(post("total")), "400 orders.post/total/body.json"),
        (nothing(post("currency").with("x-office", "no")), "403 orders.post/currency/allow"),
        (nothing(post("currency")), "400 orders.post/currency/body.json"),
        (nothing(office("currency")), "400 orders.post/currency/body.json"),
        (nothing(post("either")), "400 orders.post/either/body.json"),
        (nothing(office("either")), "400 orders.post/either/body.json"),
        (nothing(post("clauses")), "400 orders.post/clauses/body.json"),
        (
            nothing(ask("POST", "/orders/clauses").by(json!({ "roles": [] }))),
            "403 orders.post/clauses/allow",
        ),
        (nothing(post("deny")), "400 orders.post/deny/body.json"),
        (nothing(post("denies").with("x-deny", "yes")), "403 orders.post/denies/deny"),
        (nothing(post("denies")), "403 orders.post/denies/deny"),
        (nothing(post("denies").with("x-deny", "no")), "400 orders.post/denies/body.json"),
        (nothing(post("require").with("x-office", "no")), "403 orders.post/require/require"),
        (nothing(post("require")), "400 orders.post/require/body.json"),
        (nothing(office("require")), "400 orders.post/require/body.json"),
    ])
    .await;
}

#[tokio::test]
async fn what_waited_is_asked_again_by_the_same_rules() {
    let mut pair = pair!(documents);
    let (cheap, dear) = (order(json!({ "total": 0.5 })), order(json!({ "total": 11 })));
    let office = |route: &str| post(route).with("x-office", "yes");
    pair.all([
        (post("either").json(&cheap), "200"),
        (post("either").json(&dear), "403 orders.post/either/allow"),
        (office("either").json(&dear), "200"),
        (office("currency").json(&cheap), "200"),
        (
            office("currency").json(&order(json!({ "currency": "USD" }))),
            "403 orders.post/currency/allow",
        ),
        (post("clauses").json(&cheap), "403 orders.post/clauses/allow"),
        (post("clauses").json(&order(json!({ "count": 3 }))), "200"),
        (ask("POST", "/orders/clauses").by(json!({ "roles": ["admin"] })).json(&cheap), "200"),
        (office("deny").json(&dear), "200"),
        (post("deny").with("x-office", "no").json(&dear), "403 orders.post/deny/deny"),
        (post("deny").with("x-office", "no").json(&cheap), "200"),
        // Neither is known of a caller who says nothing, but nothing of a cheap order is denied.
        (post("deny").json(&cheap), "200"),
        (post("deny").json(&dear), "403 orders.post/deny/deny"),
        (post("denies").with("x-deny", "no").json(&order(json!({ "count": 2 }))), "200"),
        (
            post("denies").with("x-deny", "no").json(&order(json!({ "count": 3 }))),
            "403 orders.post/denies/deny",
        ),
        (post("denies").with("x-deny", "no").json(&cheap), "403 orders.post/denies/deny"),
        (office("require").json(&cheap), "200"),
        (office("require").json(&dear), "403 orders.post/require/require"),
        (post("require").json(&cheap), "403 orders.post/require/require"),
    ])
    .await;
}

#[tokio::test]
async fn anyone_waits_for_the_body_too() {
    let mut pair = pair!(documents);
    let anyone = || ask("POST", "/open");
    pair.all([
        (anyone().json("not JSON"), "400 open.post/body.json"),
        (anyone().json(&order(json!({}))), "200"),
        (anyone().json(&order(json!({ "total": 10 }))), "403 open.post/allow"),
    ])
    .await;
}

#[tokio::test]
async fn a_step_up_waits_with_what_must_allow_before_it() {
    let mut pair = pair!(documents);
    let (cheap, dear) = (order(json!({ "total": 0.5 })), order(json!({ "total": 11 })));
    let office = |asked: Asked| asked.with("x-office", "yes");
    let fresh =
        |route: &str| ask("POST", &format!("/orders/{route}")).by(json!({ "auth_time": NOW }));
    pair.all([
        // What allows is known: the step-up is asked before the body.
        (office(post("stepped")).json("not JSON"), "401 orders.post/stepped/step_up.recent"),
        (post("stepped").json("not JSON"), "400 orders.post/stepped/body.json"),
        (post("stepped").json(&dear), "403 orders.post/stepped/allow"),
        (post("stepped").json(&cheap), "401 orders.post/stepped/step_up.recent"),
        (fresh("stepped").json(&cheap), "200"),
        (office(fresh("stepped")).json(&dear), "200"),
        (post("always").json("not JSON"), "400 orders.post/always/body.json"),
        (post("always").json(&dear), "403 orders.post/always/deny"),
        (post("always").json(&cheap), "401 orders.post/always/step_up.recent"),
        (fresh("always").json(&cheap), "200"),
        (office(post("early")).json("not JSON"), "401 orders.post/early/step_up.recent"),
        (office(fresh("early")).json(&dear), "200"),
    ])
    .await;
}

#[test]
fn a_question_asks_for_the_step_ups_of_requests_whose_bodies_wait() {
    use crate::documents::{Policy, Principal, Role, Scheme};
    let folder = crate::pair::keys();
    let policy = Policy::load(folder.path()).unwrap().with_clock(gatewright::ManualClock::at(NOW));
    let ask = |route: &str, mfa_at: Option<i64>| {
        let caller = Principal {
            scheme: Scheme::Customer,
            id: "anna".into(),
            roles: [Role::Viewer].into_iter().collect(),
            mfa_at,
        };
        let request = http::Request::post(format!("/orders/{route}")).body(()).unwrap();
        let answer = policy.authorize(&policy.question(request), Some(&caller));
        answer.map(drop).map_err(|refusal| refusal.rule.to_string())
    };
    for route in ["stepped", "always"] {
        let refused = format!("orders.post/{route}/step_up.recent");
        assert_eq!(ask(route, None), Err(refused.clone()));
        assert_eq!(ask(route, Some(NOW - 301)), Err(refused));
        assert_eq!(ask(route, Some(NOW - 299)), Ok(()));
    }
}
