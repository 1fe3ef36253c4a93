//! The same pass over ASCII, 64 bytes at once: what a branch for each run would ask is read off bits.
//!
//! A block begins where a run of one kind does and ends where its last one begins, so that every run in it is whole.
//! What does not fit is left to the plain pass.

use super::layout::*;
use super::scan::{MARK_INDEX, MARK_PAIR_INDEX, Scanner};
use crate::masks::{BLOCK, Bytes, block, flood};

/// What blocks were found to have: one count for each thing that is found, spread over the features in the end.
pub(super) struct Blocks {
    /// By two letters side by side.
    pairs: [u64; 32 * 32],
    /// By case, lead and length.
    words: [u64; 9 * BLOCK],
    /// By what follows a mark, the mark, and whether a space stands before it.
    marks: [u64; NEXTS * 64],
    /// By whether a space stands before them and length.
    digit_runs: [u64; 2 * BLOCK],
    /// By length.
    mark_runs: [u64; BLOCK],
    newlines: [u64; BLOCK],
    /// By where a line starts and length.
    spaces: [u64; 2 * BLOCK],
    tabs: [u64; 2 * BLOCK],
}

/// What may follow a mark: one of 32 marks, or one of these.
const OTHER: u8 = 32;
const LETTER: u8 = 33;
const NEWLINE: u8 = 34;
const NEXTS: usize = 35;

/// By byte.
static NEXT: [u8; 128] = {
    let mut next = MARK_INDEX;
    let mut byte = 0;
    while byte < 128 {
        let ascii = byte as u8;
        if ascii.is_ascii_alphabetic() {
            next[byte] = LETTER;
        } else if ascii == b'\n' {
            next[byte] = NEWLINE;
        } else if !ascii.is_ascii_punctuation() {
            next[byte] = OTHER;
        }
        byte += 1;
    }
    next
};

/// Letters have numbers from 1 to 26. What is none has one of four, by its place, lest one count be written again and
/// again.
const NO_LETTER: u8 = 28;

impl Blocks {
    pub(super) fn new() -> Self {
        Self {
            pairs: [0; 32 * 32],
            words: [0; 9 * BLOCK],
            marks: [0; NEXTS * 64],
            digit_runs: [0; 2 * BLOCK],
            mark_runs: [0; BLOCK],
            newlines: [0; BLOCK],
            spaces: [0; 2 * BLOCK],
            tabs: [0; 2 * BLOCK],
        }
    }

    /// Counts two letters side by side, before and behind all of the first `end` bytes.
    #[inline(always)]
    fn add_pairs(&mut self, text: &[u8; BLOCK], end: u32) {
        let (mut numbers, end) = ([0; BLOCK], end as u8);
        for at in 0..BLOCK {
            let letter = (text[at] | 0x20).wrapping_sub(b'a');
            let is_letter = letter < 26 && (at as u8) < end;
            numbers[at] = if is_letter { letter + 1 } else { NO_LETTER + at as u8 % 4 };
        }
        let mut before = NO_LETTER + 3;
        for number in numbers {
            self.pairs[usize::from(before) << 5 | usize::from(number)] += 1;
            before = number;
        }
    }

    /// Spreads what was found over the features.
    pub(super) fn add_to(&self, counts: &mut [u64; LENGTH]) {
        let number = |at: usize| if at < LETTERS { at } else { 0 };
        for (at, count) in found(&self.pairs) {
            let (first, second) = (number(at >> 5), number(at & 31));
            if first + second > 0 {
                counts[PAIRS + first * LETTERS + second] += count;
            }
        }
        for (at, count) in found(&self.words) {
            let (form, length) = (at / BLOCK, at % BLOCK);
            counts[WORDS + form * LONGEST + length.min(LONGEST) - 1] += count;
            counts[LONG_LETTERS] += count * length.saturating_sub(LONGEST) as u64;
        }
        for (at, count) in found(&self.marks) {
            let (next, mark) = (at >> 6, at >> 1 & 31);
            counts[MARK + mark] += count;
            counts[MARK_AFTER_SPACE + mark] += count * (at & 1) as u64;
            match next as u8 {
                LETTER => counts[MARK_BEFORE_LETTER + mark] += count,
                NEWLINE => counts[MARK_BEFORE_NEWLINE + mark] += count,
                OTHER => {}
                _ if next == mark => counts[MARK_REPEATED + mark] += count,
                _ => match MARK_PAIR_INDEX[mark][next & 31] {
                    0 => {}
                    pair => counts[MARK_PAIR + pair as usize - 1] += count,
                },
            }
        }
        for (at, count) in found(&self.digit_runs) {
            let length = at % BLOCK;
            counts[DIGIT_AFTER_SPACE] += count * (at / BLOCK) as u64;
            counts[DIGIT_RUNS + bucket(&RUNS, length as u64)] += count;
            counts[DIGITS] += count * length as u64;
            counts[DIGIT_TRIPLES] += count * length.div_ceil(3) as u64;
        }
        for (length, count) in found(&self.mark_runs) {
            counts[MARK_RUNS + bucket(&MARK_RUN_ENDS, length as u64)] += count;
        }
        for (length, count) in found(&self.newlines) {
            counts[NEWLINES + length.min(4) - 1] += count;
        }
        for (at, count) in found(&self.spaces) {
            let group = if at / BLOCK == 1 { INDENT } else { GAP };
            counts[group + bucket(&GAPS, (at % BLOCK) as u64)] += count;
        }
        for (at, count) in found(&self.tabs) {
            let (group, length) = (if at / BLOCK == 1 { TABS_FIRST } else { TABS_INNER }, at % BLOCK);
            counts[group + length.min(4) - 1] += count;
            counts[TABS] += count * length as u64;
        }
    }
}

/// The counts that are not zero, with where they stand.
fn found(counts: &[u64]) -> impl Iterator<Item = (usize, u64)> {
    counts.iter().copied().enumerate().filter(|(_, count)| *count > 0)
}

impl Scanner<'_> {
    /// Passes over the whole runs of the next 64 bytes, unless there is none of ASCII: is told whether a line starts
    /// here, and answers whether one starts where it ends.
    #[inline(never)]
    pub(super) fn block(&mut self, blocks: &mut Blocks, line_start: bool) -> Option<bool> {
        let text = block(self.bytes, self.at);
        let bytes = Bytes::of(&text);
        let length = bytes.beyond().trailing_zeros();
        let all = u64::MAX.checked_shr(64 - length)?;
        let (lower, upper, digit) =
            (bytes.within(b'a', b'z'), bytes.within(b'A', b'Z'), bytes.within(b'0', b'9'));
        let (space, newline) = (bytes.equal(b' '), bytes.equal(b'\n'));
        let (tab, carriage) = (bytes.equal(b'\t'), bytes.equal(b'\r'));
        let letter = lower | upper;
        let mark = bytes.within(b'!', b'~') & !(letter | digit);
        let single = all & !(letter | digit | mark | space | newline | tab);
        let start = |run: u64| run & !(run << 1);
        let starts =
            start(letter) | start(digit) | start(mark) | start(space) | start(newline) | start(tab) | single;
        let end = (starts & all).checked_ilog2().filter(|end| *end > 0)?;

        let within = |run: u64| run & !(u64::MAX << end);
        let after_space = space << 1 | u64::from(self.after_space);
        let line = newline << 1 | u64::from(line_start);
        let passed = tab | carriage;
        let line = line | flood(line & passed, passed) << 1;

        let words = Words { start: within(start(letter)), letter: within(letter), lower, upper, after_space };
        Self::words(&text, end, words, blocks);
        for_each_bit(within(start(digit)), |at, one| {
            let length = (digit >> at).trailing_ones() as usize;
            blocks.digit_runs[(after_space >> at & 1) as usize * BLOCK + length % BLOCK] += one;
        });
        Self::mark_runs(&text, within(mark), after_space, blocks);
        self.space_runs(within(space), line, [lower, upper, digit, mark], blocks);
        let at_line = |at: u32| (line >> at & 1) as usize * BLOCK;
        for_each_run(within(newline), |_, length| blocks.newlines[length % BLOCK] += 1);
        for_each_run(within(tab), |at, length| blocks.tabs[at_line(at) + length % BLOCK] += 1);
        self.steps += u64::from(end + within(starts).count_ones());
        if within(single) != 0 {
            let (all, returns) = (within(single).count_ones(), within(carriage).count_ones());
            self.counts[CARRIAGE] += u64::from(returns);
            self.counts[CONTROL] += u64::from(all - returns);
            self.steps -= u64::from(all);
        }
        self.at += end as usize;
        self.after_space = after_space >> end & 1 == 1;
        self.after_beyond = false;
        Some(line >> end & 1 == 1)
    }

    #[inline(always)]
    fn words(text: &[u8; BLOCK], end: u32, words: Words, blocks: &mut Blocks) {
        let Words { start, letter, lower, upper, after_space } = words;
        if letter == 0 {
            return;
        }
        blocks.add_pairs(text, end);
        // Words are cut before a capital behind a small letter, and before the last of several that one follows.
        let mut cuts = letter & upper & (lower << 1 | upper << 1 & lower >> 1) & !start;
        let segments = start | cuts;
        let ends = segments | letter << 1 & !letter;
        while cuts != 0 {
            let at = cuts.trailing_zeros() as usize;
            cuts &= cuts - 1;
            let (first, second) = (usize::from(text[at - 1] & 31), usize::from(text[at] & 31));
            blocks.pairs[first << 5 | second] -= 1;
            blocks.pairs[first << 5] += 1;
            blocks.pairs[second] += 1;
        }
        let more = upper & !segments;
        for_each_bit(segments, |at, one| {
            let bit = |bits: u64| (bits >> at & 1) as usize;
            let length = 1 + (ends >> at >> 1).trailing_zeros() as usize;
            let case = bit(upper) * (1 + bit(more >> 1));
            // Inside of a word, behind a space, behind anything else.
            let lead = 2 - bit(start) * (1 + bit(after_space));
            blocks.words[(case * 3 + lead) * BLOCK + length % BLOCK] += one;
        });
    }

    #[inline(always)]
    fn mark_runs(text: &[u8; BLOCK], mark: u64, after_space: u64, blocks: &mut Blocks) {
        let byte = |at: u32| usize::from(text[at as usize % BLOCK] & 127);
        for_each_bit(mark, |at, one| {
            let next = usize::from(NEXT[byte(at + 1)]) << 6;
            let mark = usize::from(MARK_INDEX[byte(at)]) << 1;
            blocks.marks[next | mark | (after_space >> at & 1) as usize] += one;
        });
        let (single, several) = alone(mark);
        blocks.mark_runs[1] += u64::from(single.count_ones());
        for_each_run(several, |_, length| blocks.mark_runs[length % BLOCK] += 1);
    }

    #[inline(always)]
    fn space_runs(&mut self, space: u64, line: u64, kinds: [u64; 4], blocks: &mut Blocks) {
        let (single, several) = alone(space);
        let between = single & !line;
        let count = |bits: u64| u64::from(bits.count_ones());
        let mut others = count(between);
        blocks.spaces[BLOCK + 1] += count(single & line);
        blocks.spaces[1] += others;
        for (at, kind) in kinds.into_iter().enumerate() {
            let before = count(between & kind >> 1);
            self.counts[SPACE_BEFORE + at] += before;
            others -= before;
        }
        self.counts[SPACE_BEFORE + 5] += others;
        let at_line = |at: u32| (line >> at & 1) as usize * BLOCK;
        for_each_run(several, |at, length| blocks.spaces[at_line(at) + length % BLOCK] += 1);
    }
}

/// Where words begin, which letters belong to them, and what is known of all bytes.
struct Words {
    start: u64,
    letter: u64,
    lower: u64,
    upper: u64,
    after_space: u64,
}

/// The bits that stand alone, and the others.
#[inline(always)]
fn alone(bits: u64) -> (u64, u64) {
    let alone = bits & !(bits << 1) & !(bits >> 1);
    (alone, bits & !alone)
}

/// Calls `each` with where each bit stands, and with one; to keep the number of rounds foreseeable four times a round,
/// and with zero where there is none.
#[inline(always)]
fn for_each_bit(mut bits: u64, mut each: impl FnMut(u32, u64)) {
    while bits != 0 {
        for _ in 0..4 {
            each((bits | 1 << 63).trailing_zeros(), u64::from(bits != 0));
            bits &= bits.wrapping_sub(1);
        }
    }
}

/// Calls `each` with where each run begins and how long it is.
#[inline(always)]
fn for_each_run(mut bits: u64, mut each: impl FnMut(u32, usize)) {
    while bits != 0 {
        let at = bits.trailing_zeros();
        let length = (bits >> at).trailing_ones();
        bits &= bits.wrapping_add(1 << at);
        each(at, length as usize);
    }
}
