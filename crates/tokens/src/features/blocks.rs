//! The same pass over ASCII, 64 bytes at once: what a branch for each run would ask is read off bits.
//!
//! A block begins where a run of one kind does and ends where its last one begins, so that every run in it is whole.
//! What does not fit is left to the plain pass.

use super::layout::*;
use super::pairs::{Pairs, found, numbers};
use super::scan::{MARK_INDEX, Scanner};
use crate::masks::{BLOCK, Bytes, block, flood};

/// What blocks were found to have: one count for each thing that is found, spread over the features in the end.
pub(super) struct Blocks {
    /// How many blocks there were.
    blocks: u32,
    pairs: Pairs,
    /// Of words and of runs of digits: by form and length.
    runs: [u32; FORMS * BLOCK],
    /// By length.
    mark_runs: [u32; BLOCK],
    newlines: [u32; BLOCK],
    /// By where a line starts and length.
    spaces: [u32; 2 * BLOCK],
    tabs: [u32; 2 * BLOCK],
}

/// After so many blocks the counts are spread, lest one overflow.
const FULL: u32 = if cfg!(test) { 100 } else { u32::MAX / BLOCK as u32 };

/// What a byte says of a run: of the one it stands before, of the one it begins and of the one whose second byte it is.
static FORM: [u8; 256] = {
    let mut forms = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        forms[byte] = match byte as u8 {
            b' ' => BEHIND_SPACE,
            b'a'..=b'z' => INSIDE,
            b'A'..=b'Z' => INSIDE | CAPITAL | CAPITAL_NEXT,
            b'0'..=b'9' => DIGIT,
            _ => 0,
        };
        byte += 1;
    }
    forms
};
const BEHIND_SPACE: u8 = 1;
const INSIDE: u8 = 2;
const CAPITAL: u8 = 4;
const DIGIT: u8 = 8;
const CAPITAL_NEXT: u8 = 16;
const FORMS: usize = 32;

impl Blocks {
    pub(super) fn new() -> Self {
        Self {
            blocks: 0,
            pairs: Pairs::new(),
            runs: [0; FORMS * BLOCK],
            mark_runs: [0; BLOCK],
            newlines: [0; BLOCK],
            spaces: [0; 2 * BLOCK],
            tabs: [0; 2 * BLOCK],
        }
    }

    /// Spreads what was found over the features.
    pub(super) fn add_to(&self, counts: &mut [u64; LENGTH]) {
        self.pairs.add_to(counts);
        for (at, count) in found(&self.runs) {
            let (form, length) = ((at / BLOCK) as u8, at % BLOCK);
            let is = |bit: u8| form & bit != 0;
            if is(DIGIT) {
                counts[DIGIT_AFTER_SPACE] += count * u64::from(is(BEHIND_SPACE));
                counts[DIGIT_RUNS + bucket(&RUNS, length as u64)] += count;
                counts[DIGITS] += count * length as u64;
                counts[DIGIT_TRIPLES] += count * length.div_ceil(3) as u64;
                continue;
            }
            let case = usize::from(is(CAPITAL)) * (1 + usize::from(is(CAPITAL_NEXT) && length > 1));
            let lead = if is(BEHIND_SPACE) { 0 } else { 1 + usize::from(is(INSIDE)) };
            counts[WORDS + (case * 3 + lead) * LONGEST + length.min(LONGEST) - 1] += count;
            counts[LONG_LETTERS] += count * length.saturating_sub(LONGEST) as u64;
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

        let around = self.around(&text);
        let numbers = numbers(&text, &block(self.bytes, self.at + 1), end, self.after_space);
        // Words are cut before a capital behind a small letter, and before the last of several that one follows.
        let cuts = within(letter & upper & (lower << 1 | upper << 1 & lower >> 1) & !start(letter));
        let segments = within(start(letter) | start(digit)) | cuts;
        runs(&around, segments, within(letter | digit) & !segments, blocks);
        mark_runs(within(mark), blocks);
        self.space_runs(within(space), line, [lower, upper, digit, mark], blocks);
        let at_line = |at: u32| (line >> at & 1) as usize * BLOCK;
        let (one, several) = alone(within(newline));
        blocks.newlines[1] += one.count_ones();
        for_each_run(several, |_, length| blocks.newlines[length % BLOCK] += 1);
        for_each_run(within(tab), |at, length| blocks.tabs[at_line(at) + length % BLOCK] += 1);
        self.steps += u64::from(end + within(starts).count_ones());
        if within(single) != 0 {
            let (all, returns) = (within(single).count_ones(), within(carriage).count_ones());
            self.counts[CARRIAGE] += u64::from(returns);
            self.counts[CONTROL] += u64::from(all - returns);
            self.steps -= u64::from(all);
        }
        // Behind all else: what was just written in sixteens is soon to be read in other ones.
        blocks.pairs.add(&numbers);
        blocks.pairs.cut(&numbers, cuts);
        blocks.blocks += 1;
        if blocks.blocks == FULL {
            blocks.add_to(self.counts);
            *blocks = Blocks::new();
        }
        self.behind_last_mark(&around, end as usize, mark, [letter, newline]);
        self.at += end as usize;
        self.after_space = after_space >> end & 1 == 1;
        self.after_beyond = false;
        Some(line >> end & 1 == 1)
    }

    /// A block with what stands before it, as far as that matters, and nothing behind it.
    #[inline(always)]
    fn around(&self, text: &[u8; BLOCK]) -> Around {
        let mut around = [NONE; BLOCK + 2];
        around[0] = if self.after_space { b' ' } else { NONE };
        around[1..=BLOCK].copy_from_slice(text);
        around
    }

    /// What follows a mark at the end of the last run.
    #[inline(always)]
    fn behind_last_mark(&mut self, around: &Around, end: usize, mark: u64, [letter, newline]: [u64; 2]) {
        let bit = |bits: u64, at: usize| bits >> at & 1;
        let last = usize::from(MARK_INDEX[usize::from(around[end] & 127)]);
        let is_mark = bit(mark, end - 1);
        self.counts[MARK_BEFORE_LETTER + last] += is_mark & bit(letter, end);
        self.counts[MARK_BEFORE_NEWLINE + last] += is_mark & bit(newline, end);
    }

    #[inline(always)]
    fn space_runs(&mut self, space: u64, line: u64, kinds: [u64; 4], blocks: &mut Blocks) {
        let (single, several) = alone(space);
        let between = single & !line;
        let mut others = between.count_ones();
        blocks.spaces[BLOCK + 1] += (single & line).count_ones();
        blocks.spaces[1] += others;
        for (at, kind) in kinds.into_iter().enumerate() {
            let before = (between & kind >> 1).count_ones();
            self.counts[SPACE_BEFORE + at] += u64::from(before);
            others -= before;
        }
        self.counts[SPACE_BEFORE + 5] += u64::from(others);
        let at_line = |at: u32| (line >> at & 1) as usize * BLOCK;
        for_each_run(several, |at, length| blocks.spaces[at_line(at) + length % BLOCK] += 1);
    }
}

/// A byte that is in no text.
const NONE: u8 = 0xff;

/// A block, the byte before it and one behind it.
type Around = [u8; BLOCK + 2];

/// Words and runs of digits: where each begins, and what else is inside of one.
#[inline(always)]
fn runs(around: &Around, starts: u64, inside: u64, blocks: &mut Blocks) {
    for_each_bit(starts, |at, one| {
        let part = |behind: usize, bits: u8| FORM[usize::from(around[at as usize + behind])] & bits;
        let form = part(0, BEHIND_SPACE | INSIDE) | part(1, CAPITAL | DIGIT) | part(2, CAPITAL_NEXT);
        let length = 1 + (inside >> at >> 1).trailing_ones() as usize;
        blocks.runs[usize::from(form) * BLOCK + length % BLOCK] += one;
    });
}

/// Runs of marks, most of them of one to three.
#[inline(always)]
fn mark_runs(mark: u64, blocks: &mut Blocks) {
    let (single, several) = alone(mark);
    blocks.mark_runs[1] += single.count_ones();
    if several == 0 {
        return;
    }
    let two = several & !(several << 1) & !(several >> 2);
    blocks.mark_runs[2] += two.count_ones();
    for_each_run(several & !(two | two << 1), |_, length| blocks.mark_runs[length % BLOCK] += 1);
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
fn for_each_bit(mut bits: u64, mut each: impl FnMut(u32, u32)) {
    while bits != 0 {
        for _ in 0..4 {
            each((bits | 1 << 63).trailing_zeros(), u32::from(bits != 0));
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
