//! Stage 5: preflights, and what answers say to browsers.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::policy::fixture::browser;
use crate::policy::{
    Carried, Cors, ListedOrigin, Method, Moment, Origins, ResponseHeader, ResponseHeaders, Span,
    Visibility,
};
use crate::primitive::origin::Origin;

const SHOP: &str = "https://shop.example.com";
const VARY: &str = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

/// The shop, all but its health for pages of one origin.
fn with_cors(cors: Cors) -> Policy {
    let mut policy = shop();
    let cors = Arc::new(cors);
    policy.cors = vec![cors.clone()];
    let last = policy.apis[0].routes.len() - 1;
    for route in &mut policy.apis[0].routes[..last] {
        route.cors = Some(cors.clone());
    }
    policy
}

fn decide(request: &Request) -> Decision {
    evaluator(with_cors(browser())).decide(request, NOW)
}

fn preflight(target: &str, origin: &str, method: &str, headers: &str) -> Request {
    let mut lines = vec![header("Origin", origin), header("Access-Control-Request-Method", method)];
    if !headers.is_empty() {
        lines.push(header("Access-Control-Request-Headers", headers));
    }
    request("OPTIONS", target, &lines)
}

/// Status, rule and headers of a refusal or a preflight's answer.
fn answer(decision: &Decision) -> (u16, String, Vec<(String, String)>) {
    let headers = match &decision.outcome {
        Outcome::Refuse(refusal) => {
            refusal.headers.iter().map(|(name, value)| header(name, value)).collect()
        }
        Outcome::Preflight(answered) => {
            answered.headers.iter().map(|(name, value)| header(name, value)).collect()
        }
        Outcome::Admit(admission) => {
            admission.answer.iter().map(|(name, value)| header(name, value)).collect()
        }
    };
    let rule = decision.rule().unwrap_or("-").to_owned();
    (decision.status().unwrap_or(200), rule, headers)
}

#[test]
fn a_preflight_needs_no_credential_and_says_what_may_be_sent() {
    let decision = decide(&preflight("/v1/orders", SHOP, "POST", "authorization, content-type"));
    let (status, rule, headers) = answer(&decision);
    assert_eq!((status, rule.as_str()), (204, "-"));
    assert_eq!(decision.route.as_deref(), Some("orders.post"));
    let told = [
        header("access-control-allow-origin", SHOP),
        header("access-control-allow-credentials", "true"),
        header("access-control-allow-methods", "POST"),
        header("access-control-allow-headers", "authorization, content-type"),
        header("access-control-max-age", "600"),
        header("vary", VARY),
    ];
    assert_eq!(headers, told);
    assert_eq!(answer(&decide(&preflight("/v1/orders", SHOP, "HEAD", ""))).0, 204);
}

#[test]
fn what_a_page_may_not_send_is_403_without_a_word_to_it() {
    let refused = [
        preflight("/v1/orders", "https://evil.example", "POST", ""),
        preflight("/v1/orders", "null", "POST", ""),
        preflight("/v1/orders", SHOP, "POST", "x-other"),
        preflight("/v1/orders", SHOP, "PUT", ""),
        preflight("/v1/orders", SHOP, "post", ""),
        preflight("/v1/orders", SHOP, "", ""),
    ];
    for request in refused {
        let (status, rule, headers) = answer(&decide(&request));
        assert_eq!(status, 403);
        assert!(["orders.post/cors", "orders.get/cors"].contains(&rule.as_str()), "{rule}");
        assert_eq!(headers, [header("vary", VARY)]);
    }
}

#[test]
fn the_answer_to_a_preflight_carries_what_every_answer_does() {
    let mut policy = with_cors(browser());
    let set = ResponseHeader {
        name: "x-frame-options".into(),
        value: "deny".into(),
        carried: Carried::Always,
        span: Span::default(),
    };
    let headers = ResponseHeaders {
        set: vec![set],
        removed: Vec::new(),
        rate_limit: None,
        span: Span::default(),
    };
    let deprecated = Moment { seconds: NOW.seconds - 86_400, span: Span::default() };
    for route in &mut policy.apis[0].routes {
        route.response_headers = Some(Arc::new(headers.clone()));
        route.lifetime.deprecated = Some(deprecated);
    }
    let asked = preflight("/v1/orders", SHOP, "POST", "");
    let decision = evaluator(policy.clone()).decide(&asked, NOW);
    let answer = respond(&policy, &asked, &decision, &UpstreamAnswer::Unreachable).response;
    assert_eq!(answer.status, 204);
    let answered = answer.headers.into_iter();
    let answered: Vec<_> =
        answered.map(|(name, value)| (name, String::from_utf8(value).unwrap())).collect();
    for line in [
        header("access-control-allow-origin", SHOP),
        header("deprecation", "@1799913600"),
        header("x-frame-options", "deny"),
    ] {
        assert!(answered.contains(&line), "{line:?} {answered:?}");
        assert!(decision.headers.contains(&line), "{line:?} {decision:?}");
    }
}

#[test]
fn a_preflight_is_for_the_method_that_it_names() {
    let id = "/v1/orders/0195a3c0-7d10-7000-8000-000000000001";
    let decision = decide(&preflight(id, SHOP, "DELETE", ""));
    assert_eq!(decision.route.as_deref(), Some("orders.delete/{id}"));
    // Content-Type is read where a body is.
    let body = |target: &str, method: &str| {
        answer(&decide(&preflight(target, SHOP, method, "content-type"))).0
    };
    assert_eq!((body("/v1/orders", "POST"), body(id, "DELETE")), (204, 403));
    // The path is looked at first.
    assert_eq!(verdict_of(&decide(&preflight("/v1/orders/x", SHOP, "GET", ""))), "404 route");
}

#[test]
fn a_preflight_for_no_route_is_answered_alike_in_whatever_order_they_stand() {
    let mut policy = with_cors(browser());
    let hidden = Visibility::Hidden { span: Span::default() };
    let routes = &mut policy.apis[0].routes;
    let list = routes.iter_mut().find(|route| route.name == "orders.get").unwrap();
    list.visibility = hidden;
    let asked = preflight("/v1/orders", SHOP, "PATCH", "");
    let mut told = || {
        let decision = evaluator(policy.clone()).decide(&asked, NOW);
        policy.apis[0].routes.reverse();
        answer(&decision)
    };
    let (one, other) = (told(), told());
    // Of a route that is hidden nobody learns.
    assert_eq!((one.0, one.1.as_str()), (403, "orders.post/cors"));
    assert_eq!(one, other);
}

#[test]
fn other_options_are_no_preflight() {
    let origin = header("origin", SHOP);
    let method = header("access-control-request-method", "POST");
    for lines in [vec![], vec![origin.clone()], vec![method.clone()]] {
        assert_eq!(verdict_of(&decide(&request("OPTIONS", "/v1/orders", &lines))), "405 method");
    }
    // Nor is one on a path of which no route is for pages.
    let elsewhere = request("OPTIONS", "/v1/orders/health", &[origin.clone(), method.clone()]);
    assert_eq!(verdict_of(&decide(&elsewhere)), "405 method");
    // A method of another request is none of a preflight.
    let get = request("GET", "/v1/orders", &[origin, method]);
    assert_eq!(verdict_of(&decide(&get)), "401 orders.get/auth");
}

#[test]
fn an_options_route_keeps_what_is_no_preflight() {
    let mut policy = with_cors(browser());
    let mut options = policy.apis[0].routes[0].clone();
    (options.name, options.method) = ("orders.options".into(), Method::Options);
    policy.apis[0].routes.push(options);
    let decide = |request: &Request| evaluator(policy.clone()).decide(request, NOW);
    let plain = decide(&request("OPTIONS", "/v1/orders", &[holder(&["viewer"])]));
    assert_eq!(verdict_of(&plain), "200 -");
    for method in ["GET", "OPTIONS", "PUT"] {
        let asked = decide(&preflight("/v1/orders", SHOP, method, ""));
        assert!(!matches!(asked.outcome, Outcome::Admit(_)), "{asked:?}");
    }
}

#[test]
fn answers_are_readable_by_pages_of_the_list_also_when_they_refuse() {
    let get = |origin: Option<&str>, credential: bool| {
        let mut lines: Vec<_> = origin.map(|origin| header("origin", origin)).into_iter().collect();
        lines.extend(credential.then(|| holder(&["viewer"])));
        answer(&decide(&request("GET", "/v1/orders", &lines)))
    };
    let readable = [
        header("access-control-allow-origin", SHOP),
        header("access-control-allow-credentials", "true"),
        header("access-control-expose-headers", "etag"),
        header("vary", "Origin"),
    ];
    let (status, _, headers) = get(Some(SHOP), true);
    assert_eq!((status, headers.as_slice()), (200, readable.as_slice()));
    let (status, _, headers) = get(Some(SHOP), false);
    assert_eq!((status, &headers[1..]), (401, readable.as_slice()));
    for origin in [None, Some("https://evil.example"), Some("https://shop.example.com:443")] {
        assert_eq!(get(origin, true).2, [header("vary", "Origin")]);
        assert_eq!(get(origin, false).2[1..], [header("vary", "Origin")]);
    }
}

#[test]
fn a_second_origin_is_ambiguous() {
    let two = [header("origin", SHOP), header("origin", "https://evil.example")];
    assert_eq!(verdict_of(&decide(&request("GET", "/v1/orders", &two))), "400 wire");
    let joined = [header("origin", &format!("{SHOP},https://evil.example"))];
    assert_eq!(verdict_of(&decide(&request("GET", "/v1/orders", &joined))), "400 wire");
    let spaced = [header("origin", &format!("{SHOP}, https://evil.example"))];
    let answered = answer(&decide(&request("GET", "/v1/orders", &spaced)));
    assert_eq!(answered.2[1..], [header("vary", "Origin")]);
    // Without any `cors`, nobody reads it.
    assert_eq!(verdict(&request("GET", "/v1/orders/health", &two)), "200 -");
}

fn origin() -> impl Strategy<Value = String> {
    let near = select(vec![
        SHOP,
        "https://other.example.com",
        "http://shop.example.com",
        "https://shop.example.com/",
        "https://shop.example.com:443",
        "https://shop.example.com.evil.example",
        "https://evilshop.example.com",
        "https://Shop.example.com",
        "null",
        "*",
        "",
    ]);
    prop_oneof![4 => near.prop_map(str::to_owned), 1 => "[ -~]{0,40}"]
}

fn asked() -> impl Strategy<Value = Request> {
    let method = select(vec!["GET", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH", "get", ""]);
    let headers =
        select(vec!["", "authorization", "content-type,x-api-key", "x-trace", "*", "a b"]);
    let target = select(vec![
        "/v1/orders",
        "/v1/orders/health",
        "/v1/orders/of/anna",
        "/v1/orders/0195a3c0-7d10-7000-8000-000000000001",
    ]);
    let own = select(vec!["GET", "POST", "OPTIONS", "OPTIONS", "OPTIONS"]);
    let roles = select(vec![vec![], vec!["viewer"], vec!["admin"]]);
    (own, target, origin(), method, headers, roles).prop_map(
        |(own, target, origin, method, headers, roles)| {
            let mut request = preflight(target, &origin, method, headers);
            request.method = own.to_owned();
            if !roles.is_empty() {
                let (name, value) = holder(&roles);
                request.headers.push((name, value.into_bytes()));
            }
            request
        },
    )
}

proptest! {
    #[test]
    fn a_preflight_never_reaches_an_upstream(request in asked(), everywhere in any::<bool>()) {
        let mut policy = with_cors(browser());
        // Not even where somebody routes OPTIONS.
        let mut options = policy.apis[0].routes[0].clone();
        options.method = Method::Options;
        policy.apis[0].routes.push(options);
        if everywhere {
            let cors = policy.apis[0].routes[0].cors.clone();
            policy.apis[0].routes.iter_mut().for_each(|route| route.cors = cors.clone());
        }
        let decision = evaluator(policy).decide(&request, NOW);
        if request.method == "OPTIONS" {
            prop_assert!(!matches!(decision.outcome, Outcome::Admit(_)), "{decision:?}");
        } else {
            prop_assert!(!matches!(decision.outcome, Outcome::Preflight(_)), "{decision:?}");
        }
    }

    #[test]
    fn only_listed_origins_are_told_anything(request in asked()) {
        let second = ListedOrigin::Tuple(Origin::parse("https://other.example.com").unwrap());
        let mut cors = browser();
        if let Origins::Listed(list) = &mut cors.origins {
            list.push(second);
        }
        let origin = request.headers.iter().find(|(name, _)| name == "Origin").unwrap().1.clone();
        let origin = String::from_utf8(origin).unwrap();
        let decision = evaluator(with_cors(cors)).decide(&request, NOW);
        let (_, _, headers) = answer(&decision);
        let told: Vec<_> =
            headers.iter().filter(|(name, _)| name.starts_with("access-control-")).collect();
        let is_listed = [SHOP, "https://other.example.com"].contains(&origin.as_str());
        prop_assert!(told.is_empty() || is_listed, "{origin}: {told:?}");
        let allowed: Vec<_> =
            told.iter().filter(|(name, _)| name == "access-control-allow-origin").collect();
        prop_assert!(allowed.len() <= 1 && allowed.iter().all(|(_, one)| *one == origin));
        prop_assert_eq!(told.is_empty(), allowed.is_empty());
    }
}

#[test]
fn what_an_upstream_says_to_browsers_is_removed() {
    let policy = with_cors(browser());
    let asked = |method: &str, target: &str, origin: &str| {
        let lines = [header("origin", origin), holder(&["viewer"])];
        request(method, target, &lines)
    };
    let line = |name: &str, value: &str| (name.to_owned(), value.as_bytes().to_vec());
    let upstream = UpstreamAnswer::Answered(Response {
        status: 200,
        headers: vec![
            line("Access-Control-Allow-Origin", "*"),
            line("access-control-expose-headers", "x-inside"),
            line("vary", "Accept-Encoding"),
        ],
        body: Vec::new(),
    });
    let answer = |request: &Request| {
        let decision = evaluator(policy.clone()).decide(request, NOW);
        respond(&policy, request, &decision, &upstream).response
    };
    let others = answer(&asked("GET", "/v1/orders", "https://evil.example"));
    assert_eq!(others.headers, [line("vary", "Accept-Encoding"), line("vary", "Origin")]);
    let own = answer(&asked("GET", "/v1/orders", SHOP));
    let allowed: Vec<_> =
        own.headers.iter().filter(|(name, _)| name == "access-control-allow-origin").collect();
    assert_eq!(allowed, [&line("access-control-allow-origin", SHOP)]);
    // Where the policy does not speak of it, the upstream may.
    let health = answer(&asked("GET", "/v1/orders/health", SHOP));
    assert!(health.headers.contains(&line("access-control-allow-origin", "*")));
    let preflight = answer(&preflight("/v1/orders", SHOP, "GET", ""));
    assert_eq!((preflight.status, preflight.body.len()), (204, 0));
    assert!(preflight.headers.contains(&line("access-control-allow-origin", SHOP)));
}
