//! `require`, `hide`, `step_up`, `auth: optional` and shared ids.

use gatewright::ManualClock;
use http_body_util::BodyExt as _;
use serde_json::json;
use tower::ServiceExt as _;

use crate::pair::{NOW, get, keys, pair};

#[tokio::test]
async fn what_is_required_must_be_true() {
    let mut pair = pair!(rules);
    let office = |target: &str| get(target).with("x-office", "yes");
    pair.all([
        (office("/required").by_partner().with("x-second", ""), "200"),
        (office("/required").by_partner(), "403 required.get/require"),
        (get("/required").by_partner().with("x-second", "a"), "403 required.get/require"),
        (office("/required/denied").by_partner(), "403 required.get/denied/deny"),
        (office("/required/denied").by_partner().with("x-deny", "no"), "200"),
        // `deny` comes first, `allow` last.
        (
            get("/required/denied").by_partner().with("x-deny", "yes"),
            "403 required.get/denied/deny",
        ),
        (
            get("/required/denied").by(json!({ "roles": [] })).with("x-deny", "no"),
            "403 required.get/denied/require",
        ),
        (get("/required/open").by_partner(), "200"),
        (get("/required/open"), "401 required.get/open/auth"),
        (get("/required/hidden").by_partner(), "404 required.get/hidden/require"),
    ])
    .await;
}

#[tokio::test]
async fn what_is_hidden_looks_as_if_it_were_not_there() {
    let mut pair = pair!(rules);
    let nowhere = pair.ask(&get("/nowhere").by_partner()).await;
    assert_eq!(nowhere.verdict(), "404 route");
    let hidden = [
        (get("/secret").by_partner(), "404 secret.get/allow"),
        (get("/secret/denied").by_partner(), "404 secret.get/denied/deny"),
        (get("/secret/required").by_partner(), "404 secret.get/required/require"),
        (get("/secret/recent").by_partner(), "404 secret.get/recent/step_up.recent"),
    ];
    for (asked, verdict) in hidden {
        let answer = pair.ask(&asked).await;
        assert_eq!(answer.verdict(), verdict);
        assert_eq!((answer.body, answer.headers), (nowhere.body.clone(), nowhere.headers.clone()));
    }
    // Everything but a 403 comes as on any route.
    pair.all([
        (get("/secret").by(json!({ "roles": ["admin"] })), "200"),
        (get("/secret"), "401 secret.get/auth"),
        (get("/secret?a=b").by_partner(), "400 secret.get/query"),
        (get("/secret/recent").by(json!({})), "401 secret.get/recent/step_up.recent"),
        (get("/secret/shown").by_partner(), "403 secret.get/shown/allow"),
    ])
    .await;
}

#[tokio::test]
async fn a_step_up_is_asked_when_all_else_allows() {
    let mut pair = pair!(rules);
    let fresh = json!({ "auth_time": NOW - 300 });
    let stale = json!({ "auth_time": NOW - 301 });
    pair.all([
        (get("/steps").by(fresh.clone()), "200"),
        (get("/steps").by(stale.clone()), "401 steps.get/step_up.recent"),
        (get("/steps").by(json!({ "auth_time": NOW + 10 })), "200"),
        (get("/steps").by(json!({ "auth_time": NOW + 11 })), "401 steps.get/step_up.recent"),
        (get("/steps").by(json!({})), "401 steps.get/step_up.recent"),
        // No key tells when its holder has authenticated.
        (get("/steps").by_partner(), "403 steps.get/step_up.recent"),
        (get("/steps/admin").by(stale.clone()), "403 steps.get/admin/allow"),
        (get("/steps/plain").by(stale.clone()), "200"),
        (get("/steps/hard").by(stale), "401 steps.get/hard/step_up.recent"),
        (get("/steps/hard").by(fresh), "401 steps.get/hard/step_up.hardware"),
        (get("/steps/hard").by(json!({ "auth_time": NOW, "acr": "smart\\card" })), "200"),
    ])
    .await;
    let answer = pair.ask(&get("/steps/hard").by(json!({ "auth_time": NOW }))).await;
    assert_eq!(
        answer.headers["www-authenticate"],
        "Bearer realm=\"rules\", error=\"insufficient_user_authentication\", error_description=\"this needs another kind of \
         authentication, or a more recent one\", acr_values=\"hardware smart\\\\card\", max_age=\"3600\""
    );
    assert!(!pair.ask(&get("/steps").by_partner()).await.headers.contains_key("www-authenticate"));
}

#[tokio::test]
async fn where_a_credential_may_be_left_away_nobody_has_no_fields() {
    let mut pair = pair!(rules);
    let tenant = json!({ "tenant": "0195a3c0-7d10-7000-8000-00000000000a", "auth_time": NOW });
    pair.all([
        (get("/maybe"), "200"),
        (get("/maybe").by(json!({})), "200"),
        (get("/maybe").with("authorization", "Bearer x"), "401 maybe.get/auth.customer"),
        (
            get("/maybe").by_partner().with("authorization", "Bearer x"),
            "401 maybe.get/auth.customer",
        ),
        (get("/maybe/drafts"), "403 maybe.get/drafts/allow"),
        (get("/maybe/drafts").by_partner(), "403 maybe.get/drafts/allow"),
        (get("/maybe/drafts").by(tenant.clone()), "200"),
        (get("/maybe/drafts").by(json!({ "roles": ["admin"] })), "200"),
        (get("/maybe/any").with("x-office", "yes"), "403 maybe.get/any/allow"),
        (get("/maybe/any").with("x-office", "yes").by_partner(), "200"),
        (get("/maybe/any").with("x-open", "yes"), "200"),
        (get("/maybe/fresh"), "403 maybe.get/fresh/allow"),
        (get("/maybe/fresh").by(tenant.clone()), "200"),
        (get("/maybe/of"), "403 maybe.get/of/allow"),
        (get("/maybe/of").by(json!({})), "200"),
        (get("/maybe/of").by_partner(), "403 maybe.get/of/allow"),
        // Nobody has no scheme: unknown, so that a `deny` applies.
        (get("/maybe/not"), "403 maybe.get/not/deny"),
        (get("/maybe/not").by(json!({})), "200"),
        (get("/maybe/not").by_partner(), "403 maybe.get/not/deny"),
        (get("/maybe/has"), "403 maybe.get/has/allow"),
        (get("/maybe/has").by_partner(), "200"),
        (get("/maybe/mine"), "401 maybe.get/mine/auth"),
        (get("/maybe/mine").by_partner(), "200"),
        (get("/maybe/closed").with("authorization", "Bearer x"), "200"),
    ])
    .await;
    // The handler learns who calls, and of nobody nothing, whatever the client says.
    let known = pair.ask(&get("/maybe").by(tenant).with("x-user", "root")).await;
    assert_eq!(known.seen.unwrap().headers["x-user"], "anna");
    let nobody = pair.ask(&get("/maybe").with("x-user", "root")).await;
    assert!(!nobody.seen.unwrap().headers.contains_key("x-user"));
}

#[tokio::test]
async fn a_handler_learns_that_nobody_calls() {
    let handler = async |principal: Option<crate::rules::Principal>| {
        principal.map_or_else(|| "nobody".to_owned(), |principal| principal.id)
    };
    let folder = keys();
    let policy =
        crate::rules::Policy::load(folder.path()).unwrap().with_clock(ManualClock::at(NOW));
    let service = policy.protect(axum::Router::new().route("/maybe", axum::routing::get(handler)));
    for (asked, expected) in [(get("/maybe"), "nobody"), (get("/maybe").by_partner(), "acme")] {
        let response = service.clone().oneshot(asked.to_service()).await.unwrap();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, expected);
    }
}

#[tokio::test]
async fn callers_without_a_field_share_one_count() {
    let mut pair = pair!(rules);
    let other = json!({ "tenant": "0195a3c0-7d10-7000-8000-00000000000a" });
    pair.all([
        (get("/maybe/counted"), "200"),
        (get("/maybe/counted").by(json!({})), "200"),
        (get("/maybe/counted"), "429 maybe.get/counted/limit.per_tenant"),
        (get("/maybe/counted").by_partner(), "429 maybe.get/counted/limit.per_tenant"),
        (get("/maybe/counted").by(other), "200"),
    ])
    .await;
}

#[tokio::test]
async fn schemes_that_share_their_ids_name_the_same_callers() {
    let mut pair = pair!(rules);
    let acme = json!({ "sub": "acme" });
    pair.all([
        (get("/people/acme").by_partner(), "200"),
        (get("/people/acme").by(acme.clone()), "200"),
        (get("/people/anna").by_partner(), "403 people.get/{id}/allow"),
        (get("/people/acme/counted").by_partner(), "200"),
        (get("/people/acme/counted").by(acme.clone()), "200"),
        (get("/people/acme/counted").by_partner(), "429 people.get/{id}/counted/limit.per_user"),
        (get("/people/acme/counted").by(acme), "429 people.get/{id}/counted/limit.per_user"),
        (get("/people/acme/counted").by(json!({})), "200"),
    ])
    .await;
}
