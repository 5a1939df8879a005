//! What is printed for the shop, reviewed in differences. `GATEWRIGHT_BLESS=1` prints it anew.

use std::path::{Path, PathBuf};

use gatewright_compiler::source::Alone;
use gatewright_compiler::target::artifact::Artifacts;
use gatewright_compiler::target::envoy::Envoy;
use gatewright_compiler::target::{Fidelity, Material, Target as _};
use gatewright_compiler::{check_language, syntax};
use gatewright_core::policy::{Policy, SchemeKind};
use gatewright_core::primitive::api_key::ApiKeyFile;
use gatewright_core::primitive::jwk::KeySet;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn shop() -> Policy {
    let text = std::fs::read(root().join("examples/shop/shop.gate")).unwrap();
    let source = syntax::decode("shop.gate", &text).unwrap();
    check_language(source, &Alone).outcome.unwrap()
}

fn print(policy: &Policy) -> Artifacts {
    let input =
        |name| std::fs::read_to_string(root().join("tests/golden/envoy/input").join(name)).unwrap();
    let mut material = Material::default();
    for scheme in &policy.schemes {
        match &scheme.kind {
            SchemeKind::Jwt(jwt) => {
                let keys = KeySet::parse(&input("jwks.json"), &jwt.algorithms).unwrap();
                material.key_sets.insert(scheme.name.clone(), keys);
            }
            SchemeKind::ApiKey(_) => {
                let keys = ApiKeyFile::parse(&input("partners.keys")).unwrap();
                material.api_keys.insert(scheme.name.clone(), keys);
            }
            SchemeKind::Mtls(_) | SchemeKind::Introspection(_) | SchemeKind::Basic(_) => {}
        }
    }
    Envoy.lower(policy, &material).unwrap()
}

/// A stage's file without the fixed code in it.
fn data_of(text: &str) -> &str {
    let (_, data) = text.split_once("-- The policy as data.\n").unwrap();
    data.split_once("-- The fixed stage").unwrap().0
}

#[test]
fn the_shop() {
    let policy = shop();
    let artifacts = print(&policy);
    assert_eq!(artifacts, print(&policy), "the same policy, the same bytes");
    let folder = root().join("tests/golden/envoy/shop");
    for (path, artifact) in &artifacts.files {
        let text = std::str::from_utf8(&artifact.contents).unwrap();
        assert!(text.contains(&policy.digest) && text.contains("shop"), "{path} says whose it is");
        let text = if path.ends_with(".lua") { data_of(text) } else { text };
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
fn the_shop_needs_no_gap() {
    let capabilities = Envoy.capabilities(&shop());
    assert!(capabilities.iter().all(|one| one.fidelity == Fidelity::Exact), "{capabilities:?}");
}
