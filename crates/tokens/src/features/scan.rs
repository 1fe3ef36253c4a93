//! The pass over the bytes.

use super::blocks::Blocks;
use super::layout::*;
use crate::script::{base_letter, class_of};

/// What kind of byte stands here.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Kind {
    Lower,
    Upper,
    Digit,
    Mark,
    Space,
    Newline,
    Tab,
    Return,
    Control,
    Beyond,
}

static KINDS: [Kind; 256] = kinds();
pub(super) const MARK_INDEX: [u8; 128] = mark_index();
pub(super) static MARK_PAIR_INDEX: [[u8; 32]; 32] = mark_pair_index();

const fn kinds() -> [Kind; 256] {
    let mut table = [Kind::Control; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' => Kind::Lower,
            b'A'..=b'Z' => Kind::Upper,
            b'0'..=b'9' => Kind::Digit,
            b' ' => Kind::Space,
            b'\n' => Kind::Newline,
            b'\t' => Kind::Tab,
            b'\r' => Kind::Return,
            0..=31 | 127 => Kind::Control,
            128..=255 => Kind::Beyond,
            _ => Kind::Mark,
        };
        byte += 1;
    }
    table
}

const fn mark_index() -> [u8; 128] {
    let mut table = [0; 128];
    let mut mark = 0;
    while mark < MARKS.len() {
        table[MARKS[mark] as usize] = mark as u8;
        mark += 1;
    }
    table
}

/// One more than the index of a pair of marks, or zero.
const fn mark_pair_index() -> [[u8; 32]; 32] {
    let marks = mark_index();
    let mut table = [[0; 32]; 32];
    let mut pair = 0;
    while pair < MARK_PAIRS.len() {
        let [first, second] = *MARK_PAIRS[pair];
        table[marks[first as usize] as usize][marks[second as usize] as usize] = pair as u8 + 1;
        pair += 1;
    }
    table
}

/// What the next slice of a text has to know of those before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seam {
    line_start: bool,
    after_space: bool,
    after_beyond: bool,
}

impl Default for Seam {
    fn default() -> Self {
        Self { line_start: true, after_space: false, after_beyond: false }
    }
}

/// Adds the features of a text to `counts` and says how many steps it took. A text may be scanned in slices
/// that end where no run of one kind does ([`crate::slices`]).
pub(crate) fn scan(text: &str, counts: &mut [u64; LENGTH], seam: &mut Seam) -> u64 {
    let Seam { line_start, after_space, after_beyond } = *seam;
    let mut scanner = Scanner { bytes: text.as_bytes(), at: 0, counts, after_space, after_beyond, steps: 0 };
    let line_start = if text.len() < BY_BLOCKS {
        scanner.run(line_start, None)
    } else {
        let mut blocks = Blocks::new();
        let line_start = scanner.run(line_start, Some(&mut blocks));
        blocks.add_to(scanner.counts);
        line_start
    };
    *seam = Seam { line_start, after_space: scanner.after_space, after_beyond: scanner.after_beyond };
    scanner.steps
}

/// How long a text is for which blocks are worth their tables.
const BY_BLOCKS: usize = 1 << 12;

pub(super) struct Scanner<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) counts: &'a mut [u64; LENGTH],
    pub(super) after_space: bool,
    pub(super) after_beyond: bool,
    pub(super) steps: u64,
}

impl Scanner<'_> {
    /// Whether a line starts here is told, and whether one starts at the end is answered.
    fn run(&mut self, mut line_start: bool, mut blocks: Option<&mut Blocks>) -> bool {
        while let Some(kind) = self.kind() {
            if let Some(blocks) =
                blocks.as_deref_mut().filter(|_| kind != Kind::Beyond && self.is_ascii_here())
                && let Some(next) = self.block(blocks, line_start)
            {
                line_start = next;
                continue;
            }
            self.steps += 1;
            let (after_beyond, was_line_start) = (self.after_beyond, line_start);
            self.after_beyond = false;
            line_start = false;
            match kind {
                Kind::Lower | Kind::Upper => self.word(),
                Kind::Digit => self.digits(),
                Kind::Mark => self.marks(),
                Kind::Space => {
                    self.spaces(was_line_start);
                    continue;
                }
                Kind::Newline => {
                    let length = self.run_of(Kind::Newline);
                    self.tally(NEWLINES + (length.min(4) - 1) as usize);
                    line_start = true;
                }
                Kind::Tab => {
                    let length = self.run_of(Kind::Tab);
                    let group = if was_line_start { TABS_FIRST } else { TABS_INNER };
                    self.tally(group + (length.min(4) - 1) as usize);
                    self.counts[TABS] += length;
                    line_start = was_line_start;
                }
                Kind::Return => {
                    self.at += 1;
                    self.tally(CARRIAGE);
                    line_start = was_line_start;
                }
                Kind::Control => {
                    self.at += 1;
                    self.tally(CONTROL);
                }
                Kind::Beyond => self.beyond(after_beyond),
            }
            self.after_space = false;
        }
        line_start
    }

    /// Whether the next bytes are ASCII, so that a block is worth a look.
    #[inline(always)]
    fn is_ascii_here(&self) -> bool {
        self.bytes.get(self.at..self.at + 8).is_some_and(|eight| eight.is_ascii())
    }

    #[inline(always)]
    fn kind(&self) -> Option<Kind> {
        self.bytes.get(self.at).map(|byte| KINDS[*byte as usize])
    }

    #[inline(always)]
    fn tally(&mut self, index: usize) {
        self.counts[index] += 1;
    }

    /// Passes over bytes of one kind and says how many.
    #[inline]
    fn run_of(&mut self, kind: Kind) -> u64 {
        let start = self.at;
        while self.kind() == Some(kind) {
            self.at += 1;
        }
        self.steps += (self.at - start) as u64;
        (self.at - start) as u64
    }

    /// Letters: one segment after the other, cut where the case changes.
    fn word(&mut self) {
        let mut lead = if self.after_space { 0 } else { 1 };
        while let Some(Kind::Lower | Kind::Upper) = self.kind() {
            self.segment(lead);
            lead = 2;
        }
    }

    fn segment(&mut self, lead: usize) {
        let mut before = 0;
        let mut length = 0;
        let mut case = 0;
        while self.kind() == Some(Kind::Upper) {
            let ends_capitals = length > 0
                && self.bytes.get(self.at + 1).is_some_and(|next| KINDS[*next as usize] == Kind::Lower);
            if ends_capitals {
                break;
            }
            before = self.letter(before, self.bytes[self.at] & 31);
            length += 1;
        }
        if length == 1 {
            case = 1;
        } else if length > 1 {
            case = 2;
        }
        if case < 2 {
            length += self.lower_letters(&mut before);
        }
        self.end_segment(lead, case, before, length);
    }

    /// Small letters and accented ones, to the end of the segment.
    #[inline(always)]
    fn lower_letters(&mut self, before: &mut u8) -> usize {
        let mut length = self.small_letters(before);
        while self.kind() == Some(Kind::Beyond) {
            let (point, width) = decode(self.bytes, self.at);
            let Some(letter) = base_letter(point) else { break };
            self.counts[SCRIPT_CHARS + class_of(point)] += 1;
            *before = self.letter(*before, letter);
            self.at += width - 1;
            length += 1 + self.small_letters(before);
        }
        length
    }

    /// Small ASCII letters: the innermost loop of all.
    #[inline(always)]
    fn small_letters(&mut self, before: &mut u8) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let mut pair = usize::from(*before);
        let mut length = 0;
        for byte in rest {
            if !byte.is_ascii_lowercase() {
                break;
            }
            let letter = usize::from(byte & 31);
            self.counts[PAIRS + pair * LETTERS + letter] += 1;
            pair = letter;
            length += 1;
        }
        *before = pair as u8;
        self.at += length;
        self.steps += length as u64;
        length
    }

    #[inline(always)]
    fn letter(&mut self, before: u8, letter: u8) -> u8 {
        self.counts[PAIRS + before as usize * LETTERS + letter as usize] += 1;
        self.at += 1;
        self.steps += 1;
        letter
    }

    #[inline]
    fn end_segment(&mut self, lead: usize, case: usize, before: u8, length: usize) {
        self.tally(PAIRS + before as usize * LETTERS);
        self.tally(WORDS + (case * 3 + lead) * LONGEST + length.clamp(1, LONGEST) - 1);
        if length > LONGEST {
            self.counts[LONG_LETTERS] += (length - LONGEST) as u64;
        }
    }

    fn digits(&mut self) {
        let length = self.run_of(Kind::Digit);
        self.tally(DIGIT_RUNS + bucket(&RUNS, length));
        self.counts[DIGITS] += length;
        self.counts[DIGIT_TRIPLES] += length.div_ceil(3);
        self.counts[DIGIT_AFTER_SPACE] += u64::from(self.after_space);
    }

    fn marks(&mut self) {
        let start = self.at;
        let mut before: Option<usize> = None;
        while let Some(byte) = self.bytes.get(self.at).filter(|byte| KINDS[**byte as usize] == Kind::Mark) {
            let mark = MARK_INDEX[(*byte & 127) as usize] as usize;
            self.tally(MARK + mark);
            match before {
                None => self.counts[MARK_AFTER_SPACE + mark] += u64::from(self.after_space),
                Some(same) if same == mark => self.tally(MARK_REPEATED + mark),
                Some(other) => {
                    let pair = MARK_PAIR_INDEX[other][mark] as usize;
                    self.counts[MARK_PAIR + pair.saturating_sub(1)] += u64::from(pair > 0);
                }
            }
            before = Some(mark);
            self.at += 1;
        }
        let length = (self.at - start) as u64;
        self.steps += length;
        self.tally(MARK_RUNS + bucket(&MARK_RUN_ENDS, length));
        let last = before.unwrap_or(0);
        match self.kind() {
            Some(Kind::Lower | Kind::Upper) => self.tally(MARK_BEFORE_LETTER + last),
            Some(Kind::Newline) => self.tally(MARK_BEFORE_NEWLINE + last),
            _ => {}
        }
    }

    fn spaces(&mut self, line_start: bool) {
        let length = self.run_of(Kind::Space);
        self.after_space = true;
        if line_start {
            self.tally(INDENT + bucket(&GAPS, length));
        } else if length > 1 {
            self.tally(GAP + bucket(&GAPS, length));
        } else {
            self.tally(GAP);
            let next = match self.kind() {
                Some(Kind::Lower) => 0,
                Some(Kind::Upper) => 1,
                Some(Kind::Digit) => 2,
                Some(Kind::Mark) => 3,
                Some(Kind::Beyond) => 4,
                _ => 5,
            };
            self.tally(SPACE_BEFORE + next);
        }
    }

    /// Characters outside ASCII: a Latin letter begins a word, any other stands for itself.
    #[inline]
    fn beyond(&mut self, mut after_beyond: bool) {
        loop {
            let (point, width) = decode(self.bytes, self.at);
            if base_letter(point).is_some() {
                let (lead, mut before) = (if self.after_space { 0 } else { 1 }, 0);
                let length = self.lower_letters(&mut before);
                self.end_segment(lead, 0, before, length);
                return self.after_beyond = false;
            }
            let class = class_of(point);
            self.counts[SCRIPT_CHARS + class] += 1;
            self.counts[SCRIPT_RUNS + class] += u64::from(!after_beyond);
            self.at += width;
            if self.kind() != Some(Kind::Beyond) {
                return self.after_beyond = true;
            }
            (after_beyond, self.after_space) = (true, false);
            self.steps += 1;
        }
    }
}

/// The character at a position of valid UTF-8, and its width.
#[inline(always)]
fn decode(bytes: &[u8], at: usize) -> (u32, usize) {
    let byte = |offset: usize| bytes.get(at + offset).map_or(0, |byte| u32::from(*byte));
    let first = byte(0);
    match first {
        0..0xE0 => ((first & 0x1F) << 6 | byte(1) & 0x3F, 2),
        0xE0..0xF0 => ((first & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | byte(2) & 0x3F, 3),
        _ => ((first & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | byte(3) & 0x3F, 4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::random;

    /// What the plain pass alone finds.
    fn plainly(text: &str) -> (Vec<u64>, u64) {
        let mut counts = Box::new([0; LENGTH]);
        let Seam { line_start, after_space, after_beyond } = Seam::default();
        let bytes = text.as_bytes();
        let mut scanner = Scanner { bytes, at: 0, counts: &mut counts, after_space, after_beyond, steps: 0 };
        scanner.run(line_start, None);
        let steps = scanner.steps;
        (counts.to_vec(), steps)
    }

    fn assert_equal(text: &str) {
        let (mut counts, mut seam) = (Box::new([0; LENGTH]), Seam::default());
        let steps = scan(text, &mut counts, &mut seam);
        let (plain, plain_steps) = plainly(text);
        for (at, (found, expected)) in counts.iter().zip(&plain).enumerate() {
            assert_eq!(found, expected, "{} in {text:?}", name(at));
        }
        assert_eq!(steps, plain_steps, "{text:?}");
    }

    #[test]
    fn blocks_find_what_the_plain_pass_finds() {
        let bits = [
            "a",
            "Word",
            " ",
            "word",
            "  ",
            "parseHTTPBody",
            "\n",
            "\n\n\n",
            "\t",
            "(",
            ");",
            "=>",
            "\"",
            "7",
            "2026",
            "\r\n",
            "         ",
            "é",
            "Éa",
            "字",
            "\u{301}",
            "\u{1}",
            "ABC",
            "lowercaselettersinarow",
            "////",
            "____________________",
        ];
        let mut random = random(1);
        for round in 0..4_000 {
            // Of few bits in some rounds, so that runs grow long.
            let few = 2 + round % (bits.len() - 1);
            let bit = |_| bits[(random() % few * 7 + round) % bits.len()];
            let mut text: String = (0..200).map(bit).collect();
            text.extend(std::iter::repeat_n('x', BY_BLOCKS.saturating_sub(text.len())));
            assert_equal(&text);
        }
    }

    #[test]
    fn blocks_find_the_same_in_random_bytes() {
        let mut random = random(7);
        let mut draw = |below: usize| random() % below;
        for round in 0..150 {
            // Few different ones in some rounds, and none outside ASCII in most.
            let of = 1 + draw(if round % 4 == 0 { 300 } else { 128 });
            let alphabet: Vec<char> =
                (0..1 + draw(40)).filter_map(|_| char::from_u32(draw(of) as u32)).collect();
            let text: String = (0..BY_BLOCKS + draw(3_000)).map(|_| alphabet[draw(alphabet.len())]).collect();
            assert_equal(&text);
        }
    }

    #[test]
    fn blocks_find_the_same_in_every_character_and_run() {
        let all: Vec<char> = (0..0x11_0000)
            .step_by(if cfg!(debug_assertions) { 3 } else { 1 })
            .filter_map(char::from_u32)
            .collect();
        for chunk in all.chunks(700) {
            assert_equal(&chunk.iter().collect::<String>());
            assert_equal(
                &chunk.iter().flat_map(|point| ['a', *point, 'B', ' ', *point, '.']).collect::<String>(),
            );
        }
        for run in "aZ0.-\n\t\r \u{7f}é字".chars() {
            for length in 1..140 {
                let one = format!("{}{}", "x= y".repeat(length % 5), run.to_string().repeat(length));
                assert_equal(&one.repeat(1 + BY_BLOCKS / one.len()));
            }
        }
    }
}
