//! Whom a line of a file of keys or users names.

/// What a line says of whoever holds its key or password.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'l> {
    /// Its `id`.
    pub id: &'l str,
    /// Its roles as written, whether or not the scheme grants them.
    pub roles: &'l [String],
}
