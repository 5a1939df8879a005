//! The notes as a program: `cargo run -p notes`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Parser;
use notes::{keys, notes as policy, server, service};

/// Notes of a team, protected by one policy, without axum.
#[derive(Parser)]
struct Arguments {
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The folder in which the policy's key file is made.
    #[arg(long, default_value = env!("CARGO_MANIFEST_DIR"))]
    folder: PathBuf,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Arguments { port, folder } = Arguments::parse();
    let keys = keys::provide(&folder)?;
    let policy = policy::Policy::load(&folder)?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}"))?;
    let base = format!("http://{}", listener.local_addr()?);
    println!("{}", policy::ACCESS_TABLE);
    println!("curl {base}/v1/notes -H 'x-api-key: {}'", keys.reader);
    println!(
        "curl {base}/v1/notes -H 'x-api-key: {}' --json '{{\"title\": \"a\", \"text\": \"b\"}}'\n",
        keys.writer
    );
    println!("The notes are on {base}");
    Ok(server::serve(listener, service::service(policy)).await?)
}
