//! What the words of a policy mean, one concept a file, without input or output.

pub mod api_key;
pub mod body;
pub mod certificate;
pub mod client_address;
pub mod cookie;
pub mod country;
pub mod decimal;
pub mod format;
pub mod header;
pub mod host;
pub mod identity;
pub mod json;
pub mod jwk;
pub mod jwt;
pub mod lifetime;
pub mod media_type;
pub mod number;
pub mod path;
pub mod pattern;
pub mod principal;
pub mod projection;
pub mod query;
pub mod rate;
pub mod scalar;
pub mod schema;
