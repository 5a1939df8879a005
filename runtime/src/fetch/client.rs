//! The policy's own client: HTTP/1.1 over TLS, by rustls.

use std::fmt;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};

use super::{Fetch, FetchError, Fetching};

/// Asks other servers over HTTPS, with TLS 1.2 or 1.3. It follows no redirects and uses no proxy.
#[derive(Clone)]
pub struct HttpsClient(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl fmt::Debug for HttpsClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("HttpsClient").finish_non_exhaustive()
    }
}

impl HttpsClient {
    /// A client that believes the authorities that the system believes.
    ///
    /// # Errors
    ///
    /// Where the system has none.
    pub fn new() -> io::Result<HttpsClient> {
        let builder = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(aws_lc_rs::default_provider())?;
        Ok(HttpsClient::of(builder.https_only().enable_http1().build()))
    }

    /// A client that believes these authorities and no others: certificates in DER.
    ///
    /// # Errors
    ///
    /// Where one of them is none.
    pub fn trusting(authorities: impl IntoIterator<Item = Vec<u8>>) -> io::Result<HttpsClient> {
        let mut roots = RootCertStore::empty();
        for authority in authorities {
            roots.add(CertificateDer::from(authority)).map_err(io::Error::other)?;
        }
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let builder = HttpsConnectorBuilder::new().with_tls_config(config);
        Ok(HttpsClient::of(builder.https_only().enable_http1().build()))
    }

    fn of(connector: HttpsConnector<HttpConnector>) -> HttpsClient {
        HttpsClient(Client::builder(TokioExecutor::new()).build(connector))
    }
}

impl Fetch for HttpsClient {
    fn fetch(&self, request: Request<Bytes>, largest: usize) -> Fetching<'_> {
        let answer = self.0.request(request.map(Full::new));
        Box::pin(async move {
            let answer = answer.await.map_err(|error| FetchError::Transport(error.into()))?;
            let (head, body) = answer.into_parts();
            let body = Limited::new(body, largest).collect().await;
            let body = body.map_err(|error| {
                if error.is::<http_body_util::LengthLimitError>() {
                    FetchError::TooLarge(largest)
                } else {
                    FetchError::Transport(error)
                }
            })?;
            Ok(http::Response::from_parts(head, body.to_bytes()))
        })
    }
}
