//! The vault as a program: `cargo run -p mutual-tls`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use mutual_tls::{certificates, server, service, vault as policy};

/// A vault whose callers are services, known by their certificates.
#[derive(Parser)]
struct Arguments {
    /// The folder in whose `.run` the certificates stand.
    #[arg(long, default_value = env!("CARGO_MANIFEST_DIR"))]
    folder: PathBuf,
    #[command(subcommand)]
    task: Option<Task>,
}

#[derive(Subcommand)]
enum Task {
    /// Makes a fresh throw-away authority with certificates for the server and for some clients.
    Certificates,
    /// Serves the vault (what happens without a word, too), with certificates made where there are none.
    Serve {
        /// Port on 127.0.0.1; 0 takes a free one.
        #[arg(long, default_value_t = 8443)]
        port: u16,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Arguments { folder, task } = Arguments::parse();
    match task.unwrap_or(Task::Serve { port: 8443 }) {
        Task::Certificates => {
            certificates::provide(&folder)?;
            println!("Certificates stand in {}", folder.join(".run").display());
            Ok(())
        }
        Task::Serve { port } => serve(&folder, port).await,
    }
}

async fn serve(folder: &Path, port: u16) -> anyhow::Result<()> {
    if !certificates::are_there(folder) {
        certificates::provide(folder)?;
    }
    let acceptor = server::acceptor(folder).context("in .run")?;
    let policy = policy::Policy::load(folder)?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}"))?;
    let base = format!("https://localhost:{}/v1/secrets", listener.local_addr()?.port());
    let run = folder.join(".run");
    let curl = format!("curl --cacert {}", run.join("authority.pem").display());
    let client = |name: &str| {
        let (certificate, key) = (run.join(format!("{name}.pem")), run.join(format!("{name}.key")));
        format!("{curl} --cert {} --key {}", certificate.display(), key.display())
    };
    println!("{}", policy::ACCESS_TABLE);
    println!("{} {base}/orders -X PUT --json '{{\"value\": \"a\"}}'", client("orders"));
    println!("{} {base}/orders    # its own", client("orders"));
    println!("{} {base}/orders    # another's: 403", client("billing"));
    println!("{} {base}/orders    # not of the mesh: 401", client("stranger"));
    println!("{curl} {base}/orders    # nobody: 401");
    println!("{curl} {base}/health    # anyone\n");
    println!("The vault is on {base}");
    Ok(server::serve(listener, acceptor, service::service(policy)).await?)
}
