//! `tls` and `client.country` in conditions.

use super::{typed, wrong};
use crate::analysis::construct::Construct::{CountryOperand, RichComparison, TlsOperand};

#[test]
fn countries_have_codes() {
    let expect = |when: &str, becomes: &str| {
        assert_eq!(typed(when), (becomes.to_owned(), vec![CountryOperand]), "{when}");
    };
    expect("client.country == \"DE\"", "client.country:string Equal \"DE\":string");
    expect("client.country in [\"DE\", \"FR\"]", "client.country:string in [\"DE\" \"FR\"]");
    expect("client.country is set", "client.country:string is set");
    for (when, message) in [
        ("client.country == \"de\"", "there is no country `de`"),
        ("client.country in [\"DE\", \"UK\"]", "there is no country `UK`"),
        ("client.county == \"DE\"", "there is no value `client.county`"),
    ] {
        assert_eq!(wrong(when), [message], "{when}");
    }
}

#[test]
fn versions_of_tls_have_an_order() {
    let (said, uses) = typed("tls.version >= 1.3");
    assert_eq!(said, "tls.Version:decimal GreaterOrEqual 1.3:decimal");
    assert_eq!(uses, [TlsOperand, RichComparison]);
    let (said, uses) = typed("tls.server_name == \"api.example.com\"");
    assert_eq!(said, "tls.ServerName:string Equal \"api.example.com\":string");
    assert_eq!(uses, [TlsOperand]);
    assert_eq!(typed("tls is set").0, "tls.Version:decimal is set");
    for (when, message) in [
        ("tls.version == 1.1", "no connection has TLS 1.1"),
        ("tls.version >= \"1.3\"", "a decimal is never compared with a string"),
        ("tls.cipher == \"a\"", "there is no value `tls.cipher`"),
        ("tls == 1.3", "there is no value `tls`"),
    ] {
        assert_eq!(wrong(when), [message], "{when}");
    }
}
