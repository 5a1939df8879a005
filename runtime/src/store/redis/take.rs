//! One call of the script.

use gatewright_core::primitive::rate::Rate;
use redis::{Cmd, ErrorKind, RedisError, Script, ServerErrorKind};

use super::super::StoreError;
use super::connection::Connection;
use crate::limit::Counted;

const SCRIPT: &str = include_str!("count.lua");

const NANOS_PER_MICRO: u64 = 1_000;

/// What came of asking for several requests at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    /// How many may be admitted.
    pub(super) granted: u64,
    /// The key's number then, see [`Rate::admit`].
    pub(super) arrival: u64,
    /// The time that the store went by, in nanoseconds.
    pub(super) now: u64,
}

impl Taken {
    /// What it means for the one request that was asked for.
    pub(super) fn counted(self, rate: Rate) -> Counted {
        let standing = rate.standing(self.arrival, self.now);
        if self.granted > 0 { Counted::Admitted(standing) } else { Counted::Refused(standing) }
    }
}

/// Something that grants requests of a key.
pub(super) trait Take: Sync {
    /// Grants as many of `wanted` as `rate` admits now.
    fn take(
        &self,
        key: &str,
        rate: Rate,
        wanted: u64,
    ) -> impl Future<Output = Result<Taken, StoreError>> + Send;
}

/// The script in one Redis.
pub(super) struct RedisTake {
    connection: Connection,
    digest: String,
}

impl RedisTake {
    pub(super) fn connect(address: &str) -> Result<RedisTake, StoreError> {
        let connection = Connection::to(address)?;
        Ok(RedisTake { connection, digest: Script::new(SCRIPT).get_hash().to_owned() })
    }

    /// A request gave up waiting for [`Take::take`].
    pub(super) fn unheard(&self) {
        self.connection.unheard();
    }

    async fn call(&self, command: &str, script: &str, arguments: &[u64], key: &str) -> Answer {
        let mut called = Cmd::new();
        called.arg(command).arg(script).arg(1).arg(key).arg(arguments);
        let answer = called.query_async(&mut self.connection.manager()).await;
        self.connection.heard();
        answer
    }
}

type Answer = Result<(u64, u64, u64), RedisError>;

impl Take for RedisTake {
    async fn take(&self, key: &str, rate: Rate, wanted: u64) -> Result<Taken, StoreError> {
        let [interval, tolerance] = [rate.interval(), rate.tolerance()];
        let apart = |nanos: u64| [nanos / NANOS_PER_MICRO, nanos % NANOS_PER_MICRO];
        let ([interval, more], [tolerance, rest]) = (apart(interval), apart(tolerance));
        let arguments = [interval, more, tolerance, rest, wanted];
        let by_digest = async || self.call("EVALSHA", &self.digest, &arguments, key).await;
        let mut answer = by_digest().await;
        // A connection that broke while nobody looked. Should the call have been counted nevertheless, the key has less.
        if answer.as_ref().is_err_and(RedisError::is_io_error) {
            answer = by_digest().await;
        }
        // A Redis that was restarted does not know the script; it has counted nothing.
        if answer.as_ref().is_err_and(|error| error.kind() == UNKNOWN) {
            answer = self.call("EVAL", SCRIPT, &arguments, key).await;
        }
        let (granted, arrival, now) = answer.map_err(|error| StoreError::Failed(error.into()))?;
        if granted > wanted {
            return Err(StoreError::Answer);
        }
        Ok(Taken { granted, arrival, now: now.saturating_mul(NANOS_PER_MICRO) })
    }
}

const UNKNOWN: ErrorKind = ErrorKind::Server(ServerErrorKind::NoScript);
