//! Headers and cookies of a type, and what handlers get of them.

use gatewright::{Cookies, Headers, ManualClock};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::declared::schema;
use crate::pair::{Asked, NOW, ask, get, keys, pair};

const TENANT: &str = "0195A3C0-7D10-7000-8000-00000000000A";

fn tenant(target: &str) -> Asked {
    get(target).with("x-tenant", TENANT)
}

#[tokio::test]
async fn a_declared_header_is_of_its_type() {
    let mut pair = pair!(declared);
    let refused = "400 typed.get/headers/headers";
    let with = |name: &'static str, value: &str| tenant("/typed/headers").with(name, value);
    pair.all([
        (tenant("/typed/headers"), "200"),
        (get("/typed/headers"), refused),
        (get("/typed/headers").with("x-tenant", ""), refused),
        (get("/typed/headers").with("x-tenant", "anna"), refused),
        (get("/typed/headers").with("x-tenant", format!("{TENANT}\u{fffd}")), refused),
        (with("x-tenant", TENANT), "400 wire"),
        (with("x-retries", "5"), "200"),
        (with("x-retries", " 5\t"), "200"),
        (with("x-retries", "6"), refused),
        (with("x-retries", "+5"), refused),
        (with("x-retries", "%35"), refused),
        (with("x-retries", ""), refused),
        (with("x-ratio", "0.123456789012345"), "200"),
        (with("x-ratio", "0.1234567890123456"), refused),
        (with("x-until", "2026-05-01T09:00:00Z"), "200"),
        (with("x-until", "2026-05-01"), refused),
        (with("x-kind", "a"), "200"),
        (with("x-kind", "b"), refused),
        (with("x-other", "whatever"), "200"),
        // It stands once on every route.
        (tenant("/typed/cookies").with("x-tenant", TENANT).with("cookie", "region=eu"), "400 wire"),
    ])
    .await;
}

#[tokio::test]
async fn a_declared_cookie_is_of_its_type() {
    let mut pair = pair!(declared);
    let refused = "400 typed.get/cookies/cookies";
    let with = |line: &str| get("/typed/cookies").with("cookie", line);
    pair.all([
        (with("region=eu"), "200"),
        (with("other=1; region = us ; other=2"), "200"),
        (with("region=de"), refused),
        (with("Region=eu"), refused),
        (get("/typed/cookies"), refused),
        (with("region=eu; region=eu"), "400 wire"),
        (with("region=eu").with("cookie", "theme=black"), "200"),
        (with("region=eu; theme=blacks"), refused),
        (with("region=eu; theme="), "200"),
        (with("region=eu; beta=true"), "200"),
        (with("region=eu; beta=1"), refused),
        (with("region=\"eu\""), refused),
    ])
    .await;
}

#[tokio::test]
async fn headers_come_before_cookies_and_both_before_conditions_and_bodies() {
    let mut pair = pair!(declared);
    let both = |tenant: &str, cookie: &str| {
        get("/typed/both").with("x-tenant", tenant).with("cookie", cookie)
    };
    let other = TENANT.replace('A', "B");
    pair.all([
        (both(TENANT, "region=eu"), "200"),
        (both("anna", "region=de"), "400 typed.get/both/headers"),
        (both(TENANT, "region=de"), "400 typed.get/both/cookies"),
        (both("B", "region=eu"), "400 typed.get/both/headers"),
        (both(&other, "region=eu"), "403 typed.get/both/deny"),
        (get("/typed/both?a=b"), "400 typed.get/both/query"),
        (ask("POST", "/typed/body").json("[]"), "400 typed.post/body/headers"),
        (
            ask("POST", "/typed/body").with("x-tenant", TENANT).json("[]"),
            "422 typed.post/body/body.schema",
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_handler_gets_them_typed() {
    let handler = async |Headers(caller): Headers<schema::Caller>,
                         Cookies(choices): Cookies<schema::Choices>| {
        let retries = caller.x_retries.unwrap_or(-1);
        format!("{} {retries} {:?} {:?}", caller.x_tenant, choices.region, choices.theme)
    };
    let folder = keys();
    let policy = crate::declared::Policy::load(folder.path()).unwrap();
    let router = axum::Router::new()
        .route("/typed/both", axum::routing::get(handler))
        .route("/typed/cookies", axum::routing::get(handler));
    let service = policy.with_clock(ManualClock::at(NOW)).protect(router);
    let asked =
        tenant("/typed/both").with("x-retries", "3").with("cookie", "region=eu; theme=dark");
    let response = service.clone().oneshot(asked.to_service()).await.unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, format!("{} 3 Eu Some(\"dark\")", TENANT.to_lowercase()));
    // Where the route declares none, there are none to take.
    let asked = tenant("/typed/cookies").with("cookie", "region=eu");
    let response = service.oneshot(asked.to_service()).await.unwrap();
    assert_eq!(response.status(), 500);
}
