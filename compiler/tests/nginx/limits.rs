//! Limits.

use crate::{ADMITTED, World, verdict};

#[test]
fn limits_are_asked_in_order_and_stay_charged() {
    let world = World::start();
    let from = |client: &str| format!("X-Forwarded-For: {client}");
    // Four for the address; a request without a credential is charged too.
    let a = from("203.0.113.1");
    assert_eq!(
        verdict(&world.get("/limited", &[&a])),
        (401, "limited.get/auth"),
        "{}",
        world.gateway.errors()
    );
    let anna = world.bearer("anna", &["viewer"]);
    assert_eq!(verdict(&world.get("/limited", &[&a, &anna])), ADMITTED);
    assert_eq!(verdict(&world.get("/limited", &[&a, &anna])), ADMITTED);
    let answer = world.get("/limited", &[&a, &anna]);
    assert_eq!(verdict(&answer), (429, "limited.get/limit.per_user"));
    assert_eq!(answer.header("retry-after"), Some("10"));
    assert_eq!(
        verdict(&world.get("/limited", &[&a, &anna])),
        (429, "limited.get/limit.per_client")
    );
    // Another address, the same user; another user.
    let b = from("203.0.113.2");
    assert_eq!(verdict(&world.get("/limited", &[&b, &anna])), (429, "limited.get/limit.per_user"));
    assert_eq!(verdict(&world.get("/limited", &[&b, &world.bearer("bob", &["viewer"])])), ADMITTED);
    // IPv6 counts by /64.
    for (client, expected) in [
        ("2001:db8::1", 401),
        ("2001:db8::2", 401),
        ("2001:db8::ffff:0:0:1", 401),
        ("2001:db8:0:0:1::", 401),
        ("2001:db8::3", 429),
        ("2001:db8:0:1::", 401),
    ] {
        assert_eq!(world.get("/limited", &[&from(client)]).status, expected, "{client}");
    }
    // The same id of another scheme is another key.
    let secret = world.partner.secret.clone();
    let acme = world.bearer("acme", &["viewer"]);
    let c = from("203.0.113.3");
    for header in [&acme, &acme, &format!("X-Api-Key: {secret}")] {
        assert_eq!(verdict(&world.get("/limited", &[&c, header])), ADMITTED);
    }
}
