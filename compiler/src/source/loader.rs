//! Where the text of a used file comes from.

/// Gives the files that a policy uses. Paths are relative to the folder of the policy's main file, have `/` between their
/// parts, and hold neither `.` nor `..` behind another part.
pub trait Loader {
    /// The bytes of a file. Whoever reads from a disk may stop one byte after [`LARGEST`](crate::syntax::LARGEST).
    ///
    /// # Errors
    ///
    /// Where there is no such file, or it cannot be read.
    fn load(&self, path: &str) -> Result<Vec<u8>, LoadError>;

    /// What is the same for the same file, whatever path names it: on a disk, the path with its links resolved.
    fn identity(&self, path: &str) -> String {
        path.to_owned()
    }
}

/// Why a file was not loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// There is no such file.
    Missing,
    /// It cannot be read: why, in lower case without a full stop.
    Unreadable(String),
}

/// For a policy in one text, beside which there are no files.
#[derive(Clone, Copy, Debug)]
pub struct Alone;

impl Loader for Alone {
    fn load(&self, _: &str) -> Result<Vec<u8>, LoadError> {
        Err(LoadError::Unreadable("this text stands alone, without files beside it".to_owned()))
    }
}
