use super::*;
use crate::policy::{Lifetime, Moment};

#[test]
fn a_sunset_is_covered_on_both_sides_and_missed_when_it_is_lost() {
    let mut policy = shop();
    let sunset = Moment { seconds: 1_800_000_001, span: Span { file: 0, start: 90, end: 91 } };
    policy.apis[0].routes[5].lifetime = Lifetime { sunset: Some(sunset), ..Lifetime::default() };
    let mut late = case(None, &["GET /v1/orders/health -> 410 orders.get/health/sunset"]);
    let told = leaving::header("sunset", Some("Fri, 15 Jan 2027 08:00:01 GMT"));
    late.exchanges[0].expected.headers = vec![told];
    late.at = Some(1_800_000_001);
    policy.tests = vec![test(vec![case(None, &["GET /v1/orders/health -> 200"]), late])];
    let policy = Arc::new(policy);
    let mut coverage = Coverage::new(&policy);
    let result = run(&policy, &policy.tests[0], &surroundings(), &mut |one| coverage.observe(one));
    assert!(result.is_passed(), "{:#?}", result.failures);
    let item = coverage.items().iter().find(|item| item.rule == "orders.get/health/sunset");
    assert_eq!(item.unwrap().missing(), Sides::default());
    let lost = || mutants(&policy).into_iter().filter(|one| one.rule.ends_with("/sunset"));
    assert_eq!(lost().count(), 1);
    assert_eq!(unnoticed(&policy, lost().collect(), &surroundings()).len(), 0);
}
