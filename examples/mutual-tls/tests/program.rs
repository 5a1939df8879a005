//! The program, started and asked over real handshakes with certificates of its authority and of another.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use mutual_tls::certificates::{self, file};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion, version};

/// The program on a free port.
struct Program {
    child: Child,
    port: u16,
    folder: TempDir,
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
        let mut command = Command::new(env!("CARGO_BIN_EXE_mutual-tls"));
        command.arg("--folder").arg(folder.path());
        let child = command.args(["serve", "--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut program = Program { child, port: 0, folder };
        for line in BufReader::new(program.child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            if let Some(rest) = line.strip_prefix("The vault is on https://localhost:") {
                program.port = rest.split('/').next().unwrap().parse().unwrap();
                return program;
            }
        }
        panic!("it ended before it listened");
    }

    /// Status and body, or why there was no conversation.
    async fn ask(
        &self,
        client: Option<(&Path, &str)>,
        version: &'static SupportedProtocolVersion,
        head: &str,
        body: &str,
    ) -> std::io::Result<(u16, String)> {
        let mut roots = RootCertStore::empty();
        let authority = file(self.folder.path(), "authority.pem");
        roots.add(CertificateDer::from_pem_file(authority).unwrap()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(&[version])
            .unwrap()
            .with_root_certificates(roots);
        let config = match client {
            None => config.with_no_client_auth(),
            Some((folder, name)) => {
                let certificate =
                    CertificateDer::from_pem_file(file(folder, &format!("{name}.pem")));
                let key = PrivateKeyDer::from_pem_file(file(folder, &format!("{name}.key")));
                config.with_client_auth_cert(vec![certificate.unwrap()], key.unwrap()).unwrap()
            }
        };
        let stream = tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await?;
        let name = ServerName::try_from("localhost").unwrap();
        let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
        let length = body.len();
        let request = format!(
            "{head} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        Ok((head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned()))
    }

    /// The same over TLS 1.3 with a certificate of the program's own authority.
    async fn by(&self, client: &str, head: &str, body: &str) -> (u16, String) {
        let client = (!client.is_empty()).then_some((self.folder.path(), client));
        self.ask(client, &version::TLS13, head, body).await.unwrap()
    }
}

#[tokio::test]
async fn callers_are_known_by_their_certificates() {
    let program = Program::start();
    let secret = "{\"value\":\"sesame\"}";
    // Admitted.
    let stored = program.by("orders", "PUT /v1/secrets/orders", secret).await;
    assert_eq!(stored, (204, String::new()));
    let shown = program.by("orders", "GET /v1/secrets/orders", "").await;
    assert_eq!(shown, (200, "sesame".to_owned()));
    assert_eq!(program.by("", "GET /v1/secrets/health", "").await, (200, "well".to_owned()));
    // Refused, and wrong.
    for (client, head, body, status, rule) in [
        ("billing", "GET /v1/secrets/orders", "", 403, "vault.get/{service}/allow"),
        ("billing", "PUT /v1/secrets/orders", secret, 403, "vault.put/{service}/allow"),
        ("", "GET /v1/secrets/orders", "", 401, "vault.get/{service}/auth"),
        ("stranger", "GET /v1/secrets/orders", "", 401, "vault.get/{service}/auth.mesh"),
        ("orders", "PUT /v1/secrets/orders", "{}", 422, "vault.put/{service}/body.schema"),
        ("orders", "GET /elsewhere", "", 404, "route"),
    ] {
        let (found, document) = program.by(client, head, body).await;
        assert_eq!(found, status, "{client} {head}: {document}");
        assert!(document.contains(&format!("\"rule\":\"{rule}\"")), "{client} {head}: {document}");
    }
    let shown = program.by("orders", "GET /v1/secrets/orders", "").await;
    assert_eq!(shown, (200, "sesame".to_owned()));
}

#[tokio::test]
async fn what_the_policy_says_of_the_connection_holds() {
    let program = Program::start();
    let orders = Some((program.folder.path(), "orders"));
    let head = "GET /v1/secrets/orders";
    let (status, document) = program.ask(orders, &version::TLS12, head, "").await.unwrap();
    assert_eq!(status, 403, "{document}");
    assert!(document.contains("\"rule\":\"vault.get/{service}/deny\""), "{document}");
}

#[tokio::test]
async fn another_authoritys_certificates_end_the_handshake() {
    let program = Program::start();
    let other = tempfile::tempdir().unwrap();
    certificates::provide(other.path()).unwrap();
    let asked = async |folder: &Path| {
        let client = Some((folder, "orders"));
        program.ask(client, &version::TLS13, "GET /v1/secrets/health", "").await
    };
    let forged = asked(other.path()).await;
    assert!(forged.is_err(), "{forged:?}");
    assert_eq!(asked(program.folder.path()).await.unwrap(), (200, "well".to_owned()));
}

#[test]
fn certificates_are_made_by_a_subcommand() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_mutual-tls"));
    let made = command.arg("--folder").arg(folder.path()).arg("certificates").output().unwrap();
    assert!(made.status.success(), "{made:?}");
    for name in ["authority.pem", "server.pem", "server.key", "orders.pem", "stranger.key"] {
        assert!(file(folder.path(), name).exists(), "{name}");
    }
}
