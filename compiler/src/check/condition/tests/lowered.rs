//! What conditions become: typed, folded, and said in the way that every target knows where there is one.

use super::{typed, wrong};
use crate::analysis::construct::Construct::{Arithmetic, CookieOperand, RichComparison};

/// Each condition becomes this, and every target has it.
fn everywhere(cases: &[(&str, &str)]) {
    for (when, becomes) in cases {
        assert_eq!(typed(when), ((*becomes).to_owned(), Vec::new()), "{when}");
    }
}

#[test]
fn sums_of_what_is_written_are_what_they_come_to() {
    everywhere(&[
        ("time > 2026-05-01 + 30d", "time:time Greater 1780185600:time"),
        ("time > 2026-05-01T12:00:00Z - 1h - 30m", "time:time Greater 1777631400:time"),
        ("query.page == 1 + 2 - 4", "query.page:int Equal -1:int"),
        ("principal.since within 5m + 30s", "principal.since:time within 330"),
        ("15m + 5m > 19m", "1:int Greater 0:int"),
        ("0.1 + 0.2 == 0.3", "0:int Equal 0:int"),
        ("2 < 2.5", "-1:int Less 0:int"),
        ("2026-05-02 - 2026-05-01 == 1d", "0:int Equal 0:int"),
    ]);
}

#[test]
fn dates_are_times_or_texts_where_that_says_the_same() {
    everywhere(&[
        ("time >= 2026-05-01", "time:time GreaterOrEqual 1777593600:time"),
        ("query.at < 2026-05-01", "query.at:time Less 1777593600:time"),
        (
            "query.at in [2026-05-01, 2026-05-02T00:00:00Z]",
            "query.at:time in [1777593600 1777680000]",
        ),
        ("query.day == 2026-05-01", "query.day:string Equal \"2026-05-01\":string"),
        ("query.day != query.until", "query.day:string NotEqual query.until:string"),
        (
            "query.day in [2026-05-01, 2026-05-02]",
            "query.day:string in [\"2026-05-01\" \"2026-05-02\"]",
        ),
        ("2026-05-01 == 2026-05-02", "\"2026-05-01\":string Equal \"2026-05-02\":string"),
        ("2026-05-01 < 2026-05-02", "1777593600:time Less 1777680000:time"),
    ]);
    for (when, becomes) in [
        ("query.day < 2026-05-01", "query.day:date Less 1777593600:time"),
        ("query.day <= query.until", "query.day:date LessOrEqual query.until:date"),
        ("query.day == query.at", "query.day:date Equal query.at:time"),
        ("query.day within 5m", "query.day:date within 300"),
    ] {
        assert_eq!(typed(when), (becomes.to_owned(), vec![RichComparison]), "{when}");
    }
}

#[test]
fn numbers_are_ints_where_they_can_be() {
    everywhere(&[
        ("query.page == 1.0", "query.page:int Equal 1:int"),
        ("query.page in [1, 2.00]", "query.page:int in [1 2]"),
    ]);
    for (when, becomes) in [
        ("query.price >= 1", "query.price:decimal GreaterOrEqual 1:decimal"),
        ("query.price == 1.50", "query.price:decimal Equal 1.5:decimal"),
        ("query.page < 1.5", "query.page:int Less 1.5:decimal"),
        ("query.page == query.price", "query.page:int Equal query.price:decimal"),
        ("query.price in [1, 2.50]", "query.price:decimal in [1 2.5]"),
        ("query.window <= 15m", "query.window:duration LessOrEqual 900:duration"),
    ] {
        assert_eq!(typed(when), (becomes.to_owned(), vec![RichComparison]), "{when}");
    }
}

#[test]
fn sums_bind_tighter_than_comparisons_and_from_the_left() {
    for (when, becomes) in [
        ("query.page + 1 < 10", "(query.page:int + 1:int):int Less 10:int"),
        ("1 < query.page - 1 - 2", "1:int Less ((query.page:int - 1:int):int - 2:int):int"),
        ("1 < query.page - (1 - 2)", "1:int Less (query.page:int - -1:int):int"),
        ("query.page + 1 is set", "(query.page:int + 1:int):int is set"),
        ("query.at + 1d > time", "(query.at:time + 86400:duration):time Greater time:time"),
    ] {
        let (said, uses) = typed(when);
        assert_eq!(said, becomes, "{when}");
        assert_eq!(uses[0], Arithmetic, "{when}");
    }
    let (said, uses) = typed("time - principal.since < 5m");
    assert_eq!(said, "(time:time - principal.since:time):duration Less 300:duration");
    assert_eq!(uses, [Arithmetic, RichComparison]);
}

#[test]
fn units_are_checked() {
    for (when, message) in [
        ("query.page + 5m > 3", "an int and a duration do not add"),
        ("15m + 3 > 1h", "a duration and an int do not add"),
        ("time + time > time", "a time and a time do not add"),
        ("5m - time > time", "a time is not subtracted from a duration"),
        ("query.day + query.page == query.day", "a date and an int do not add"),
        ("principal.id + \"x\" == \"ax\"", "a string and a string do not add"),
        ("query.window > 15", "a duration is never compared with an int"),
        ("time > 15m", "a time is never compared with a duration"),
        ("query.price == \"1.50\"", "a decimal is never compared with a string"),
        ("query.day == \"2026-05-01\"", "a date is never compared with a string"),
        ("query.page == 1.5", "no int has a fraction"),
        ("query.page == 9007199254740991 + 1", "this sum is out of range"),
        ("query.price == 999999999999999 + 0.1", "this sum is out of range"),
        ("query.window == 500ms", "conditions count whole seconds"),
        ("query.price == 1.234567890123456", "a decimal has at most 15 significant digits"),
        ("query.day in [2026-05-01T00:00:00Z]", "a date is never in a list with a time"),
        ("query.page + 1", "a condition is needed here"),
    ] {
        assert_eq!(wrong(when), [message], "{when}");
    }
}

#[test]
fn lists_hold_values_of_every_type_and_are_looked_into() {
    everywhere(&[
        ("query.address in [192.0.2.1, 192.0.2.2]", "query.address:ip in [192.0.2.1 192.0.2.2]"),
        (
            "principal.id in [\"root\", path.customer]",
            "(principal.id:string in [\"root\"] or principal.id:string Equal path.customer:string)",
        ),
        ("principal.id in [path.customer]", "principal.id:string Equal path.customer:string"),
    ]);
    for (when, becomes) in [
        ("query.address in [10.0.0.0/8]", "query.address:ip in [10.0.0.0/8]"),
        ("\"new\" in query.tags", "\"new\":string in query.tags:string"),
        ("principal.level in query.numbers", "principal.level:int in query.numbers:int"),
        ("1 in query.prices", "1:decimal in query.prices:decimal"),
        ("2026-05-01 in query.days", "1777593600:time in query.days:date"),
        ("\"EUR\" in query.currencies", "\"EUR\":string in query.currencies:string"),
    ] {
        let (said, uses) = typed(when);
        assert_eq!(said, becomes, "{when}");
        assert_eq!(uses[0], RichComparison, "{when}");
    }
    for (when, message) in [
        ("1 in query.tags", "an int is never in a list of strings"),
        ("\"GBP\" in query.currencies", "enum `Currency` has no value `GBP`"),
        ("1 in query.page", "`in` does not look into `query.page`"),
        ("query.tags == \"a\"", "`query.tags` is a list, not one value"),
        ("query.page in [10.0.0.0/8]", "only addresses are looked for in blocks"),
    ] {
        assert_eq!(wrong(when), [message], "{when}");
    }
}

#[test]
fn cookies_are_strings() {
    let (said, uses) = typed("cookie(\"region\") == \"eu\"");
    assert_eq!(
        (said.as_str(), uses),
        ("cookie region:string Equal \"eu\":string", vec![CookieOperand])
    );
    for (when, message) in [
        ("cookie(\"a b\") == \"eu\"", "`a b` cannot be a cookie's name"),
        ("cookie(1) == \"eu\"", "`cookie` takes one string"),
        ("cookie(\"region\")", "a condition is needed here"),
    ] {
        assert_eq!(wrong(when), [message], "{when}");
    }
}
