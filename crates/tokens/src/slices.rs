//! Where a text may be cut so that the slices have the tokens of the whole.
//!
//! No token of a public encoding reaches across these places, and neither does a run of the feature scanner:
//! behind a line's end, before a space between two words, before punctuation between two letters.

/// The last place to cut before the end, at or after `from`.
pub(crate) fn last_cut(bytes: &[u8], from: usize) -> Option<usize> {
    (from.max(1)..bytes.len()).rev().find(|at| is_cut(bytes, *at))
}

/// How many bytes on either side a cut is judged by.
pub(crate) const SIGHT: usize = 8;

/// Whether the text may be cut before the byte at `at`.
fn is_cut(bytes: &[u8], at: usize) -> bool {
    let (Some(before), Some(first)) = (at.checked_sub(1).map(|last| bytes[last]), bytes.get(at)) else {
        return false;
    };
    match (before, first) {
        // A line's end is the end of its token, whatever stands behind, but for white space and a slash.
        (b'\n', _) => char_at(bytes, at).is_some_and(is_letter_or_digit),
        // A word takes the space before it along. Its first letter is not the `s` of a contraction.
        (_, b' ') => ends_in_letter(bytes, at) && char_at(bytes, at + 1).is_some_and(is_letter),
        // Chinese and Japanese have no space between words: before a comma or a stop.
        (0x80.., 0xE3 | 0xEF) => {
            let stop = char_at(bytes, at);
            stop.is_some_and(|stop| STOPS.contains(&stop))
                && ends_in_letter(bytes, at)
                && char_at(bytes, at + 3).is_some_and(is_letter)
        }
        _ => false,
    }
}

/// Punctuation that takes three bytes each.
const STOPS: [char; 6] = ['，', '。', '、', '；', '：', '！'];

fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphabetic() || is_east_asian(letter)
}

fn is_letter_or_digit(letter: char) -> bool {
    letter.is_ascii_digit() || is_letter(letter)
}

/// Characters that every version of Unicode calls letters: kana, Han, Hangul.
fn is_east_asian(letter: char) -> bool {
    matches!(letter, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '\u{4E00}'..='\u{9FA5}' | '가'..='힣')
}

/// Whether a letter ends before `at`.
fn ends_in_letter(bytes: &[u8], at: usize) -> bool {
    match bytes.get(..at).and_then(<[u8]>::last) {
        Some(last) if last.is_ascii() => last.is_ascii_alphabetic(),
        Some(_) => at.checked_sub(3).and_then(|from| char_at(&bytes[..at], from)).is_some_and(is_east_asian),
        None => false,
    }
}

/// The character that starts at `at`, where one does and it is whole.
fn char_at(bytes: &[u8], at: usize) -> Option<char> {
    let first = *bytes.get(at)?;
    let width = match first {
        0x00..0x80 => 1,
        0xC2..0xE0 => 2,
        0xE0..0xF0 => 3,
        0xF0..0xF5 => 4,
        _ => return None,
    };
    std::str::from_utf8(bytes.get(at..at + width)?).ok()?.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cuts(text: &str) -> Vec<&str> {
        (1..text.len()).filter(|at| is_cut(text.as_bytes(), *at)).map(|at| &text[at..]).collect()
    }

    #[test]
    fn words_lines_and_clauses() {
        assert_eq!(cuts("one two"), [" two"]);
        assert_eq!(cuts("a\nb\n\n c\n/d\n1"), ["b\n\n c\n/d\n1", "1"]);
        assert_eq!(cuts("你好，世界"), ["，世界"]);
        assert_eq!(cuts("行\n字 word"), ["字 word", " word"]);
    }

    #[test]
    fn nowhere_else() {
        for text in [
            "it's",
            "a  b",
            "a 1",
            "1 a",
            "a, b",
            "a,b",
            "字字",
            "！！，",
            "e\u{301} a",
            "\n\u{3000}x",
            ".\n.",
            "",
        ] {
            assert_eq!(cuts(text), [""; 0], "{text:?}");
        }
    }

    #[test]
    fn the_last_cut_is_judged_with_what_stands_before() {
        assert_eq!(last_cut(b"one two three", 0), Some(7));
        assert_eq!(last_cut(b"one two three", 8), None);
        assert_eq!(last_cut(b"", 0), None);
    }
}
