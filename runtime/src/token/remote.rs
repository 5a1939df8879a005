//! JSON Web Tokens whose keys are fetched.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use gatewright_core::policy::Algorithm;
use gatewright_core::primitive::certificate::Thumbprint;
use gatewright_core::refusal::UNVERIFIABLE_FOR;
use http::Request;
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::judge::{TokenJudge, VerifyingKeys};
use super::{BadCredential, Claims, CredentialFault, TokenRules};
use crate::fetch::{self, Fetch, FetchError};
use crate::load::{LoadError, LoadFault, Loader, Origin};
use crate::notice::{Notice, Notices};

/// Seconds that lie between two fetches, whatever asks for them.
const LEAST_INTERVAL: u64 = UNVERIFIABLE_FOR;

/// How long a fetch may take.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The largest key set, in bytes.
const LARGEST: usize = 512 * 1024;

/// Where a scheme's keys are fetched.
#[derive(Clone, Copy, Debug)]
pub struct KeyServer {
    /// An `https` URL.
    pub url: &'static str,
    /// Age in seconds at which keys are fetched again.
    pub refresh: i64,
    /// Age in seconds up to which they are used while they cannot be.
    pub stale_max: i64,
}

/// The keys of one scheme, fetched when they are needed, with its rules.
pub struct RemoteTokenKeys<P> {
    judge: TokenJudge<P>,
    fetched: Arc<Fetched<P>>,
}

/// Keys that are fetched: by one task at a time, which no client that goes away can stop.
struct Fetched<P> {
    server: KeyServer,
    algorithms: &'static [Algorithm],
    client: Arc<dyn Fetch>,
    notices: Notices,
    state: Mutex<State<P>>,
    /// Changes with the end of each fetch.
    ended: watch::Sender<()>,
}

struct State<P> {
    /// The last good keys, and when they were fetched.
    held: Option<(Arc<VerifyingKeys<P>>, i64)>,
    /// When the last fetch began.
    begun: Option<i64>,
    is_fetching: bool,
}

impl<P: Send + Sync + 'static> RemoteTokenKeys<P> {
    /// The scheme without any keys yet.
    #[must_use]
    pub fn new(
        loader: &Loader<'_>,
        client: &Arc<dyn Fetch>,
        server: KeyServer,
        rules: &TokenRules,
        principal: fn(&Claims) -> Result<P, BadCredential>,
    ) -> RemoteTokenKeys<P> {
        let fetched = Fetched {
            server,
            algorithms: rules.algorithms,
            client: Arc::clone(client),
            notices: loader.notices(),
            state: Mutex::new(State { held: None, begun: None, is_fetching: false }),
            ended: watch::Sender::new(()),
        };
        RemoteTokenKeys { judge: TokenJudge::new(rules, principal), fetched: Arc::new(fetched) }
    }

    /// Begins to fetch the keys, where the code runs inside of tokio; the first request may find them then.
    pub fn start(&self, now: i64) {
        self.fetched.begin(now);
    }

    /// Whom a token stands for that is valid at `now`; `certificate` is the client's, where tokens are bound to it.
    ///
    /// # Errors
    ///
    /// [`CredentialFault::Unavailable`] where there are no keys that are fresh enough, and none can be had.
    pub async fn verify(
        &self,
        token: &[u8],
        certificate: Option<&Thumbprint>,
        now: i64,
    ) -> Result<Arc<P>, CredentialFault> {
        let held = self.fetched.held(now);
        if let Some(holder) = held.as_ref().and_then(|keys| keys.known(token, certificate, now)) {
            return Ok(holder);
        }
        // What no key could make valid is refused without asking for one.
        let read = self.judge.read(token)?;
        let mut keys = match held {
            Some(keys) => keys,
            None => {
                self.fetched.fetch(now).await;
                self.fetched.held(now).ok_or(CredentialFault::Unavailable)?
            }
        };
        if !self.judge.has_key(&read, &keys) {
            // Perhaps it is newer than what is held. Until the next fetch is due, no key that is asked for is.
            self.fetched.fetch(now).await;
            keys = self.fetched.held(now).ok_or(CredentialFault::Unavailable)?;
        }
        self.judge.judge(token, &read, &keys, certificate, now)
    }
}

impl<P: Send + Sync + 'static> Fetched<P> {
    /// The keys, unless they are too old to be used. From a certain age on, new ones are fetched meanwhile.
    fn held(self: &Arc<Self>, now: i64) -> Option<Arc<VerifyingKeys<P>>> {
        let (keys, fetched) = self.state().held.clone()?;
        // A clock that was set back does not make keys younger.
        let age = i64::try_from(now.abs_diff(fetched)).unwrap_or(i64::MAX);
        if age >= self.server.refresh {
            self.begin(now);
        }
        (age <= self.server.stale_max).then_some(keys)
    }

    /// Waits for a fetch: the one that is under way, or one that is due.
    async fn fetch(self: &Arc<Self>, now: i64) {
        if let Some(mut ended) = self.begin(now) {
            // The sender lives as long as the keys do.
            let _ = ended.changed().await;
        }
    }

    /// Begins a fetch if one is due and none is under way. Gives what tells when that which is under way has ended.
    fn begin(self: &Arc<Self>, now: i64) -> Option<watch::Receiver<()>> {
        let mut state = self.state();
        if state.is_fetching {
            return Some(self.ended.subscribe());
        }
        if state.begun.is_some_and(|begun| now.abs_diff(begun) < LEAST_INTERVAL) {
            return None;
        }
        let runtime = Handle::try_current().ok()?;
        (state.begun, state.is_fetching) = (Some(now), true);
        let ended = self.ended.subscribe();
        drop(state);
        let flight = Flight(Arc::clone(self));
        runtime.spawn(async move {
            if let Err(fault) = flight.0.replace(now).await {
                let error = LoadError { origin: flight.0.origin(), fault };
                flight.0.notices.tell(&Notice::Unfetched { error });
            }
        });
        Some(ended)
    }

    /// Fetches the keys once. Where that fails, the last good ones stay.
    async fn replace(&self, now: i64) -> Result<(), LoadFault> {
        let request = Request::get(self.server.url).header("accept", "application/json");
        let request = request.body(Bytes::new());
        let request = request.map_err(|error| FetchError::Transport(error.into()));
        let body = fetch::ask(&self.client, request.map_err(LoadFault::Fetch)?, LARGEST, TIMEOUT);
        let body = body.await.map_err(LoadFault::Fetch)?;
        let text = std::str::from_utf8(&body).map_err(|_| LoadFault::Encoding)?;
        let new = VerifyingKeys::parse(text, self.algorithms)?;
        let mut state = self.state();
        let is_changed = match &mut state.held {
            // The same keys keep what they have verified.
            Some((held, fetched)) if held.is_same(&new) => {
                *fetched = now;
                false
            }
            Some(_) | None => {
                state.held = Some((Arc::new(new), now));
                true
            }
        };
        drop(state);
        if is_changed {
            self.notices.tell(&Notice::Reloaded { origin: self.origin() });
        }
        Ok(())
    }

    fn origin(&self) -> Origin {
        Origin::Url(self.server.url.to_owned())
    }

    fn state(&self) -> MutexGuard<'_, State<P>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A fetch that is under way. However it ends, also by a panic, the next one may begin.
struct Flight<P: Send + Sync + 'static>(Arc<Fetched<P>>);

impl<P: Send + Sync + 'static> Drop for Flight<P> {
    fn drop(&mut self) {
        self.0.state().is_fetching = false;
        self.0.ended.send_replace(());
    }
}
