//! What a public token says of the same text in another vocabulary: its kind, its length and its rank.
//!
//! A rare token of a large vocabulary is cut into several by a smaller one, so the rank, which falls with
//! frequency, is worth more than the bare count.

use crate::script::{Script, base_letter, class_of};

const RANKS: usize = 10;
const LETTER_LENGTHS: usize = 12;
const OTHER_LENGTHS: usize = 5;

const WORD: usize = 0;
const WORD_RANK: usize = WORD + 3 * 4 * LETTER_LENGTHS;
const ACCENTED: usize = WORD_RANK + 4 * LETTER_LENGTHS * RANKS;
const DIGITS: usize = ACCENTED + 2 * OTHER_LENGTHS * RANKS;
const MARKS: usize = DIGITS + OTHER_LENGTHS;
const BLANKS: usize = MARKS + 3 * OTHER_LENGTHS * RANKS;
const SCRIPTS: usize = BLANKS + 3 * 8;
const BROKEN: usize = SCRIPTS + crate::script::COUNT * (OTHER_LENGTHS + RANKS);

/// How many features tokens are told apart by.
pub(crate) const LENGTH: usize = BROKEN + OTHER_LENGTHS;

/// The one or two features of a token, the second equal to `LENGTH` where there is one only.
pub(crate) fn features_of(rank: u32, piece: &[u8]) -> [usize; 2] {
    const ONLY: usize = LENGTH;
    let Ok(text) = std::str::from_utf8(piece) else {
        return [BROKEN + piece.len().clamp(1, OTHER_LENGTHS) - 1, ONLY];
    };
    let ranked = rank_bucket(rank);
    let bare = text.trim_start_matches([' ']);
    if text.chars().all(char::is_whitespace) {
        let kind = if text.contains('\n') { 0 } else { 1 + usize::from(text.starts_with('\t')) };
        return [BLANKS + kind * 8 + length_bucket(text.len()), ONLY];
    }
    let length = |end: usize| move |count: usize| count.clamp(1, end) - 1;
    let (short, word) = (length(OTHER_LENGTHS), length(LETTER_LENGTHS));
    if bare.bytes().all(|byte| byte.is_ascii_digit()) {
        return [DIGITS + short(bare.len()), ONLY];
    }
    let spaced = text.len() > bare.len();
    if bare.trim_end().bytes().all(|byte| byte.is_ascii_punctuation()) {
        let kind = if bare.contains('\n') { 2 } else { usize::from(spaced) };
        return [MARKS + (kind * OTHER_LENGTHS + short(bare.trim_end().len())) * RANKS + ranked, ONLY];
    }
    let letters = bare.trim_start_matches(|lead: char| !lead.is_alphabetic());
    let lead = if spaced { 0 } else { 1 + usize::from(letters.len() < bare.len()) };
    if !letters.is_empty() && letters.bytes().all(|byte| byte.is_ascii_graphic()) {
        let case = case_of(letters);
        let long = word(letters.len());
        return [
            WORD + (lead * 4 + case) * LETTER_LENGTHS + long,
            WORD_RANK + (case * LETTER_LENGTHS + long) * RANKS + ranked,
        ];
    }
    if letters.chars().all(|letter| letter.is_ascii() || base_letter(letter as u32).is_some())
        && !letters.is_empty()
    {
        let count = short(letters.chars().count() / 2);
        return [ACCENTED + (usize::from(!spaced) * OTHER_LENGTHS + count) * RANKS + ranked, ONLY];
    }
    let class = bare
        .chars()
        .find(|letter| !letter.is_ascii())
        .map_or(Script::Private as usize, |c| class_of(c as u32));
    let script = SCRIPTS + class * (OTHER_LENGTHS + RANKS);
    [script + short(bare.chars().count()), script + OTHER_LENGTHS + ranked]
}

/// Whether a token with these features is of Latin letters, digits, marks or white space.
pub(crate) fn is_latin(features: [usize; 2]) -> bool {
    features[0] < SCRIPTS
}

/// The name of the feature at an index, for the fitting script.
#[cfg(feature = "cl100k")]
pub(crate) fn name(index: usize) -> String {
    let (ranks, lengths) = (RANKS, OTHER_LENGTHS);
    match index {
        WORD..WORD_RANK => {
            let (group, length) = (index / LETTER_LENGTHS, index % LETTER_LENGTHS);
            format!("word {} {} {length}", group / 4, group % 4)
        }
        WORD_RANK..ACCENTED => {
            let (group, rank) = ((index - WORD_RANK) / ranks, (index - WORD_RANK) % ranks);
            format!("rank {} {} {rank}", group / LETTER_LENGTHS, group % LETTER_LENGTHS)
        }
        SCRIPTS..BROKEN => {
            let (class, at) = ((index - SCRIPTS) / (lengths + ranks), (index - SCRIPTS) % (lengths + ranks));
            format!("script {} {at}", crate::script::LABELS[class])
        }
        _ => format!("token {index}"),
    }
}

fn case_of(letters: &str) -> usize {
    let capitals = letters.bytes().filter(u8::is_ascii_uppercase).count();
    match (capitals, letters.as_bytes().first().is_some_and(u8::is_ascii_uppercase)) {
        (0, _) => 0,
        (1, true) => 1,
        (all, _) if all == letters.len() => 2,
        _ => 3,
    }
}

fn rank_bucket(rank: u32) -> usize {
    (rank.max(256).ilog2() as usize - 8).min(RANKS - 1)
}

fn length_bucket(length: usize) -> usize {
    [1, 2, 3, 4, 6, 8, 16].iter().position(|end| length <= *end).unwrap_or(7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Encoding;

    #[test]
    fn every_token_has_features_within_bounds() {
        let engine = Encoding::O200kBase.engine();
        for token in 0..engine.tokens() {
            let [first, second] = features_of(token, engine.piece(token).unwrap_or_default());
            assert!(first < LENGTH && second <= LENGTH, "{token}");
        }
    }

    #[test]
    fn words_differ_by_lead_case_and_length() {
        let first = |piece: &str| features_of(5000, piece.as_bytes())[0];
        assert_ne!(first(" the"), first("the"));
        assert_ne!(first("The"), first("the"));
        assert_ne!(first(".the"), first("the"));
        assert_eq!(first("the"), first("and"));
    }
}
