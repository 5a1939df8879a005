//! An HTTPS server: rustls asks clients for certificates, and the policy is told which were presented.

use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use gatewright::{ConnectionTls, PeerAddress, TlsVersion};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{ProtocolVersion, RootCertStore, ServerConfig, ServerConnection};
use tokio_rustls::server::TlsStream;
use tower::{Service, ServiceExt as _};

/// How long a client may take to shake hands.
const HANDSHAKE: Duration = Duration::from_secs(5);

/// TLS with the server's certificate in `.run` below `folder`. A client's certificate is asked for and not insisted on:
/// whether a route needs one, the policy says. One that the authority does not vouch for already ends the handshake.
///
/// # Errors
///
/// Where a file is not there, or not what it should be.
pub fn acceptor(folder: &Path) -> anyhow::Result<TlsAcceptor> {
    let folder = folder.join(".run");
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut authorities = RootCertStore::empty();
    authorities.add(CertificateDer::from_pem_file(folder.join("authority.pem"))?)?;
    let clients =
        WebPkiClientVerifier::builder_with_provider(Arc::new(authorities), Arc::clone(&provider))
            .allow_unauthenticated()
            .build()?;
    let certificate = CertificateDer::from_pem_file(folder.join("server.pem"))?;
    let key = PrivateKeyDer::from_pem_file(folder.join("server.key"))?;
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(clients)
        .with_single_cert(vec![certificate], key)
        .context("the server's certificate")?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// What the policy is told of a connection: once, for all of its requests.
fn told(connection: &ServerConnection) -> Option<ConnectionTls> {
    let known = [
        (ProtocolVersion::TLSv1_2, TlsVersion::Tls12),
        (ProtocolVersion::TLSv1_3, TlsVersion::Tls13),
    ];
    let spoken = connection.protocol_version()?;
    let (_, version) = known.into_iter().find(|(version, _)| *version == spoken)?;
    let presented = connection.peer_certificates().unwrap_or_default();
    let certificates = presented.iter().map(|certificate| certificate.to_vec());
    let tls = ConnectionTls::new(version).with_certificates(certificates);
    Some(match connection.server_name() {
        Some(name) => tls.with_server_name(name),
        None => tls,
    })
}

/// Serves for as long as connections can be accepted.
///
/// # Errors
///
/// Where none can be any more.
pub async fn serve<S>(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    service: S,
) -> std::io::Result<()>
where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send>
        + Clone
        + Send
        + 'static,
{
    loop {
        let (stream, peer) = listener.accept().await?;
        let (acceptor, service) = (acceptor.clone(), service.clone());
        // Handshakes do not wait for each other.
        tokio::spawn(async move {
            match tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
                Ok(Ok(stream)) => converse(stream, PeerAddress(peer.ip()), service).await,
                Ok(Err(error)) => eprintln!("handshake with {peer}: {error}"),
                Err(_) => eprintln!("handshake with {peer}: too slow"),
            }
        });
    }
}

/// Answers the requests of one connection.
async fn converse<S>(stream: TlsStream<TcpStream>, peer: PeerAddress, service: S)
where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone,
{
    let Some(tls) = told(stream.get_ref().1) else {
        return eprintln!("{} speaks no known TLS", peer.0);
    };
    let answer = hyper::service::service_fn(move |request: axum::http::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        request.extensions_mut().insert(tls.clone());
        service.clone().oneshot(request)
    });
    let mut server = http1::Builder::new();
    // hyper waits for slow headers only with a clock.
    server.timer(TokioTimer::new());
    if let Err(error) = server.serve_connection(TokioIo::new(stream), answer).await {
        eprintln!("connection of {}: {error}", peer.0);
    }
}
