//! Where each feature stands in the array, and its name.

use crate::script;

/// Letters told apart in pairs: a boundary, a to z, any other Latin letter.
pub(crate) const LETTERS: usize = 28;

/// Marks told apart: the 32 punctuation characters of ASCII, in order.
pub(crate) const MARKS: &[u8; 32] = b"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/// Pairs of marks that programs and prose use often enough to be counted.
pub(crate) const MARK_PAIRS: &[&[u8; 2]] = &[
    b"()", b");", b"[]", b"{}", b"!=", b"<=", b">=", b"->", b"=>", b"/*", b"*/", b"+=", b"-=", b"\",",
    b"\":", b"\")", b"(\"", b"['", b"']", b"[\"", b"\"]", b"),", b"({", b"})", b"};", b"},", b".\"", b",\"",
    b"</", b"/>", b"><", b"=\"", b"$(", b"${", b"#{", b"\\\"", b"')", b"('", b"',", b"'\"", b"\"'", b"?\"",
    b"!\"", b"];", b"],", b"([", b"])", b"[(", b")]", b"{\"", b"\"}", b"\";", b"';", b":=", b"~=", b"<-",
    b"|>", b"&&", b").", b"):", b"]:", b"@{", b"%%", b"*)", b"(*", b"*(", b"-(", b"/(", b":-", b"|-", b"@\"",
    b"`.",
];

/// Upper ends of the buckets for runs of spaces.
pub(crate) const GAPS: [u64; 10] = [1, 2, 3, 4, 6, 8, 12, 16, 32, u64::MAX];

/// Upper ends of the buckets for runs of digits.
pub(crate) const RUNS: [u64; 8] = [1, 2, 3, 4, 6, 9, 12, u64::MAX];

/// Upper ends of the buckets for runs of marks.
pub(crate) const MARK_RUN_ENDS: [u64; 6] = [1, 2, 3, 7, 15, u64::MAX];

/// Longest word length with a feature of its own.
pub(crate) const LONGEST: usize = 16;

const CASES: [&str; 3] = ["lower", "title", "upper"];
const LEADS: [&str; 3] = ["after_space", "after_other", "inside"];

/// Groups of features in the order they stand, with their sizes.
macro_rules! groups {
    ($($name:ident = $size:expr;)*) => {
        groups!(@ 0usize; $($name = $size;)*);
        const GROUPS: &[(usize, &str)] = &[$(($name, stringify!($name))),*];
    };
    (@ $start:expr; $name:ident = $size:expr; $($rest:tt)*) => {
        pub(crate) const $name: usize = $start;
        groups!(@ $start + $size; $($rest)*);
    };
    (@ $start:expr;) => {
        /// How many features there are.
        pub(crate) const LENGTH: usize = $start;
    };
}

groups! {
    PAIRS = LETTERS * LETTERS;
    WORDS = 9 * LONGEST;
    LONG_LETTERS = 1;
    DIGIT_RUNS = RUNS.len();
    DIGITS = 1;
    DIGIT_AFTER_SPACE = 1;
    DIGIT_TRIPLES = 1;
    MARK = MARKS.len();
    MARK_AFTER_SPACE = MARKS.len();
    MARK_BEFORE_LETTER = MARKS.len();
    MARK_BEFORE_NEWLINE = MARKS.len();
    MARK_REPEATED = MARKS.len();
    MARK_PAIR = MARK_PAIRS.len();
    MARK_RUNS = MARK_RUN_ENDS.len();
    SPACE_BEFORE = 6;
    INDENT = GAPS.len();
    GAP = GAPS.len();
    NEWLINES = 4;
    CARRIAGE = 1;
    TABS_FIRST = 4;
    TABS_INNER = 4;
    TABS = 1;
    CONTROL = 1;
    SCRIPT_CHARS = script::COUNT;
    SCRIPT_RUNS = script::COUNT;
}

/// The index of a run's length among the upper ends of its buckets.
#[inline]
pub(crate) fn bucket(ends: &[u64], length: u64) -> usize {
    ends.iter().position(|end| length <= *end).unwrap_or(ends.len() - 1)
}

/// The name of the feature at an index; an index beyond the last one has an empty name.
///
/// ```
/// assert_eq!(tokentoll_tokens::feature_name(0), "pair ··");
/// ```
pub fn name(index: usize) -> String {
    let Some((start, group)) =
        GROUPS.iter().rev().find(|(start, _)| *start <= index).filter(|_| index < LENGTH)
    else {
        return String::new();
    };
    let at = index - start;
    let mark = |at: usize| MARKS[at] as char;
    let upper = |ends: &[u64], at: usize| match ends[at] {
        u64::MAX => format!("{}+", ends[at - 1] + 1),
        end => end.to_string(),
    };
    match *start {
        PAIRS => format!("pair {}{}", letter(at / LETTERS), letter(at % LETTERS)),
        WORDS => {
            let (case, lead) = (at / LONGEST / 3, at / LONGEST % 3);
            format!("word {} {} {}", CASES[case], LEADS[lead], at % LONGEST + 1)
        }
        DIGIT_RUNS => format!("digit_run {}", upper(&RUNS, at)),
        MARK => format!("mark {}", mark(at)),
        MARK_AFTER_SPACE => format!("space_mark {}", mark(at)),
        MARK_BEFORE_LETTER => format!("mark_letter {}", mark(at)),
        MARK_BEFORE_NEWLINE => format!("mark_newline {}", mark(at)),
        MARK_REPEATED => format!("mark_repeated {}", mark(at)),
        MARK_PAIR => format!("marks {}", String::from_utf8_lossy(MARK_PAIRS[at])),
        SPACE_BEFORE => format!("space_before {}", ["lower", "upper", "digit", "mark", "other", "end"][at]),
        INDENT => format!("indent {}", upper(&GAPS, at)),
        GAP => format!("gap {}", upper(&GAPS, at)),
        NEWLINES => format!("newlines {}", at + 1),
        TABS_FIRST => format!("tabs first {}", at + 1),
        TABS_INNER => format!("tabs inner {}", at + 1),
        SCRIPT_CHARS => format!("{} chars", script::LABELS[at]),
        SCRIPT_RUNS => format!("{} runs", script::LABELS[at]),
        MARK_RUNS => format!("mark_run {at}"),
        _ => group.to_lowercase(),
    }
}

fn letter(at: usize) -> char {
    match at {
        0 => '·',
        27 => '?',
        at => (b'a' + at as u8 - 1) as char,
    }
}

/// How many Latin letters were seen.
pub(crate) fn letters(counts: &[u64; LENGTH]) -> u64 {
    (0..LETTERS * LETTERS).filter(|pair| pair % LETTERS != 0).map(|pair| counts[PAIRS + pair]).sum()
}

/// How many Latin letters, segments of words, marks and digits were seen.
#[cfg(feature = "exact")]
pub(crate) fn shape_counts(counts: &[u64; LENGTH]) -> (u64, u64, u64, u64) {
    let sum = |start: usize, length: usize| counts[start..start + length].iter().sum();
    (letters(counts), sum(WORDS, 9 * LONGEST), sum(MARK, MARKS.len()), counts[DIGITS])
}
