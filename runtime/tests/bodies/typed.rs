//! What handlers get: structs, enums and maps, on both sides of each bound.

use axum::Router;
use axum::routing::{get, post};
use gatewright::{Body, Query};

use crate::kinds::schema::{
    Batch, Cancelled, CancelledOrCreated, Created, Event, Many, Paging, Seen, Size, Tracking, Wide,
};
use crate::pair::Pair;

async fn open(Body(Wide { size, inner }): Body<Wide>, bytes: String) -> String {
    let inner = inner.map(|Tracking { source, hits }| (source, hits));
    format!("{} {inner:?} of {} bytes", size == Size::S, bytes.len())
}

async fn union(Body(event): Body<Event>) -> String {
    match event {
        Event::Created(Created { order, labels, .. }) => format!("{order} {labels:?}"),
        Event::Cancelled(Cancelled { reason, again, .. }) => format!("{reason} {again:?}"),
    }
}

async fn inline(Body(event): Body<CancelledOrCreated>) -> &'static str {
    match event {
        CancelledOrCreated::Cancelled(_) => "cancelled",
        CancelledOrCreated::Created(_) => "created",
    }
}

async fn batch(Body(batch): Body<Batch>) -> String {
    let Batch { events, named, latest, open } = batch;
    let names: Vec<String> = named.unwrap_or_default().into_keys().collect();
    format!("{} {names:?} {} {}", events.len(), latest.is_some(), open.is_some())
}

async fn paged(Query(Paging { page, tags }): Query<Paging>) -> String {
    format!("{page} {tags:?}")
}

async fn many(Body(many): Body<Many>) -> String {
    format!("{} {} {:?} {}", many.f1, many.f16, many.f48, many.f68)
}

pub(crate) fn pair() -> Pair {
    let router = Router::new()
        .route("/kinds/open", post(open))
        .route("/kinds/union", post(union))
        .route("/kinds/inline", post(inline))
        .route("/kinds/batch", post(batch))
        .route("/kinds/set", post(async || "set"))
        .route("/kinds/many", post(many))
        .route("/kinds/seen", post(async |Body(Seen {}): Body<Seen>| "seen"))
        .route("/kinds/any", post(async || "any"))
        .route("/kinds/paged", get(paged));
    Pair::new(router)
}

async fn all(route: &str, cases: &[(&str, &str)]) {
    let mut pair = pair();
    for (body, expected) in cases {
        let answer = pair.ask("POST", &format!("/kinds/{route}"), body.as_bytes()).await;
        let expected = match *expected {
            "json" => format!("400 kinds.post/{route}/body.json"),
            "schema" => format!("422 kinds.post/{route}/body.schema"),
            "size" => format!("413 kinds.post/{route}/body.size"),
            "deny" => format!("403 kinds.post/{route}/deny"),
            text => {
                assert_eq!(answer.body, text, "{body}");
                "200".to_owned()
            }
        };
        assert_eq!(answer.verdict, expected, "{body}");
    }
}

#[tokio::test]
async fn open_schemas_admit_what_they_do_not_name() {
    all(
        "open",
        &[
            (r#"{"size":"S","inner":null}"#, "true None of 25 bytes"),
            (
                r#"{"x":[{"y":null}],"size":"M","inner":{"source":"a","z":{}},"":1e3}"#,
                r#"false Some(("a", None)) of 66 bytes"#,
            ),
            (
                r#"{"size":"S","inner":{"hits":9,"source":"a"}}"#,
                r#"true Some(("a", Some(9))) of 44 bytes"#,
            ),
            (r#"{"size":"S","inner":{"hits":10,"source":"a"}}"#, "schema"),
            (r#"{"size":"S","inner":{"source":"a","seen":null}}"#, "schema"),
            (r#"{"size":"S","x":1}"#, "schema"),
            (r#"{"size":"S","inner":null,"x":1,"x":2}"#, "json"),
            (r#"{"size":"S","inner":null,"x":1,"\u0078":2}"#, "json"),
            (r#"{"size":"S","inner":null,"x":{"y":1,"y":2}}"#, "json"),
            (r#"{"size":"S","inner":null,"x":1e999}"#, "json"),
            (r#"{"size":"S","inner":null,"x":"\ud800"}"#, "json"),
        ],
    )
    .await;
}

#[tokio::test]
async fn open_schemas_have_a_depth() {
    for (levels, expected) in [(29, "true None of 88 bytes"), (30, "json")] {
        let deep = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        let body = format!(r#"{{"size":"S","inner":null,"x":{deep}}}"#);
        all("open", &[(&body, expected)]).await;
    }
}

const CREATED: &str = r#""order":"0195A3C0-7d10-7000-8000-00000000000a""#;

#[tokio::test]
async fn a_tag_says_which_variant_it_is() {
    let order = "0195a3c0-7d10-7000-8000-00000000000a";
    let created = |more: &str| format!("{{{CREATED},\"kind\":\"created\"{more}}}");
    all(
        "union",
        &[
            (&created(""), &format!("{order} None")),
            (&created(r#","labels":{"b":"x","a":"yyyy"}"#), &format!(r#"{order} Some({{"a": "yyyy", "b": "x"}})"#)),
            (&created(r#","labels":{"b":"x","a":"yyyyy"}"#), "schema"),
            (&created(r#","labels":{"b":"x","a":"Y"}"#), "schema"),
            (&created(r#","labels":{}"#), "schema"),
            (&created(r#","labels":{"a":"x","b":"x","c":"x"}"#), "schema"),
            (&created(r#","labels":{"\u0000":"x"}"#), "schema"),
            (&created(r#","labels":{"a":"x","\u0061":"x"}"#), "json"),
            (&created(r#","labels":null"#), "schema"),
            (&created(r#","reason":"x""#), "schema"),
            (&created(r#","kind":"created""#), "json"),
            (r#"{"kind":"cancelled","reason":"x"}"#, "x None"),
            (
                r#"{"again":{"a":{"b":null,"c":9},"":{}},"reason":"x","k\u0069nd":"\u0063ancelled"}"#,
                r#"x Some({"": {}, "a": {"b": None, "c": Some(9)}})"#,
            ),
            (r#"{"kind":"cancelled","reason":"x","again":{"a":{"b":10}}}"#, "schema"),
            (r#"{"kind":"cancelled","reason":"x","again":{"a":null}}"#, "schema"),
            (r#"{"kind":"cancelled"}"#, "schema"),
            (r#"{"kind":"Created","reason":"x"}"#, "schema"),
            (r#"{"kind":null,"reason":"x"}"#, "schema"),
            (r#"{"reason":"x"}"#, "schema"),
            ("{}", "schema"),
            ("[]", "schema"),
            ("null", "schema"),
            ("", "json"),
            (r#"{"reason":"x","kind""#, "json"),
        ],
    )
    .await;
    all(
        "inline",
        &[
            (&created(""), "created"),
            (r#"{"kind":"cancelled","reason":"x"}"#, "cancelled"),
            (r#"{"kind":"x"}"#, "schema"),
        ],
    )
    .await;
}

#[tokio::test]
async fn all_of_it_stands_inside_of_each_other() {
    let event = r#"{"kind":"cancelled","reason":"x"}"#;
    let with = |more: &str| format!(r#"{{"events":[{event}]{more}}}"#);
    all(
        "batch",
        &[
            (&with(""), "1 [] false false"),
            (&with(r#","latest":null"#), "1 [] true false"),
            (&with(&format!(r#","latest":{event}"#)), "1 [] true false"),
            (
                &with(&format!(r#","named":{{"b":{event},"a":{event}}}"#)),
                r#"1 ["a", "b"] false false"#,
            ),
            (&with(&format!(r#","named":{{"b":{event},"a":{event},"c":{event}}}"#)), "schema"),
            (&with(r#","named":{"b":{"kind":"x"}}"#), "schema"),
            (&with(r#","open":{"size":"S","inner":null,"new":1}"#), "1 [] false true"),
            (&with(r#","new":1"#), "schema"),
            (r#"{"events":[]}"#, "schema"),
            (&format!(r#"{{"events":[{event},{event},{event}]}}"#), "3 [] false false"),
            (&format!(r#"{{"events":[{event},{event},{event},{event}]}}"#), "schema"),
            (&format!("{}{}", with(""), " ".repeat(400 - with("").len())), "1 [] false false"),
            (&format!("{}{}", with(""), " ".repeat(401 - with("").len())), "size"),
        ],
    )
    .await;
    all("set", &[(&with(""), "set"), (&with(r#","named":{}"#), "deny")]).await;
}

#[tokio::test]
async fn open_queries_admit_what_they_do_not_name() {
    let mut pair = pair();
    for (query, expected) in [
        ("page=1", Some("1 None")),
        ("x=1&page=9&x=2&&y=%00&tags=a&tags=b", Some(r#"9 Some(["a", "b"])"#)),
        ("page=10&x=1", None),
        ("page=1&page=1", None),
        ("page=1&tags=a&tags=b&tags=c", None),
        ("page=1&x=%ff", None),
        ("x=1", None),
    ] {
        let answer = pair.ask("GET", &format!("/kinds/paged?{query}"), b"").await;
        match expected {
            Some(text) => {
                assert_eq!((answer.verdict.as_str(), answer.body.as_str()), ("200", text))
            }
            None => assert_eq!(answer.verdict, "400 kinds.get/paged/query", "{query}"),
        }
    }
}

#[tokio::test]
async fn fields_are_as_many_as_there_are() {
    let mut pair = pair();
    let object = |places: &[(usize, usize)]| {
        let fields = places.iter().map(|(field, value)| format!("\"f{field}\":{value}"));
        format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
    };
    let all: Vec<(usize, usize)> = (0..70).map(|field| (field, field)).collect();
    let reversed: Vec<(usize, usize)> = all.iter().rev().copied().collect();
    for given in [&all, &reversed] {
        let answer = pair.ask("POST", "/kinds/many", object(given).as_bytes()).await;
        assert_eq!(answer.body, "1 16 Some(48) 68");
    }
    for field in 0..70 {
        let mut missing = all.clone();
        missing.remove(field);
        let answer = pair.ask("POST", "/kinds/many", object(&missing).as_bytes()).await;
        let expected = if field % 7 == 6 { "200" } else { "422 kinds.post/many/body.schema" };
        assert_eq!(answer.verdict, expected, "without {field}");
        let mut wrong = all.clone();
        wrong[field].1 += 1;
        let answer = pair.ask("POST", "/kinds/many", object(&wrong).as_bytes()).await;
        assert_eq!(answer.verdict, "422 kinds.post/many/body.schema", "{field} too large");
        let twice: Vec<_> = all.iter().copied().chain([(field, 0)]).collect();
        let answer = pair.ask("POST", "/kinds/many", object(&twice).as_bytes()).await;
        assert_eq!(answer.verdict, "400 kinds.post/many/body.json", "{field} twice");
    }
}

#[tokio::test]
async fn an_object_may_have_nothing_to_send() {
    let refused = "schema";
    all(
        "seen",
        &[("{}", "seen"), (r#"{"id":1}"#, refused), (r#"{"x":1}"#, refused), ("[]", refused)],
    )
    .await;
}

/// What a client is told is wrong, as `pointer: detail`.
async fn mistakes(pair: &mut Pair, route: &str, body: &str) -> Vec<String> {
    let answer = pair.ask("POST", &format!("/kinds/{route}"), body.as_bytes()).await;
    assert_eq!(answer.verdict, format!("422 kinds.post/{route}/body.schema"));
    let document: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let errors = document["errors"].as_array().unwrap().iter();
    let text = |error: &serde_json::Value, name: &str| error[name].as_str().unwrap().to_owned();
    errors.map(|error| format!("{}: {}", text(error, "pointer"), text(error, "detail"))).collect()
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let mut pair = pair();
    let id = "0195a3c0-7d10-7000-8000-000000000001";
    let body = format!(
        r#"{{"events": [{{"kind":"created","order":"x","labels":{{"A":"?","b":"b"}}}}, {{"kind":"cancelled"}},
            {{"kind":"created","order":"{id}"}}, {{"kind":"gone"}}, 7], "more": {{"a":[1]}}, "named": {{"a":null,"\u0001":1}},
            "latest": null, "open": {{"inner":{{"hits":10,"other":[]}}}}}}"#
    );
    let told = mistakes(&mut pair, "batch", &body).await;
    assert_eq!(
        told,
        [
            "/events/0/order: value not of its type",
            "/events/0/labels/A: value not of its type",
            "/events/1: field `reason` is missing",
            "/events/3/kind: names no variant",
            "/events/4: not an object",
            "/events: number of items out of bounds",
            "/more: unknown field",
            "/named/a: null",
            "/named/\u{1}: control character in a name",
            "/open/inner/hits: value not of its type",
        ]
    );
    // Ten are enough: that the inner object has no `source` is not told any more, but here it is.
    let told = mistakes(&mut pair, "open", r#"{"inner":{"hits":10,"other":[]}}"#).await;
    assert_eq!(
        told,
        [
            "/inner/hits: value not of its type",
            "/inner: field `source` is missing",
            ": field `size` is missing"
        ]
    );
    // More fields than a tuple has places.
    let told = mistakes(&mut pair, "many", r#"{"f40":41,"f1":1}"#).await;
    assert_eq!(told.len(), 10);
    assert_eq!(
        told[..3],
        ["/f40: value not of its type", ": field `f0` is missing", ": field `f2` is missing"]
    );
    assert_eq!(told[9], ": field `f10` is missing");
}
