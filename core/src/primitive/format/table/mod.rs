//! The automata of the built-in formats.

pub(super) mod base64;
pub(super) mod date;
pub(super) mod duration;
pub(super) mod email;
pub(super) mod hostname;
pub(super) mod ip;
pub(super) mod time;
pub(super) mod uri;
pub(super) mod uuid;
