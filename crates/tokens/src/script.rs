//! Which script a character belongs to, as far as tokenizers care.
//!
//! Ranges, not names: a byte-pair vocabulary knows a block of code points well or hardly at all, and letters and
//! vowel signs of one script differ. A two-stage table answers for the basic plane in one load.

/// Classes of characters outside ASCII, with their ranges (inclusive, sorted) of code points.
macro_rules! scripts {
    ($($name:ident $label:literal),* $(,)?) => {
        /// A class of characters outside ASCII.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub(crate) enum Script { $($name),* }

        /// Their names, in order.
        pub(crate) const LABELS: &[&str] = &[$($label),*];
    };
}

scripts! {
    Nbsp "nbsp", Space "unicode_space", Latin1Letter "latin1_letter", Latin1Symbol "latin1_symbol",
    LatinA "latin_a", LatinB "latin_b", LatinMore "latin_more", Modifier "modifier", Combining "combining",
    Greek "greek", GreekExtended "greek_extended", Cyrillic "cyrillic", CyrillicMore "cyrillic_more",
    Armenian "armenian", Hebrew "hebrew", HebrewPoint "hebrew_point", Arabic "arabic", ArabicMark "arabic_mark",
    ArabicMore "arabic_more", Syriac "syriac", Thaana "thaana", Devanagari "devanagari",
    DevanagariSign "devanagari_sign", Bengali "bengali", BengaliSign "bengali_sign", Gurmukhi "gurmukhi",
    Gujarati "gujarati", Oriya "oriya", Tamil "tamil", Telugu "telugu", Kannada "kannada", Malayalam "malayalam",
    Sinhala "sinhala", Thai "thai", ThaiSign "thai_sign", Lao "lao", Tibetan "tibetan", Myanmar "myanmar",
    Georgian "georgian", Ethiopic "ethiopic", Khmer "khmer", Rare "rare", RareAstral "rare_astral",
    Hangul "hangul", Jamo "jamo", Hiragana "hiragana", Katakana "katakana", Han "han", HanRare "han_rare",
    CjkPunctuation "cjk_punctuation", Fullwidth "fullwidth", Quote "quote", Dash "dash",
    Punctuation "punctuation", Currency "currency", Arrow "arrow", Box "box", Dingbat "dingbat", Emoji "emoji",
    Joiner "joiner", Replacement "replacement", Private "private",
}

/// How many classes there are.
pub(crate) const COUNT: usize = LABELS.len();

use Script as S;

/// First code point of each range and its class; a range ends where the next begins.
const STARTS: &[(u32, Script)] = &[
    (0x0080, S::Latin1Symbol),
    (0x00A0, S::Nbsp),
    (0x00A1, S::Latin1Symbol),
    (0x00C0, S::Latin1Letter),
    (0x00D7, S::Latin1Symbol),
    (0x00D8, S::Latin1Letter),
    (0x00F7, S::Latin1Symbol),
    (0x00F8, S::Latin1Letter),
    (0x0100, S::LatinA),
    (0x0180, S::LatinB),
    (0x02B0, S::Modifier),
    (0x0300, S::Combining),
    (0x0370, S::Greek),
    (0x0400, S::CyrillicMore),
    (0x0401, S::Cyrillic),
    (0x0402, S::CyrillicMore),
    (0x0410, S::Cyrillic),
    (0x0450, S::CyrillicMore),
    (0x0451, S::Cyrillic),
    (0x0452, S::CyrillicMore),
    (0x0530, S::Armenian),
    (0x0590, S::HebrewPoint),
    (0x05D0, S::Hebrew),
    (0x0600, S::ArabicMore),
    (0x0621, S::Arabic),
    (0x064B, S::ArabicMark),
    (0x0660, S::ArabicMore),
    (0x0670, S::ArabicMark),
    (0x0671, S::ArabicMore),
    (0x0700, S::Syriac),
    (0x0750, S::ArabicMore),
    (0x0780, S::Thaana),
    (0x07C0, S::Rare),
    (0x08A0, S::ArabicMore),
    (0x0900, S::DevanagariSign),
    (0x0904, S::Devanagari),
    (0x093A, S::DevanagariSign),
    (0x0958, S::Devanagari),
    (0x0980, S::BengaliSign),
    (0x0985, S::Bengali),
    (0x09BC, S::BengaliSign),
    (0x09DC, S::Bengali),
    (0x0A00, S::Gurmukhi),
    (0x0A80, S::Gujarati),
    (0x0B00, S::Oriya),
    (0x0B80, S::Tamil),
    (0x0C00, S::Telugu),
    (0x0C80, S::Kannada),
    (0x0D00, S::Malayalam),
    (0x0D80, S::Sinhala),
    (0x0E00, S::Thai),
    (0x0E31, S::ThaiSign),
    (0x0E40, S::Thai),
    (0x0E47, S::ThaiSign),
    (0x0E4F, S::Thai),
    (0x0E80, S::Lao),
    (0x0F00, S::Tibetan),
    (0x1000, S::Myanmar),
    (0x10A0, S::Georgian),
    (0x1100, S::Jamo),
    (0x1200, S::Ethiopic),
    (0x13A0, S::Rare),
    (0x1780, S::Khmer),
    (0x1800, S::Rare),
    (0x1AB0, S::Combining),
    (0x1B00, S::Rare),
    (0x1C80, S::CyrillicMore),
    (0x1C90, S::Georgian),
    (0x1CC0, S::Rare),
    (0x1D00, S::LatinB),
    (0x1DC0, S::Combining),
    (0x1E00, S::LatinMore),
    (0x1F00, S::GreekExtended),
    (0x2000, S::Space),
    (0x200B, S::Joiner),
    (0x2010, S::Dash),
    (0x2016, S::Punctuation),
    (0x2018, S::Quote),
    (0x2020, S::Punctuation),
    (0x2028, S::Space),
    (0x202A, S::Joiner),
    (0x202F, S::Space),
    (0x2030, S::Punctuation),
    (0x205F, S::Space),
    (0x2060, S::Joiner),
    (0x2070, S::Latin1Symbol),
    (0x20A0, S::Currency),
    (0x20D0, S::Combining),
    (0x2100, S::Arrow),
    (0x2300, S::Box),
    (0x2600, S::Dingbat),
    (0x27C0, S::Arrow),
    (0x2800, S::Box),
    (0x2900, S::Arrow),
    (0x2C00, S::Rare),
    (0x2C60, S::LatinB),
    (0x2C80, S::Rare),
    (0x2D00, S::Georgian),
    (0x2D30, S::Rare),
    (0x2DE0, S::CyrillicMore),
    (0x2E00, S::Punctuation),
    (0x2E80, S::HanRare),
    (0x3000, S::CjkPunctuation),
    (0x3040, S::Hiragana),
    (0x30A0, S::Katakana),
    (0x3100, S::HanRare),
    (0x3130, S::Jamo),
    (0x3190, S::HanRare),
    (0x3200, S::CjkPunctuation),
    (0x3400, S::HanRare),
    (0x4E00, S::Han),
    (0xA000, S::Rare),
    (0xA640, S::CyrillicMore),
    (0xA6A0, S::Rare),
    (0xA720, S::LatinB),
    (0xA800, S::Rare),
    (0xA8E0, S::DevanagariSign),
    (0xA900, S::Rare),
    (0xA960, S::Jamo),
    (0xA980, S::Rare),
    (0xAB30, S::LatinB),
    (0xAB70, S::Rare),
    (0xAC00, S::Hangul),
    (0xD7B0, S::Jamo),
    (0xD800, S::Private),
    (0xF900, S::HanRare),
    (0xFB00, S::LatinB),
    (0xFB13, S::Armenian),
    (0xFB1D, S::Hebrew),
    (0xFB50, S::ArabicMore),
    (0xFE00, S::Joiner),
    (0xFE10, S::Fullwidth),
    (0xFE20, S::Combining),
    (0xFE30, S::Fullwidth),
    (0xFE70, S::ArabicMore),
    (0xFEFF, S::Joiner),
    (0xFF00, S::Fullwidth),
    (0xFF61, S::Katakana),
    (0xFFA0, S::Jamo),
    (0xFFE0, S::Fullwidth),
    (0xFFF0, S::Replacement),
    (0x10000, S::RareAstral),
    (0x1D400, S::LatinB),
    (0x1D800, S::RareAstral),
    (0x1F000, S::Emoji),
    (0x20000, S::HanRare),
    (0x323B0, S::RareAstral),
    (0xE0000, S::Joiner),
    (0xE01F0, S::Private),
];

/// Marks a block of sixteen code points that holds more than one class.
const MIXED: u8 = u8::MAX;

/// The class of each block of sixteen code points of the basic plane.
static BLOCKS: [u8; 4096] = blocks();

const fn blocks() -> [u8; 4096] {
    let mut table = [MIXED; 4096];
    let mut range = 0;
    while range < STARTS.len() {
        let end = if range + 1 < STARTS.len() { STARTS[range + 1].0 } else { 0x110000 };
        let mut block = STARTS[range].0.div_ceil(16);
        while block < 4096 && (block + 1) * 16 <= end {
            table[block as usize] = STARTS[range].1 as u8;
            block += 1;
        }
        range += 1;
    }
    table
}

/// The index (below [`COUNT`]) of the class of a character outside ASCII.
#[inline]
pub(crate) fn class_of(point: u32) -> usize {
    match BLOCKS.get((point >> 4) as usize) {
        Some(&class) if class != MIXED => class as usize,
        _ => by_search(point),
    }
}

#[inline(never)]
fn by_search(point: u32) -> usize {
    let after = STARTS.partition_point(|(start, _)| *start <= point);
    STARTS[after.saturating_sub(1)].1 as usize
}

/// What an accented Latin letter counts as among letter pairs: 1 to 26 for a to z, 27 for any other letter.
#[inline]
pub(crate) fn base_letter(point: u32) -> Option<u8> {
    const LATIN: &[u8; 192] = b"aaaaaa.ceeeeiiii.nooooo..uuuuy..aaaaaa.ceeeeiiii.nooooo..uuuuy.y\
        aaaaaaccccccccdd..eeeeeeeeeegggggggghh..iiiiiiiii.iijjkk.llllllll..nnnnnn...oooooo..rrrrrrsssssssstttt..uuuuuuuuuuuuwwyyyzzzzzzs";
    const MORE: &[u8; 256] =
        b"aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooo\
        pppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyas....aaaaaaaaaaaaaaaaaaaaaaaa\
        eeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";
    let letter = match point {
        0xD7 | 0xF7 => return None,
        0xC0..=0x17F => LATIN[(point - 0xC0) as usize],
        0x1E00..=0x1EFF => MORE[(point - 0x1E00) as usize],
        0x180..=0x2AF
        | 0x1D00..=0x1DBF
        | 0x2C60..=0x2C7F
        | 0xA720..=0xA7FF
        | 0xAB30..=0xAB6F
        | 0xFB00..=0xFB12 => b'.',
        _ => return None,
    };
    Some(if letter == b'.' { 27 } else { letter - b'a' + 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_sorted_and_the_table_agrees_with_the_search() {
        assert!(STARTS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for point in 0x80..0x30000 {
            assert_eq!(class_of(point), by_search(point), "{point:x}");
        }
    }

    #[test]
    fn some_characters_are_what_they_are() {
        for (character, script) in [
            ('é', S::Latin1Letter),
            ('ж', S::Cyrillic),
            ('中', S::Han),
            ('の', S::Hiragana),
            ('한', S::Hangul),
            ('😀', S::Emoji),
        ] {
            assert_eq!(class_of(character as u32), script as usize, "{character}");
        }
        assert_eq!(base_letter('é' as u32), Some(5));
        assert_eq!(base_letter('ộ' as u32), Some(15));
        assert_eq!(base_letter('ß' as u32), Some(27));
        assert_eq!(base_letter('ж' as u32), None);
    }
}
