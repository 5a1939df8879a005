//! What pest makes of `grammar.pest`.

#![allow(
    missing_docs,
    unreachable_pub,
    reason = "pest generates a public enum without documentation"
)]

/// The generated parser.
#[derive(pest_derive::Parser)]
#[grammar = "syntax/grammar.pest"]
pub(crate) struct Grammar;
