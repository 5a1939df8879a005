//! `body multipart`.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::routing::post;
use gatewright::{Body, File, Files};
use http_body_util::BodyExt as _;
use proptest::prelude::*;
use tower::ServiceExt as _;

use crate::pair::{Asked, ask, keys, pair};
use crate::uploads::schema::Profile;
use crate::uploads::{Policy, files};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\x00\xff";

fn part(head: &str, content: &[u8]) -> Vec<u8> {
    [b"--a-b\r\n", head.as_bytes(), b"\r\n\r\n", content, b"\r\n"].concat()
}

fn text(name: &str, content: &str) -> Vec<u8> {
    part(&format!("Content-Disposition: form-data; name=\"{name}\""), content.as_bytes())
}

fn file(name: &str, file_name: &str, media_type: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: {media_type}"
    );
    part(&head, content)
}

fn avatar() -> Vec<u8> {
    file("avatar", "a.png", "image/png", PNG)
}

fn body(parts: &[Vec<u8>]) -> Vec<u8> {
    [&parts.concat()[..], b"--a-b--\r\n"].concat()
}

fn send(method: &'static str, route: &str, parts: &[Vec<u8>]) -> Asked {
    raw(method, route, &body(parts))
}

fn raw(method: &'static str, route: &str, octets: &[u8]) -> Asked {
    let asked = ask(method, &format!("/uploads/{route}")).body(octets);
    asked.with("content-type", "multipart/form-data; boundary=a-b")
}

#[tokio::test]
async fn texts_and_files_are_what_their_fields_take() {
    let mut pair = pair!(uploads);
    let profile = |parts: &[Vec<u8>]| send("POST", "profile", parts);
    let name = || text("name", "anna");
    let csv = |content: &[u8]| file("attachments", "a.csv", "text/csv", content);
    let (schema, form) =
        ("422 uploads.post/profile/body.schema", "400 uploads.post/profile/body.form");
    let (size, kind) = ("413 uploads.post/profile/body.size", "415 uploads.post/profile/body.type");
    pair.all([
        (profile(&[name(), avatar()]), "200"),
        (profile(&[avatar(), csv(b"a,b\n"), name(), text("age", "7"), csv(b"--")]), "200"),
        (profile(&[name(), text("topics", "a"), avatar(), text("topics", "b")]), "200"),
        (profile(&[name(), file("avatar", "a.jpg", "IMAGE/jpeg", b"\xff\xd8\xff")]), "200"),
        (profile(&[name()]), schema),
        (profile(&[avatar()]), schema),
        (profile(&[text("name", ""), avatar()]), schema),
        (profile(&[name(), text("age", "151"), avatar()]), schema),
        (profile(&[name(), text("admin", "true"), avatar()]), schema),
        (profile(&[name(), text("is_admin", "true"), avatar()]), schema),
        (profile(&[name(), text("avatar", "x")]), schema),
        (profile(&[name(), avatar(), file("x", "a", "text/csv", b"")]), schema),
        (profile(&[file("name", "a", "text/plain", b"anna"), avatar()]), schema),
        (profile(&[name(), avatar(), csv(b""), csv(b""), csv(b"")]), schema),
        (profile(&[name(), name(), avatar()]), form),
        (profile(&[name(), avatar(), avatar()]), form),
        (profile(&[name(), avatar(), text("", "")]), form),
        (profile(&[name(), avatar(), csv(b"12345678")]), "200"),
        (profile(&[name(), avatar(), csv(b"123456789")]), size),
        (profile(&[name(), file("avatar", "a.svg", "image/svg+xml", b"<svg>")]), kind),
        (profile(&[name(), file("avatar", "a.png", "image/png", b"<svg>")]), kind),
        (
            profile(&[name(), avatar(), file("attachments", "a.pdf", "application/pdf", b"%PDF")]),
            kind,
        ),
        (profile(&[name(), file("avatar", "../a.png", "image/png", PNG)]), form),
        (profile(&[name(), file("avatar", "a\u{0}.png", "image/png", PNG)]), form),
        (profile(&[name(), file("avatar", "", "application/octet-stream", b"")]), form),
        (send("PUT", "texts", &[name()]), "200"),
        (send("PUT", "texts", &[name(), avatar()]), "422 uploads.put/texts/body.schema"),
        (send("POST", "file", &[text("name", "x")]), "422 uploads.post/file/body.schema"),
        (raw("POST", "file", b"--a-b--\r\n"), "400 uploads.post/file/body.form"),
        (raw("POST", "file", b""), "400 uploads.post/file/body.form"),
        (raw("POST", "file", &[b'x'; 513]), "413 uploads.post/file/body.size"),
        (send("POST", "young", &[name(), text("age", "17")]), "200"),
        (send("POST", "young", &[name(), text("age", "18")]), "403 uploads.post/young/allow"),
        (send("POST", "young", &[name(), text("topics", "new"), avatar()]), "200"),
        (send("POST", "own", &[name()]).by_partner(), "200"),
        (send("POST", "own", &[name()]).by_partner_cookie(), "403 uploads.post/own/require"),
        (
            send("POST", "own", &[name()])
                .by_partner_cookie()
                .with("sec-fetch-site", "same-origin"),
            "200",
        ),
    ])
    .await;
    let refused = pair.ask(&profile(&[name(), text("age", "x"), avatar()])).await;
    assert!(refused.body.contains("\"pointer\":\"/age\""), "{}", refused.body);
}

#[tokio::test]
async fn bodies_are_announced_with_one_boundary() {
    let mut pair = pair!(uploads);
    let typed = |value: &str| {
        ask("PUT", "/uploads/texts")
            .body(&body(&[text("name", "anna")]))
            .with("content-type", value)
    };
    let wrong = "415 uploads.put/texts/body.type";
    pair.all([
        (typed("multipart/form-data; boundary=a-b"), "200"),
        (typed("Multipart/Form-Data ;Boundary=\"a-b\""), "200"),
        (typed("multipart/form-data; boundary=a-c"), "400 uploads.put/texts/body.form"),
        (typed("multipart/form-data"), wrong),
        (typed("multipart/form-data; boundary="), wrong),
        (typed("multipart/form-data; boundary=a-b; boundary=a-b"), wrong),
        (typed("multipart/form-data; boundary=a-b; charset=utf-8"), wrong),
        (typed("multipart/mixed; boundary=a-b"), wrong),
        (typed("application/x-www-form-urlencoded"), wrong),
        (typed("multipart/form-data; boundary=a-b").with("content-encoding", "gzip"), wrong),
    ])
    .await;
    let refused = pair.ask(&typed("text/plain")).await;
    assert_eq!(refused.header("accept").as_deref(), Some("multipart/form-data"));
}

#[tokio::test]
async fn handlers_get_texts_and_files_uncopied() {
    let router = Router::new().route(
        "/uploads/profile",
        post(
            async |Body(profile): Body<Profile>,
                   Files(files): Files<files::UploadsPostProfile>,
                   octets: axum::body::Bytes| {
                let files::UploadsPostProfile { avatar, attachments } = files;
                let File { file_name, media_type, content } = avatar;
                let place = content.as_ptr() as usize - octets.as_ptr() as usize;
                assert_eq!(octets[place..][..content.len()], content);
                let attachments = attachments.unwrap();
                let names: Vec<_> = attachments.iter().map(|it| it.file_name.as_str()).collect();
                format!("{} {file_name} {media_type} {} {names:?}", profile.name, content == PNG)
            },
        ),
    );
    let folder = keys();
    let service = Policy::load(folder.path()).unwrap().protect(router);
    let csv = |name: &str| file("attachments", name, "text/csv", b"x");
    let sent = body(&[csv("1"), text("name", "anna"), avatar(), csv("2 \u{e9}")]);
    let request = Request::post("/uploads/profile")
        .header("host", "localhost")
        .header("content-type", "multipart/form-data; boundary=a-b")
        .extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4711))))
        .body(axum::body::Body::from(sent))
        .unwrap();
    let answer = service.oneshot(request).await.unwrap();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, "anna a.png image/png true [\"1\", \"2 \u{e9}\"]");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    #[test]
    fn service_and_evaluator_agree_on_mutated_bodies(
        bodies in prop::collection::vec((prop::collection::vec(0_usize..14, 0..5), change()), 500),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut pair = pair!(uploads);
            for (parts, (at, cut, insert)) in bodies {
                let known = [
                    text("name", "anna"), text("name", "anna"), text("age", "7"), text("age", "x"),
                    text("topics", "a"), text("x", "1"), avatar(), avatar(),
                    file("attachments", "a", "text/csv", b"x"), file("attachments", "a", "text/html", b"x"),
                    file("attachments", "a", "text/csv", b"123456789"), file("avatar", "", "image/png", PNG),
                    text("admin", "true"), file("age", "a", "text/csv", b"7"),
                ];
                let mut octets = body(&parts.iter().map(|part| known[*part].clone()).collect::<Vec<_>>());
                if let Some(at) = at {
                    let start = at.index(octets.len());
                    let end = (start + cut).min(octets.len());
                    octets.splice(start..end, insert);
                }
                pair.ask(&raw("POST", "profile", &octets)).await;
            }
        });
    }
}

/// Where something is cut out and put in, if anywhere.
fn change() -> impl Strategy<Value = (Option<prop::sample::Index>, usize, Vec<u8>)> {
    let pieces: Vec<&[u8]> = vec![
        b"",
        b"\r\n",
        b"\n",
        b"\r",
        b"--a-b",
        b"--a-b\r\n",
        b"\"",
        b";",
        b" ",
        b"\0",
        b"\xff",
        b"--",
    ];
    let insert = prop::sample::select(pieces).prop_map(<[u8]>::to_vec);
    (prop::option::of(any::<prop::sample::Index>()), 0_usize..4, insert)
}
