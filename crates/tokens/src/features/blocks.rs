//! The same pass over ASCII, 64 bytes at once: what a branch for each run would ask is read off bits.
//!
//! A block begins where a run of one kind does and ends where its last one begins, so that every run in it is whole.
//! What does not fit is left to the plain pass.

use super::layout::*;
use super::scan::{MARK_INDEX, MARK_PAIR_INDEX, Scanner};
use crate::masks::{BLOCK, Bytes, block, flood};

/// What blocks were found to have, as far as it is spread over features only in the end.
pub(super) struct Blocks {
    /// By two letters side by side.
    pairs: [u64; 32 * 32],
    /// By a mark and what stands around it.
    marks: [u64; 32 * 8],
    /// By two marks side by side.
    mark_pairs: [u64; 32 * 32],
}

/// What stands around a mark.
const AFTER_SPACE: usize = 4;
const BEFORE_LETTER: usize = 1;
const BEFORE_NEWLINE: usize = 2;

/// By place and byte, the number of its letter. What is none has another number in each of four places, lest one
/// count be written again and again.
static LETTER: [[u8; 128]; 4] = {
    let mut numbers = [[0; 128]; 4];
    let mut place = 0;
    while place < 4 {
        let mut byte = 0;
        while byte < 128 {
            let is_letter = (byte as u8).is_ascii_alphabetic();
            numbers[place][byte] = if is_letter { byte as u8 & 31 } else { NONE[place] };
            byte += 1;
        }
        place += 1;
    }
    numbers
};

/// The numbers of what is no letter.
const NONE: [u8; 4] = [0, 28, 29, 30];

/// Buckets by length.
static RUN_BUCKETS: [u8; BLOCK] = buckets(&RUNS);
static GAP_BUCKETS: [u8; BLOCK] = buckets(&GAPS);
static MARK_BUCKETS: [u8; BLOCK] = buckets(&MARK_RUN_ENDS);

const fn buckets(ends: &[u64]) -> [u8; BLOCK] {
    let mut table = [0; BLOCK];
    let (mut length, mut bucket) = (1, 0);
    while length < BLOCK {
        while ends[bucket] < length as u64 {
            bucket += 1;
        }
        table[length] = bucket as u8;
        length += 1;
    }
    table
}

impl Blocks {
    pub(super) fn new() -> Self {
        Self { pairs: [0; 32 * 32], marks: [0; 32 * 8], mark_pairs: [0; 32 * 32] }
    }

    /// Spreads what was found over the features.
    pub(super) fn add_to(&self, counts: &mut [u64; LENGTH]) {
        let number = |at: usize| if at < LETTERS { at } else { 0 };
        for (at, count) in self.pairs.iter().enumerate() {
            let (first, second) = (number(at >> 5), number(at & 31));
            if first + second > 0 {
                counts[PAIRS + first * LETTERS + second] += count;
            }
        }
        for (at, count) in self.marks.iter().enumerate() {
            let mark = at >> 3;
            counts[MARK + mark] += count;
            for (around, group) in [
                (AFTER_SPACE, MARK_AFTER_SPACE),
                (BEFORE_LETTER, MARK_BEFORE_LETTER),
                (BEFORE_NEWLINE, MARK_BEFORE_NEWLINE),
            ] {
                counts[group + mark] += if at & around > 0 { *count } else { 0 };
            }
        }
        for (at, count) in self.mark_pairs.iter().enumerate() {
            let (first, second) = (at >> 5, at & 31);
            match MARK_PAIR_INDEX[first][second] {
                _ if first == second => counts[MARK_REPEATED + first] += count,
                0 => {}
                pair => counts[MARK_PAIR + pair as usize - 1] += count,
            }
        }
    }
}

impl Scanner<'_> {
    /// Passes over the whole runs of the next 64 bytes, unless there is none of ASCII: is told whether a line starts
    /// here, and answers whether one starts where it ends.
    #[inline]
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
        let text = text.get(..end as usize)?;

        let words = Words { start: within(start(letter)), letter: within(letter), lower, upper, after_space };
        self.words(text, words, blocks);
        self.digit_runs(within(digit), after_space);
        let around = [after_space, letter >> 1, newline >> 1];
        self.mark_runs(text, within(mark), around, blocks);
        self.space_runs(within(space), line, [lower, upper, digit, mark]);
        self.breaks(within(newline), within(tab), line);
        let returns = within(carriage).count_ones();
        self.counts[CARRIAGE] += u64::from(returns);
        self.counts[CONTROL] += u64::from(within(single).count_ones() - returns);

        self.steps += u64::from(end + within(starts).count_ones() - within(single).count_ones());
        self.at += end as usize;
        self.after_space = after_space >> end & 1 == 1;
        self.after_beyond = false;
        Some(line >> end & 1 == 1)
    }

    #[inline(always)]
    fn words(&mut self, text: &[u8], words: Words, blocks: &mut Blocks) {
        let Words { start, letter, lower, upper, after_space } = words;
        if letter == 0 {
            return;
        }
        let mut before = 0;
        for (at, byte) in text.iter().enumerate() {
            let number = usize::from(LETTER[at % 4][usize::from(*byte & 127)]);
            blocks.pairs[before << 5 | number] += 1;
            before = number;
        }
        blocks.pairs[before << 5] += 1;
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
        let (mut rest, more) = (segments, upper & !segments);
        while rest != 0 {
            let at = rest.trailing_zeros();
            rest &= rest - 1;
            let bit = |bits: u64| (bits >> at & 1) as usize;
            let length = 1 + (ends >> at >> 1).trailing_zeros() as usize;
            let case = bit(upper) * (1 + bit(more >> 1));
            let lead = if bit(start) == 1 { 1 - bit(after_space) } else { 2 };
            self.counts[WORDS + (case * 3 + lead) * LONGEST + length.min(LONGEST) - 1] += 1;
            self.counts[LONG_LETTERS] += length.saturating_sub(LONGEST) as u64;
        }
    }

    #[inline(always)]
    fn digit_runs(&mut self, digit: u64, after_space: u64) {
        for_each_run(digit, |at, length| {
            self.counts[DIGIT_RUNS + RUN_BUCKETS[length % BLOCK] as usize] += 1;
            self.counts[DIGITS] += length as u64;
            self.counts[DIGIT_TRIPLES] += length.div_ceil(3) as u64;
            self.counts[DIGIT_AFTER_SPACE] += after_space >> at & 1;
        });
    }

    #[inline(always)]
    fn mark_runs(&mut self, text: &[u8], mark: u64, around: [u64; 3], blocks: &mut Blocks) {
        let index = |at: usize| usize::from(MARK_INDEX[usize::from(text[at] & 127)]) & 31;
        let [after_space, before_letter, before_newline] = around;
        let mut rest = mark;
        while rest != 0 {
            let at = rest.trailing_zeros();
            rest &= rest - 1;
            let bit = |bits: u64| (bits >> at & 1) as usize;
            let around = bit(after_space) * AFTER_SPACE
                + bit(before_letter) * BEFORE_LETTER
                + bit(before_newline) * BEFORE_NEWLINE;
            blocks.marks[index(at as usize) << 3 | around] += 1;
        }
        let mut seconds = mark & mark << 1;
        while seconds != 0 {
            let at = seconds.trailing_zeros() as usize;
            seconds &= seconds - 1;
            blocks.mark_pairs[index(at - 1) << 5 | index(at)] += 1;
        }
        let (single, several) = alone(mark);
        self.counts[MARK_RUNS] += u64::from(single.count_ones());
        for_each_run(several, |_, length| {
            self.counts[MARK_RUNS + MARK_BUCKETS[length % BLOCK] as usize] += 1;
        });
    }

    #[inline(always)]
    fn space_runs(&mut self, space: u64, line: u64, kinds: [u64; 4]) {
        let (single, several) = alone(space);
        let between = single & !line;
        let count = |bits: u64| u64::from(bits.count_ones());
        let mut others = count(between);
        self.counts[INDENT] += count(single & line);
        self.counts[GAP] += others;
        for (at, kind) in kinds.into_iter().enumerate() {
            let before = count(between & kind >> 1);
            self.counts[SPACE_BEFORE + at] += before;
            others -= before;
        }
        self.counts[SPACE_BEFORE + 5] += others;
        for_each_run(several, |at, length| {
            let group = if line >> at & 1 == 1 { INDENT } else { GAP };
            self.counts[group + GAP_BUCKETS[length % BLOCK] as usize] += 1;
        });
    }

    #[inline(always)]
    fn breaks(&mut self, newline: u64, tab: u64, line: u64) {
        for_each_run(newline, |_, length| self.counts[NEWLINES + length.min(4) - 1] += 1);
        for_each_run(tab, |at, length| {
            let group = if line >> at & 1 == 1 { TABS_FIRST } else { TABS_INNER };
            self.counts[group + length.min(4) - 1] += 1;
            self.counts[TABS] += length as u64;
        });
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
