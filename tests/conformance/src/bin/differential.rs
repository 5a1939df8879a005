//! `cargo run -p gatewright-conformance --bin differential -- [--seed N] [--policies N] [--requests N]`

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use gatewright_conformance::differential::batch::Batch;
use gatewright_conformance::differential::draft;
use gatewright_conformance::differential::reduce::reduce;
use gatewright_conformance::differential::report::Line;
use gatewright_conformance::engine::Moment;

/// Compiles random policies to Rust, and compares each module with the evaluator on requests at and beside its boundaries.
#[derive(Parser)]
struct Arguments {
    /// The seed of policies and requests; drawn from the clock unless given.
    #[arg(long)]
    seed: Option<u64>,
    /// How many policies; policy N of a seed is the first of the seed plus N.
    #[arg(long, default_value_t = 12)]
    policies: u64,
    /// How many requests are to be compared, all policies together; fewer are a failure.
    #[arg(long, default_value_t = 5_000)]
    requests: usize,
    /// How many policies are linked into one program.
    #[arg(long, default_value_t = 12)]
    together: usize,
    /// Only print the policies.
    #[arg(long)]
    print: bool,
    /// Disagreements that are made smaller, at most.
    #[arg(long, default_value_t = 3)]
    reduce: usize,
}

fn main() -> ExitCode {
    match start(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn start(arguments: &Arguments) -> anyhow::Result<bool> {
    let seed = arguments.seed.unwrap_or_else(|| Moment::now().0);
    let begin = Instant::now();
    let texts: Vec<String> =
        (0..arguments.policies).map(|number| draft::policy(seed.wrapping_add(number))).collect();
    if arguments.print {
        texts.iter().for_each(|text| println!("{text}"));
        return Ok(true);
    }
    println!("seed {seed}: {} policies", texts.len());
    let batch = Batch::build("differential", &texts, arguments.together)?;
    let built = begin.elapsed().as_secs();
    let each = arguments.requests.div_ceil(texts.len().max(1));
    let lines = batch.run(seed, each, None)?;
    println!("built in {built} s, compared in {} s", begin.elapsed().as_secs() - built);
    let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
    for line in &lines {
        for (outcome, count) in &line.outcomes {
            *outcomes.entry(outcome).or_default() += count;
        }
    }
    let requests: usize = lines.iter().map(|line| line.requests).sum();
    println!("{requests} requests: {outcomes:?}");
    let mut reduced = 0;
    let mut agreed = true;
    for ((line, text), number) in lines.iter().zip(&texts).zip(0..) {
        agreed &= told(line, seed.wrapping_add(number));
        for disagreement in &line.disagreements {
            println!("{}", disagreement.text());
            if reduced < arguments.reduce {
                reduced += 1;
                println!("{}", reduce(text, &disagreement.request)?);
            }
        }
    }
    let enough = requests >= arguments.requests;
    if !enough {
        println!("{} requests were to be compared", arguments.requests);
    }
    println!("{}", if agreed { "all agree" } else { "there are disagreements" });
    Ok(agreed && enough)
}

/// Whether a policy's two sides agree; says so if not.
fn told(line: &Line, seed: u64) -> bool {
    if let Some(failure) = &line.failure {
        println!("── policy of seed {seed} ({}): {failure}", line.policy);
        return false;
    }
    if line.differing > 0 {
        println!(
            "── policy of seed {seed} ({}): {} of {} requests are answered differently",
            line.policy, line.differing, line.requests
        );
    }
    line.differing == 0
}
