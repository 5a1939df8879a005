//! `cargo run --release -p gatewright-bench -- --json FILE`

use std::path::PathBuf;

use clap::Parser as _;
use gatewright_bench::table::Table;

/// What Gatewright's generated code costs, beside what people use today.
#[derive(clap::Parser)]
struct Arguments {
    /// Write the measurements to a file as one JSON object.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let table = Table::measure()?;
    print!("{table}");
    if let Some(file) = arguments.json {
        std::fs::write(file, serde_json::to_string_pretty(&table)? + "\n")?;
    }
    Ok(())
}
