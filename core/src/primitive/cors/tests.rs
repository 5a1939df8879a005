#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::sync::Arc;

use super::*;
use crate::policy::fixture::{allow_role, browser, shop};
use crate::policy::{ListedOrigin, Span};

const SHOP: &str = "https://shop.example.com";

/// The route that takes orders, for pages of the shop.
fn route(cors: Cors) -> Route {
    let mut route = shop().apis[0].routes[2].clone();
    route.cors = Some(Arc::new(cors));
    route
}

fn asked<'r>(origin: &'r str, method: &str, headers: &str) -> Preflight<'r> {
    let (method, headers) = (method.to_owned(), headers.to_owned());
    Preflight { origin: origin.as_bytes(), method, headers }
}

#[test]
fn a_preflight_is_answered_with_what_was_asked_for() {
    let wanted = asked(SHOP, "POST", "content-type,Authorization, X-API-Key,x-trace,");
    assert_eq!(
        wanted.answer(&route(browser())).unwrap(),
        [
            ("access-control-allow-origin", SHOP.to_owned()),
            ("access-control-allow-credentials", "true".to_owned()),
            ("access-control-allow-methods", "POST".to_owned()),
            (
                "access-control-allow-headers",
                "content-type, authorization, x-api-key, x-trace".to_owned()
            ),
            ("access-control-max-age", "600".to_owned()),
            ("vary", PREFLIGHT_VARY.to_owned()),
        ]
    );
    let plain = Cors { credentials: Credentials::Omitted, max_age: None, ..browser() };
    assert_eq!(
        asked(SHOP, "POST", "").answer(&route(plain)).unwrap(),
        [
            ("access-control-allow-origin", SHOP.to_owned()),
            ("access-control-allow-methods", "POST".to_owned()),
            ("vary", PREFLIGHT_VARY.to_owned()),
        ]
    );
}

#[test]
fn what_is_not_allowed_is_named() {
    let error = |origin: &str, method: &str, headers: &str| {
        asked(origin, method, headers).answer(&route(browser())).unwrap_err()
    };
    assert_eq!(error("https://evil.example", "POST", ""), PreflightError::Origin);
    assert_eq!(error("https://shop.example.com.evil.example", "POST", ""), PreflightError::Origin);
    assert_eq!(error("HTTPS://shop.example.com", "POST", ""), PreflightError::Origin);
    assert_eq!(error("null", "POST", ""), PreflightError::Origin);
    assert_eq!(error("", "POST", ""), PreflightError::Origin);
    assert_eq!(error(SHOP, "post", ""), PreflightError::Method("post".into()));
    assert_eq!(error(SHOP, "GET", ""), PreflightError::Method("GET".into()));
    assert_eq!(error(SHOP, "POST", "x-other"), PreflightError::Header("x-other".into()));
    assert_eq!(error(SHOP, "POST", "*"), PreflightError::Header("*".into()));
    assert_eq!(error(SHOP, "POST", "x trace"), PreflightError::Headers);
    let mut none = route(browser());
    none.cors = None;
    assert_eq!(asked(SHOP, "POST", "").answer(&none), Err(PreflightError::NoCors));
}

#[test]
fn pages_may_send_what_the_route_reads_and_no_more() {
    let mut open = route(browser());
    (open.auth, open.body) = (Vec::new(), None);
    open.allow = vec![allow_role("viewer", None)];
    open.deny = Vec::new();
    for name in ["authorization", "content-type", "x-api-key"] {
        let error = asked(SHOP, "POST", name).answer(&open).unwrap_err();
        assert_eq!(error, PreflightError::Header(name.into()));
    }
}

#[test]
fn answers_name_one_origin_or_all() {
    let list = |origin: Option<&str>| headers(&browser(), origin.map(str::as_bytes));
    let vary = || [("vary", "Origin".to_owned())];
    assert_eq!(
        list(Some(SHOP)),
        [
            ("access-control-allow-origin", SHOP.to_owned()),
            ("access-control-allow-credentials", "true".to_owned()),
            ("access-control-expose-headers", "etag".to_owned()),
            ("vary", "Origin".to_owned()),
        ]
    );
    assert_eq!(list(Some("https://evil.example")), vary());
    assert_eq!(list(None), vary());
    let any = Cors {
        origins: Origins::Any,
        credentials: Credentials::Omitted,
        expose: Vec::new(),
        ..browser()
    };
    for origin in [None, Some("https://evil.example")] {
        let told = headers(&any, origin.map(str::as_bytes));
        assert_eq!(told, [("access-control-allow-origin", "*".to_owned())]);
    }
    let null = Cors { origins: Origins::Listed(vec![ListedOrigin::Null]), ..any };
    assert_eq!(headers(&null, Some(b"null"))[0].1, "null");
    assert_eq!(headers(&null, Some(SHOP.as_bytes())), vary());
    assert_eq!(null.span, Span { file: 0, start: 80, end: 81 });
}
