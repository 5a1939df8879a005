use super::super::ast::{ClaimSegment, Declaration, Expression, RequestBody, Without};
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
    let Some(RequestBody::Text(body)) = &post.body else { panic!("{post:#?}") };
    assert_eq!(body.text, "{ \"x\": [\"}\", {}] }");
    assert_eq!(&text[body.span.start as usize..body.span.end as usize], body.text);

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
fn broken_tests_and_claims_are_told() {
    told("test_errors.golden", include_str!("test_errors.golden"));
}
