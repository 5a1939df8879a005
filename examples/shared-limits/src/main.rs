//! Quotes of the day, as a program that runs in several instances: `cargo run -p shared-limits`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::routing::get;
use clap::Parser;
use gatewright::{Leases, RedisStore};

gatewright::policy!("quotes.gate");

/// Quotes of the day, of which all instances together give each client so many.
#[derive(Parser)]
struct Arguments {
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Where the instances count together.
    #[arg(long, default_value = "redis://127.0.0.1:6379")]
    redis: String,
    /// A file with what makes names of keys in Redis say nothing to whoever lacks it; the same for all instances.
    #[arg(long)]
    secret: Option<PathBuf>,
    /// Milliseconds that a request waits for Redis.
    #[arg(long, default_value_t = 100)]
    timeout: u64,
    /// Requests that an instance takes at a time, of a fleet of `--instances`. Without it, each request asks.
    #[arg(long)]
    lease: Option<u32>,
    /// How many instances there are.
    #[arg(long, default_value_t = 2)]
    instances: u32,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Arguments { port, redis, secret, timeout, lease, instances } = Arguments::parse();
    let mut store = RedisStore::connect(&redis)?.with_timeout(Duration::from_millis(timeout));
    if let Some(file) = secret {
        let secret = std::fs::read(&file)
            .with_context(|| format!("cannot read the secret in {}", file.display()))?;
        store = store.with_secret(&secret);
    }
    if let Some(tokens) = lease {
        store = store.with_leases(Leases { tokens, instances });
    }
    let policy = quotes::Policy::load(env!("CARGO_MANIFEST_DIR"), store)?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}"))?;
    let base = format!("http://{}", listener.local_addr()?);
    println!("curl -i {base}/v1/quotes/today");
    println!("The quotes are on {base}");
    axum::serve(listener, policy.protect(router()).into_make_service()).await?;
    Ok(())
}

fn router() -> Router {
    let today = async || "Festina lente.";
    Router::new()
        .route("/v1/quotes/today", get(today))
        .route("/v1/quotes/health", get(async || "well"))
}
