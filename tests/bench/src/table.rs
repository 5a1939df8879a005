//! All measurements, as one object and as one table.

use std::fmt;

use anyhow::Result;
use serde::Serialize;

use crate::body::{self, Body};
use crate::build::{self, Build};
use crate::decision::{self, Decision};
use crate::layer::{self, Layer, Tokens};
use crate::limiter::{self, Limiter};
use crate::orders::{LINES_OF_1K, LINES_OF_1M, LINES_OF_10K};

/// What was measured.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Table {
    /// 20 routes, six roles.
    pub decision_small: Decision,
    /// 1,000 routes, 50 roles.
    pub decision_large: Decision,
    /// An order of 1 KB.
    pub body_1k: Body,
    /// Of 10 KB.
    pub body_10k: Body,
    /// Of 1 MB.
    pub body_1m: Body,
    /// A limit with one key.
    pub limiter_1: Limiter,
    /// With 100,000 keys.
    pub limiter_100k: Limiter,
    /// The whole service, one token again and again.
    pub layer_repeated: Layer,
    /// The whole service, a new token each time.
    pub layer_fresh: Layer,
    /// `cargo check`.
    pub build: Build,
}

impl Table {
    /// Measures all of it, which takes some minutes.
    pub fn measure() -> Result<Table> {
        Ok(Table {
            decision_small: decision::small()?,
            decision_large: decision::large()?,
            body_1k: body::of_lines(LINES_OF_1K)?,
            body_10k: body::of_lines(LINES_OF_10K)?,
            body_1m: body::of_lines(LINES_OF_1M)?,
            limiter_1: limiter::of_keys(1)?,
            limiter_100k: limiter::of_keys(100_000)?,
            layer_repeated: layer::of_tokens(Tokens::Repeated)?,
            layer_fresh: layer::of_tokens(Tokens::Fresh)?,
            build: build::measure()?,
        })
    }
}

/// One line a comparison: ours, the peer's, and how many times faster ours is: the peer's time over ours, or of the layer our rate
/// over the stack's.
impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = |what: &str, unit: &str, ours: f64, peer: &str, theirs: f64, ratio: f64| {
            writeln!(
                formatter,
                "{what:<16} {ours:>12.2} {unit:<4} {peer:<22} {theirs:>12.2} {ratio:>9.2}×"
            )
        };
        for (what, it) in
            [("decision small", self.decision_small), ("decision large", self.decision_large)]
        {
            let Decision { ours_ns: ours, hand_ns, regorus_ns, cedar_ns } = it;
            for (peer, theirs) in
                [("by hand, matchit", hand_ns), ("regorus", regorus_ns), ("cedar-policy", cedar_ns)]
            {
                line(what, "ns", ours, peer, theirs, theirs / ours)?;
            }
        }
        for (what, it) in [
            ("body 1 KB", self.body_1k),
            ("body 10 KB", self.body_10k),
            ("body 1 MB", self.body_1m),
        ] {
            let ours = it.ours_us;
            for (peer, theirs) in [
                ("serde_json IgnoredAny", it.ignored_any_us),
                ("jsonschema", it.jsonschema_us),
                ("jsonschema's macro", it.jsonschema_macro_us),
            ] {
                line(what, "µs", ours, peer, theirs, theirs / ours)?;
            }
        }
        for (what, it) in
            [("limit, 1 key", self.limiter_1), ("limit, 100k keys", self.limiter_100k)]
        {
            line(what, "ns", it.ours_ns, "governor", it.governor_ns, it.governor_ns / it.ours_ns)?;
        }
        for (what, it) in
            [("layer, repeated", self.layer_repeated), ("layer, fresh", self.layer_fresh)]
        {
            line(what, "1/s", it.ours_rps, "stack", it.stack_rps, it.ours_rps / it.stack_rps)?;
        }
        let Build { ours_s, serde_garde_s } = self.build;
        line("cargo check", "s", ours_s, "serde and garde", serde_garde_s, serde_garde_s / ours_s)?;
        writeln!(formatter, "memory of a limit: {:.1} bytes a key", self.limiter_100k.bytes_per_key)
    }
}
