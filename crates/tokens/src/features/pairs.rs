//! Two bytes side by side in a block, counted all alike: of letters and of marks it is known afterwards what they were.

use super::layout::*;
use super::scan::{MARK_INDEX, MARK_PAIR_INDEX};
use crate::masks::BLOCK;

/// How often two numbers of bytes stood side by side.
pub(super) struct Pairs([u32; COUNT]);

const COUNT: usize = 64 * 64;

/// What the bytes of a block are in pairs, behind the one before them.
pub(super) type Numbers = [u8; BLOCK + 1];

/// Numbers the first `end` bytes, with what stands one further on for each. The last has nothing behind it.
#[inline(always)]
pub(super) fn numbers(text: &[u8; BLOCK], next: &[u8; BLOCK], end: u32, after_space: bool) -> Numbers {
    let mut numbers = [0; BLOCK + 1];
    numbers[0] = if after_space { SPACE } else { OTHER };
    for at in 0..BLOCK {
        // Of many spaces in a row the last is enough.
        let is_seen = ((at as u8) < end as u8) & !((text[at] == b' ') & (next[at] == b' '));
        numbers[at + 1] = if is_seen { number(text[at]) } else { OTHER + at as u8 % 4 };
    }
    numbers
}

/// Letters of either case from 1 to 26, marks, a space and a newline have numbers of their own below 64. Any other byte has
/// one of four, lest one count be written again and again. By arithmetic, so that many are worked out at once.
#[inline(always)]
const fn number(byte: u8) -> u8 {
    const fn if_so(is: bool, bits: u8) -> u8 {
        (is as u8).wrapping_neg() & bits
    }
    // As they stand in ASCII from a space to a question mark, from an at sign to an underscore.
    let number = byte & 0x1f | if_so(byte < 0x40, 0x20);
    let is_digit = byte.wrapping_sub(b'0') < 10;
    let is_other = byte < b' ' && byte != b'\n' || byte > b'~';
    // Where digits stood: braces and the like, a backtick, a newline.
    let number = number + if_so(byte > b'z', 25) + if_so(byte == b'`', 56) + if_so(byte == b'\n', 15);
    number & !if_so(is_digit | is_other, 0x0c) & !if_so(is_other, 0x3f) | if_so(is_other, OTHER | byte & 3)
}
/// Numbers of bytes.
const NEWLINE: u8 = number(b'\n');
const SPACE: u8 = number(b' ');
const OTHER: u8 = 48;

/// What each number stands for: a letter or zero, and one more than the index of a mark or zero.
static MEANINGS: [(u8, u8); 64] = {
    let mut meanings = [(0, 0); 64];
    let mut byte = b'!';
    while byte <= b'~' {
        let meaning = &mut meanings[number(byte) as usize];
        if byte.is_ascii_alphabetic() {
            meaning.0 = byte & 31;
        } else if byte.is_ascii_punctuation() {
            meaning.1 = MARK_INDEX[byte as usize] + 1;
        }
        byte += 1;
    }
    meanings
};

impl Pairs {
    pub(super) fn new() -> Self {
        Self([0; COUNT])
    }

    /// Counts numbers of bytes side by side.
    #[inline(always)]
    pub(super) fn add(&mut self, numbers: &Numbers) {
        let mut pairs = [0_u16; BLOCK];
        for at in 0..BLOCK {
            pairs[at] = u16::from(numbers[at]) << 6 | u16::from(numbers[at + 1]);
        }
        for pair in pairs {
            self.0[usize::from(pair) % COUNT] += 1;
        }
    }

    /// Parts two letters before each of these bytes, after they were counted as a pair.
    #[inline(always)]
    pub(super) fn cut(&mut self, numbers: &Numbers, mut cuts: u64) {
        while cuts != 0 {
            let at = cuts.trailing_zeros() as usize;
            cuts &= cuts - 1;
            let pair = |first: u8, second: u8| (usize::from(first) << 6 | usize::from(second)) % COUNT;
            let [first, second] = [numbers[at], numbers[at + 1]];
            self.0[pair(first, second)] -= 1;
            self.0[pair(first, OTHER)] += 1;
            self.0[pair(OTHER, second)] += 1;
        }
    }

    /// Spreads what was found over the features.
    pub(super) fn add_to(&self, counts: &mut [u64; LENGTH]) {
        for (at, count) in found(&self.0) {
            add_pair([at >> 6, at & 63].map(|number| number as u8), count, counts);
        }
    }
}

/// The counts that are not zero, with where they stand.
pub(super) fn found(counts: &[u32]) -> impl Iterator<Item = (usize, u64)> {
    let eights = counts.chunks(8).enumerate().filter(|(_, eight)| eight.iter().any(|count| *count > 0));
    let all = eights.flat_map(|(at, eight)| (8 * at..).zip(eight));
    all.filter(|(_, count)| **count > 0).map(|(at, count)| (at, u64::from(*count)))
}

/// Counts two bytes side by side so many times.
#[inline]
fn add_pair([first, second]: [u8; 2], count: u64, counts: &mut [u64; LENGTH]) {
    let meaning = |number: u8| MEANINGS[usize::from(number) % 64];
    let ((first_letter, first_mark), (letter, mark)) = (meaning(first), meaning(second));
    if first_letter + letter > 0 {
        counts[PAIRS + usize::from(first_letter) * LETTERS + usize::from(letter)] += count;
    }
    let index = |mark: u8| usize::from(mark).checked_sub(1);
    if let Some(mark) = index(mark).filter(|_| first == SPACE) {
        counts[MARK_AFTER_SPACE + mark] += count;
    }
    let Some(first) = index(first_mark) else { return };
    counts[MARK + first] += count;
    match index(mark) {
        Some(mark) if mark == first => counts[MARK_REPEATED + mark] += count,
        Some(mark) => match MARK_PAIR_INDEX[first][mark] {
            0 => {}
            pair => counts[MARK_PAIR + usize::from(pair) - 1] += count,
        },
        None if second == NEWLINE => counts[MARK_BEFORE_NEWLINE + first] += count,
        None if letter > 0 => counts[MARK_BEFORE_LETTER + first] += count,
        None => {}
    }
}
