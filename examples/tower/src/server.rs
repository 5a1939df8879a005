//! An HTTP/1.1 server on hyper.

use std::convert::Infallible;

use bytes::Bytes;
use gatewright::{PeerAddress, RequestBody};
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tower::{Service, ServiceExt as _};

/// Serves for as long as connections can be accepted.
///
/// # Errors
///
/// Where none can be any more.
pub async fn serve<S>(listener: TcpListener, service: S) -> std::io::Result<()>
where
    S: Service<
            Request<RequestBody>,
            Response = Response<Full<Bytes>>,
            Error = Infallible,
            Future: Send,
        > + Clone
        + Send
        + 'static,
{
    loop {
        let (stream, peer) = listener.accept().await?;
        let service = service.clone();
        let answer = hyper::service::service_fn(move |mut request: Request<Incoming>| {
            // The policy counts and decides by this address: it comes from the connection, never from a header.
            request.extensions_mut().insert(PeerAddress(peer.ip()));
            service.clone().oneshot(request.map(RequestBody::new))
        });
        tokio::spawn(async move {
            let mut server = http1::Builder::new();
            // hyper waits for slow headers only with a clock.
            server.timer(TokioTimer::new());
            if let Err(error) = server.serve_connection(TokioIo::new(stream), answer).await {
                eprintln!("connection of {peer}: {error}");
            }
        });
    }
}
