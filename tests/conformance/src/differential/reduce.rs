//! A smaller policy on which the two sides still disagree.

use std::collections::BTreeSet;

use super::batch::Batch;
use super::text::{blocks, compiling, without};
use crate::request::Request;

/// Candidates that are compiled together.
const TOGETHER: usize = 24;

/// Rounds of compiling.
const MOST_ROUNDS: usize = 10;

/// Leaves out of a policy what the disagreement does not need. Each round compiles candidates that lack one block each;
/// those that still disagree are then taken together as far as they go.
///
/// # Errors
///
/// Where candidates cannot be built.
pub fn reduce(text: &str, request: &Request) -> anyhow::Result<String> {
    let mut smallest = text.to_owned();
    let mut from = 0;
    for _ in 0..MOST_ROUNDS {
        let all = blocks(&smallest);
        let some: Vec<_> = all.iter().skip(from).take(TOGETHER).cloned().collect();
        if some.is_empty() {
            break;
        }
        from += TOGETHER;
        let lacking: Vec<BTreeSet<usize>> = some.into_iter().map(|block| block.collect()).collect();
        let differing = still_differing(&smallest, &lacking, request)?;
        if differing.is_empty() {
            continue;
        }
        let sizes: BTreeSet<usize> =
            [differing.len(), differing.len() / 2, differing.len() / 4, 1].into();
        let together: Vec<BTreeSet<usize>> = sizes
            .into_iter()
            .rev()
            .filter(|size| *size > 0)
            .map(|size| differing.iter().take(size).flatten().copied().collect())
            .collect();
        if let Some(lines) = still_differing(&smallest, &together, request)?.first()
            && let Some((text, _)) = compiling(&without(&smallest, lines))
        {
            smallest = text;
            from = 0;
        }
    }
    Ok(smallest)
}

/// Of some sets of lines those without which the policy compiles and disagrees.
fn still_differing(
    text: &str,
    lacking: &[BTreeSet<usize>],
    request: &Request,
) -> anyhow::Result<Vec<BTreeSet<usize>>> {
    let (mut sets, mut texts) = (Vec::new(), Vec::new());
    for lines in lacking {
        let Some((candidate, _)) = compiling(&without(text, lines)) else { continue };
        if !texts.contains(&candidate) {
            sets.push(lines.clone());
            texts.push(candidate);
        }
    }
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let batch = Batch::build("differential-reduce", &texts, TOGETHER)?;
    let lines = batch.run(1, 0, Some(std::slice::from_ref(request)))?;
    let differs = sets.into_iter().zip(lines).filter(|(_, line)| line.differing > 0);
    Ok(differs.map(|(set, _)| set).collect())
}
