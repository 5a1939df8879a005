//! Who may call what: generated code beside hand-written code, regorus and Cedar.
//!
//! Ours and the hand-written code begin at the path of a request; the two engines are given the route's name. All have to
//! agree on every request before the clock starts.

mod cedar;
mod hand;
mod policies;
mod rego;
mod requests;
#[allow(dead_code, reason = "the build script uses the rest")]
mod workload;

use anyhow::{Result, ensure};
use serde::Serialize;

use crate::measure::{Contender, nanoseconds};
use requests::Asked;
use workload::Workload;

/// Nanoseconds a decision.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Decision {
    /// Generated code, routing included.
    pub ours_ns: f64,
    /// Hand-written code with matchit as its router.
    pub hand_ns: f64,
    /// Rego compiled for regorus' virtual machine, its input ready.
    pub regorus_ns: f64,
    /// Cedar: one policy a role over groups of actions, and another where an owner is asked.
    pub cedar_ns: f64,
}

/// 20 routes and six roles.
pub fn small() -> Result<Decision> {
    let workload = workload::small();
    let asked = requests::of(&workload);
    let (policy, questions) = policies::small(&asked)?;
    measure(&workload, &asked, |request| policies::small_admits(&policy, &questions, request))
}

/// 1,000 routes and 50 roles.
pub fn large() -> Result<Decision> {
    let workload = workload::large();
    let asked = requests::of(&workload);
    let (policy, questions) = policies::large(&asked)?;
    measure(&workload, &asked, |request| policies::large_admits(&policy, &questions, request))
}

fn measure(workload: &Workload, asked: &[Asked], ours: impl Fn(usize) -> bool) -> Result<Decision> {
    let hand = hand::Authorizer::new(workload)?;
    let hand_callers = hand::callers(asked);
    let by_hand = |number: usize| hand.admits(asked, &hand_callers, number);
    let mut rego = rego::Machine::new(workload, asked)?;
    let cedar = cedar::Authorizer::new(workload, asked)?;
    let mut admitted = 0;
    for (number, request) in asked.iter().enumerate() {
        let (method, path, expected) = (request.method, &request.path, request.is_admitted);
        ensure!(ours(number) == expected, "ours differs on {method} {path}");
        ensure!(by_hand(number) == expected, "the hand-written code differs on {method} {path}");
        ensure!(rego.admits(number)? == expected, "regorus differs on {method} {path}");
        ensure!(cedar.admits(number) == expected, "Cedar differs on {method} {path}");
        admitted += usize::from(expected);
    }
    ensure!(admitted * 3 >= asked.len(), "too few requests are admitted to mean anything");
    let all = asked.len();
    let count = |admits: &dyn Fn(usize) -> bool| (0..all).filter(|number| admits(*number)).count();
    let [ours_ns, hand_ns, regorus_ns, cedar_ns] = nanoseconds([
        Contender::new(all, || (0..all).filter(|number| ours(*number)).count()),
        Contender::new(all, || (0..all).filter(|number| by_hand(*number)).count()),
        Contender::new(all, || {
            (0..all).filter(|number| rego.admits(*number).unwrap_or(false)).count()
        }),
        Contender::new(all, || count(&|number| cedar.admits(number))),
    ]);
    Ok(Decision { ours_ns, hand_ns, regorus_ns, cedar_ns })
}
