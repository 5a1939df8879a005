//! The connection to one Redis, which is made anew where it breaks off, and where nothing comes over it any more.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::io::tcp::TcpSettings;
use redis::io::tcp::socket2::TcpKeepalive;
use redis::{Client, IntoConnectionInfo as _, RedisError};
use tokio::time::Instant;

use super::super::StoreError;

/// How long a connection may take to be there. Requests do not wait as long.
const CONNECT: Duration = Duration::from_secs(2);

/// A connection over which nothing came for so long, though requests waited, is given up. A host that vanished says nothing,
/// and TCP alone would wait for it for a quarter of an hour.
const PATIENCE: Duration = CONNECT;

/// From then on, a connection of which nothing is heard is asked whether it still stands.
const IDLE: Duration = Duration::from_secs(10);

/// How long that question goes unanswered before it is put again.
const ASK_AGAIN: Duration = Duration::from_secs(2);

pub(super) struct Connection {
    client: Client,
    state: Mutex<State>,
}

struct State {
    manager: ConnectionManager,
    /// When the first request gave up waiting since something came last.
    silent_since: Option<Instant>,
}

impl Connection {
    pub(super) fn to(address: &str) -> Result<Connection, StoreError> {
        tokio::runtime::Handle::try_current().map_err(|_| StoreError::Runtime)?;
        let wrong = |error: RedisError| StoreError::Address(error.into());
        let keepalive = TcpKeepalive::new().with_time(IDLE).with_interval(ASK_AGAIN);
        let settings = TcpSettings::default().set_nodelay(true).set_keepalive(keepalive);
        let info = address.into_connection_info().map_err(wrong)?.set_tcp_settings(settings);
        let client = Client::open(info).map_err(wrong)?;
        let manager = manager(&client).map_err(wrong)?;
        Ok(Connection { client, state: Mutex::new(State { manager, silent_since: None }) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // None of the changes panics halfway.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What commands are sent by now.
    pub(super) fn manager(&self) -> ConnectionManager {
        self.state().manager.clone()
    }

    /// Something came: an answer, or that the connection broke off, whereupon the manager connects again.
    pub(super) fn heard(&self) {
        self.state().silent_since = None;
    }

    /// A request gave up waiting. Where nothing has come for too long, the next ones go over a new connection.
    pub(super) fn unheard(&self) {
        let mut state = self.state();
        let now = Instant::now();
        let since = *state.silent_since.get_or_insert(now);
        if now.duration_since(since) >= PATIENCE
            && let Ok(manager) = manager(&self.client)
        {
            *state = State { manager, silent_since: None };
        }
    }
}

/// Each request that finds no connection asks for one: nothing waits between two.
fn manager(client: &Client) -> Result<ConnectionManager, RedisError> {
    let config = ConnectionManagerConfig::new()
        .set_number_of_retries(0)
        .set_connection_timeout(Some(CONNECT))
        .set_response_timeout(None);
    ConnectionManager::new_lazy_with_config(client.clone(), config)
}
