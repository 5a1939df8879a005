#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use gatewright_core::policy::{Policy, Secret, TlsProfile, Transport};

use crate::check_language;
use crate::source::{Alone, Source};

fn checked(declarations: &str) -> Policy {
    let text = format!(
        "policy p 1.0.0\n{declarations}\napi a at /a {{ upstream: up  GET / allow anyone }}"
    );
    check_language(Source::new("p.gate", text), &Alone).outcome.unwrap()
}

#[test]
fn upstreams_are_where_their_url_says() {
    let at = |url: &str| {
        let policy = checked(&format!("upstream up = \"{url}\""));
        let upstream = policy.upstreams.first().unwrap();
        (upstream.transport, upstream.host.clone(), upstream.port)
    };
    assert_eq!(at("http://orders.internal"), (Transport::Plain, "orders.internal".into(), 80));
    assert_eq!(at("https://orders.internal"), (Transport::Tls, "orders.internal".into(), 443));
    assert_eq!(at("https://10.0.0.1:8443"), (Transport::Tls, "10.0.0.1".into(), 8443));
}

#[test]
fn upstreams_are_waited_for_as_long_as_written() {
    let policy = checked("upstream up = \"http://up\"");
    let upstream = policy.upstreams.first().unwrap();
    assert_eq!((upstream.connect_timeout, upstream.timeout), (None, None));
    assert_eq!(upstream.breaker, None);
    let policy = checked(
        "parameter most: int = 1000
         upstream up = \"http://up\" {
             connect_timeout: 60s
             timeout:         60s
             breaker:         open 1500ms after most failures in a row
         }",
    );
    let upstream = policy.upstreams.first().unwrap();
    let timeouts = [upstream.connect_timeout, upstream.timeout];
    assert_eq!(timeouts.map(|timeout| timeout.unwrap().ms), [60_000, 60_000]);
    let breaker = upstream.breaker.unwrap();
    assert_eq!((breaker.failures, breaker.open_ms, breaker.retry_after()), (1000, 1500, 2));
}

#[test]
fn gateways_share_a_certificate() {
    let policy = checked(
        "upstream up = \"http://up\"
         target nginx { listen: 8443  tls: edge }
         target envoy { listen: 8444  tls: edge }
         tls edge { certificate: file \"a.pem\"  key: env \"KEY\" }",
    );
    let tls = policy.tls.first().unwrap();
    assert_eq!(tls.certificate, Secret::File("a.pem".into()));
    assert_eq!(tls.key, Secret::Environment("KEY".into()));
    assert_eq!(tls.profile, TlsProfile::Modern);
    assert!(policy.targets.iter().all(|target| target.tls.as_ref() == Some(tls)));
}
