//! Tokens that their issuer is asked about (RFC 7662).

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use gatewright_core::policy::{IntrospectionScheme, Secret, TokenBinding, TokenPlace};
use gatewright_core::primitive::certificate::Thumbprint;
use gatewright_core::primitive::introspection::{check_answer, is_token};
use gatewright_core::primitive::jwt::Times;
use http::{HeaderValue, Request};
use tokio::sync::Semaphore;

use super::cache::VerifiedCache;
use super::{BadCredential, Claims, CredentialFault};
use crate::fetch::{self, Fetch, FetchError};
use crate::load::{LoadError, LoadFault, Loader, Origin, SecretPlace};
use crate::notice::{Notice, Notices};
use crate::reload::Reloaded;

/// The largest answer, in bytes.
const LARGEST: usize = 64 * 1024;

/// Tokens of one scheme that are asked about at once; callers with more are told to come again.
const MOST_AT_ONCE: usize = 64;

/// What a scheme asks of a token and of whom it asks, as the policy says.
#[derive(Clone, Copy, Debug)]
pub struct IntrospectionRules {
    /// The endpoint, an `https` URL.
    pub url: &'static str,
    /// As whom it is asked.
    pub client_id: &'static str,
    /// The only accepted `iss`; any without it.
    pub issuer: Option<&'static str>,
    /// What `aud` is or holds.
    pub audience: &'static str,
    /// For how many seconds an answer is used again.
    pub cache: u64,
    /// How many seconds the endpoint has.
    pub timeout: u64,
    /// Clock difference allowed, in seconds.
    pub leeway: u64,
    /// What a token must be bound to.
    pub binding: TokenBinding,
}

/// The endpoint of one scheme, with what it answered lately.
pub struct Introspection<P> {
    settings: IntrospectionScheme,
    principal: fn(&Claims) -> Result<P, BadCredential>,
    authorization: Reloaded<Authorization<P>>,
    client: Arc<dyn Fetch>,
    notices: Notices,
    asking: Semaphore,
}

/// How the endpoint knows who asks, and what it told that client.
struct Authorization<P> {
    /// The value of `Authorization` (RFC 6749 §2.3.1).
    value: HeaderValue,
    active: VerifiedCache<P>,
    inactive: VerifiedCache<()>,
}

impl<P: Send + Sync + 'static> Introspection<P> {
    /// Reads the secret with which the endpoint is asked.
    ///
    /// # Errors
    ///
    /// Names the file, and what is wrong with it.
    pub fn read(
        loader: &Loader<'_>,
        client: &Arc<dyn Fetch>,
        secret: SecretPlace,
        rules: &IntrospectionRules,
        principal: fn(&Claims) -> Result<P, BadCredential>,
    ) -> Result<Introspection<P>, LoadError> {
        let client_id = rules.client_id;
        let settings = IntrospectionScheme {
            url: rules.url.to_owned(),
            client_id: rules.client_id.to_owned(),
            // Where it is, and where tokens are, is not the endpoint's business.
            client_secret: Secret::File(String::new()),
            issuer: rules.issuer.map(str::to_owned),
            audience: rules.audience.to_owned(),
            cache: rules.cache,
            timeout: rules.timeout,
            from: TokenPlace::Authorization,
            leeway: rules.leeway,
            binding: rules.binding,
            // The policy's module maps the claims itself.
            mapping: Vec::new(),
        };
        let authorization = loader.read(secret, move |text| Authorization::of(client_id, text))?;
        let (client, notices) = (Arc::clone(client), loader.notices());
        let asking = Semaphore::new(MOST_AT_ONCE);
        Ok(Introspection { settings, principal, authorization, client, notices, asking })
    }

    /// Whom a token stands for that is valid at `now`; `certificate` is the client's, where tokens are bound to it.
    ///
    /// # Errors
    ///
    /// [`CredentialFault::Unavailable`] where the endpoint gives no answer that means anything.
    pub async fn verify(
        &self,
        token: &[u8],
        certificate: Option<&Thumbprint>,
        now: i64,
    ) -> Result<Arc<P>, CredentialFault> {
        let known = self.authorization.current();
        if let Some(holder) = known.active.find(token, certificate, now) {
            return Ok(holder);
        }
        // What is no token is refused without asking.
        let text = std::str::from_utf8(token).ok().filter(|_| is_token(token));
        let text = text.ok_or(CredentialFault::Invalid)?;
        if known.inactive.find(token, certificate, now).is_some() {
            return Err(CredentialFault::Invalid);
        }
        let _asking = self.asking.try_acquire().map_err(|_| CredentialFault::Unavailable)?;
        let answer = self.ask(&known.value, text).await.map_err(|error| {
            let origin = Origin::Url(self.settings.url.clone());
            let error = LoadError { origin, fault: LoadFault::Fetch(error) };
            self.notices.tell(&Notice::Unfetched { error });
            CredentialFault::Unavailable
        })?;
        let judged = self.judge(&answer, certificate, now);
        if self.settings.cache > 0 {
            // A use at `now + cache` is still one within it.
            let until = now.saturating_add_unsigned(self.settings.cache).saturating_add(1);
            match &judged {
                Ok((holder, times)) => {
                    let valid = times.valid(self.settings.leeway);
                    let valid = valid.start.max(now)..valid.end.min(until);
                    known.active.insert(token, certificate, valid, holder, now);
                }
                Err(CredentialFault::Invalid) => {
                    known.inactive.insert(token, certificate, now..until, &Arc::new(()), now);
                }
                Err(CredentialFault::Unavailable) => {}
            }
        }
        judged.map(|(holder, _)| holder)
    }

    /// Whom an answer stands for, and when.
    fn judge(
        &self,
        answer: &[u8],
        certificate: Option<&Thumbprint>,
        now: i64,
    ) -> Result<(Arc<P>, Times), CredentialFault> {
        let checked = check_answer(&self.settings, answer, certificate, now);
        let (claims, times) = checked.map_err(|error| {
            if error.is_of_endpoint() {
                CredentialFault::Unavailable
            } else {
                CredentialFault::Invalid
            }
        })?;
        Ok((Arc::new((self.principal)(&Claims(claims))?), times))
    }

    async fn ask(&self, authorization: &HeaderValue, token: &str) -> Result<Bytes, FetchError> {
        let mut form = String::from("token=");
        push_encoded(&mut form, token);
        form.push_str("&token_type_hint=access_token");
        let request = Request::post(&self.settings.url)
            .header("authorization", authorization)
            .header("accept", "application/json")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Bytes::from(form))
            .map_err(|error| FetchError::Transport(error.into()))?;
        let timeout = Duration::from_secs(self.settings.timeout);
        fetch::ask(&self.client, request, LARGEST, timeout).await
    }
}

impl<P> Authorization<P> {
    /// A secret ends with its line.
    fn of(client_id: &str, secret: &str) -> Result<Authorization<P>, LoadFault> {
        let secret = secret.strip_suffix('\n').unwrap_or(secret);
        let secret = secret.strip_suffix('\r').unwrap_or(secret);
        if secret.is_empty() || secret.chars().any(char::is_control) {
            return Err(LoadFault::ClientSecret);
        }
        let mut pair = String::new();
        push_encoded(&mut pair, client_id);
        pair.push(':');
        push_encoded(&mut pair, secret);
        let value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(pair)));
        let mut value = value.map_err(|_| LoadFault::ClientSecret)?;
        value.set_sensitive(true);
        let (active, inactive) = (VerifiedCache::new(), VerifiedCache::new());
        Ok(Authorization { value, active, inactive })
    }
}

/// As a form holds it (`application/x-www-form-urlencoded`): every octet but the plainest is percent-encoded.
fn push_encoded(form: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._*".contains(&byte) {
            form.push(char::from(byte));
        } else {
            form.push_str(&format!("%{byte:02X}"));
        }
    }
}
