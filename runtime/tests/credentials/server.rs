//! A server that keys are fetched from and that is asked about tokens, over HTTPS, as well or as badly as it is told.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use gatewright::{Fetch, Fetching, HttpsClient};
use http::{Request, Uri};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// What the server does with a request.
#[derive(Clone, Debug)]
pub(crate) enum Mode {
    /// It answers with status 200 and this.
    Answer(String),
    /// It answers with this status line and these headers.
    Status(&'static str),
    /// It never answers.
    Silent,
    /// It answers so many milliseconds later.
    Late(u64, String),
    /// It hangs up.
    Closed,
    /// It announces more than it sends.
    Short,
    /// It sends so many bytes of white space before its answer.
    Padded(usize, String),
    /// What it sends is no HTTP.
    Nonsense,
}

/// A request as the server saw it.
#[derive(Clone, Debug)]
pub(crate) struct Got {
    pub(crate) head: String,
    pub(crate) body: String,
}

pub(crate) struct Server {
    pub(crate) port: u16,
    /// Its certificate's authority, in DER.
    pub(crate) authority: Vec<u8>,
    pub(crate) mode: Arc<Mutex<Mode>>,
    pub(crate) got: Arc<Mutex<Vec<Got>>>,
    connections: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// One that answers with this.
    pub(crate) async fn start(mode: Mode) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Server::on(listener, mode)
    }

    pub(crate) fn on(listener: TcpListener, mode: Mode) -> Server {
        let port = listener.local_addr().unwrap().port();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &issuer).unwrap();
        let private = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], private)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let mode = Arc::new(Mutex::new(mode));
        let (got, connections) = (Arc::<Mutex<Vec<Got>>>::default(), Arc::new(AtomicUsize::new(0)));
        let task = tokio::spawn({
            let (mode, got, connections) =
                (Arc::clone(&mode), Arc::clone(&got), Arc::clone(&connections));
            async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    connections.fetch_add(1, Ordering::SeqCst);
                    let (acceptor, mode, got) =
                        (acceptor.clone(), Arc::clone(&mode), Arc::clone(&got));
                    tokio::spawn(async move {
                        if let Ok(mut stream) = acceptor.accept(stream).await {
                            serve(&mut stream, &mode, &got).await;
                        }
                    });
                }
            }
        });
        Server { port, authority: issuer.der().to_vec(), mode, got, connections, task }
    }

    pub(crate) fn now(&self, mode: Mode) {
        *self.mode.lock().unwrap() = mode;
    }

    /// How many requests came.
    pub(crate) fn asked(&self) -> usize {
        self.got.lock().unwrap().len()
    }

    /// How many connections were made, whatever came of them.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// A client to which every host is this server.
    pub(crate) fn client(&self) -> Local {
        let client = HttpsClient::trusting([self.authority.clone()]).unwrap();
        Local { client, port: self.port }
    }
}

/// Answers one request, and hangs up.
async fn serve(
    stream: &mut tokio_rustls::server::TlsStream<tokio::net::TcpStream>,
    mode: &Mutex<Mode>,
    got: &Mutex<Vec<Got>>,
) {
    let mut read = Vec::new();
    let end = loop {
        let mut buffer = [0; 4096];
        let count = stream.read(&mut buffer).await.unwrap_or(0);
        if count == 0 {
            return;
        }
        read.extend_from_slice(&buffer[..count]);
        if let Some(at) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
    };
    let head = String::from_utf8_lossy(&read[..end]).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.map_or(0, |length| length.parse().unwrap());
    while read.len() < end + length {
        let mut buffer = [0; 4096];
        let count = stream.read(&mut buffer).await.unwrap_or(0);
        read.extend_from_slice(&buffer[..count]);
    }
    let head = String::from_utf8_lossy(&read[..end]).into_owned();
    let body = String::from_utf8_lossy(&read[end..]).into_owned();
    got.lock().unwrap().push(Got { head, body });
    let mode = mode.lock().unwrap().clone();
    let whole = |body: &str| {
        format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )
    };
    let answer = match mode {
        Mode::Answer(body) => whole(&body),
        Mode::Status(head) => {
            format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        }
        Mode::Silent => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            return;
        }
        Mode::Late(after, body) => {
            tokio::time::sleep(Duration::from_millis(after)).await;
            whole(&body)
        }
        Mode::Closed => return,
        Mode::Short => "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"keys\":[]}".to_owned(),
        Mode::Padded(spaces, body) => whole(&format!("{}{body}", " ".repeat(spaces))),
        Mode::Nonsense => "SSH-2.0-server\r\n\r\n".to_owned(),
    };
    // A client that has read enough may be gone.
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}

/// A client for which every host is the local server.
pub(crate) struct Local {
    client: HttpsClient,
    port: u16,
}

impl Local {
    /// From now on every host is the server of the other, whose authority is not believed.
    pub(crate) fn point_to(&mut self, other: &Local) {
        self.port = other.port;
    }
}

impl Fetch for Local {
    fn fetch(&self, mut request: Request<Bytes>, largest: usize) -> Fetching<'_> {
        assert_eq!(request.uri().scheme_str(), Some("https"));
        let path = request.uri().path();
        let uri = format!("https://localhost:{}{path}", self.port);
        *request.uri_mut() = Uri::try_from(uri).unwrap();
        self.client.fetch(request, largest)
    }
}
