//! What a programmer sees: a package that uses `policy!`, built by cargo.
//!
//! Paths in `policy!` are relative to the calling package, so these tests write one, with the workspace's versions and
//! target folder, and change its policy.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

const POLICY: &str = "\
policy door 1.0.0
target rust
api door at /door {
    GET / allow anyone
}
";

/// A package of its own, named after the test.
struct Package {
    root: PathBuf,
    folder: PathBuf,
}

impl Package {
    fn new(name: &str, main: &str) -> Package {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
        let folder = root.join("target/build-tests").join(name);
        std::fs::create_dir_all(folder.join("src")).unwrap();
        let runtime = root.join("runtime");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\ngatewright = {{ path = \"{}\" }}\n\n\
             [profile.dev]\ndebug = \"line-tables-only\"\n\n[profile.dev.package.\"*\"]\ndebug = false\n",
            runtime.display()
        );
        let package = Package { root, folder };
        package.write("Cargo.toml", &manifest);
        package.write("src/main.rs", main);
        std::fs::copy(package.root.join("Cargo.lock"), package.folder.join("Cargo.lock")).unwrap();
        package
    }

    fn write(&self, file: &str, text: &str) {
        std::fs::write(self.folder.join(file), text).unwrap();
    }

    /// What rustc says; `Ok` if the package builds.
    fn check(&self) -> Result<String, String> {
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--color", "never", "--manifest-path"])
            .arg(self.folder.join("Cargo.toml"))
            .env("CARGO_TARGET_DIR", self.root.join("target"))
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        if output.status.success() { Ok(said) } else { Err(said) }
    }
}

/// Strict lints of the caller's do not reach the module, and everything in it is documented.
const MAIN: &str = "\
//! Holds the door.
#![deny(missing_docs, warnings)]
gatewright::policy!(\"door.gate\");
fn main() {
    println!(\"{}\", door::VERSION);
}
";

#[test]
fn a_change_of_the_policy_is_a_new_build_and_its_errors_are_shown() {
    let package = Package::new("gatewright-door", MAIN);
    package.write("door.gate", POLICY);
    package.check().unwrap();
    package.write("door.gate", &POLICY.replace("anyone", "nobody_known"));
    let said = package.check().unwrap_err();
    for shown in ["error: the policy has errors", "door.gate:4:17", "nobody_known"] {
        assert!(said.contains(shown), "{shown} is not in:\n{said}");
    }
    package.write("door.gate", POLICY);
    package.check().unwrap();
}

/// What the policy uses is watched, too, and what it does not need of it is no dead code.
#[test]
fn a_change_of_a_used_file_is_a_new_build() {
    const USED: &str = "\
principal { id: string  roles: [role] }
auth partner = api_key { from: header \"x-api-key\"  keys: file \"partners.keys\"  grants: [viewer] }
role viewer
role clerk includes viewer
limit per_user = 10 per 1m by principal.id
enum Colour { red, green }
schema Paint { colour: Colour  name: string matches r\"[a-z]+\" }
";
    let package = Package::new("gatewright-door-used", MAIN);
    package.write(
        "door.gate",
        &POLICY.replace("target rust", "target rust\nuse \"common/used.gate\""),
    );
    std::fs::create_dir_all(package.folder.join("common")).unwrap();
    package.write("common/used.gate", USED);
    package.check().unwrap();
    package.write("common/used.gate", &USED.replace("includes viewer", "includes viewr"));
    let said = package.check().unwrap_err();
    for shown in ["common/used.gate:4:21", "viewr"] {
        assert!(said.contains(shown), "{shown} is not in:\n{said}");
    }
    package.write("common/used.gate", USED);
    package.check().unwrap();
    std::fs::remove_file(package.folder.join("common/used.gate")).unwrap();
    let said = package.check().unwrap_err();
    assert!(said.contains("there is no file `common/used.gate`"), "{said}");
}

/// Without what it needs, a policy is no silent gap.
#[test]
fn a_policy_that_needs_more_than_the_service_links_does_not_compile() {
    const PRINCIPAL: &str = "principal { id: string  roles: [role] }\nrole viewer\n";
    const CLOSED: &str = "api door at /door { auth: [it]  GET / allow viewer }\n";
    let fetches = format!(
        "{PRINCIPAL}auth it = jwt {{
            issuer: \"https://id.example.com/\"  audience: \"door\"  token_type: \"at+jwt\"  algorithms: [ES256]
            keys: jwks \"https://id.example.com/jwks\"  grants: [viewer]
            principal {{ id: claim.sub  roles: claim.roles }}
        }}\n{CLOSED}"
    );
    let certified = format!(
        "{PRINCIPAL}auth it = mtls {{
            ca: file \"ca.pem\"  grants: [viewer]  principal {{ id: san_uri  roles: [viewer] }}
        }}\n{CLOSED}"
    );
    let abroad = "network { countries { database: file \"countries.mmdb\"  deny: [FR] } }
        api door at /door { GET / allow anyone }\n";
    let named = "api door at /door { GET /{host: idn_hostname} allow anyone }
        never \"shut\" { GET /door/example.com allowed }\n";
    let head = POLICY.split("api door").next().unwrap();
    for (name, policy, feature) in [
        ("fetches", fetches.as_str(), "client"),
        ("certified", &certified, "mtls"),
        ("abroad", abroad, "countries"),
        ("named", named, "idn"),
    ] {
        let package = Package::new(&format!("gatewright-door-{name}"), MAIN);
        package.write("door.gate", &format!("{head}{policy}"));
        let said = package.check().unwrap_err();
        let told = format!("enable the feature `{feature}` of `gatewright`");
        assert!(said.contains(&told), "{said}");
        assert_eq!(said.matches("error: ").count() + said.matches("error[").count(), 2, "{said}");
    }
}

#[test]
fn other_forms_say_what_is_wrong() {
    for (call, expected) in [
        ("\"missing.gate\"", "cannot read "),
        ("policy door 1.0.0", "a policy written inside the macro is not supported yet"),
        ("", "expected the path of a policy in quotes"),
    ] {
        let main = format!("gatewright::policy!({call});\nfn main() {{}}\n");
        let said = Package::new("gatewright-door-forms", &main).check().unwrap_err();
        assert!(said.contains(expected), "{expected} is not in:\n{said}");
    }
}

#[test]
fn parameters_are_set_in_the_call() {
    let policy = POLICY
        .replace(
            "target rust",
            "parameter host: hostname\nparameter few: int = 1\ntarget rust\nhosts: [host]",
        )
        .replace("api door", "limit few_a_minute = few per 1m by client.ip\napi door")
        .replace("GET / allow anyone", "GET / allow anyone limit few_a_minute");
    let said = |call: &str| {
        let main = format!("gatewright::policy!({call});\nfn main() {{}}\n");
        let package = Package::new("gatewright-door-set", &main);
        package.write("door.gate", &policy);
        package.check()
    };
    said("\"door.gate\", host = \"door.example\", few = 5").unwrap();
    for (call, expected) in [
        ("\"door.gate\"", "the parameter `host` has no value"),
        ("\"door.gate\", host = \"a_b\"", "policy!:1:6"),
        ("\"door.gate\", host = \"a\", fwe = 5", "did you mean `few`?"),
        ("\"door.gate\", host = 'a'", "expected a string, a whole number, `true` or `false`"),
        ("\"door.gate\" host = \"a\"", "expected `,`"),
        ("\"door.gate\", host \"a\"", "expected `=`"),
    ] {
        let said = said(call).unwrap_err();
        assert!(said.contains(expected), "{expected} is not in:\n{said}");
    }
}

/// The macro runs while the service is built; what the service links has no compiler and no evaluator.
#[test]
fn the_service_links_neither_compiler_nor_evaluator() {
    let package = Package::new("gatewright-door-links", MAIN);
    let tree = |edges: &str| {
        let output = Command::new(env!("CARGO"))
            .args(["tree", "--offline", "--edges", edges, "--prefix", "none", "--manifest-path"])
            .arg(package.folder.join("Cargo.toml"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(!tree("features").contains("gatewright-core feature \"evaluate\""));
    let linked = tree("no-proc-macro");
    assert!(linked.contains("gatewright-core") && !linked.contains("gatewright-compiler"));
}
