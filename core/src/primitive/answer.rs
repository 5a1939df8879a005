//! What every answer of HTTP is.

/// Whether the answer to this method, with this status, has no body, whatever its headers say (RFC 9110 §6.4.1, §15.3.6).
#[must_use]
pub fn is_bodiless(method: &str, status: u16) -> bool {
    method == "HEAD" || matches!(status, 204 | 205 | 304)
}

/// Headers of an upstream's answer that are lists, to which a policy adds.
pub const LISTS: [&str; 2] = ["link", "vary"];
