//! The shop as a program: `cargo run -p shop`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use shop::credentials::{Credentials, policy_folder};
use shop::orders::Orders;
use shop::{commands, protected, shop as policy, upstream};

/// An online shop's API, protected by one policy.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    task: Option<Task>,
}

#[derive(Subcommand)]
enum Task {
    /// Serves the shop behind its policy (what happens without a word, too).
    Serve {
        /// Port on 127.0.0.1.
        #[arg(long, default_value_t = 8080)]
        port: u16,
    },
    /// Serves the same handlers without protection, for a gateway to stand in front of.
    Upstream {
        /// Port on 127.0.0.1.
        #[arg(long, default_value_t = 9001)]
        port: u16,
    },
    /// Makes fresh tokens and prints the curl commands.
    Commands {
        /// Where they go.
        #[arg(long, default_value = "http://127.0.0.1:8080")]
        base: String,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Arguments::parse().task.unwrap_or(Task::Serve { port: 8080 }) {
        Task::Serve { port } => serve(port).await,
        Task::Upstream { port } => {
            let listener = listen(port).await?;
            println!("The bare shop listens on http://{}", listener.local_addr()?);
            Ok(axum::serve(listener, upstream::router(Orders::default())).await?)
        }
        Task::Commands { base } => {
            print_commands(&base, &credentials()?);
            Ok(())
        }
    }
}

async fn serve(port: u16) -> anyhow::Result<()> {
    let credentials = credentials()?;
    let shop = policy::Policy::load(policy_folder())?;
    let listener = listen(port).await?;
    let base = format!("http://{}", listener.local_addr()?);
    println!("Policy {} {}, SHA-256 {}\n", policy::NAME, policy::VERSION, policy::DIGEST);
    println!("{}", policy::ACCESS_TABLE);
    print_commands(&base, &credentials);
    println!("\nThe shop listens on {base}");
    let service = protected::service(shop, Orders::default());
    Ok(axum::serve(listener, service.into_make_service()).await?)
}

fn credentials() -> anyhow::Result<Credentials> {
    Credentials::provide(&policy_folder(), jiff::Timestamp::now().as_second())
}

fn print_commands(base: &str, credentials: &Credentials) {
    for command in commands::all() {
        println!("{}\n", command.curl(base, credentials));
    }
}

async fn listen(port: u16) -> anyhow::Result<tokio::net::TcpListener> {
    let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
    tokio::net::TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}"))
}
