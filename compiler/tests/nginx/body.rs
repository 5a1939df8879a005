//! Queries and bodies.

use crate::{ADMITTED, World, verdict};

const LINES: &str = r#"[{"sku":"ABC-1234","quantity":1}]"#;

#[test]
fn queries() {
    let world = World::start();
    let bearer = world.bearer("anna", &["viewer"]);
    for (query, admitted) in [
        ("", true),
        ("?", true),
        ("?page=1", true),
        ("?page=1000", true),
        ("?page=0", false),
        ("?page=1001", false),
        ("?page=01", false),
        ("?page=1.0", false),
        ("?page=%31", true),
        ("?p%61ge=1", true),
        ("?page=1&page=1", false),
        ("?page", false),
        ("?page=", false),
        ("?page=1&", false),
        ("?&page=1", false),
        ("?other=1", false),
        ("?toString=1", false),
        ("?__proto__=1", false),
        ("?constructor=1", true),
        ("?constructor=", true),
        ("?constructor=a+b%0A", true),
        ("?constructor=%00", false),
        ("?constructor=%C2%80", false),
        ("?constructor=%C3%A9", true),
        ("?constructor=%C3", false),
        ("?constructor=%F0%9F%98%80123456789", true),
        ("?constructor=%F0%9F%98%801234567890", false),
        ("?status=a&status=b", true),
        ("?status=a&status=b&status=c", false),
        ("?status=A", false),
    ] {
        let expected = if admitted { ADMITTED } else { (400, "orders.get/query") };
        assert_eq!(
            verdict(&world.get(&format!("/v1/orders{query}"), &[&bearer])),
            expected,
            "{query} {}",
            world.gateway.errors()
        );
    }
}

#[test]
fn bodies() {
    let world = World::start();
    let bearer = world.bearer("anna", &["clerk"]);
    let post = |headers: &[&str], body: &str| {
        let length = format!("Content-Length: {}", body.len());
        let mut lines = vec![bearer.as_str(), length.as_str()];
        lines.extend(headers);
        world.ask("POST", "/v1/orders", &lines, body)
    };
    let order = |rest: &str| format!(r#"{{"lines":{LINES},"currency":"EUR"{rest}}}"#);
    let good = order("");
    for (header, admitted) in [
        ("Content-Type: application/json", true),
        ("Content-Type: Application/JSON ; Charset=\"UTF-8\"", true),
        ("Content-Type: application/json;charset=utf-16", false),
        ("Content-Type: application/json; a=b", false),
        ("Content-Type: text/json", false),
        ("X-Nothing: at all", false),
        ("Content-Type: application/json\r\nContent-Encoding: gzip", false),
    ] {
        let answer = post(&[header], &good);
        assert_eq!(
            verdict(&answer),
            if admitted { ADMITTED } else { (415, "orders.post/body.type") },
            "{header} {}",
            world.gateway.errors()
        );
        assert_eq!(answer.header("accept"), (!admitted).then_some("application/json"));
    }
    world.upstream.take();
    let json = ["Content-Type: application/json"];
    assert_eq!(verdict(&post(&json, &good)), ADMITTED);
    assert!(world.upstream.take()[0].ends_with(&good));
    let fits = order(&" ".repeat(400 - good.len()));
    assert_eq!(verdict(&post(&json, &fits)), ADMITTED);
    assert_eq!(verdict(&post(&json, &format!("{fits} "))), (413, "orders.post/body.size"));
    // Before the body: authorisation. Without a clause: none.
    assert_eq!(
        verdict(&world.ask("POST", "/v1/orders", &["Content-Length: 500"], "")),
        (401, "orders.post/auth")
    );
    assert_eq!(
        verdict(&world.ask("GET", "/v1/orders/health", &["Content-Length: 1"], "x")),
        (413, "orders.get/health/body")
    );
    assert_eq!(
        verdict(&world.ask("GET", "/v1/orders/health", &["Content-Length: 0"], "")),
        ADMITTED
    );
    assert_eq!(
        verdict(&world.ask(
            "GET",
            "/v1/orders/health",
            &["Transfer-Encoding: chunked"],
            "0\r\n\r\n"
        )),
        (413, "orders.get/health/body")
    );
    // Who is refused is not asked for the body.
    let expect = ["Content-Type: application/json", "Content-Length: 500", "Expect: 100-continue"];
    assert_eq!(verdict(&world.ask("POST", "/v1/orders", &expect, "")), (401, "orders.post/auth"));
    let viewer = world.bearer("anna", &["viewer"]);
    let expect = [viewer.as_str(), json[0], "Content-Length: 50", "Expect: 100-continue"];
    assert_eq!(verdict(&world.ask("POST", "/v1/orders", &expect, "")), (403, "orders.post/allow"));
    let expect = [bearer.as_str(), json[0], "Content-Length: 500", "Expect: 100-continue"];
    assert_eq!(
        verdict(&world.ask("POST", "/v1/orders", &expect, "")),
        (413, "orders.post/body.size")
    );
    let expect = [bearer.as_str(), json[0], "Content-Length: 50", "Expect: 100-continue"];
    assert_eq!(world.ask("POST", "/v1/orders", &expect, "").status, 100);
    // Chunks, down to one byte each.
    let chunked = |body: &str, size: usize| {
        let mut chunks = String::new();
        for chunk in body.as_bytes().chunks(size) {
            chunks.push_str(&format!(
                "{:x}\r\n{}\r\n",
                chunk.len(),
                std::str::from_utf8(chunk).unwrap()
            ));
        }
        chunks.push_str("0\r\n\r\n");
        world.ask(
            "POST",
            "/v1/orders",
            &[&bearer, "Transfer-Encoding: chunked", "Content-Type: application/json"],
            &chunks,
        )
    };
    for size in [1, 7, 1000] {
        assert_eq!(verdict(&chunked(&fits, size)), ADMITTED, "{size}");
        assert_eq!(
            verdict(&chunked(&format!("{fits} "), size)),
            (413, "orders.post/body.size"),
            "{size}"
        );
    }
    for bad in [
        "",
        " ",
        "{",
        "{}x",
        "{} {}",
        "nul",
        "\u{feff}{}",
        "{'a':1}",
        "{\"a\":1,}",
        "[1,]",
        "01",
        "+1",
        ".5",
        "5.",
        "1e",
        "1e400",
        "-1e400",
        "-",
        "\"\t\"",
        "\"\\x\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"",
        "\"\\u12\"",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}",
        "// x\n{}",
        "NaN",
        "[\"a\" \"b\"]",
        "{\"a\" 1}",
        "{1:2}",
        "[",
        "]",
        "\"",
        "tru",
        "{\"__proto__\":1,\"__proto__\":1}",
        &format!("{}{}", "[".repeat(31), "]".repeat(31)),
        &"[".repeat(399),
    ] {
        assert_eq!(
            verdict(&post(&json, bad)),
            (400, "orders.post/body.json"),
            "{bad} {}",
            world.gateway.errors()
        );
    }
    assert_eq!(
        verdict(&post(&json, &format!("{}{}", "[".repeat(30), "]".repeat(30)))),
        (422, "orders.post/body.schema")
    );
    for (body, admitted) in [
        ("null".to_owned(), false),
        ("[]".to_owned(), false),
        ("{}".to_owned(), false),
        (good.clone(), true),
        (format!(" \t\r\n{good} \n"), true),
        (order(r#","note":null"#), true),
        (order(r#","note":"😀😀😀😀😀""#), true),
        (order(r#","note":"😀😀😀😀😀😀""#), false),
        (order(r#","note":"\ud83d\ude00""#), true),
        (order(r#","note":"a\tb\n""#), true),
        (order(r#","note":"\u0000""#), false),
        (order(r#","note":"\u0085""#), false),
        (order(r#","note":1"#), false),
        (order(r#","email":null"#), false),
        (order(r#","email":"a@example.com""#), true),
        (order(r#","email":"a@""#), false),
        (order(r#","total":1"#), false),
        (order(r#","other":1"#), false),
        (order(r#","__proto__":1"#), false),
        (order(r#","constructor":{}"#), false),
        (good.replace("EUR", "__proto__"), true),
        (good.replace("EUR", "{{ x }}\\\"'$\\\\*/"), true),
        (good.replace("EUR", "constructor"), false),
        (good.replace("EUR", "eur"), false),
        (good.replace("\"EUR\"", "[\"EUR\"]"), false),
        (good.replace(LINES, "[]"), false),
        (good.replace(LINES, "{}"), false),
        (good.replace("ABC-1234", "ABC-1234\\n"), false),
        (good.replace("ABC-1234", "xABC-1234"), false),
    ] {
        let expected = if admitted { ADMITTED } else { (422, "orders.post/body.schema") };
        assert_eq!(verdict(&post(&json, &body)), expected, "{body} {}", world.gateway.errors());
    }
    for (quantity, admitted) in [
        ("1", true),
        ("99", true),
        ("0", false),
        ("100", false),
        ("1.0", true),
        ("1e1", true),
        ("10e-1", true),
        ("0.1e1", true),
        ("1.5", false),
        ("-1", false),
        ("9007199254740993", false),
        ("1e300", false),
        ("1e-1", false),
        ("\"1\"", false),
        ("true", false),
        ("99.0000000000000000000", true),
        ("99.00000000000000000001", false),
        ("0.99e2", true),
        ("990000000000000000000000e-22", true),
    ] {
        let body = good.replace("\"quantity\":1", &format!("\"quantity\":{quantity}"));
        let expected = if admitted { ADMITTED } else { (422, "orders.post/body.schema") };
        assert_eq!(verdict(&post(&json, &body)), expected, "{quantity}");
    }
    for (price, admitted) in [
        ("0", true),
        ("-0", true),
        ("-0.01", false),
        ("9999.99", true),
        ("9999.990", true),
        ("9999.991", false),
        ("9999.9900000001", false),
        ("1e3", true),
        ("1e4", false),
        ("99999900000e-7", true),
        ("0.00000000000001", true),
        ("0.000000000000001", true),
        ("123.456789012345", true),
        ("123.4567890123456", false),
        ("0.0000000000000000000000", true),
        ("1.000000000000000", false),
        ("100000000000000e-14", true),
    ] {
        let body = good.replace("\"quantity\":1", &format!("\"quantity\":1,\"price\":{price}"));
        let expected = if admitted { ADMITTED } else { (422, "orders.post/body.schema") };
        assert_eq!(verdict(&post(&json, &body)), expected, "{price}");
    }
    // Not UTF-8.
    let mut raw = format!("POST /v1/orders HTTP/1.1\r\nHost: localhost\r\n{bearer}\r\n{}\r\nContent-Length: 3\r\n\r\n", json[0]).into_bytes();
    raw.extend(b"\"\xff\"");
    assert_eq!(verdict(&world.gateway.send(raw)), (400, "orders.post/body.json"));
}

/// njs keeps every string that a request ever built: text that grows piece by piece took gigabytes and half a minute.
#[test]
fn long_text_costs_no_more_than_its_length() {
    let world = World::start_with(|artifacts| {
        for (file, from, to) in [
            ("plan.json", "\"max\":400,", "\"max\":262144,"),
            ("gateway.conf", "client_max_body_size 400;", "client_max_body_size 262144;"),
            ("gateway.conf", "client_body_buffer_size ", "client_body_buffer_size 20"),
        ] {
            let artifact = artifacts.files.get_mut(file).unwrap();
            let text = String::from_utf8(artifact.contents.clone()).unwrap();
            assert!(text.contains(from), "{file} does not hold {from}");
            artifact.contents = text.replace(from, to).into_bytes();
        }
    });
    let began = std::time::Instant::now();
    let body = format!("\"{}\"", "\\n".repeat(131_000));
    let length = format!("Content-Length: {}", body.len());
    let bearer = world.bearer("anna", &["clerk"]);
    let headers = [bearer.as_str(), "Content-Type: application/json", &length];
    let answer = world.ask("POST", "/v1/orders", &headers, &body);
    assert_eq!(verdict(&answer), (422, "orders.post/body.schema"), "{}", world.gateway.errors());
    let host = format!("Host: {}", "A".repeat(16_000));
    let request = format!("GET /v1/orders HTTP/1.1\r\n{host}\r\nConnection: close\r\n\r\n");
    assert_eq!(verdict(&world.gateway.send(&request)), (421, "host"), "{}", world.gateway.errors());
    assert!(began.elapsed() < std::time::Duration::from_secs(3), "{:?}", began.elapsed());
}
