//! What is printed for the shop, reviewed in differences. `GATEWRIGHT_BLESS=1` prints it anew.

use std::path::{Path, PathBuf};

use gatewright_compiler::source::Alone;
use gatewright_compiler::target::artifact::Artifacts;
use gatewright_compiler::target::nginx::Nginx;
use gatewright_compiler::target::{Material, Target as _};
use gatewright_compiler::{check_language, syntax};
use gatewright_core::policy::{Algorithm, Policy, SchemeKind};
use gatewright_core::primitive::api_key::ApiKeyFile;
use gatewright_core::primitive::jwk::KeySet;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

pub(crate) fn shop() -> Policy {
    let text = std::fs::read(root().join("examples/shop/shop.gate")).unwrap();
    let source = syntax::decode("shop.gate", &text).unwrap();
    check_language(source, &Alone).outcome.unwrap()
}

fn print(policy: &Policy) -> Artifacts {
    let input = root().join("tests/golden/nginx/input");
    let mut material = Material::default();
    for scheme in &policy.schemes {
        match &scheme.kind {
            SchemeKind::Jwt(jwt) => {
                let text = std::fs::read_to_string(input.join("jwks.json")).unwrap();
                material
                    .key_sets
                    .insert(scheme.name.clone(), KeySet::parse(&text, &jwt.algorithms).unwrap());
            }
            SchemeKind::ApiKey(_) => {
                let text = std::fs::read_to_string(input.join("partners.keys")).unwrap();
                material.api_keys.insert(scheme.name.clone(), ApiKeyFile::parse(&text).unwrap());
            }
            SchemeKind::Mtls(_) | SchemeKind::Introspection(_) | SchemeKind::Basic(_) => {}
        }
    }
    Nginx.lower(policy, &material).unwrap()
}

#[test]
fn the_shop() {
    let policy = shop();
    let artifacts = print(&policy);
    assert_eq!(artifacts, print(&policy), "the same policy, the same bytes");
    let folder = root().join("tests/golden/nginx/shop");
    for (path, artifact) in &artifacts.files {
        let text = std::str::from_utf8(&artifact.contents).unwrap();
        assert!(text.contains(&policy.digest) && text.contains("shop"), "{path} says whose it is");
        // The runtime is the same for every policy.
        if path.starts_with("js/") {
            continue;
        }
        let file = folder.join(path);
        if std::env::var_os("GATEWRIGHT_BLESS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&file, text).unwrap();
        }
        let expected = std::fs::read_to_string(&file).unwrap_or_default();
        let differing = text.lines().zip(expected.lines()).find(|(now, then)| now != then);
        assert!(text == expected, "{path} has changed; the first line that differs: {differing:?}");
    }
}

#[test]
fn what_nginx_cannot_do_is_named() {
    let mut policy = shop();
    assert!(
        Nginx
            .capabilities(&policy)
            .iter()
            .all(|one| one.fidelity == gatewright_compiler::target::Fidelity::Exact)
    );
    let mut scheme = policy.schemes[0].as_ref().clone();
    let SchemeKind::Jwt(jwt) = &mut scheme.kind else { panic!("the shop's first scheme is jwt") };
    jwt.algorithms.push(Algorithm::EdDSA);
    policy.schemes[0] = scheme.into();
    let mut limit = policy.limits[0].as_ref().clone();
    (limit.requests, limit.window_ms) = (100, 3_600_000);
    policy.limits[0] = limit.into();
    let gaps: Vec<String> = Nginx
        .capabilities(&policy)
        .into_iter()
        .filter(|one| one.fidelity != gatewright_compiler::target::Fidelity::Exact)
        .map(|one| one.rule)
        .collect();
    assert_eq!(gaps, ["auth.customer.EdDSA", "limit.per_client"]);
}

#[test]
fn what_nginx_cannot_write_is_refused() {
    let messages = |policy: &Policy| -> Vec<String> {
        let diagnostics = Nginx.lower(policy, &Material::default()).unwrap_err();
        diagnostics.into_iter().map(|one| one.message).collect()
    };
    let mut policy = shop();
    let mut upstream = policy.upstreams[0].as_ref().clone();
    upstream.host = "a$host".to_owned();
    policy.upstreams[0] = upstream.into();
    let found = messages(&policy);
    assert!(found.contains(&"nginx cannot write the host `a$host`".to_owned()), "{found:?}");
    assert!(found.contains(&"the keys of `auth customer` were not given".to_owned()), "{found:?}");
}

#[test]
fn the_words_of_a_policy_stay_out_of_the_configuration() {
    let somewhere = "127.0.0.1:1".parse().unwrap();
    let policy = crate::policy::policy(somewhere, somewhere);
    let artifacts = print(&policy);
    let plan = std::str::from_utf8(&artifacts.files["plan.json"].contents).unwrap();
    let plan: serde_json::Value = serde_json::from_str(plan).unwrap();
    assert_eq!(plan["schemes"][0]["issuer"], "https://id.example.com/${{ \"'\n*/");
    for (path, artifact) in &artifacts.files {
        let text = std::str::from_utf8(&artifact.contents).unwrap();
        if path == "plan.json" {
            continue;
        }
        for word in [
            "id.example.com",
            "shop-api",
            "orders",
            "customer",
            "$host{{",
            "EUR",
            "Paging",
            "{{",
            "{%",
        ] {
            assert!(!text.contains(word), "{path} holds {word}");
        }
    }
}
