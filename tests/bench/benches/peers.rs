//! `cargo bench -p gatewright-bench` prints the table.

fn main() -> anyhow::Result<()> {
    print!("{}", gatewright_bench::table::Table::measure()?);
    Ok(())
}
