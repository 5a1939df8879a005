//! Files: what they may be called, and how they begin.

/// The longest name of a file, in bytes: what file systems take.
const LONGEST_NAME: usize = 255;

/// What separates paths, streams or the parameters of a header, has a meaning in patterns, or is percent-encoded by some
/// clients and not by others.
const SPECIAL: &str = "/\\:;*?\"<>|%";

/// Octets that stand at a place.
type Piece = (usize, &'static [u8]);

/// How files of a media type begin, of those where that is plain.
const SIGNATURES: [(&str, &[Piece]); 7] = [
    ("application/gzip", &[(0, b"\x1f\x8b")]),
    ("application/pdf", &[(0, b"%PDF-")]),
    ("application/zip", &[(0, b"PK")]),
    ("image/gif", &[(0, b"GIF8")]),
    ("image/jpeg", &[(0, b"\xff\xd8\xff")]),
    ("image/png", &[(0, b"\x89PNG\r\n\x1a\n")]),
    ("image/webp", &[(0, b"RIFF"), (8, b"WEBP")]),
];

/// Whether a file may be called so: one plain name, no path, and nothing that shows as something else.
#[must_use]
pub fn is_file_name(name: &str) -> bool {
    let is_plain = |character: char| {
        !character.is_control()
            && !SPECIAL.contains(character)
            // Marks that change the direction of text, and ends of lines, hide what a name ends with.
            && !matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    (1..=LONGEST_NAME).contains(&name.len())
        && name.chars().all(is_plain)
        && !name.starts_with(['.', ' ', '-', '~'])
        && !name.ends_with(['.', ' '])
}

/// Whether a file begins as those of its media type do; of types that are not known here, every one does.
#[must_use]
pub fn has_signature(media_type: &str, content: &[u8]) -> bool {
    let known = SIGNATURES.iter().find(|(known, _)| *known == media_type);
    known.is_none_or(|(_, pieces)| {
        pieces
            .iter()
            .all(|(at, piece)| content.get(*at..).is_some_and(|content| content.starts_with(piece)))
    })
}
