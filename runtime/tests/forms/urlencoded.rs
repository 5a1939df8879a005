//! `body form`.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::routing::post;
use gatewright::Body;
use http_body_util::BodyExt as _;
use proptest::prelude::*;
use tower::ServiceExt as _;

use crate::notes::Policy;
use crate::notes::schema::{Mood, Note};
use crate::pair::{Asked, ask, keys, pair};

fn send(route: &str) -> Asked {
    ask("POST", &format!("/notes{route}"))
}

#[tokio::test]
async fn fields_are_of_their_types_on_both_sides_of_each_bound() {
    let mut pair = pair!(notes);
    let mut answer = async |form: &str| {
        let answer = pair.ask(&send("").form(form)).await;
        (answer.verdict(), answer.body)
    };
    for form in [
        "title=tea",
        "title=a&mood=bad&page=1&price=9.99&public=false",
        "title=a&id=0195A3C0-7D10-7000-8000-00000000000A&until=2026-05-01T09:00:00%2B02:00",
        "title=a&code=AB&raw=%00&kind=note&secret=x",
        "tags=a&title=a&tags=&tags=12345&pages=1&pages=-2",
        "t%69tle=%C3%A9%20+%2B%3B%26%3D%0A",
        "title=a=b",
    ] {
        assert_eq!(answer(form).await.0, "200", "{form}");
    }
    for (form, pointer) in [
        ("", ""),
        ("page=1", ""),
        ("title=", "/title"),
        ("title=0123456789", "/title"),
        ("title=%00", "/title"),
        ("title=a&mood=Bad", "/mood"),
        ("title=a&page=0", "/page"),
        ("title=a&page=10", "/page"),
        ("title=a&page=1.0", "/page"),
        ("title=a&page=+1", "/page"),
        ("title=a&page=%201", "/page"),
        ("title=a&price=10.00", "/price"),
        ("title=a&price=1e0", "/price"),
        ("title=a&public=1", "/public"),
        ("title=a&public=on", "/public"),
        ("title=a&id=1", "/id"),
        ("title=a&until=2026-05-01", "/until"),
        ("title=a&code=ab", "/code"),
        ("title=a&kind=notes", "/kind"),
        ("title=a&tags=123456", "/tags/0"),
        ("title=a&tags=a&tags=b&tags=c&tags=d", "/tags"),
        ("title=a&pages=1&pages=", "/pages/1"),
        ("title=a&total=1", "/total"),
        ("title=a&is_admin=true", "/is_admin"),
        ("title=a&tags%5B%5D=b", "/tags[]"),
        ("title=a&Title=b", "/Title"),
        ("title=a&_method=DELETE", "/_method"),
        ("title=a&_charset_=utf-7", "/_charset_"),
    ] {
        let (verdict, body) = answer(form).await;
        assert_eq!(verdict, "422 notes.post/body.schema", "{form}");
        assert!(body.contains(&format!("\"pointer\":\"{pointer}\"")), "{form} {body}");
    }
}

#[tokio::test]
async fn what_other_readers_could_read_otherwise_is_refused() {
    let mut pair = pair!(notes);
    for form in [
        "title",
        "title=a&",
        "&title=a",
        "title=a&&page=1",
        "=a&title=a",
        "title=a;page=1",
        "title=a\r\n",
        "title=a b",
        "title=\u{e9}",
        "\u{feff}title=a",
        "title=%",
        "title=%4g",
        "title=%u0041",
        "title=%ff",
        "title=a&title=a",
        "title=a&t%69tle=b",
        "is_admin=true&title=a&title=b",
        "{\"title\":\"a\"}",
    ] {
        let answer = pair.ask(&send("").form(form)).await;
        assert_eq!(answer.verdict(), "400 notes.post/body.form", "{form}");
        assert!(!answer.body.contains("errors"), "{}", answer.body);
    }
}

#[tokio::test]
async fn forms_are_announced_as_such_and_have_a_size() {
    let mut pair = pair!(notes);
    let form = "application/x-www-form-urlencoded";
    let typed = |value: &str| send("").body(b"title=a").with("content-type", value);
    let wrong = "415 notes.post/body.type";
    pair.all([
        (typed(form), "200"),
        (typed("Application/X-WWW-Form-Urlencoded ; Charset=\"UTF-8\""), "200"),
        (typed("application/x-www-form-urlencoded; charset=iso-8859-1"), wrong),
        (typed("application/x-www-form-urlencoded;"), wrong),
        (typed("application/x-www-form-urlencoded, application/json"), wrong),
        (typed("application/json"), wrong),
        (typed("text/plain"), wrong),
        (typed("multipart/form-data; boundary=a"), wrong),
        (typed(""), wrong),
        (send("").body(b"title=a"), wrong),
        (typed(form).with("content-encoding", "gzip"), wrong),
        (typed(form).with("content-encoding", "identity"), wrong),
        (typed(form).with("content-type", form), "400 wire"),
        (send("").json("{}"), wrong),
        (ask("PUT", "/notes/json").form("title=a"), "415 notes.put/json/body.type"),
        (ask("PUT", "/notes/json").json("{\"title\":\"a\"}"), "200"),
        (send("/nothing").form(""), "200"),
        (send("/nothing").form("mark=true"), "200"),
        (send("/nothing").form("mark=%74rue"), "413 notes.post/nothing/body.size"),
        (send("/nothing").form("not a form"), "413 notes.post/nothing/body.size"),
    ])
    .await;
    let refused = pair.ask(&typed("text/plain")).await;
    assert_eq!(refused.header("accept").as_deref(), Some(form));
}

#[tokio::test]
async fn conditions_read_forms() {
    let mut pair = pair!(notes);
    let id = "0195A3C0-7D10-7000-8000-00000000000A";
    pair.all([
        (send("/public").form("title=a&public=true"), "200"),
        (send("/public").form("title=a&public=false"), "403 notes.post/public/allow"),
        (send("/public").form("title=a"), "403 notes.post/public/allow"),
        (send("/public").form("public=true"), "422 notes.post/public/body.schema"),
        (send("/tagged").form("title=a&tags=a&tags=b"), "200"),
        (send("/tagged").form("title=a&tags=a"), "403 notes.post/tagged/allow"),
        (send("/tagged").form("title=a"), "403 notes.post/tagged/allow"),
        (send("/paged").form("title=a&page=5"), "200"),
        (send("/paged").form("title=a&page=4"), "403 notes.post/paged/allow"),
        (send("/paged").form("title=a&pages=1&pages=7"), "200"),
        (send("/own").form(&format!("title=a&id={id}")), "200"),
        (send("/own").form("title=a"), "403 notes.post/own/deny"),
        (send("/known").form(&format!("title=a&id={id}")), "200"),
        (
            send("/known").form(&format!("title=a&id={}", id.replace('A', "b"))),
            "403 notes.post/known/require",
        ),
        (send("/known").form("title=a"), "403 notes.post/known/require"),
        (send("/late").form("title=a&until=2026-05-01T00:00:00Z"), "200"),
        (send("/late").form("title=a&until=2025-05-01T00:00:00Z"), "403 notes.post/late/allow"),
    ])
    .await;
}

#[tokio::test]
async fn pages_of_other_sites_send_no_form_with_a_cookie() {
    let mut pair = pair!(notes);
    let key = |asked: Asked| asked.by_partner_cookie().form("title=a");
    let from = |origin: &str| key(send("/from_pages").with("origin", origin));
    let refused = "403 notes.post/from_pages/require";
    pair.all([
        (from("https://notes.example.com"), "200"),
        (from("https://evil.example.com"), refused),
        (from("null"), refused),
        (from("https://notes.example.com.evil.example"), refused),
        (key(send("/from_pages")), refused),
        (key(send("/from_pages").with("sec-fetch-site", "same-origin")), refused),
        (send("/from_pages").by_partner().form("title=a"), "200"),
        (send("/from_pages").form("title=a"), "401 notes.post/from_pages/auth"),
    ])
    .await;
}

#[tokio::test]
async fn handlers_get_the_form_as_its_type_and_as_it_came() {
    let router = Router::new().route(
        "/notes",
        post(async |Body(note): Body<Note>, octets: String| {
            assert_eq!(note.mood, Some(Mood::Good));
            format!("{} {:?} {:?} {:?} {octets}", note.title, note.tags, note.pages, note.price)
        }),
    );
    let folder = keys();
    let service = Policy::load(folder.path()).unwrap().protect(router);
    let form = "title=a+%26&tags=b&mood=good&tags=%C3%A9";
    let request = Request::post("/notes")
        .header("host", "localhost")
        .header("content-type", "application/x-www-form-urlencoded")
        .extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4711))))
        .body(axum::body::Body::from(form))
        .unwrap();
    let answer = service.oneshot(request).await.unwrap();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, format!("a & Some([\"b\", \"é\"]) None None {form}"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    /// [`Pair::ask`](Pair::ask) fails where service and evaluator differ.
    #[test]
    fn service_and_evaluator_agree_on_any_form(
        forms in prop::collection::vec(prop::collection::vec(piece(), 0..9), 500),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut pair = pair!(notes);
            for form in forms {
                pair.ask(&send("").form(&form.concat())).await;
            }
        });
    }
}

fn piece() -> impl Strategy<Value = String> {
    let known = [
        "title=a",
        "title",
        "=",
        "&",
        "&",
        "&page=1",
        "&page=10",
        "&price=1.5",
        "&public=true",
        "%",
        "%41",
        "%c3%a9",
        "%C3",
        "+",
        ";",
        "é",
        "\n",
        "&tags=a",
        "&tags=b",
        "&pages=1",
        "&mood=good",
        "&id=0195A3C0-7D10-7000-8000-00000000000A",
        "&code=AB",
        "&raw=%01",
        "&kind=note",
        "&total=1",
        "&x=1",
        "&until=2026-05-01T00:00:00Z",
        "#",
        "0123456789",
    ];
    prop::sample::select(known.to_vec()).prop_map(str::to_owned)
}
