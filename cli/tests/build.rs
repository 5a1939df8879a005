//! `gatewright build`.

#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking, and share a module"
)]

mod support;

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use support::{SHOP, Workshop, tree};

const BUILD: [&str; 4] = ["build", "shop.gate", "--out", "out"];

fn is_root() -> bool {
    // Whoever may write into a folder without any permission is not stopped by modes.
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o500)).unwrap();
    fs::write(folder.path().join("a"), "").is_ok()
}

/// The workshop's folder holds nothing that a failed build left.
#[track_caller]
fn nothing_left(workshop: &Workshop) {
    for entry in fs::read_dir(workshop.path(".")).unwrap() {
        let name = entry.unwrap().file_name();
        assert!(!name.to_string_lossy().starts_with(".gatewright-"), "{name:?} is left");
    }
}

#[test]
fn a_build_is_the_same_everywhere() {
    let workshop = Workshop::new();
    workshop.run(&BUILD).succeeded();
    let built = tree(&workshop.path("out"));
    assert!(built.iter().any(|(path, ..)| path.starts_with("nginx/")));
    let folder = workshop.path("");
    let policy = format!("{}shop.gate", folder.display());
    for (scene, out) in [
        ("export TZ=Pacific/Chatham LC_ALL=C", "a"),
        ("umask 077", "b"),
        ("umask 000; export HOME=/nowhere", "c"),
        ("cd /", "d"),
    ] {
        let out = format!("{}{out}", folder.display());
        workshop.run_after(scene, &["build", &policy, "--out", &out]).succeeded();
        assert!(tree(out.as_ref()) == built, "{scene} gave other files");
    }
}

#[test]
fn modes_do_not_depend_on_the_umask() {
    let workshop = Workshop::new();
    workshop.run_after("umask 000", &BUILD).succeeded();
    for (path, mode, contents) in tree(&workshop.path("out")) {
        let folder = workshop.path("out").join(&path).is_dir();
        assert!(mode == 0o600 || mode == if folder { 0o755 } else { 0o644 }, "{path} {mode:o}");
        let text = String::from_utf8_lossy(&contents).into_owned();
        let digest = fs::read_to_string(workshop.path(".run/partners.keys")).unwrap();
        let digest = digest.trim_start_matches("sha256:").split(' ').next().unwrap().to_owned();
        assert!(mode == 0o600 || !text.contains(&digest), "{path} shows a digest to everyone");
    }
    let mode = fs::metadata(workshop.path("out")).unwrap().permissions().mode();
    assert_eq!(mode & 0o7777, 0o755);
}

#[test]
fn every_artefact_names_its_source() {
    let workshop = Workshop::new();
    workshop.run(&BUILD).succeeded();
    let inventory = fs::read_to_string(workshop.path("out/gatewright.json")).unwrap();
    let inventory: serde_json::Value = serde_json::from_str(&inventory).unwrap();
    assert_eq!(inventory["policy"], "shop");
    assert_eq!(inventory["version"], "1.0.0");
    let files = inventory["files"].as_array().unwrap();
    let found = tree(&workshop.path("out"));
    let found = found.iter().filter(|(path, ..)| !workshop.path("out").join(path).is_dir());
    for (path, _, contents) in found.clone() {
        let text = String::from_utf8_lossy(contents);
        for due in [inventory["digest"].as_str().unwrap(), "shop", "1.0.0"] {
            assert!(text.contains(due), "`{path}` does not say {due}");
        }
    }
    assert_eq!(found.count(), files.len() + 1);
}

#[test]
fn check_names_what_differs() {
    let workshop = Workshop::new();
    let check = [&BUILD[..], &["--check"]].concat();
    workshop.run(&check).failed(1, &["GW0905", "is missing"]);
    assert!(!workshop.path("out").exists());
    workshop.run(&BUILD).succeeded();
    workshop.run(&check).succeeded();
    let before = tree(&workshop.path("out"));
    let (secret, ..) = before.iter().find(|(_, mode, _)| *mode == 0o600).expect("a secret");
    let (public, ..) = before.iter().find(|(_, mode, _)| *mode == 0o644).unwrap();
    let secret = workshop.path("out").join(secret);
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o640)).unwrap();
    workshop.run(&check).failed(1, &["has mode 0640, not 0600"]);
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
    workshop.write(&format!("out/{public}"), "edited");
    workshop.write("out/stranger", "");
    let differs = format!("`{public}` differs");
    workshop.run(&check).failed(1, &[&differs, "`stranger` does not belong there"]);
    fs::remove_file(workshop.path("out/stranger")).unwrap();
    workshop.run(&BUILD).succeeded();
    assert!(tree(&workshop.path("out")) == before);
    workshop.write("shop.gate", SHOP.replace("1.0.0", "1.0.1"));
    workshop.run(&check).failed(1, &["GW0905", "`gatewright.json` differs"]);
    workshop.run(&BUILD).succeeded();
    workshop.run(&check).succeeded();
    nothing_left(&workshop);
}

#[test]
fn foreign_files_stop_it() {
    let workshop = Workshop::new();
    fs::create_dir(workshop.path("out")).unwrap();
    workshop.write("out/precious.txt", "mine");
    let before = tree(&workshop.path("out"));
    workshop.run(&BUILD).failed(2, &["GW0903", "`precious.txt`", "nothing was touched"]);
    assert!(tree(&workshop.path("out")) == before);
    fs::remove_file(workshop.path("out/precious.txt")).unwrap();
    workshop.run(&BUILD).succeeded();
    for stranger in ["out/nginx/extra.conf", "out/nginx.conf"] {
        workshop.write(stranger, "mine");
        let before = tree(&workshop.path("out"));
        workshop.run(&BUILD).failed(2, &["GW0903", stranger.trim_start_matches("out/")]);
        assert!(tree(&workshop.path("out")) == before);
        fs::remove_file(workshop.path(stranger)).unwrap();
    }
    fs::create_dir(workshop.path("out/logs")).unwrap();
    workshop.run(&BUILD).failed(2, &["GW0903", "`logs`"]);
    fs::remove_dir(workshop.path("out/logs")).unwrap();
    let inventory = fs::read(workshop.path("out/gatewright.json")).unwrap();
    workshop.write("out/gatewright.json", "{}");
    workshop.run(&BUILD).failed(2, &["GW0903", "`gatewright.json`", "`nginx`"]);
    workshop.write("out/gatewright.json", inventory);
    symlink("/etc/passwd", workshop.path("out/link")).unwrap();
    workshop.run(&BUILD).failed(2, &["GW0903", "`link`"]);
    nothing_left(&workshop);
}

#[test]
fn links_are_not_replaced() {
    let workshop = Workshop::new();
    fs::create_dir(workshop.path("real")).unwrap();
    symlink("real", workshop.path("out")).unwrap();
    workshop.run(&BUILD).failed(2, &["GW0904", "is a symbolic link"]);
    let slash = ["build", "shop.gate", "--out", "out/"];
    workshop.run(&slash).failed(2, &["GW0904", "is a symbolic link"]);
    workshop.write("file", "");
    let file = ["build", "shop.gate", "--out", "file"];
    workshop.run(&file).failed(2, &["GW0904", "is not a folder"]);
    // A parent may well be a link.
    workshop.run(&["build", "shop.gate", "--out", "out/inner"]).succeeded();
    assert!(workshop.path("real/inner/gatewright.json").exists());
}

#[test]
fn an_artefact_that_became_a_link_is_foreign() {
    let workshop = Workshop::new();
    workshop.run(&BUILD).succeeded();
    fs::rename(workshop.path("out/gatewright.json"), workshop.path("moved")).unwrap();
    symlink("../moved", workshop.path("out/gatewright.json")).unwrap();
    workshop.run(&BUILD).failed(2, &["GW0903", "`gatewright.json`"]);
    let check = [&BUILD[..], &["--check"]].concat();
    workshop.run(&check).failed(1, &["`gatewright.json` is not a file"]);
}

#[test]
fn a_disk_that_is_full() {
    let workshop = Workshop::new();
    workshop.run(&BUILD).succeeded();
    let before = tree(&workshop.path("out"));
    workshop.write("shop.gate", SHOP.replace("1.0.0", "1.0.1"));
    // No file may grow beyond one kilobyte.
    let scene = "ulimit -f 1";
    workshop.run_after(scene, &BUILD).failed(2, &["GW0904", "file too large"]);
    assert!(tree(&workshop.path("out")) == before);
    nothing_left(&workshop);
    fs::remove_dir_all(workshop.path("out")).unwrap();
    workshop.run_after(scene, &BUILD).failed(2, &["GW0904"]);
    assert!(!workshop.path("out").exists());
    nothing_left(&workshop);
}

#[test]
fn a_folder_that_cannot_be_written() {
    let workshop = Workshop::new();
    let proc = ["build", "shop.gate", "--out", "/proc/gatewright/out"];
    workshop.run(&proc).failed(2, &["GW0904", "/proc/gatewright"]);
    if is_root() {
        return;
    }
    fs::create_dir(workshop.path("closed")).unwrap();
    fs::set_permissions(workshop.path("closed"), fs::Permissions::from_mode(0o500)).unwrap();
    let closed = ["build", "shop.gate", "--out", "closed/out"];
    workshop.run(&closed).failed(2, &["GW0904", "permission denied"]);
}

#[test]
fn key_files_that_are_not_as_they_must_be() {
    let workshop = Workshop::new();
    let good = fs::read(workshop.path(".run/jwks.json")).unwrap();
    for (contents, words) in [
        ("{", "the keys of `customer` cannot be used"),
        ("{\"keys\":[]}", "the keys of `customer` cannot be used"),
        ("\0", "GW0902"),
    ] {
        workshop.write(".run/jwks.json", contents);
        workshop.run(&BUILD).failed(2, &["GW0902", words, "shop.gate:32:1", ".run/jwks.json"]);
    }
    workshop.write(".run/jwks.json", [0xff]);
    workshop.run(&BUILD).failed(2, &["GW0902", "not UTF-8"]);
    fs::remove_file(workshop.path(".run/jwks.json")).unwrap();
    workshop.run(&BUILD).failed(2, &["GW0900", "there is no file `.run/jwks.json`"]);
    fs::create_dir(workshop.path(".run/jwks.json")).unwrap();
    workshop.run(&BUILD).failed(2, &["GW0901", "is a folder"]);
    fs::remove_dir(workshop.path(".run/jwks.json")).unwrap();
    workshop.write(".run/jwks.json", good);
    workshop.write(".run/partners.keys", "sha256:12 id=acme\n");
    workshop.run(&BUILD).failed(2, &["GW0902", "the keys of `partner` cannot be used", "line 1"]);
    assert!(!workshop.path("out").exists());
}

#[test]
fn targets_that_the_policy_does_not_declare() {
    let workshop = Workshop::new();
    workshop.write("shop.gate", SHOP.replace("target nginx { listen: 127.0.0.1:8443 }\n", ""));
    let nginx = [&BUILD[..], &["--target", "nginx"]].concat();
    workshop.run(&nginx).failed(2, &["GW0906", "`nginx`"]);
    let only_rust = SHOP.replace("target nginx { listen: 127.0.0.1:8443 }\n", "");
    let only_rust = only_rust.replace("target envoy { listen: 127.0.0.1:8444 }\n", "");
    workshop.write("shop.gate", only_rust);
    workshop.run(&BUILD).failed(2, &["GW0906", "no gateway"]);
    workshop.run(&["build", "shop.gate", "--target", "nginx"]).failed(2, &["GW0909", "--out"]);
    workshop.run(&["build", "shop.gate"]).failed(2, &["--out"]);
}

#[test]
fn one_target_alone() {
    let workshop = Workshop::new();
    workshop.run(&[&BUILD[..], &["--target", "nginx"]].concat()).succeeded();
    assert!(workshop.path("out/nginx").is_dir());
    assert!(!workshop.path("out/envoy").exists());
}

#[test]
fn rust_code_is_printed() {
    let workshop = Workshop::new();
    std::fs::remove_dir_all(workshop.path(".run")).unwrap();
    let rust = ["build", "shop.gate", "--target", "rust"];
    let code = workshop.run(&rust).succeeded().output.clone();
    assert!(code.starts_with("// Policy shop 1.0.0, compiled by Gatewright."), "{code}");
    let elsewhere = workshop.run_after("export TZ=Asia/Kathmandu; umask 077", &rust);
    assert_eq!(elsewhere.succeeded().output, code);
    let with_folder = [&rust[..], &["--out", "out"]].concat();
    workshop.run(&with_folder).failed(2, &["GW0909"]);
    workshop.run_after("exec > /dev/full", &rust).failed(2, &["GW0904"]);
}

#[test]
fn a_stale_folder_is_a_finding_for_programs() {
    let workshop = Workshop::new();
    let check = [&BUILD[..], &["--check", "--format", "json"]].concat();
    let run = workshop.run(&check);
    assert_eq!((run.code, run.errors.as_str()), (Some(1), ""));
    let found: serde_json::Value = serde_json::from_str(&run.output).unwrap();
    assert_eq!(found[0]["code"], "GW0905");
    workshop.run(&BUILD).succeeded();
    assert_eq!(workshop.run(&check).succeeded().output, "[]\n");
}
