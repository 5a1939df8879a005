use gatewright_core::policy::Span;

use super::super::ast::{Declaration, SchemaContent, Value};
use super::super::parse_caller;
use super::{SHOP, parse};
use crate::source::{Alone, Source};

#[test]
fn the_shop_is_read() {
    let ast = parse(&Source::new("shop.gate", SHOP)).unwrap();
    assert_eq!(ast.header.name.text, "shop");
    assert_eq!(ast.declarations.len(), 24);
    assert_eq!(ast.digest.len(), 64);
}

#[test]
fn callers_are_read() {
    let read = |text: &str| parse_caller(&Source::new("--as", text));
    let caller =
        read("customer { id: \"anna\", roles: [viewer], mfa_at: 2026-05-01T09:00:00Z }").unwrap();
    assert_eq!(caller.scheme.text, "customer");
    let keys: Vec<&str> = caller.fields.iter().map(|field| field.key.text.as_str()).collect();
    assert_eq!(keys, ["id", "roles", "mfa_at"]);
    assert_eq!(read("nobody").unwrap().fields, []);
    let wrong = |text: &str| read(text).unwrap_err().remove(0).message;
    assert_eq!(wrong("customer { id \"anna\" }"), "expected `:`, found `\"`");
    assert_eq!(wrong("customer { id: \"anna\""), "this `{` is never closed");
    assert_eq!(wrong(""), "expected a name, found the end of the text");
}

/// A policy as JSON, without places and digest.
fn meaning(text: &str) -> serde_json::Value {
    fn strip(value: &mut serde_json::Value) {
        if let Some(object) = value.as_object_mut() {
            object.remove("span");
            object.remove("digest");
        }
        match value {
            serde_json::Value::Object(object) => object.values_mut().for_each(strip),
            serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
            serde_json::Value::Null
            | serde_json::Value::Bool(_)
            | serde_json::Value::Number(_)
            | serde_json::Value::String(_) => {}
        }
    }
    let policy = crate::compile(Source::new("a.gate", text), &Alone)
        .outcome
        .unwrap_or_else(|found| panic!("{found:#?}"));
    let mut value = serde_json::to_value(policy).unwrap();
    strip(&mut value);
    value
}

#[test]
fn line_breaks_and_comments_are_white_space() {
    let mut plain = String::new();
    for line in SHOP.lines().filter(|line| !line.trim_start().starts_with("//")) {
        plain.push_str(line.split(" //").next().unwrap());
        plain.push('\n');
    }
    let mut spread = String::new();
    let mut quoted = false;
    for character in plain.chars() {
        quoted ^= character == '"';
        match character {
            ' ' | '\n' if !quoted => spread.push_str(" // allow anyone { \"\r\n\t"),
            other => spread.push(other),
        }
    }
    let one_line = plain.replace('\n', " ");
    assert_eq!(meaning(&plain), meaning(SHOP));
    assert_eq!(meaning(&spread), meaning(SHOP));
    assert_eq!(meaning(&one_line), meaning(SHOP));
}

#[test]
fn no_word_is_reserved() {
    let text = "policy policy 1.0.0
        role role role includes includes role
        role allow role deny
        upstream upstream = \"http://upstream\"
        limit limit = 1 per 1m by principal.limit
        enum Max { max, raw, matches, readonly, nullable }
        condition condition(when: string) = principal.in in [when] and not set.is is set or matches matches r\"x\"
        schema Raw {
            raw: string raw raw2?: string readonly: int readonly
            matches?: string matches r\"m\" masked: bool map: [string] keep: string 1..2
            GET: string allow: string deny: int? at: Max true: bool
        }
        api api at /api {
            upstream: upstream
            auth: [auth]
            body: max 1KiB
            GET /get allow role limit limit deny when condition(\"x\") query Raw
            limit: [limit]
            POST / body Raw allow deny override [limit]
        }";
    let ast = parse(&Source::new("a.gate", text)).map_err(|found| format!("{found:#?}"));
    let ast = ast.unwrap_or_else(|found| panic!("{found}"));
    let Some(Declaration::Schema(schema)) = ast.declarations.get(8) else { panic!("{ast:#?}") };
    let SchemaContent::Fields(own) = &schema.content else { panic!("{schema:#?}") };
    let fields: Vec<&str> = own.iter().map(|field| field.name.text.as_str()).collect();
    assert_eq!(
        fields,
        [
            "raw", "raw2", "readonly", "matches", "masked", "map", "keep", "GET", "allow", "deny",
            "at", "true"
        ]
    );
    assert!(own[0].value.raw.is_some() && own[2].readonly.is_some());
}

#[test]
fn literals_are_tried_in_order() {
    let text = "policy x 1.0.0 hosts: [\"a\\u{e9}\\\"\", r\"\\d\", 10.0.0.0/8, 2001:db8::/32, ::1, 1.2.3.4:5,
        [::1]:80, 2027-01-01, 2026-05-01T11:00:00+02:00, 2.4.0, 250ms, 2d, 64KiB, 1GB, 3.14, -0.50, 1_000, -7, true,
        truer, a.b, dead, 1.2.3.4]";
    let ast = parse(&Source::new("a.gate", text)).unwrap();
    let Some(Declaration::Setting(setting)) = ast.declarations.first() else { panic!("{ast:#?}") };
    let Value::List(list) = &setting.value else { panic!("{setting:#?}") };
    let said: Vec<String> = list
        .items
        .iter()
        .map(|item| match item {
            Value::Literal(literal) => format!("{:?}", literal.value),
            Value::Name(name) => name.text(),
            Value::List(_)
            | Value::Phrase(_)
            | Value::Remote(_)
            | Value::Split(_)
            | Value::Breaker(_)
            | Value::Rate(_)
            | Value::Block(_) => panic!("{item:?}"),
        })
        .collect();
    assert_eq!(
        said,
        [
            r#"Text("aé\"")"#,
            r#"Regex("\\d")"#,
            "Network(10.0.0.0/8)",
            "Network(2001:db8::/32)",
            "Address(::1)",
            "Socket(1.2.3.4:5)",
            "Socket([::1]:80)",
            "Date(1798761600)",
            "Time(1777626000)",
            r#"Version("2.4.0")"#,
            "Duration(250)",
            "Duration(172800000)",
            "Size(65536)",
            "Size(1000000000)",
            r#"Decimal("3.14")"#,
            r#"Decimal("-0.50")"#,
            "Integer(1000)",
            "Integer(-7)",
            "Bool(true)",
            "truer",
            "a.b",
            "dead",
            "Address(1.2.3.4)",
        ]
    );
}

#[test]
fn what_is_fetched_and_what_is_split() {
    let text = "policy x 1.0.0 auth a = jwt { keys: jwks // where
        \"https://id/\" { refresh: 1m } split: jwks file \"f\" roles: claim.a.b
        split \" \" jwks: split jwkset: jwks \"https://b/\" more: split }";
    let ast = parse(&Source::new("a.gate", text)).unwrap();
    let Some(Declaration::Auth(auth)) = ast.declarations.first() else { panic!("{ast:#?}") };
    let said: Vec<String> = auth
        .settings
        .iter()
        .map(|setting| match &setting.value {
            Value::Remote(remote) => {
                let url = &remote.url.literal().unwrap().text;
                format!("{} {url} {}", remote.what.text, remote.settings.len())
            }
            Value::Split(split) => format!("{} {:?}", split.name.text(), split.separator.text),
            Value::Phrase(phrase) => format!("{} words", phrase.words.len()),
            Value::Name(name) => name.text(),
            other @ (Value::Literal(_)
            | Value::List(_)
            | Value::Breaker(_)
            | Value::Rate(_)
            | Value::Block(_)) => panic!("{other:?}"),
        })
        .collect();
    let expected =
        ["jwks https://id/ 1", "2 words", "claim.a.b \" \"", "split", "jwks https://b/ 0", "split"];
    assert_eq!(said, expected);
    let text_of = |span: Span| &text[span.start as usize..span.end as usize];
    assert_eq!(text_of(auth.settings[2].value.span()), "claim.a.b\n        split \" \"");
    assert!(text_of(auth.settings[0].value.span()).ends_with("{ refresh: 1m }"));
}

#[test]
fn spans_cover_what_they_name() {
    let ast = parse(&Source::new("shop.gate", SHOP)).unwrap();
    let Some(Declaration::Api(api)) =
        ast.declarations.iter().find(|one| matches!(one, Declaration::Api(_)))
    else {
        panic!("{ast:#?}")
    };
    let text = |span: Span| &SHOP[span.start as usize..span.end as usize];
    let route = &api.routes[4];
    assert_eq!(
        text(route.span),
        "GET    /of/{customer: string ..64} allow admin allow viewer when owner(path.customer)"
    );
    assert_eq!(text(route.path.span), "/of/{customer: string ..64}");
    let clauses: Vec<&str> = route.clauses.iter().map(|clause| text(clause.span())).collect();
    assert_eq!(clauses, ["allow admin", "allow viewer when owner(path.customer)"]);
    assert_eq!(text(api.settings[3].span), "body:     max 16KiB");
    assert!(text(api.span).ends_with("override [auth, limit]\n}"));
}
