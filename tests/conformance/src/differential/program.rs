//! What a program does that compiled policies are linked into: it compares each with the evaluator.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser;

use super::module::Start;
use super::pair::Pair;
use super::report::{Line, Tally};
use crate::engine::Edited;
use crate::request::Request;
use crate::subject::Subject;

/// One compiled policy.
pub struct Entry {
    /// Its text.
    pub file: &'static str,
    /// How it starts.
    pub start: Start,
}

/// Compares each compiled policy with the evaluator; prints a line of JSON for each.
#[derive(Parser)]
struct Arguments {
    /// The folder of the policies' texts.
    folder: PathBuf,
    /// The seed of the requests.
    #[arg(long)]
    seed: u64,
    /// How many requests for each policy.
    #[arg(long)]
    requests: usize,
    /// This one request instead.
    #[arg(long)]
    replay: Option<PathBuf>,
}

/// The program.
#[must_use]
pub fn main(entries: &[Entry]) -> ExitCode {
    let arguments = Arguments::parse();
    // A panic is part of an answer that is compared.
    std::panic::set_hook(Box::new(|_| {}));
    for entry in entries {
        let mut line = Line {
            policy: entry.file.to_owned(),
            requests: 0,
            outcomes: [].into(),
            differing: 0,
            disagreements: Vec::new(),
            failure: None,
        };
        match compare(entry, &arguments) {
            Ok(tally) => {
                line.requests = tally.compared();
                line.disagreements = tally.disagreements.iter().map(Into::into).collect();
                line.differing = tally.differing;
                line.outcomes = tally.outcomes;
            }
            Err(error) => line.failure = Some(format!("{error:#}")),
        }
        println!("{}", serde_json::to_string(&line).unwrap_or_default());
    }
    ExitCode::SUCCESS
}

fn compare(entry: &Entry, arguments: &Arguments) -> anyhow::Result<Tally> {
    let subject = Subject::load(&arguments.folder.join(entry.file), &Edited::default())?;
    let mut pair = Pair::new(&subject, entry.start)?;
    let Some(replay) = &arguments.replay else {
        return pair.compare(arguments.seed, arguments.requests);
    };
    let mut tally = Tally::default();
    for request in requests(replay)? {
        pair.judge(&request, &mut tally);
    }
    Ok(tally)
}

fn requests(file: &Path) -> anyhow::Result<Vec<Request>> {
    let text = std::fs::read_to_string(file)?;
    serde_json::from_str(&text).with_context(|| format!("{} holds no requests", file.display()))
}
