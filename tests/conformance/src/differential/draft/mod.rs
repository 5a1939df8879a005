//! Random policies as text, one item a line: nearly well-typed, and what is not is left out of them.

mod condition;
mod declare;
mod kind;
mod route;
mod schema;

use crate::differential::text::compiling;
use crate::random::Random;

use kind::Field;
use schema::{Object, Schemas};

/// Drafts tried for one policy; the first nearly always leaves something that compiles.
const MOST_TRIED: u64 = 20;

/// The policy of a seed.
#[must_use]
pub fn policy(seed: u64) -> String {
    let drafts = (0..MOST_TRIED).filter_map(|number| {
        let mut random = Random::new(seed ^ (number << 48));
        compiling(&Draft::written(&mut random))
    });
    let mut drafts = drafts.map(|(text, _)| text);
    drafts.next().unwrap_or_else(|| SMALLEST.to_owned())
}

/// What stands in the place of a draft of which nothing is left.
const SMALLEST: &str = "policy smallest 1.0.0\ntarget rust\nupstream service = \"http://127.0.0.1:19000\"\n\
     network {\n    trusted_proxies: [127.0.0.0/8]\n}\napi only at /only {\n    upstream: service\n    \
     GET /\n        allow anyone\n}\n";

/// A policy that is being written, and what of it later parts may name.
struct Draft<'r> {
    random: &'r mut Random,
    lines: Vec<String>,
    principal: Vec<Field>,
    schemes: Vec<String>,
    roles: Vec<String>,
    groups: Vec<String>,
    conditions: Vec<String>,
    step_ups: Vec<String>,
    limits: Vec<String>,
    schemas: Schemas,
}

impl Draft<'_> {
    fn written(random: &mut Random) -> String {
        let mut draft = Draft {
            random,
            lines: Vec::new(),
            principal: Vec::new(),
            schemes: Vec::new(),
            roles: Vec::new(),
            groups: Vec::new(),
            conditions: Vec::new(),
            step_ups: Vec::new(),
            limits: Vec::new(),
            schemas: Schemas::default(),
        };
        draft.declarations();
        for number in 0..=draft.random.below(2) {
            draft.api(number);
        }
        draft.lines.join("\n") + "\n"
    }

    fn line(&mut self, depth: usize, text: impl AsRef<str>) {
        self.lines.push(format!("{}{}", "    ".repeat(depth), text.as_ref()));
    }

    /// Whether something happens that happens once in so many times.
    fn once_in(&mut self, times: usize) -> bool {
        self.random.below(times) == 0
    }

    fn pick<T: Clone + Default>(&mut self, from: &[T]) -> T {
        self.random.pick(from).cloned().unwrap_or_default()
    }

    fn text(&mut self, from: &[&str]) -> String {
        self.random.pick(from).map_or_else(String::new, |text| (*text).to_owned())
    }

    fn object(&mut self, from: &[Object]) -> Option<Object> {
        self.random.pick(from).cloned()
    }
}
