//! The automata of the built-in formats.

pub(super) mod base64;
pub(super) mod date;
pub(super) mod duration;
pub(super) mod email;
pub(super) mod hostname;
pub(super) mod idn_email;
pub(super) mod ip;
pub(super) mod iri;
pub(super) mod iri_reference;
pub(super) mod json_pointer;
pub(super) mod relative_json_pointer;
pub(super) mod time;
pub(super) mod time_of_day;
pub(super) mod uri;
pub(super) mod uri_reference;
pub(super) mod uri_template;
pub(super) mod uuid;
