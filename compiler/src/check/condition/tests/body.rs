//! `body` in conditions.

use super::{typed, wrong};
use crate::analysis::construct::Construct::BodyCondition;

#[test]
fn fields_are_typed_by_the_schema() {
    for (when, becomes) in [
        ("body.count > 3", "body.count:int Greater 3:int"),
        ("body.amount <= 99.50", "body.amount:decimal LessOrEqual 99.5:decimal"),
        ("body.currency == \"EUR\"", "body.currency:string Equal \"EUR\":string"),
        ("body.due == 2026-05-01", "body.due:string Equal \"2026-05-01\":string"),
        ("body.note starts_with \"a\"", "body.note:string starts_with \"a\":string"),
        ("\"new\" in body.tags", "\"new\":string in body.tags:string"),
        ("body.backup is set", "body.backup:string is set"),
        ("body.lines is set", "body.lines:string is set"),
        ("body.backup.name is set", "body.backup.name:string is set"),
        ("body.count + 1 > 3", "(body.count:int + 1:int):int Greater 3:int"),
    ] {
        let (said, uses) = typed(when);
        assert_eq!(said, becomes, "{when}");
        assert!(uses.contains(&BodyCondition), "{when}: {uses:?}");
    }
    let when = "body.customer.id == \"0195A3C0-7d10-7000-8000-000000000001\"";
    let id = "\"0195a3c0-7d10-7000-8000-000000000001\":uuid";
    assert_eq!(typed(when).0, format!("body.customer.id:uuid Equal {id}"));
}

#[test]
fn what_is_no_single_value_is_told() {
    for (when, message) in [
        ("body.nothing == 1", "schema `NewOrder` has no field `nothing`"),
        ("body.customer.nmae == \"a\"", "schema `Customer` has no field `nmae`"),
        ("body.customer == \"a\"", "`body.customer` is an object, not one value"),
        ("body.tags == \"a\"", "`body.tags` is a list, not one value"),
        ("body.lines.sku == \"a\"", "`lines` has no fields"),
        ("body.count.of == 1", "`count` has no fields"),
        ("\"a\" in body.lines", "`in` does not look into `body.lines`"),
        ("\"a\" in body.note", "`in` does not look into `body.note`"),
        ("1 in body.tags", "an int is never in a list of strings"),
        ("body.total > 1", "no request has the field `total`"),
        ("body.total is set", "no request has the field `total`"),
        ("body.currency == \"EURO\"", "enum `Currency` has no value `EURO`"),
        ("body == \"a\"", "there is no value `body`"),
    ] {
        assert_eq!(wrong(when), [message], "{when}");
    }
}
