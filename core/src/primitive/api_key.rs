//! Files of API keys: one digest a line, never the key itself.

/// A whole file; digests are distinct.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiKeyFile {
    /// In the file's order.
    pub entries: Vec<ApiKeyEntry>,
}

/// One line: `sha256:HEX id=… roles=a,b expires=RFC3339`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKeyEntry {
    /// SHA-256 of the key as the client sends it.
    pub digest: [u8; 32],
    /// The principal's `id`.
    pub id: String,
    /// Roles as written; those that the scheme does not grant are dropped when the principal is made.
    pub roles: Vec<String>,
    /// The first second at which the key is no longer valid, since 1970.
    pub expires: Option<i64>,
}
