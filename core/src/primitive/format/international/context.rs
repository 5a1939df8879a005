//! Characters of U-labels that may stand in some places only: RFC 5892, A.3 to A.9.

use icu_properties::CodePointMapData;
use icu_properties::props::Script;

/// Whether a contextual character may stand between these in `label`.
pub(super) fn admits(
    character: char,
    before: Option<char>,
    after: Option<char>,
    label: &str,
) -> bool {
    match character {
        // A.3: the dot of Catalan.
        '\u{b7}' => before == Some('l') && after == Some('l'),
        // A.4: the lower numeral sign.
        '\u{375}' => after.is_some_and(|after| is_of(after, Script::Greek)),
        // A.5 and A.6: geresh and gershayim.
        '\u{5f3}' | '\u{5f4}' => before.is_some_and(|before| is_of(before, Script::Hebrew)),
        // A.7: the dot of Katakana.
        '\u{30fb}' => label.chars().any(|other| {
            let scripts = [Script::Hiragana, Script::Katakana, Script::Han];
            scripts.into_iter().any(|script| is_of(other, script))
        }),
        // A.8 and A.9: digits of one kind.
        '\u{660}'..='\u{669}' => !label.contains(is_extended_digit),
        '\u{6f0}'..='\u{6f9}' => !label.contains(is_digit),
        _ => false,
    }
}

fn is_of(character: char, script: Script) -> bool {
    CodePointMapData::<Script>::new().get(character) == script
}

fn is_digit(character: char) -> bool {
    matches!(character, '\u{660}'..='\u{669}')
}

fn is_extended_digit(character: char) -> bool {
    matches!(character, '\u{6f0}'..='\u{6f9}')
}
