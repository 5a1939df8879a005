//! The program, started and asked over real connections, and what it is built of.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::io::{BufRead as _, BufReader, Lines, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

use tempfile::TempDir;

/// The program on a free port, with the keys that it printed.
struct Program {
    child: Child,
    address: String,
    reader: String,
    writer: String,
    output: Lines<BufReader<ChildStdout>>,
    _folder: TempDir,
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Program {
    fn start() -> Program {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_notes"))
            .args(["--port", "0", "--folder"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let [address, reader, writer] = [(); 3].map(|()| String::new());
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut program = Program { child, address, reader, writer, output, _folder: folder };
        let mut keys = Vec::new();
        while let Some(line) = program.output.next() {
            let line = line.unwrap();
            if let Some((_, key)) = line.split_once("x-api-key: ") {
                keys.push(key.split('\'').next().unwrap().to_owned());
            }
            if let Some(address) = line.strip_prefix("The notes are on http://") {
                [program.reader, program.writer] = keys.try_into().unwrap();
                program.address = address.to_owned();
                return program;
            }
        }
        panic!("it ended before it listened");
    }

    /// The status and the body that a request is answered with.
    fn ask(&self, head: &str, key: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        let key = if key.is_empty() { String::new() } else { format!("x-api-key: {key}\r\n") };
        write!(
            stream,
            "{head} HTTP/1.1\r\nhost: {}\r\n{key}content-type: application/json\r\n\
             content-length: {length}\r\nconnection: close\r\n\r\n{body}",
            self.address
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }
}

#[test]
fn it_admits_refuses_and_names_what_is_wrong() {
    let program = Program::start();
    let (reader, writer) = (program.reader.as_str(), program.writer.as_str());
    let note = "{\"title\":\"Milk\",\"text\":\"two\"}";
    let written = "{\"author\":\"walt\",\"title\":\"Milk\",\"text\":\"two\"}";
    // Admitted.
    assert_eq!(program.ask("GET /v1/notes", reader, ""), (200, "[]".to_owned()));
    assert_eq!(program.ask("POST /v1/notes", writer, note), (201, written.to_owned()));
    assert_eq!(program.ask("GET /v1/notes", writer, ""), (200, format!("[{written}]")));
    assert_eq!(program.ask("GET /v1/notes?page=2", reader, ""), (200, "[]".to_owned()));
    assert_eq!(program.ask("GET /v1/notes/health", "", ""), (200, "\"well\"".to_owned()));
    // Refused.
    let told = |head: &str, key: &str, body: &str, status: u16, rule: &str| {
        let (found, document) = program.ask(head, key, body);
        assert_eq!(found, status, "{head}: {document}");
        assert!(document.contains(&format!("\"rule\":\"{rule}\"")), "{head}: {document}");
    };
    told("GET /v1/notes", "", "", 401, "notes.get/auth");
    told("GET /v1/notes", "guessed", "", 401, "notes.get/auth.team");
    told("POST /v1/notes", reader, note, 403, "notes.post/allow");
    told("DELETE /v1/notes", writer, "", 405, "method");
    told("GET /elsewhere", writer, "", 404, "route");
    // Wrong.
    told("POST /v1/notes", writer, "{\"title\":\"\",\"text\":\"\"}", 422, "notes.post/body.schema");
    told("POST /v1/notes", writer, "{\"title\":\"a\"}", 422, "notes.post/body.schema");
    told("GET /v1/notes?page=0", reader, "", 400, "notes.get/query");
    // Nothing of what was refused or wrong was stored.
    assert_eq!(program.ask("GET /v1/notes", reader, ""), (200, format!("[{written}]")));
}

#[test]
fn records_tell_callers_apart_and_not_who_they_are() {
    let mut program = Program::start();
    let (reader, writer) = (program.reader.clone(), program.writer.clone());
    for (key, status) in [(&*reader, 200), ("guessed", 401), (&*writer, 200), (&*reader, 200)] {
        assert_eq!(program.ask("GET /v1/notes", key, "").0, status);
    }
    let lines: Vec<String> = program.output.by_ref().take(4).map(Result::unwrap).collect();
    let told = lines.iter().map(|line| {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        record.get("principal").map(ToString::to_string)
    });
    let told: Vec<_> = told.collect();
    let [first, None, second, third] = told.as_slice() else { panic!("{lines:?}") };
    assert!(first.is_some() && first == third && second.is_some() && first != second, "{lines:?}");
    for secret in [&*reader, &*writer, "guessed", "rita", "walt"] {
        assert!(!lines.concat().contains(secret), "{secret} in {lines:?}");
    }
}

#[test]
fn there_is_no_axum_in_it() {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--locked",
            "-p",
            "notes",
            "-e",
            "normal,build",
            "--prefix",
            "none",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).unwrap();
    let has = |name: &str| tree.lines().any(|line| line.split(' ').next() == Some(name));
    assert!(has("gatewright") && has("hyper") && has("tower"), "{tree}");
    assert!(!has("axum") && !has("axum-core"), "{tree}");
}
