//! A way to Redis on which hosts can vanish: connections stay open, and nothing comes over them any more.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// Relays every connection, until that is silenced.
pub(crate) struct Relay {
    address: SocketAddr,
    silenced: Arc<Notify>,
}

impl Relay {
    pub(crate) async fn to(server: SocketAddr) -> Relay {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let relay =
            Relay { address: listener.local_addr().unwrap(), silenced: Arc::new(Notify::new()) };
        let silenced = Arc::clone(&relay.silenced);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, server, Arc::clone(&silenced)));
            }
        });
        relay
    }

    pub(crate) fn address(&self) -> String {
        format!("redis://{}", self.address)
    }

    /// Ends nothing, and carries nothing more over the connections that there are. New ones are relayed.
    pub(crate) fn silence(&self) {
        self.silenced.notify_waiters();
    }
}

async fn carry(mut near: TcpStream, server: SocketAddr, silenced: Arc<Notify>) {
    let mut far = TcpStream::connect(server).await.unwrap();
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
        () = silenced.notified() => std::future::pending().await,
    }
}
