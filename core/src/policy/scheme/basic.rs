//! `auth … = basic`: names and passwords (RFC 7617).

use serde::{Deserialize, Serialize};

use super::Secret;

/// `auth … = basic`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BasicScheme {
    /// Where the lines of users are.
    pub users: Secret,
    /// What the challenge calls the place, of visible ASCII characters and spaces other than quotes and backslashes; the
    /// policy's name unless written.
    pub realm: Option<String>,
}
