//! Which characters U-labels are made of: the property that RFC 5892 §3 derives.

use icu_properties::props::{ChangesWhenNfkcCasefolded, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

/// What a character is in a U-label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// `PVALID`.
    Valid,
    /// `CONTEXTJ`.
    Joiner,
    /// `CONTEXTO`.
    Contextual,
    /// `DISALLOWED` or `UNASSIGNED`.
    Disallowed,
}

impl Standing {
    pub(super) fn of(character: char) -> Standing {
        match character {
            // §2.6.
            'ß' | 'ς' | '۽' | '۾' | '་' | '〇' => Standing::Valid,
            '\u{b7}' | '\u{375}' | '\u{5f3}' | '\u{5f4}' | '\u{30fb}' => Standing::Contextual,
            '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' => Standing::Contextual,
            '\u{640}' | '\u{7fa}' | '\u{302e}' | '\u{302f}' | '\u{303b}' => Standing::Disallowed,
            '\u{3031}'..='\u{3035}' => Standing::Disallowed,
            // §2.5.
            '-' | '0'..='9' | 'a'..='z' => Standing::Valid,
            // §2.8.
            '\u{200c}' | '\u{200d}' => Standing::Joiner,
            other if is_unstable(other) || is_ignorable_block(other) || is_old_hangul(other) => {
                Standing::Disallowed
            }
            other if is_letter_or_digit(other) => Standing::Valid,
            _ => Standing::Disallowed,
        }
    }
}

/// §2.2 and §2.3: characters that another one stands for, or none.
fn is_unstable(character: char) -> bool {
    CodePointSetData::new::<ChangesWhenNfkcCasefolded>().contains(character)
}

/// §2.4: marks for symbols, and music.
fn is_ignorable_block(character: char) -> bool {
    matches!(character, '\u{20d0}'..='\u{20ff}' | '\u{1d100}'..='\u{1d24f}')
}

/// §2.9: letters that syllables were once spelled with.
fn is_old_hangul(character: char) -> bool {
    matches!(
        character,
        '\u{1100}'..='\u{11ff}' | '\u{a960}'..='\u{a97c}' | '\u{d7b0}'..='\u{d7c6}' | '\u{d7cb}'..='\u{d7fb}'
    )
}

/// §2.1.
fn is_letter_or_digit(character: char) -> bool {
    matches!(
        CodePointMapData::<GeneralCategory>::new().get(character),
        GeneralCategory::LowercaseLetter
            | GeneralCategory::UppercaseLetter
            | GeneralCategory::OtherLetter
            | GeneralCategory::DecimalNumber
            | GeneralCategory::ModifierLetter
            | GeneralCategory::NonspacingMark
            | GeneralCategory::SpacingMark
    )
}
