//! The `Host` field.

use super::{Context, Kind};
use crate::request::Judge;

/// Adds the cases.
pub fn derive(context: &mut Context<'_>) {
    let Some(scene) = context.admitted().into_iter().next() else { return };
    let own = if context.policy.hosts.is_empty() {
        vec!["api.example.com".to_owned(), "anything.example".to_owned()]
    } else {
        context.policy.hosts.clone()
    };
    let mut hosts: Vec<(String, Judge)> = Vec::new();
    for host in &own {
        for form in [
            host.clone(),
            format!("{host}:80"),
            format!("{host}:8443"),
            format!("{host}:65535"),
            host.to_ascii_uppercase(),
            format!("{host}."),
            format!("x{host}"),
            format!("x.{host}"),
            format!("{host}x"),
        ] {
            hosts.push((form, Judge::Decision));
        }
        for form in [
            format!("{host}:"),
            format!("{host}:x"),
            format!("{host}:80:80"),
            format!("{host},evil.example"),
            format!("user@{host}"),
            format!("{host}/"),
            format!("{host} evil.example"),
        ] {
            hosts.push((form, Judge::Refusal));
        }
    }
    for host in ["evil.example", "evil.example:80", "10.0.0.1", "xn--bcher-kva.example"] {
        hosts.push((host.to_owned(), Judge::Decision));
    }
    for (host, judge) in hosts {
        let mut request = context.request(&format!("host {host}"), &scene);
        request = request.with_only_header("host", host);
        // Without a list of hosts, whether such a field is a host at all is the server's business.
        if judge == Judge::Refusal && context.policy.hosts.is_empty() {
            continue;
        }
        request.judge = judge;
        context.push(Kind::Host, None, request);
    }
    for name in ["x-forwarded-host", "forwarded", "x-original-url", "x-rewrite-url", "x-host"] {
        let request = context.request(&format!("{name} of another"), &scene);
        let request = request.with_header(name, "/evil.example");
        context.push(Kind::Host, Some(&scene.route.name.clone()), request);
    }
    for name in ["x-http-method-override", "x-method-override", "x-http-method"] {
        let request = context.request(&format!("{name}: DELETE"), &scene);
        let request = request.with_header(name, "DELETE");
        context.push(Kind::Host, Some(&scene.route.name.clone()), request);
    }
}
