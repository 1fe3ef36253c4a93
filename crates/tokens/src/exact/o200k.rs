//! The pattern of `o200k_base`.
//!
//! ```text
//! [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
//! [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
//! \p{N}{1,3}
//!  ?[^\s\p{L}\p{N}]+[\r\n/]*
//! \s*[\r\n]+
//! \s+(?!\S)
//! \s+
//! ```

use super::block::Block;
use super::classes::{Class, Classes};
use super::pattern::Pattern;
use super::runs::{ascii_end, blank, contraction_end, lower_end, numbers_end, others_end};
use super::starts::Rules;

use Class::{Beyond, Caseless, Lower, Mark, Newline, Number, Other, Space, Upper};

/// The pattern.
pub(super) struct O200k;

impl Pattern for O200k {
    #[inline(always)]
    fn piece_end(text: &[u8], at: usize, classes: &Classes) -> usize {
        ascii_end(text, at, ascii_word_end, slashes_end).unwrap_or_else(|| any_end(text, at, classes))
    }

    #[inline(always)]
    fn starts(text: &[u8], at: usize, block: &Block) -> u64 {
        let starts = block.starts(Rules { cases: true, slashes: true });
        let signs = block.apostrophe & (block.lower | block.upper) << 1;
        if signs == 0 { starts } else { with_contractions(text, at, block, starts, signs) }
    }
}

/// Joins the contractions that begin at some of `signs` to the words before them.
fn with_contractions(text: &[u8], at: usize, block: &Block, mut starts: u64, mut signs: u64) -> u64 {
    while signs != 0 {
        let sign = signs.trailing_zeros();
        signs &= signs - 1;
        let end = (contraction_end(text, at + sign as usize) - at) as u32;
        if end >= block.length {
            return starts & !(u64::MAX << sign);
        }
        if end > sign {
            starts = starts & !(u64::MAX << sign) | starts & u64::MAX << end | 1 << end;
            // What follows begins anew: an apostrophe there ends no word.
            signs &= !(1 << end);
        }
    }
    starts
}

/// The end of a word that begins with an ASCII letter, when ASCII follows it.
#[inline(always)]
fn ascii_word_end(text: &[u8], start: usize) -> Option<usize> {
    let mut end = start;
    while text.get(end).is_some_and(u8::is_ascii_uppercase) {
        end += 1;
    }
    let end = lower_end(text, end);
    match text.get(end) {
        Some(b'\'') => Some(contraction_end(text, end)),
        Some(0x80..) => None,
        _ => Some(end),
    }
}

#[inline(never)]
fn any_end(text: &[u8], at: usize, classes: &Classes) -> usize {
    let Some((class, length)) = classes.at(text, at) else { return at + 1 };
    let after = at + length;
    let word = match class {
        Upper | Lower | Caseless => word_end(text, at, classes).map(|(end, _)| end),
        // A mark may stand before a word or be its first character.
        Mark => match word_end(text, after, classes) {
            Some((end, true)) => Some(end),
            _ => Some(after),
        },
        Other | Space => word_end(text, after, classes).map(|(end, _)| end),
        Number | Newline | Beyond => None,
    };
    if let Some(end) = word {
        return contraction_end(text, end);
    }
    if class == Number {
        return numbers_end(text, at, classes);
    }
    let others = if text[at] == b' ' { after } else { at };
    let end = others_end(text, others, classes);
    if end > others {
        return slashes_end(text, end);
    }
    let run = blank(text, at, classes);
    run.newline.unwrap_or_else(|| run.end_before(at, text))
}

/// The end of a word that begins here, and whether the first alternative made it.
fn word_end(text: &[u8], start: usize, classes: &Classes) -> Option<(usize, bool)> {
    let (mut at, mut caseless) = (start, None);
    while let Some((class, length)) = classes.at(text, at) {
        match class {
            Upper => at += length,
            Caseless | Mark => {
                at += length;
                caseless = Some(at);
            }
            Lower => {
                while let Some((Lower | Caseless | Mark, length)) = classes.at(text, at) {
                    at += length;
                }
                return Some((at, true));
            }
            _ => break,
        }
    }
    // No lower case follows: the last character without case has to be the one that the pattern asks for.
    caseless.map(|end| (end, true)).or((at > start).then_some((at, false)))
}

#[inline]
fn slashes_end(text: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(b'\r' | b'\n' | b'/') = text.get(at) {
        at += 1;
    }
    at
}
