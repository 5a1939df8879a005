//! Generated code against the evaluator, over generated policies.
//!
//! [`draft`] writes policies from a seed; what of one does not compile is left out of it ([`text`]). Many are linked into
//! one program ([`batch`]), which asks both sides the requests that the suite derives from each policy, and changed ones
//! of these, on one clock and without a wire ([`program`], [`pair`], [`module`]). Of a disagreement request and policy
//! are made smaller ([`reduce`]).

pub mod batch;
pub mod draft;
pub mod module;
pub mod pair;
pub mod program;
pub mod reduce;
pub mod report;
pub mod text;
pub mod vary;
