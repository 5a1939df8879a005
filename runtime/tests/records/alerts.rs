//! `alert`, beside the evaluator: what raises one, and what does not yet.

use std::sync::{Arc, Mutex};

use gatewright::{Clock as _, Notice};
use serde_json::{Value, json};

use crate::pair::{Asked, NOW, Pair, get, handled};

/// At which second who asks for what, and the verdict.
type Step = (i64, Asked, &'static str);

/// The alerts that are raised by these requests; both sides raise the same.
async fn raised(steps: &[Step]) -> Vec<&'static str> {
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = {
        let told = Arc::clone(&told);
        move |notice: &Notice| {
            if let Notice::Alert { alert, client, .. } = notice {
                assert!(client.is_none_or(|client| client.to_string() == "127.0.0.1"));
                told.lock().unwrap().push(*alert);
            }
        }
    };
    let mut pair = Pair::new(include_str!("alerts.gate"), |folder, clock, stage| {
        let policy = crate::alerts_policy::Policy::load(folder).unwrap().with_clock(clock);
        policy.with_notices(tell).protect(stage.router())
    });
    for (second, asked, verdict) in steps {
        assert!(NOW + second >= pair.clock.unix_seconds());
        pair.clock.set(NOW + second);
        let broken = verdict.starts_with("502");
        let handled = if broken { crate::pair::json("no order") } else { handled(200) };
        assert_eq!(pair.exchange(asked, &handled).await.verdict(), *verdict, "{asked:?}");
    }
    let expected = pair.end().raised;
    let told = told.lock().unwrap().clone();
    assert_eq!(told, expected);
    told
}

fn nobody(second: i64) -> Step {
    (second, get("/v1/orders"), "401 orders.get/auth")
}

fn prying(second: i64, claims: Value) -> Step {
    (second, get("/v1/orders/admin").by(claims), "403 orders.get/admin/allow")
}

#[tokio::test]
async fn the_last_of_so_many_in_the_window_raises_it() {
    assert_eq!(raised(&[0, 1].map(nobody)).await, [""; 0]);
    assert_eq!(raised(&[0, 1, 59].map(nobody)).await, ["unauthenticated"]);
    assert_eq!(raised(&[0, 1, 60].map(nobody)).await, [""; 0]);
    // It begins to count anew.
    assert_eq!(raised(&[0, 1, 2, 3, 4].map(nobody)).await, ["unauthenticated"]);
    assert_eq!(raised(&[0, 1, 2, 3, 4, 5].map(nobody)).await, ["unauthenticated"; 2]);
}

#[tokio::test]
async fn rules_are_counted_and_other_refusals_are_not() {
    let few = |second, verdict| (second, get("/v1/orders/few"), verdict);
    let limited = |second| few(second, "429 orders.get/few/limit.few");
    assert_eq!(raised(&[few(0, "200"), limited(0)]).await, [""; 0]);
    assert_eq!(raised(&[few(0, "200"), limited(0), limited(1)]).await, ["limited"]);
    assert_eq!(raised(&[(0, get("/v1//orders"), "400 path")]).await, ["one"]);
}

#[tokio::test]
async fn callers_are_counted_each_for_itself() {
    let by = |second, who: &str| prying(second, json!({ "sub": who, "team": who }));
    assert_eq!(raised(&[by(0, "anna"), by(0, "bob")]).await, [""; 0]);
    let steps = [by(0, "anna"), by(0, "bob"), by(1, "anna"), by(2, "bob")];
    assert_eq!(raised(&steps).await, ["prying"; 2]);
    // The same id from another scheme is somebody else.
    let partner =
        |second| (second, get("/v1/orders/admin").by_partner(), "403 orders.get/admin/allow");
    assert_eq!(raised(&[by(0, "acme"), partner(0)]).await, [""; 0]);
    // Whoever has no team is of one, and so is nobody.
    let delete = crate::pair::ask("DELETE", "/v1/orders").by_partner();
    let steps = [partner(0), (0, delete, "403 orders.delete/allow"), prying(1, json!({}))];
    assert_eq!(raised(&steps).await, ["teams"]);
}

#[tokio::test]
async fn what_an_answer_refuses_is_counted() {
    let broken = |second| (second, get("/v1/orders").by_partner(), "502 orders.get/returns");
    assert_eq!(raised(&[broken(0)]).await, [""; 0]);
    assert_eq!(raised(&[broken(0), broken(1)]).await, ["broken"]);
}
