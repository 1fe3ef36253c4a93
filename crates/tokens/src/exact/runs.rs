//! Runs of characters that both patterns know: letters, numbers, marks, white space, contractions.

use super::classes::{ASCII, Class, Classes};

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * ONES;

/// The eight bytes at an index, with zeros after the end.
#[inline]
pub(super) fn eight(text: &[u8], at: usize) -> u64 {
    match text.get(at..at + 8) {
        Some(bytes) => u64::from_le_bytes(bytes.try_into().unwrap_or_default()),
        None => eight_of(text.get(at..).unwrap_or_default()),
    }
}

#[cold]
fn eight_of(rest: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    u64::from_le_bytes(bytes)
}

/// Whether eight bytes are all ASCII.
#[inline]
pub(super) fn all_ascii(bytes: u64) -> bool {
    bytes & HIGH == 0
}

/// Where a run of lower-case ASCII letters ends.
#[inline]
pub(super) fn lower_end(text: &[u8], from: usize) -> usize {
    run_end(text, from, |bytes| bytes)
}

/// Where a run of ASCII letters ends.
#[cfg(feature = "cl100k")]
#[inline]
pub(super) fn letter_end(text: &[u8], from: usize) -> usize {
    run_end(text, from, |bytes| bytes | (0x20 * ONES))
}

/// Where a run of bytes ends that are lower-case letters after `fold`, eight at a time.
#[inline]
fn run_end(text: &[u8], mut at: usize, fold: impl Fn(u64) -> u64) -> usize {
    loop {
        let bytes = fold(eight(text, at));
        let seven = bytes & !HIGH;
        let from_a = seven + (0x80 - b'a' as u64) * ONES;
        let past_z = seven + (0x80 - b'z' as u64 - 1) * ONES;
        let not = !(from_a & !past_z & !bytes) & HIGH;
        if not != 0 {
            return at + not.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
}

/// Where a run of spaces ends, eight at a time.
#[inline]
fn spaces_end(text: &[u8], mut at: usize) -> usize {
    loop {
        let others = eight(text, at) ^ (b' ' as u64 * ONES);
        if others != 0 {
            return at + others.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
}

/// Where up to three numbers end, the first of which is there.
pub(super) fn numbers_end(text: &[u8], from: usize, classes: &Classes) -> usize {
    let mut at = from;
    for _ in 0..3 {
        match classes.at(text, at) {
            Some((Class::Number, length)) => at += length,
            _ => break,
        }
    }
    at
}

/// Where a run of neither white space nor letters nor numbers ends.
pub(super) fn others_end(text: &[u8], from: usize, classes: &Classes) -> usize {
    let mut at = from;
    while let Some((class, length)) = classes.at(text, at) {
        if !class.is_other() {
            break;
        }
        at += length;
    }
    at
}

/// A run of white space.
pub(super) struct Blank {
    /// Where it ends.
    pub(super) end: usize,
    /// Where its last character begins.
    pub(super) last: usize,
    /// Where its last `\r` or `\n` ends.
    pub(super) newline: Option<usize>,
}

/// The run of white space from an index, which must be white space.
pub(super) fn blank(text: &[u8], from: usize, classes: &Classes) -> Blank {
    let mut run = Blank { end: from, last: from, newline: None };
    while let Some((class, length)) = classes.at(text, run.end) {
        if !class.is_space() {
            break;
        }
        run.last = run.end;
        run.end += length;
        if class == Class::Newline {
            run.newline = Some(run.end);
        }
    }
    run
}

impl Blank {
    /// Where `\s+(?!\S)|\s` ends: before the last of several characters that something follows.
    pub(super) fn end_before(&self, from: usize, text: &[u8]) -> usize {
        if self.end < text.len() && self.last > from { self.last } else { self.end }
    }
}

/// Where `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d` of any case ends that begins here, or here.
#[inline]
pub(super) fn contraction_end(text: &[u8], at: usize) -> usize {
    if text.get(at) != Some(&b'\'') {
        return at;
    }
    let letter = |offset: usize| text.get(at + offset).map_or(0, |byte| byte | 0x20);
    let length = match (letter(1), letter(2)) {
        (b's' | b't' | b'm' | b'd', _) => 2,
        (b'r' | b'v', b'e') | (b'l', b'l') => 3,
        // The long s folds to s.
        _ if text[at + 1..].starts_with("ſ".as_bytes()) => 3,
        _ => 0,
    };
    at + length
}

/// How many bytes a look at ASCII alone may go past an index.
const AHEAD: usize = 8;

/// Where a piece ends, when ASCII alone tells: by where a word ends, and what else ends a run of marks.
#[inline(always)]
pub(super) fn ascii_end(
    text: &[u8],
    at: usize,
    word_end: impl Fn(&[u8], usize) -> Option<usize>,
    tail_end: impl Fn(&[u8], usize) -> usize,
) -> Option<usize> {
    use Class::{Lower, Newline, Number, Other, Space, Upper};
    let next = *text.get(at..at + AHEAD)?.get(1)?;
    let first = text[at];
    match (ASCII[first as usize], ASCII[next as usize]) {
        (Upper | Lower, _) => word_end(text, at),
        (Other | Space, Upper | Lower) => word_end(text, at + 1),
        (Number, _) => digits_end(text, at),
        (Other, _) => marks_end(text, at).map(|end| tail_end(text, end)),
        (Space, Other) if first == b' ' => marks_end(text, at + 1).map(|end| tail_end(text, end)),
        (Space | Newline, _) => {
            let run = ascii_blank(text, at)?;
            Some(run.newline.unwrap_or_else(|| run.end_before(at, text)))
        }
        _ => None,
    }
}

/// Where up to three digits end, the first of which is there; `None` where another number may follow.
#[inline]
fn digits_end(text: &[u8], at: usize) -> Option<usize> {
    let is_number = |offset: usize| ASCII[text[at + offset] as usize] == Class::Number;
    let length = if !is_number(1) {
        1
    } else if !is_number(2) {
        2
    } else {
        3
    };
    (length == 3 || text[at + length] < 0x80).then_some(at + length)
}

/// Where a run of ASCII ends that is neither white space nor letter nor number; `None` where it may go on.
#[inline]
fn marks_end(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        match ASCII[*text.get(at)? as usize] {
            Class::Other => at += 1,
            Class::Beyond => return None,
            _ => return Some(at),
        }
    }
}

/// The run of white space from an index; `None` where it may go on past ASCII or the end.
#[inline]
fn ascii_blank(text: &[u8], from: usize) -> Option<Blank> {
    let mut run = Blank { end: from, last: from, newline: None };
    loop {
        let end = spaces_end(text, run.end);
        if end > run.end {
            (run.last, run.end) = (end - 1, end);
        }
        match ASCII[*text.get(run.end)? as usize] {
            Class::Space => {}
            Class::Newline => run.newline = Some(run.end + 1),
            Class::Beyond => return None,
            _ => return Some(run),
        }
        run.last = run.end;
        run.end += 1;
    }
}
