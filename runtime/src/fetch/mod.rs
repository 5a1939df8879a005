//! Asking other servers: for keys, and about tokens.

#[cfg(feature = "client")]
mod client;

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};

#[cfg(feature = "client")]
pub use client::HttpsClient;

/// What a client answers later.
pub type Fetching<'c> =
    Pin<Box<dyn Future<Output = Result<Response<Bytes>, FetchError>> + Send + 'c>>;

/// Something that asks other servers over HTTPS. The policy's own is `HttpsClient`, behind the feature `client`.
pub trait Fetch: Send + Sync + 'static {
    /// Sends the request, whose target is an absolute `https` URL, and reads the whole answer.
    ///
    /// Whoever implements this verifies the server's certificate, follows no redirect and reads no body of more than `largest`
    /// bytes. What takes too long is dropped.
    fn fetch(&self, request: Request<Bytes>, largest: usize) -> Fetching<'_>;
}

/// Why no answer came that means anything.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// No connection, a certificate that is not believed, or an answer that broke off.
    #[error("cannot be reached: {0}")]
    Transport(Box<dyn std::error::Error + Send + Sync>),
    /// It did not answer in time.
    #[error("did not answer in time")]
    Timeout,
    /// It answered with another status than 200; redirects are not followed.
    #[error("answered {0}")]
    Status(StatusCode),
    /// Its answer is larger than any that means something.
    #[error("answered with more than {0} bytes")]
    TooLarge(usize),
    /// The code does not run inside of tokio.
    #[error("cannot be asked outside of a tokio runtime")]
    Runtime,
}

/// Asks, for no longer than `timeout`; an answer is one of status 200.
pub(crate) async fn ask(
    client: &Arc<dyn Fetch>,
    request: Request<Bytes>,
    largest: usize,
    timeout: Duration,
) -> Result<Bytes, FetchError> {
    let answer = tokio::time::timeout(timeout, client.fetch(request, largest)).await;
    let answer = answer.map_err(|_| FetchError::Timeout)??;
    if answer.status() != StatusCode::OK {
        return Err(FetchError::Status(answer.status()));
    }
    let body = answer.into_body();
    if body.len() > largest { Err(FetchError::TooLarge(largest)) } else { Ok(body) }
}
