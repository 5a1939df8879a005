//! Protects an axum service, or any tower service over `http` types, by a Gatewright policy: denied unless the policy
//! allows it.
//!
//! [`policy!`] compiles a `.gate` file into a module of this crate's caller, named by the policy. The module holds plain
//! Rust: a router, one function a route with every check in the order of the language's stages, and types for what the
//! checks found out. No policy is read or interpreted at run time.
//!
//! ```no_run
//! gatewright::policy!("../examples/shop/shop.gate");       // relative to Cargo.toml; declares `pub mod shop`
//!
//! async fn create(
//!     principal: shop::Principal,                          // who calls, as the policy's `principal` block says
//!     gatewright::Body(order): gatewright::Body<shop::schema::NewOrder>, // the body, as the route's schema says
//! ) -> String {
//!     format!("{} ordered {} lines", principal.id, order.lines.len())
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let policy = shop::Policy::load("/etc/shop")?;       // key files stand relative to this folder
//!     let router = axum::Router::new().route("/v1/orders", axum::routing::post(create));
//!     let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//!     axum::serve(listener, policy.protect(router).into_make_service()).await?;
//!     Ok(())
//! }
//! ```
//!
//! # What the module holds
//!
//! | item | what it is |
//! |---|---|
//! | `NAME`, `VERSION`, `DIGEST` | the policy's name and version, and the SHA-256 digest of its files |
//! | `Policy` | the policy, ready to decide: `load(folder)`, `with_clock(clock)`, `with_notices(receiver)`, `with_records(output)`, `metrics()`, `with_shadow(policy)`, `protect(router)`, `layer()` |
//! | `Principal` | who calls; an extractor, and `scheme` says by which credential. `Option<Principal>` where `auth` is `optional` |
//! | `Role`, `Roles`, `Scheme` | the policy's roles, a set of them, its authentication schemes |
//! | `schema` | a struct for each schema, an enum for each enum and each `one_of`; taken by [`Body`], [`Query`], [`Headers`] and [`Cookies`] |
//! | `files` | a struct for each route with a multipart body, whose fields are [`File`]s; taken by [`Files`] |
//!
//! # Without axum
//!
//! The feature `axum`, on by default, brings the extractors and `into_make_service`. With `default-features = false` the layer
//! stands around any `tower` service of `http` types:
//!
//! - The server's bodies become a [`RequestBody`] before the layer (`request.map(RequestBody::new)`), unless their type is
//!   `From<RequestBody>`; the service inside gets requests with bodies of that same type.
//! - The service answers with bodies that are `From<AnswerBody>`: `http_body_util::Full<Bytes>`, its boxed bodies, or a type of
//!   the service's own. Nothing is boxed on the way.
//! - The code around puts a [`PeerAddress`] into each request's extensions.
//! - What the layer verified is in the extensions of the request that it hands on: [`Body<T>`](Body), [`Query<T>`](Query),
//!   [`Headers<T>`](Headers), [`Cookies<T>`](Cookies), and `Principal::of(request.extensions())`.
//!
//! # Rules for the service around it
//!
//! - **Use `protect`, or put `layer()` on last and outermost.** `Router::layer` covers the routes, nested routers and
//!   fallbacks that the router holds *at that moment*; what is added later is not covered. `protect` returns a finished
//!   service, so nothing can be added.
//! - **Never put the layer inside a `nest`.** axum hands nested routers a path without its prefix. The policy decides on
//!   the path that the client sent, so the layer answers every such request with 500.
//! - **Serve with connection info.** Limits and `client.ip` start from the peer's address, taken from axum's
//!   `ConnectInfo<SocketAddr>` (`protect(…).into_make_service()` arranges it) or from a
//!   [`PeerAddress`] extension that the code around sets. Without either every request is 500.
//! - **Keys change without a restart.** The files that the policy names are read again when they change. One that is broken
//!   changes nothing, and a [`Notice`] says so: on the standard error stream, or to whoever `with_notices` names.
//! - **Say what TLS layer a connection has**, where the policy asks for it and the service ends TLS itself: a
//!   [`ConnectionTls`] in each request's extensions. Without one, `tls.version` and `tls.server_name` are unknown.
//! - **Hand on client certificates**, where the policy has `mtls` schemes (feature `mtls`) or bound tokens: in the
//!   [`ConnectionTls`], which is the only place where they are looked for.
//! - **Fetched keys and introspection need the feature `client`** and a tokio runtime. Whatever fails there, the answer is 503.
//! - **Shared limits need a [`CountStore`]**, which `load` then takes: the one in Redis stands behind the feature `redis`. What it does not
//!   count in time is refused with 503, or counted in the process, as the limit says.
//! - **Read all of a body of any kind** (`body any`) before answering, and mind its errors: a body that turns out larger than the
//!   policy admits is one, and the answer is 413 unless the handler's has begun.
//! - **Extractors never open anything.** `Principal`, [`Body`], [`Query`], [`Headers`] and [`Cookies`] take what the layer verified. On a route for
//!   which the policy declares none, they answer 500.
//! - **The handlers are the policy's upstream.** What it says of answers (`headers`, `cors`, `returns`, `errors`, lifetimes) holds for
//!   whatever they answer with; on a route that `returns`, a body leaves when it has been read whole. With `to`, use `protect`:
//!   then the router matches the new path, and axum's `OriginalUri` and [`ClientUri`] are the client's.
//! - A request that the policy refuses never reaches a handler. The answer is a problem document (RFC 9457) and carries a
//!   [`Decision`] in its extensions for logs.

mod body;
mod clock;
mod condition;
mod countries;
mod decision;
mod extract;
mod fetch;
#[doc(hidden)]
pub mod generated;
mod judgement;
mod layer;
mod limit;
mod load;
mod multipart;
mod notice;
mod observe;
mod reload;
mod role;
mod segments;
mod span;
mod store;
pub mod token;
mod value;

pub use clock::{Clock, ManualClock, SystemClock};
pub use compact_str::CompactString as Text;
pub use decision::Decision;
pub use extract::{Body, Cookies, Files, Headers, Query};
#[cfg(feature = "client")]
pub use fetch::HttpsClient;
pub use fetch::{Fetch, FetchError, Fetching};
pub use gatewright_core::primitive::decimal::Decimal;
pub use gatewright_core::primitive::rate::{Rate, Standing};
pub use gatewright_core::primitive::tls::TlsVersion;
pub use gatewright_core::primitive::uuid::Uuid;
pub use gatewright_core::refusal::RuleName;
pub use gatewright_macros::policy;
pub use judgement::{Ending, Judgement};
pub use layer::{
    AnswerBody, BodyError, ClientUri, ConnectionTls, PeerAddress, PolicyLayer, PolicyService,
    PresentedCertificate, Question, RequestBody,
};
pub use limit::Counted;
pub use load::{LoadError, LoadFault, Origin};
pub use multipart::File;
pub use notice::Notice;
pub use observe::Metrics;
pub use store::{CountStore, Counting, StoreError};
#[cfg(feature = "redis")]
pub use store::{Leases, RedisStore};
