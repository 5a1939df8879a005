//! What a target leaves to another server is told once a setting, and the target itself refuses nothing by it.

use super::provoked::{ALL, language, provoking};
use super::{Construct, TARGETS};
use crate::source::{Alone, Source};
use crate::target::{Fidelity, gap, registry, rust};
use gatewright_core::policy::TargetKind;

/// All settings that somebody else keeps for a service, each of them asked for, some twice.
const SETTINGS: &str = "upstream up = \"https://10.0.0.1\" {
    connect_timeout: 1s
    timeout: 2s
    breaker: open 1s after 1 failures in a row
}
target nginx { listen: 8443  tls: edge }
target envoy { listen: 8444  tls: edge }
tls edge { certificate: file \"a.pem\"  key: env \"KEY\" }";

const PLAIN: &str = "upstream up = \"http://10.0.0.1:443\"
target nginx { listen: 8443 }
target envoy { listen: 8444 }";

fn policy(settings: &str) -> String {
    format!(
        "policy shop 1.0.0\ntarget rust\n{settings}\n\
         api shop at /shop {{ upstream: up\n GET / allow anyone deny when tls.version < 1.3 }}"
    )
}

const RULES: [&str; 6] = [
    "target.nginx.tls",
    "target.envoy.tls",
    "upstream.up.https",
    "upstream.up.connect_timeout",
    "upstream.up.timeout",
    "upstream.up.breaker",
];

#[test]
fn each_setting_is_told_once_where_it_stands() {
    let text = policy(SETTINGS);
    let notes = gap::notes(&language(&text));
    let expected = RULES
        .map(|rule| format!("the target `rust` does not keep `{rule}`; the gateway in front must"));
    let messages: Vec<&str> = notes.iter().map(|note| note.message.as_str()).collect();
    assert_eq!(messages, expected);
    let places: Vec<&str> = notes
        .iter()
        .map(|note| &text[note.labels[0].span.start as usize..note.labels[0].span.end as usize])
        .map(|place| place.lines().next().unwrap())
        .collect();
    assert_eq!(
        places,
        [
            "target nginx { listen: 8443  tls: edge }",
            "target envoy { listen: 8444  tls: edge }",
            "upstream up = \"https://10.0.0.1\" {",
            "connect_timeout: 1s",
            "timeout: 2s",
            "breaker: open 1s after 1 failures in a row",
        ]
    );
    assert!(notes.iter().all(|note| note.code == "GW0604"));
    let by = |who: &str| notes.iter().filter(|note| note.notes[0].contains(who)).count();
    assert_eq!((by("whoever ends TLS"), by("whoever opens connections")), (2, 4));
    assert_eq!(gap::notes(&language(&policy(PLAIN))), []);
}

/// Gateways keep what is theirs or refuse it.
#[test]
fn only_a_service_has_a_server_in_front_of_it() {
    let elsewhere = |kind: TargetKind| {
        let of = move |construct: &Construct| {
            matches!(registry::find(kind).construct(*construct), Fidelity::Elsewhere(_))
        };
        ALL.into_iter().filter(of).collect::<Vec<_>>()
    };
    let kept = [Construct::UpstreamSettings, Construct::UpstreamTls, Construct::Tls];
    assert_eq!(TARGETS.map(elsewhere), [kept.to_vec(), Vec::new(), Vec::new()]);
    for construct in kept {
        for text in provoking(construct) {
            let text = format!("{text}\ntarget rust");
            let policy = language(&text);
            assert_eq!(gap::absent(&policy, registry::find(TargetKind::Rust)), [], "{text}");
            assert!(!gap::notes(&policy).is_empty(), "{text}");
        }
    }
}

/// A policy that a service takes with these settings compiles, and the service is the same, save its documentation and digest.
#[test]
fn no_decision_depends_on_what_is_kept_elsewhere() {
    let module = |settings: &str| {
        let policy = language(&policy(settings));
        let module = rust::expand(&policy).unwrap().to_string();
        module.replace(&policy.digest, "DIGEST")
    };
    let (with, without) = (module(SETTINGS), module(PLAIN));
    let begin = with.find("# [allow").unwrap();
    assert_eq!(with[begin..], without[without.find("# [allow").unwrap()..]);
    for rule in RULES {
        assert!(with[..begin].contains(&format!("- `{rule}`: kept by whoever ")), "{rule}");
    }
    assert!(!without.contains("kept by"));
    // What a decision needs is there.
    assert!(with.contains("tls_version"), "{with}");
}

#[test]
fn they_cannot_be_given_up_where_nothing_is_given_up() {
    let text = policy(SETTINGS).replace(
        "target rust",
        "target rust { accept_gap: [upstream.up.timeout]  reason: \"none\" }",
    );
    let found = crate::compile(Source::new("test.gate", text), &Alone).outcome.unwrap_err();
    assert!(found.iter().any(|error| error.code == "GW0601"), "{found:?}");
}
