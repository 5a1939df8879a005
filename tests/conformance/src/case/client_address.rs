//! `X-Forwarded-For`, where a condition reads the client's address.

use gatewright_core::policy::{Condition, Policy, Route};

use super::{Context, Kind};
use crate::scene::trusts_loopback;

/// Adds the cases.
pub fn derive(context: &mut Context<'_>) {
    if !trusts_loopback(context.policy) {
        return;
    }
    let mut scenes = Vec::new();
    for (route, solved) in &context.routes {
        if reads_client(route) {
            let outcomes = solved.scenes.iter().map(|(_, scene)| scene);
            scenes.extend(outcomes.filter(|scene| scene.client.is_some()).take(2).cloned());
            scenes.extend(solved.admitted.iter().filter(|scene| scene.client.is_some()).cloned());
        }
    }
    for scene in scenes {
        let Some(client) = scene.client else { continue };
        let route = scene.route.name.clone();
        for form in forms(context.policy, &client.to_string()) {
            let request =
                context.request(&format!("x-forwarded-for: {}", form.join(" | ")), &scene);
            let mut request = request.without_header("x-forwarded-for");
            for line in form {
                request = request.with_header("x-forwarded-for", line);
            }
            context.push(Kind::ClientAddress, Some(&route), request);
        }
    }
}

fn reads_client(route: &Route) -> bool {
    route.conditions().any(reads)
}

fn reads(condition: &Condition) -> bool {
    match condition {
        Condition::InNetworks { .. } => true,
        Condition::And(parts) | Condition::Or(parts) => parts.iter().any(reads),
        Condition::Not(inner) => reads(inner),
        Condition::Compare { .. }
        | Condition::InList { .. }
        | Condition::InField { .. }
        | Condition::InItems { .. }
        | Condition::AddressIn { .. }
        | Condition::Has { .. }
        | Condition::Within { .. }
        | Condition::IsSet(_)
        | Condition::StartsWith { .. }
        | Condition::EndsWith { .. }
        | Condition::Matches { .. }
        | Condition::SchemeIs(_) => false,
    }
}

/// Header fields around one address; each form is a list of lines.
fn forms(policy: &Policy, client: &str) -> Vec<Vec<String>> {
    let trusted = policy.trusted_proxies.iter().map(|network| network.network().to_string());
    let proxy = trusted.into_iter().next_back().unwrap_or_else(|| "127.0.0.1".into());
    let one = |line: String| vec![line];
    vec![
        Vec::new(),
        one(String::new()),
        one(client.to_owned()),
        one(format!("  {client}\t")),
        one(format!("192.0.2.99, {client}")),
        one(format!("{client}, 192.0.2.99")),
        one(format!("{client}, {proxy}")),
        one(format!("{client}, {proxy}, 127.0.0.1")),
        one(format!("{client},")),
        one(format!(",{client}")),
        one(format!("{client},,127.0.0.1")),
        one(format!("{client}, unknown")),
        one(format!("unknown, {client}")),
        one(format!("{client}, unknown, 127.0.0.1")),
        one(format!("{client}:443")),
        one(format!("[{client}]")),
        one(format!("[{client}]:443")),
        one(format!("::ffff:{client}")),
        one(format!("\"{client}\"")),
        one(format!("for={client}")),
        one(format!("{client}/32")),
        one("203.0.113.09".into()),
        one("0xcb007109".into()),
        one("203.0.113".into()),
        one("fe80::1%eth0".into()),
        one("2001:db8::1".into()),
        one("2001:DB8:0:0:0:0:0:1".into()),
        one("_hidden".into()),
        vec![client.to_owned(), "127.0.0.1".into()],
        vec!["192.0.2.99".into(), client.to_owned()],
        vec![client.to_owned(), "192.0.2.99".into()],
        one(std::iter::repeat_n("127.0.0.1", 200).collect::<Vec<_>>().join(",")),
        one(format!(
            "{client},{}",
            std::iter::repeat_n("127.0.0.1", 200).collect::<Vec<_>>().join(",")
        )),
    ]
}
