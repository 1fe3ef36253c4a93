//! Which public tokens stand next to each other: where a vocabulary would draw its borders otherwise.
//!
//! A word that is cut in two, a digit before a space, a mark between letters: what such a place costs is not seen
//! in either token by itself.

/// How many classes of tokens are told apart, the beginning of a text among them.
pub(crate) const CLASSES: usize = 17;

/// How many pairs there are.
pub(crate) const LENGTH: usize = CLASSES * CLASSES;

/// Before the first token of a text.
pub(crate) const START: u8 = 0;
const BROKEN: u8 = 1;
const SPACES: u8 = 2;
const LINES: u8 = 3;
const BLANKS: u8 = 4;
const DIGITS: u8 = 5;
const MARKS: u8 = 6;
const WORDS: u8 = 9;
const OTHERS: u8 = 15;

/// What kind of neighbour a token is.
pub(crate) fn class_of(piece: &[u8]) -> u8 {
    let Ok(text) = std::str::from_utf8(piece) else { return BROKEN };
    let bare = text.trim_start_matches(' ');
    if bare.is_empty() {
        return SPACES;
    }
    if text.chars().all(char::is_whitespace) {
        return if text.contains('\n') { LINES } else { BLANKS };
    }
    if bare.bytes().all(|byte| byte.is_ascii_digit()) {
        return DIGITS;
    }
    let spaced = bare.len() < text.len();
    if bare.trim_end().bytes().all(|byte| byte.is_ascii_punctuation()) {
        return MARKS + if text.contains('\n') { 0 } else { 1 + u8::from(!spaced) };
    }
    let letter = bare.chars().find(|letter| letter.is_alphabetic()).unwrap_or('?');
    if !letter.is_ascii() && crate::script::base_letter(letter as u32).is_none() {
        return OTHERS + u8::from(!spaced);
    }
    let lead = if spaced { 0 } else { 1 + u8::from(!bare.starts_with(letter)) };
    WORDS + 2 * lead + u8::from(letter.is_uppercase())
}

/// The index of a pair.
pub(crate) fn pair(before: u8, class: u8) -> usize {
    usize::from(before) * CLASSES + usize::from(class)
}

/// The name of a pair, for the fitting script.
#[cfg(feature = "cl100k")]
pub(crate) fn name(index: usize) -> String {
    format!("next {} {}", index / CLASSES, index % CLASSES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_token_has_a_class_of_its_own_kind() {
        let class = |piece: &str| class_of(piece.as_bytes());
        let kinds = [" ", "\n", "\t", "42", ".\n", " (", "(", " a", " A", "a", "A", "_a", "_A", " 人", "人"];
        let classes: Vec<u8> = kinds.into_iter().map(class).collect();
        assert_eq!(classes, (SPACES..CLASSES as u8).collect::<Vec<u8>>());
        assert_eq!(class_of(b"\xff"), BROKEN);
    }

    #[test]
    fn every_public_token_is_within_bounds() {
        let engine = crate::Encoding::O200kBase.engine();
        assert!(
            (0..engine.tokens())
                .all(|token| { usize::from(class_of(engine.piece(token).unwrap_or_default())) < CLASSES })
        );
    }
}
