//! Conditions in the plan.

use gatewright_core::policy::{Comparison, ValueType};
use serde::Serialize;

use super::Network;

/// A node of a condition; its parts stand before it and are named by their index.
#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "op", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub(in crate::target::nginx) enum Condition {
    And { parts: Vec<usize> },
    Or { parts: Vec<usize> },
    Not { part: usize },
    Compare { operator: Comparison, left: Operand, right: Operand },
    InList { needle: Operand, list: Vec<Value> },
    InField { needle: Operand, field: String },
    InNetworks { networks: Vec<Network> },
    Has { held_by: Vec<String> },
    Within { time: Operand, seconds: u64 },
    IsSet { operand: Operand },
    StartsWith { subject: Operand, affix: Operand },
    EndsWith { subject: Operand, affix: Operand },
    Matches { subject: Operand, pattern: usize },
    SchemeIs { scheme: String },
}

/// What a condition reads.
#[derive(Debug, PartialEq, Serialize)]
pub(in crate::target::nginx) struct Operand {
    pub(in crate::target::nginx) from: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::target::nginx) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::target::nginx) value: Option<Value>,
    #[serde(rename = "type")]
    pub(in crate::target::nginx) kind: ValueType,
}

/// A value written in the policy.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(in crate::target::nginx) enum Value {
    Text(String),
    Number(i64),
    Bool(bool),
    Address(Vec<u8>),
}
