//! The module that `policy!` expands to, compared with the one that was reviewed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests read files and fail by panicking"
)]

use std::path::Path;

use gatewright_compiler::source::Alone;
use gatewright_compiler::target::rust::RustTarget;
use gatewright_compiler::target::{Material, Target as _};
use gatewright_compiler::{check_language, syntax};

/// Set, the reviewed files are written anew: look at the difference before it is committed.
const REWRITE: &str = "GATEWRIGHT_BLESS";

fn compare(policy: &str, golden: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let source = syntax::decode(policy, &std::fs::read(root.join(policy)).unwrap()).unwrap();
    let policy = check_language(source, &Alone).outcome.unwrap();
    let printed = RustTarget.lower(&policy, &Material::default()).unwrap();
    let (name, file) = printed.files.iter().next().unwrap();
    assert_eq!((printed.files.len(), name.as_str()), (1, "policy.rs"));
    let golden = root.join(golden);
    if std::env::var_os(REWRITE).is_some() {
        std::fs::write(&golden, &file.contents).unwrap();
    }
    let reviewed = std::fs::read(&golden).unwrap_or_default();
    let differs = "the module is another than the reviewed one";
    assert!(
        reviewed == file.contents,
        "{differs} in {}; with {REWRITE}=1 it is written anew",
        golden.display()
    );
}

#[test]
fn the_shops_module_is_the_reviewed_one() {
    compare("examples/shop/shop.gate", "tests/golden/rust/shop.rs");
}

#[test]
fn names_of_other_languages_are_only_names() {
    compare("tests/suite/hostile.gate", "tests/golden/rust/hostile.rs");
}
