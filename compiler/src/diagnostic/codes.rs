//! Every code that the compiler and the command line can answer with. A number is never used again for something else.
//!
//! Ranges: syntax 0001 to 0099, names and types 0100 to 0599, targets 0600 to 0699, command line and files 0900 to
//! 0999. Each code has a page, `docs/errors/CODE.md`, and a golden test that provokes it; a test checks both.

/// A code with its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// `GW` and four digits.
    pub id: &'static str,
    /// What it stands for, in a few words.
    pub title: &'static str,
}

/// Declares the codes and [`ALL`] from one list.
macro_rules! codes {
    ($($name:ident = $id:literal $title:literal;)*) => {
        $(
            #[doc = $title]
            pub const $name: Code = Code { id: $id, title: $title };
        )*

        /// Every code, in the order of their numbers.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    NOT_TEXT = "GW0001" "a file that is not text";
    TOO_LARGE = "GW0002" "a policy that is too large";
    TOO_DEEP = "GW0003" "nesting that is too deep";
    SYNTAX = "GW0004" "a text that is not of the language";
    UNCLOSED = "GW0005" "a string or bracket that is not closed";
    WRONG_LITERAL = "GW0006" "a literal that means nothing";
    REPEATED_PART = "GW0007" "a part of a declaration that is written twice";
    NO_POLICY_LINE = "GW0008" "a file that does not begin with its policy line";
    PARSER_FAULT = "GW0009" "a fault of the parser itself";
    DUPLICATE_DECLARATION = "GW0100" "a name that is declared twice";
    UNKNOWN_NAME = "GW0101" "a name that nothing declares";
    UNUSED_NAME = "GW0102" "a declaration that nothing uses";
    NAME_SPELLING = "GW0103" "a name in the wrong spelling";
    UNKNOWN_KEY = "GW0104" "a setting that does not exist here";
    DUPLICATE_KEY = "GW0105" "a setting that is written twice";
    MISSING_SETTING = "GW0106" "a setting that must be written";
    WRONG_VALUE = "GW0107" "a setting with the wrong kind of value";
    NOT_SUPPORTED_YET = "GW0108" "a part of the language that is not built yet";
    DUPLICATE_ITEM = "GW0109" "an item that is listed twice";
    NOT_ENFORCED = "GW0600" "a rule that a target cannot enforce";
    NO_SUCH_GAP = "GW0601" "an accepted gap that does not exist";
    FILE_MISSING = "GW0900" "a file that does not exist";
    FILE_UNREADABLE = "GW0901" "a file that cannot be read";
    KEY_FILE = "GW0902" "a key file that is not as it must be";
    FOREIGN_FILES = "GW0903" "an output folder that holds somebody else's files";
    OUTPUT_UNWRITABLE = "GW0904" "an output folder that cannot be written";
    OUTPUT_STALE = "GW0905" "an output folder that is not up to date";
    TARGET_NOT_DECLARED = "GW0906" "a target that the policy does not declare";
    REQUEST_UNREADABLE = "GW0907" "a request that cannot be read";
    CALLER_UNKNOWN = "GW0908" "a caller that the policy cannot have";
}

/// The code with this id.
#[must_use]
pub fn find(id: &str) -> Option<Code> {
    ALL.iter().copied().find(|code| code.id == id)
}
