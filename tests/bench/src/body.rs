//! Bodies from their bytes: generated readers, which check and fill a typed struct, beside serde's fastest way of skipping
//! JSON and beside JSON Schema, by jsonschema at run time and by its macro.

use std::hint::black_box;

use anyhow::{Result, ensure};
use gatewright::generated::read_body;
use serde::Serialize;
use serde::de::IgnoredAny;

use crate::measure::{Contender, nanoseconds};
use crate::orders::order;

mod generated {
    #![allow(missing_docs, reason = "printed by the compiler")]

    gatewright::policy!("orders.gate");
}
use generated::orders::schema::Order;

#[jsonschema::validator(path = "order.schema.json", validate_formats = true)]
struct OrderSchema;

/// Microseconds a body.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Body {
    /// Bytes of the body.
    pub bytes: usize,
    /// Generated code: all rules checked, the struct filled.
    pub ours_us: f64,
    /// `serde_json::from_slice::<IgnoredAny>`: syntax alone.
    pub ignored_any_us: f64,
    /// serde_json to a tree, then jsonschema.
    pub jsonschema_us: f64,
    /// serde_json to a tree, then the code that jsonschema's macro makes.
    pub jsonschema_macro_us: f64,
}

/// An order of so many lines.
pub fn of_lines(lines: usize) -> Result<Body> {
    let text = order(lines);
    let bytes = text.as_bytes();
    let schema = serde_json::from_str(include_str!("../order.schema.json"))?;
    // Draft 2020-12 does not assert formats unless it is told to.
    let validator = jsonschema::options().should_validate_formats(true).build(&schema)?;
    let ours = |bytes: &[u8]| read_body::<Order>("orders.post", bytes).is_ok();
    let ignored = |bytes: &[u8]| serde_json::from_slice::<IgnoredAny>(bytes).is_ok();
    let at_run_time =
        |bytes: &[u8]| serde_json::from_slice(bytes).is_ok_and(|tree| validator.is_valid(&tree));
    let by_macro =
        |bytes: &[u8]| serde_json::from_slice(bytes).is_ok_and(|tree| OrderSchema::is_valid(&tree));
    ensure!(ours(bytes) && ignored(bytes) && at_run_time(bytes) && by_macro(bytes));
    for (from, to) in [
        ("\"quantity\":8", "\"quantity\":0"),
        ("\"sku\":\"A", "\"sku\":\"a"),
        ("false", "0"),
        ("jane.doe@", "jane.doe"),
        ("2026-02-03", "2026-02-30"),
        ("0195a3c0-", "0195a3c0"),
    ] {
        let wrong = text.replace(from, to);
        ensure!(wrong != text, "{from} is nowhere");
        let wrong = wrong.as_bytes();
        ensure!(!ours(wrong) && !at_run_time(wrong) && !by_macro(wrong), "{to} is taken for valid");
    }
    let [ours_ns, ignored_any_ns, jsonschema_ns, jsonschema_macro_ns] = nanoseconds([
        Contender::new(1, || ours(black_box(bytes))),
        Contender::new(1, || ignored(black_box(bytes))),
        Contender::new(1, || at_run_time(black_box(bytes))),
        Contender::new(1, || by_macro(black_box(bytes))),
    ]);
    Ok(Body {
        bytes: bytes.len(),
        ours_us: ours_ns / 1e3,
        ignored_any_us: ignored_any_ns / 1e3,
        jsonschema_us: jsonschema_ns / 1e3,
        jsonschema_macro_us: jsonschema_macro_ns / 1e3,
    })
}
