use super::super::ast::{ClaimSegment, Declaration, Expression, TestBody, Without};
use super::broken::told;
use super::parse;
use crate::source::Source;

#[test]
fn tests_and_claims_are_read() {
    let text = "policy x 1.0.0
        test \"it holds\" {
            as nobody { GET /a -> 401 GET /b?c=d,e:f -> 404 route }
            as customer { id: \"anna\", } at 2026-01-01 from ::1 {
                PURGE /a times 3 -> 400
                POST \"/a//b\" headers { \"a\": \"b\", \"c\": \"d\" } body { \"x\": [\"}\", // no
                -> 400 \"a.get/b//c\"
            }
        }";
    assert!(parse(&Source::new("a.gate", text)).is_err(), "a comment is no JSON");
    let text = text.replace("// no", "{}] }");
    let ast =
        parse(&Source::new("a.gate", text.as_str())).unwrap_or_else(|found| panic!("{found:#?}"));
    let Some(Declaration::Test(test)) = ast.declarations.first() else { panic!("{ast:#?}") };
    assert_eq!(test.name.text, "it holds");
    let [nobody, customer] = test.cases.as_slice() else { panic!("{test:#?}") };
    assert_eq!((nobody.caller.scheme.text.as_str(), nobody.exchanges.len()), ("nobody", 2));
    let rule = nobody.exchanges[1].expectation.rule.as_ref();
    assert_eq!(rule.map(|rule| rule.text.as_str()), Some("route"));
    assert_eq!(nobody.exchanges[1].target.text, "/b?c=d,e:f");
    assert!(customer.at.is_some() && customer.from.is_some());
    let [purge, post] = customer.exchanges.as_slice() else { panic!("{customer:#?}") };
    assert_eq!(purge.method.text, "PURGE");
    assert_eq!(purge.times.as_ref().map(|times| times.value), Some(3));
    assert_eq!((post.target.text.as_str(), post.headers.len()), ("/a//b", 2));
    let Some(TestBody::Text(body)) = &post.body else { panic!("{post:#?}") };
    assert_eq!(body.text, "{ \"x\": [\"}\", {}] }");
    assert_eq!(&text[body.span.start as usize..body.span.end as usize], body.text);

    let text = "policy x 1.0.0 test \"forms\" { as nobody {
        POST /a body form \"a=b\" -> 200
        POST /a body form \"a=b\" headers { \"x\": \"y\" } -> 400 body.form
    } }";
    let ast = parse(&Source::new("a.gate", text)).unwrap_or_else(|found| panic!("{found:#?}"));
    let Some(Declaration::Test(test)) = ast.declarations.first() else { panic!("{ast:#?}") };
    let bodies = test.cases[0].exchanges.iter().map(|exchange| exchange.body.as_ref());
    for body in bodies {
        assert!(matches!(body, Some(TestBody::Form(form)) if form.text == "a=b"), "{body:?}");
    }
    for twice in ["body form \"a\" body form \"b\"", "body form \"a\" body {}"] {
        let text =
            format!("policy x 1.0.0 test \"a\" {{ as nobody {{ POST /a {twice} -> 200 }} }}");
        let found = parse(&Source::new("a.gate", text)).unwrap_err();
        assert!(found.iter().any(|found| found.message == "`body` is written twice"), "{found:?}");
    }

    let text = "policy x 1.0.0 never \"it happens\" {
        * /** allowed
        POST, PUT /v1/*/items/** allowed without auth
        DELETE /v1/ allowed without step_up recent
        GET / allowed without owner(\"a\") and b
    }";
    let ast = parse(&Source::new("a.gate", text)).unwrap_or_else(|found| panic!("{found:#?}"));
    let Some(Declaration::Never(never)) = ast.declarations.first() else { panic!("{ast:#?}") };
    let [all, items, deletes, root] = never.claims.as_slice() else { panic!("{never:#?}") };
    assert!(all.methods.is_empty() && all.without.is_none());
    assert_eq!(all.path.segments, [ClaimSegment::Several]);
    assert_eq!((items.methods.len(), items.path.segments.len()), (2, 4));
    assert!(matches!(items.without, Some(Without::Auth(_))));
    assert!(matches!(&deletes.without, Some(Without::StepUp(name)) if name.text == "recent"));
    let last = deletes.path.segments.last();
    assert!(matches!(last, Some(ClaimSegment::Literal(word)) if word.text.is_empty()));
    assert!(matches!(&root.without, Some(Without::Expression(Expression::And { .. }))));
}

#[test]
fn what_leaves_is_read() {
    let text = "policy x 1.0.0 test \"it leaves\" { as nobody {
        GET /a upstream 201 headers { \"a\": \"b\" } body [1] -> 201 headers { \"A\": absent, \"c\": \"d\", } body { }
        POST /a -> 413 body body \"\"
        POST /a -> 413 body
        GET /a -> 400 headers headers { \"c\": \"d\" } body file \"a.json\"
        GET /a -> 400 headers
        GET /a -> 200 forwards headers { \"c\": absent }
        GET /a -> 200 forwards /b?c=d,e headers { }
        GET /a -> 200 body [] forwards \"/b//c\"
    } }";
    let ast = parse(&Source::new("a.gate", text)).unwrap_or_else(|found| panic!("{found:#?}"));
    let Some(Declaration::Test(test)) = ast.declarations.first() else { panic!("{ast:#?}") };
    let requests = test.cases[0].exchanges.as_slice();
    let upstream = requests[0].upstream.as_ref().unwrap();
    assert_eq!((upstream.status, upstream.headers.len()), (201, 1));
    assert!(matches!(&upstream.body, Some(TestBody::Text(text)) if text.text == "[1]"));
    assert!(requests[0].body.is_none() && requests[0].headers.is_empty());
    let [gone, kept] = requests[0].expectation.headers.as_slice() else { panic!("{requests:#?}") };
    assert!(gone.name.text == "A" && gone.value.is_none());
    assert_eq!(kept.value.as_ref().map(|value| value.text.as_str()), Some("d"));
    assert_eq!(&text[gone.span.start as usize..gone.span.end as usize], "\"A\": absent");
    let rules: Vec<Option<&str>> = requests
        .iter()
        .map(|request| request.expectation.rule.as_ref().map(|rule| rule.text.as_str()))
        .collect();
    let (body, headers) = (Some("body"), Some("headers"));
    assert_eq!(rules, [None, body, body, headers, headers, None, None, None]);
    let has_body = |number: usize| requests[number].expectation.body.is_some();
    assert_eq!((0..8).filter(|number| has_body(*number)).collect::<Vec<_>>(), [0, 1, 3, 7]);
    let forwarded = |number: usize| {
        let forwards = requests[number].expectation.forwards.as_ref()?;
        Some((forwards.target.as_ref().map(|target| target.text.as_str()), forwards.headers.len()))
    };
    assert_eq!((forwarded(4), forwarded(5)), (None, Some((None, 1))));
    assert_eq!(forwarded(6), Some((Some("/b?c=d,e"), 0)));
    assert_eq!(forwarded(7), Some((Some("/b//c"), 0)));
}

#[test]
fn broken_tests_and_claims_are_told() {
    told("test_errors.golden", include_str!("test_errors.golden"));
}
