//! The pattern of `cl100k_base`.
//!
//! ```text
//! '(?i:[sdmt]|ll|ve|re)
//! [^\r\n\p{L}\p{N}]?+\p{L}++
//! \p{N}{1,3}+
//!  ?[^\s\p{L}\p{N}]++[\r\n]*+
//! \s++$
//! \s*[\r\n]
//! \s+(?!\S)
//! \s
//! ```

use super::block::Block;
use super::classes::{Class, Classes};
use super::pattern::Pattern;
use super::runs::{ascii_end, blank, contraction_end, letter_end, numbers_end, others_end};
use super::starts::Rules;

use Class::{Mark, Number, Other, Space};

/// The pattern.
pub(super) struct Cl100k;

impl Pattern for Cl100k {
    #[inline(always)]
    fn piece_end(text: &[u8], at: usize, classes: &Classes) -> usize {
        let contraction = contraction_end(text, at);
        if contraction > at {
            return contraction;
        }
        ascii_end(text, at, ascii_word_end, newlines_end).unwrap_or_else(|| any_end(text, at, classes))
    }

    #[inline(always)]
    fn starts(text: &[u8], at: usize, block: &Block) -> u64 {
        let starts = block.starts(Rules { cases: false, slashes: false });
        let signs = block.apostrophe & (starts | 1);
        if signs == 0 { starts } else { with_contractions(text, at, block, starts, signs) }
    }
}

/// Makes the contractions that begin at some of `signs` pieces by themselves.
fn with_contractions(text: &[u8], at: usize, block: &Block, mut starts: u64, mut signs: u64) -> u64 {
    while signs != 0 {
        let sign = signs.trailing_zeros();
        signs &= signs - 1;
        let end = (contraction_end(text, at + sign as usize) - at) as u32;
        if end >= block.length {
            return starts & !(u64::MAX << sign << 1);
        }
        if end > sign {
            starts = starts & !(u64::MAX << sign << 1) | starts & u64::MAX << end | 1 << end;
        }
    }
    starts
}

/// The end of a word that begins with an ASCII letter, when ASCII follows it.
#[inline(always)]
fn ascii_word_end(text: &[u8], start: usize) -> Option<usize> {
    let end = letter_end(text, start);
    text.get(end).is_none_or(u8::is_ascii).then_some(end)
}

#[inline(never)]
fn any_end(text: &[u8], at: usize, classes: &Classes) -> usize {
    let Some((class, length)) = classes.at(text, at) else { return at + 1 };
    let start = if matches!(class, Other | Mark | Space) { at + length } else { at };
    let end = letters_end(text, start, classes);
    if end > start {
        return end;
    }
    if class == Number {
        return numbers_end(text, at, classes);
    }
    let others = if text[at] == b' ' { at + length } else { at };
    let end = others_end(text, others, classes);
    if end > others {
        return newlines_end(text, end);
    }
    let run = blank(text, at, classes);
    match run.newline {
        Some(newline) if run.end < text.len() => newline,
        _ => run.end_before(at, text),
    }
}

fn letters_end(text: &[u8], from: usize, classes: &Classes) -> usize {
    let mut at = from;
    while let Some((class, length)) = classes.at(text, at) {
        if !class.is_letter() {
            break;
        }
        at += length;
    }
    at
}

#[inline]
fn newlines_end(text: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(b'\r' | b'\n') = text.get(at) {
        at += 1;
    }
    at
}
