//! What is not known about declarations that could not be read.

use std::collections::HashSet;

use super::fragment;

/// What declarations that could not be read may declare, and nobody shall miss.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// Names that they may declare.
    names: HashSet<String>,
    /// Whether the `principal` block may be among them.
    principal: bool,
    /// Whether the `network` block may be among them.
    network: bool,
    /// Whether schemes may be among them.
    schemes: bool,
}

impl Lost {
    /// Whether one of them may declare this name.
    #[must_use]
    pub fn declares(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Whether nothing is known about the principal's fields.
    #[must_use]
    pub fn has_principal(&self) -> bool {
        self.principal
    }

    /// Whether nothing is known about the network.
    #[must_use]
    pub fn has_network(&self) -> bool {
        self.network
    }

    /// Whether there may be schemes of which nothing is known.
    #[must_use]
    pub fn has_schemes(&self) -> bool {
        self.schemes
    }

    /// Adds the text of a declaration, or of several where the end of the first was not found.
    pub(super) fn add(&mut self, text: &str) {
        let lines = text.lines().map(str::trim_start);
        let written = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
        for (number, line) in written.enumerate() {
            let line = line.trim_start_matches(|character| !is_word(character));
            if number > 0 && !fragment::declares(line) {
                continue;
            }
            // Its keyword and its name, whatever stands between or before.
            let mut words = words(line);
            let keyword = words.next().unwrap_or_default();
            self.principal |= strsim::osa_distance(keyword, "principal") <= 2;
            self.network |= strsim::osa_distance(keyword, "network") <= 2;
            self.schemes |= strsim::osa_distance(keyword, "auth") <= 2;
            self.names.extend(words.next().map(str::to_owned));
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character| !is_word(character)).filter(|word| !word.is_empty())
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}
