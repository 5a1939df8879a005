use std::collections::BTreeMap;

use super::super::ast::Declaration;
use super::super::{LARGEST, Parsed, parse};
use crate::source::{LoadError, Loader, Source};

/// Files by their path; `links` are other names of some of them.
#[derive(Default)]
struct Folder {
    files: BTreeMap<&'static str, String>,
    links: BTreeMap<&'static str, &'static str>,
}

impl Folder {
    fn of(files: &[(&'static str, &str)]) -> Folder {
        let files = files.iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
        Folder { files, links: BTreeMap::new() }
    }

    /// The policy of a main file.
    fn read(&self, main: &str) -> Parsed {
        parse(Source::new("policies/main.gate", format!("policy x 1.0.0\n{main}")), self)
    }

    /// `CODE FILE:LINE:COLUMN MESSAGE` of each error.
    fn errors(&self, main: &str) -> Vec<String> {
        let Parsed { sources, outcome } = self.read(main);
        let lines = outcome.unwrap_err().diagnostics.into_iter().map(|error| {
            let (file, at) = sources.place(error.labels[0].span).unwrap();
            let place = format!("{}:{}:{}", file.name(), at.line, at.column);
            format!("{} {place} {}", error.code, error.message)
        });
        lines.collect()
    }

    /// The names of the roles that a policy declares, in order.
    fn roles(&self, main: &str) -> Vec<String> {
        let ast = self.read(main).outcome.unwrap();
        let names = ast.declarations.into_iter().map(|declaration| {
            let Declaration::Role(role) = declaration else { panic!("{declaration:?}") };
            role.name.text
        });
        names.collect()
    }
}

impl Loader for Folder {
    fn load(&self, path: &str) -> Result<Vec<u8>, LoadError> {
        if path == "locked.gate" {
            return Err(LoadError::Unreadable("permission denied".to_owned()));
        }
        let text = self.files.get(self.identity(path).as_str()).ok_or(LoadError::Missing)?;
        Ok(text.clone().into_bytes())
    }

    fn identity(&self, path: &str) -> String {
        (*self.links.get(path).unwrap_or(&path)).to_owned()
    }
}

#[test]
fn used_declarations_stand_where_they_are_first_used() {
    let folder = Folder::of(&[
        ("a.gate", "//! Documentation of the file.\nrole a1\nuse \"deep/b.gate\"\nrole a2"),
        ("deep/b.gate", "use \"../c.gate\"\nrole b"),
        ("c.gate", "role c"),
        ("empty.gate", ""),
    ]);
    let main = "role x\n/// Why.\nuse \"a.gate\" role y use \"empty.gate\" use \"./c.gate\"\nuse \"deep/../a.gate\"";
    assert_eq!(folder.roles(main), ["x", "a1", "c", "b", "a2", "y"]);
    let Parsed { sources, .. } = folder.read(main);
    let names: Vec<&str> = sources.iter().map(Source::name).collect();
    let due = ["main.gate", "a.gate", "deep/b.gate", "c.gate", "empty.gate"];
    assert_eq!(names, due.map(|name| format!("policies/{name}")));
}

#[test]
fn a_file_with_two_names_is_read_once() {
    let mut folder = Folder::of(&[("a.gate", "role a")]);
    folder.links.insert("link.gate", "a.gate");
    folder.links.insert("other/main.gate", "main.gate");
    assert_eq!(folder.roles("use \"a.gate\" use \"link.gate\""), ["a"]);
    assert_eq!(
        folder.errors("use \"other/main.gate\""),
        ["GW0011 policies/main.gate:2:5 `policies/main.gate` uses itself"]
    );
}

#[test]
fn spans_know_their_file() {
    let folder = Folder::of(&[("a.gate", "\nrole a includes"), ("b.gate", "rolle b")]);
    assert_eq!(
        folder.errors("use \"b.gate\"\nuse \"a.gate\"\nuse \"none.gate\""),
        [
            "GW0010 policies/main.gate:4:5 there is no file `policies/none.gate`",
            "GW0004 policies/b.gate:1:1 expected a declaration, found `rolle`",
            "GW0004 policies/a.gate:2:15 expected a name, found the end of the text",
        ]
    );
}

#[test]
fn circles_are_told_with_every_step() {
    let folder = Folder::of(&[
        ("a.gate", "use \"b.gate\""),
        ("b.gate", "role b\nuse \"c.gate\""),
        ("c.gate", "use \"a.gate\""),
    ]);
    assert_eq!(
        folder.errors("use \"a.gate\""),
        ["GW0011 policies/c.gate:1:5 `policies/a.gate` uses itself"]
    );
    let error = folder.read("use \"a.gate\"").outcome.unwrap_err().diagnostics.remove(0);
    let labels: Vec<&str> = error.labels.iter().map(|label| label.text.as_str()).collect();
    assert_eq!(
        labels,
        ["uses `policies/a.gate` again", "uses `policies/b.gate`", "uses `policies/c.gate`"]
    );
    assert_eq!(
        error.notes,
        ["`policies/a.gate` → `policies/b.gate` → `policies/c.gate` → `policies/a.gate`"]
    );
    let folder = Folder::of(&[("a.gate", "use \"main.gate\"")]);
    assert_eq!(
        folder.errors("use \"a.gate\""),
        ["GW0011 policies/a.gate:1:5 `policies/main.gate` uses itself"]
    );
}

#[test]
fn files_that_cannot_be_used() {
    let folder = Folder::of(&[
        ("whole.gate", "policy y 1.0.0\nrole a"),
        ("hidden.gate", "role a // \u{202e}"),
    ]);
    for (path, error) in [
        (
            "/etc/a.gate",
            "GW0012 policies/main.gate:2:5 no file can be used by the path `/etc/a.gate`",
        ),
        ("", "GW0012 policies/main.gate:2:5 no file can be used by the path ``"),
        ("locked.gate", "GW0010 policies/main.gate:2:5 `policies/locked.gate` cannot be read"),
        ("whole.gate", "GW0013 policies/whole.gate:1:1 a used file has a policy line"),
        (
            "hidden.gate",
            "GW0001 policies/hidden.gate:1:11 the file holds a character that a reader does not see",
        ),
    ] {
        assert_eq!(folder.errors(&format!("use \"{path}\"")), [error]);
    }
}

#[test]
fn a_policy_is_bounded_with_all_its_files() {
    struct Endless;
    impl Loader for Endless {
        fn load(&self, path: &str) -> Result<Vec<u8>, LoadError> {
            Ok(match path {
                "large.gate" => vec![b' '; LARGEST - 10],
                "binary.gate" => b"role a\n\xff".to_vec(),
                _ => format!("use \"x{path}\"").into_bytes(),
            })
        }
    }
    let error = |main: &str| {
        let text = format!("policy x 1.0.0\nuse \"{main}\"");
        parse(Source::new("main.gate", text), &Endless).outcome.unwrap_err().diagnostics.remove(0)
    };
    assert_eq!(error("large.gate").code, "GW0002");
    assert_eq!(error("a.gate").message, "the policy has more than 64 files");
    let binary = error("binary.gate");
    assert_eq!(binary.message, "`binary.gate` is not UTF-8 text, first at byte 7 on line 2");
    assert_eq!((binary.labels[0].span.file, binary.labels[0].span.start), (0, 19));
}

#[test]
fn the_digest_covers_every_file() {
    let digest = |main: &str, files: &[(&'static str, &str)]| {
        let ast = Folder::of(files).read(main).outcome.unwrap();
        ast.digest
    };
    let one = digest("use \"a.gate\"", &[("a.gate", "role a"), ("b.gate", "role a")]);
    assert_eq!(one, digest("use \"a.gate\"", &[("a.gate", "role a")]));
    assert_ne!(one, digest("use \"a.gate\"", &[("a.gate", "role b")]));
    assert_ne!(one, digest("use \"b.gate\"", &[("b.gate", "role a")]));
    // What `sha256sum main.gate a.gate | sha256sum` prints.
    assert_eq!(one, "6d426a61851d1e96400540fd4f8f3ca83e228a4f853e873e8a2d9f90dbb80816");
}
