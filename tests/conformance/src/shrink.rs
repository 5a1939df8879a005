//! Makes a request that shows a disagreement smaller.

use crate::octets::Octets;
use crate::request::{Content, Request};
use crate::run::Runner;
use crate::wire::Wire;

/// Attempts for one disagreement.
const MOST_ATTEMPTS: usize = 60;

/// A smaller request on which the engine still differs from the reference; `None` where nothing can be left out.
pub fn shrink(runner: &mut Runner<'_>, request: &Request, engine: &str) -> Option<Wire> {
    let mut found = None;
    smaller(request, &mut |candidate| {
        let wire = still_differs(runner, candidate, engine);
        let differs = wire.is_some();
        found = wire.or_else(|| found.take());
        differs
    });
    found
}

/// A smaller request of which the same holds; `None` where nothing can be left out.
pub fn smaller(request: &Request, holds: &mut dyn FnMut(&Request) -> bool) -> Option<Request> {
    let mut found: Option<Request> = None;
    let mut attempts = 0;
    loop {
        let tried = candidates(found.as_ref().unwrap_or(request));
        let room = MOST_ATTEMPTS.saturating_sub(attempts);
        attempts += tried.len().min(room);
        match tried.into_iter().take(room).find(|candidate| holds(candidate)) {
            Some(candidate) => found = Some(candidate),
            None => return found,
        }
    }
}

fn still_differs(runner: &mut Runner<'_>, request: &Request, engine: &str) -> Option<Wire> {
    let (wire, answers) = runner.send(request).ok()?;
    let (reference, others) = answers.split_first()?;
    let place = runner.engines.iter().skip(1).position(|other| other.name() == engine)?;
    let answer = others.get(place)?;
    (!answer.differences(reference, request.judge).is_empty()).then_some(wire)
}

/// The request with one thing less.
fn candidates(request: &Request) -> Vec<Request> {
    let mut candidates = Vec::new();
    let mut with = |change: &dyn Fn(&mut Request)| {
        let mut candidate = request.clone();
        change(&mut candidate);
        if candidate != *request {
            candidates.push(candidate);
        }
    };
    with(&|candidate| candidate.credentials.clear());
    with(&|candidate| candidate.body = Content::None);
    with(&|candidate| candidate.method = "GET".into());
    for index in 0..request.headers.len() {
        with(&|candidate| {
            candidate.headers.remove(index);
        });
    }
    let target = request.target.text();
    if let Some((path, _)) = target.split_once('?') {
        with(&|candidate| candidate.target = path.into());
    }
    if let Content::Chunked(_) = &request.body {
        with(&|candidate| candidate.body = Content::Length(Octets(candidate.body.octets())));
    }
    let body = request.body.octets();
    if body.len() > 1 {
        for (start, end) in [(0, body.len() / 2), (body.len() / 2, body.len())] {
            let half = body.get(start..end).unwrap_or_default().to_vec();
            with(&|candidate| candidate.body = Content::Length(Octets(half.clone())));
        }
    }
    candidates
}
