//! The filters of PDF streams, one byte after the other: nothing is kept but a table of LZW.
//!
//! They go on where the reader of PDFs would, and end where it does or later: what it would hold is not more.

use std::cell::Cell;
use std::io::{ErrorKind, Read};

use flate2::read::DeflateDecoder;
use hayro_interpret::hayro_syntax::Filter;

/// Bytes as they come.
pub(super) type Bytes<'a> = Box<dyn Iterator<Item = u8> + 'a>;

/// Unfolds bytes by one filter, unless it is that of an image. Tells of data that broke off before their end.
pub(super) fn unfold<'a>(
    filter: Filter,
    early_change: bool,
    bytes: Bytes<'a>,
    is_broken: &'a Cell<bool>,
) -> Option<Bytes<'a>> {
    Some(match filter {
        Filter::AsciiHexDecode => Box::new(hex(bytes)),
        Filter::Ascii85Decode => {
            let letters = letters(bytes).take_while(|letter| matches!(letter, b'!'..=b'u' | b'z'));
            Box::new(Ascii85 { letters, group: Vec::with_capacity(5) }.flatten())
        }
        Filter::RunLengthDecode => Box::new(RunLength { bytes }.flatten()),
        Filter::LzwDecode => Box::new(Lzw::new(bytes, early_change).flatten()),
        Filter::FlateDecode => Box::new(flate(bytes, is_broken)),
        _ => return None,
    })
}

/// Two digits a byte, with white space between them, to what is neither.
fn hex<'a>(bytes: Bytes<'a>) -> impl Iterator<Item = u8> + 'a {
    let mut digits = letters(bytes).take_while(u8::is_ascii_hexdigit);
    std::iter::from_fn(move || {
        let value = |digit: u8| char::from(digit).to_digit(16).unwrap_or(0) as u8;
        let high = digits.next()?;
        Some(value(high) << 4 | digits.next().map_or(0, value))
    })
}

/// All but white space.
fn letters<'a>(bytes: Bytes<'a>) -> impl Iterator<Item = u8> + 'a {
    bytes.filter(|byte| !matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' '))
}

/// Five letters for four bytes.
struct Ascii85<I> {
    letters: I,
    group: Vec<u8>,
}

impl<I: Iterator<Item = u8>> Iterator for Ascii85<I> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        while self.group.len() < 5 {
            match self.letters.next() {
                Some(b'z') => return Some(vec![0; 4]),
                Some(letter) => self.group.push(letter.saturating_sub(b'!')),
                None => break,
            }
        }
        let length = self.group.len().checked_sub(1).filter(|length| *length > 0)?;
        self.group.resize(5, b'u' - b'!');
        let value = self.group.drain(..).fold(0_u64, |value, digit| value * 85 + u64::from(digit));
        Some((value as u32).to_be_bytes()[..length].to_vec())
    }
}

/// A number of bytes and the bytes, or the number of times that one byte stands.
struct RunLength<'a> {
    bytes: Bytes<'a>,
}

impl Iterator for RunLength<'_> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        match usize::from(self.bytes.next()?) {
            128 => None,
            length @ ..128 => Some(self.bytes.by_ref().take(length + 1).collect()),
            length => Some(vec![self.bytes.next()?; 257 - length]),
        }
    }
}

/// Numbers of 9 to 12 bits for all that was met before and a byte more.
struct Lzw<'a> {
    bytes: Bytes<'a>,
    bits: u32,
    held: u32,
    /// Whether numbers grow by a bit one number earlier.
    early: usize,
    /// For each number from 258 on: the one that is continued, the byte behind it, and how long it is.
    entries: Vec<(u16, u8, u16)>,
    before: Option<usize>,
}

const CLEAR: usize = 256;
const END: usize = 257;
const FIRST: usize = 258;
const MOST: usize = 4096;

impl<'a> Lzw<'a> {
    fn new(bytes: Bytes<'a>, early_change: bool) -> Self {
        Self { bytes, bits: 0, held: 0, early: usize::from(early_change), entries: Vec::new(), before: None }
    }

    fn number(&mut self) -> Option<usize> {
        let width = (FIRST + self.entries.len() + self.early).ilog2().clamp(8, 11) + 1;
        while self.held < width {
            self.bits = self.bits << 8 | u32::from(self.bytes.next()?);
            self.held += 8;
        }
        self.held -= width;
        Some((self.bits >> self.held & ((1 << width) - 1)) as usize)
    }

    /// What a number stands for.
    fn entry(&self, number: usize) -> Option<Vec<u8>> {
        let mut left = number;
        let mut bytes = match number.checked_sub(FIRST) {
            None => Vec::new(),
            Some(at) => Vec::with_capacity(usize::from(self.entries.get(at)?.2)),
        };
        while let Some(at) = left.checked_sub(FIRST) {
            let (before, byte, _) = *self.entries.get(at)?;
            bytes.push(byte);
            left = usize::from(before);
        }
        bytes.push(left as u8);
        bytes.reverse();
        Some(bytes)
    }

    fn add(&mut self, before: usize, byte: u8) {
        let length = before.checked_sub(FIRST).map_or(1, |at| self.entries[at].2) + 1;
        if FIRST + self.entries.len() < MOST {
            self.entries.push((before as u16, byte, length));
        }
    }
}

impl Iterator for Lzw<'_> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        loop {
            let number = self.number()?;
            if number == CLEAR {
                self.entries.clear();
                self.before = None;
                continue;
            }
            if number == END {
                return None;
            }
            if number == FIRST + self.entries.len() {
                // What comes next itself: the one before and its first byte.
                let before = self.before?;
                self.add(before, self.entry(before)?[0]);
                self.before = Some(number);
                return self.entry(number);
            }
            let bytes = self.entry(number)?;
            if let Some(before) = self.before {
                self.add(before, bytes[0]);
            }
            self.before = Some(number);
            return Some(bytes);
        }
    }
}

/// Deflate, with the header of zlib or without.
fn flate<'a>(mut bytes: Bytes<'a>, is_broken: &'a Cell<bool>) -> impl Iterator<Item = u8> + 'a {
    let head: Vec<u8> = bytes.by_ref().take(2).collect();
    let rest = Reading(if is_zlib(&head) { bytes } else { Box::new(head.into_iter().chain(bytes)) });
    std::io::BufReader::new(DeflateDecoder::new(rest)).bytes().map_while(|byte| {
        byte.inspect_err(|error| is_broken.set(error.kind() != ErrorKind::UnexpectedEof)).ok()
    })
}

/// Whether data begin as zlib data do.
pub(super) fn is_zlib(data: &[u8]) -> bool {
    matches!(data, [method, flags, ..] if method & 15 == 8 && (u16::from(*method) << 8 | u16::from(*flags)).is_multiple_of(31))
}

struct Reading<'a>(Bytes<'a>);

impl Read for Reading<'_> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        Ok(to.iter_mut().zip(&mut self.0).map(|(to, byte)| *to = byte).count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unfolded(filter: Filter, bytes: &[u8]) -> Vec<u8> {
        let bytes = Box::new(bytes.iter().copied());
        unfold(filter, true, bytes, &Cell::new(false)).expect("a filter").take(1 << 20).collect()
    }

    #[test]
    fn each_filter_gives_what_was_folded() {
        assert_eq!(unfolded(Filter::AsciiHexDecode, b"48 65 6C6c6F7>zz"), b"Hellop");
        assert_eq!(unfolded(Filter::Ascii85Decode, b"87cURD]i,\n\"Ebo80z~>more"), b"Hello World!\0\0\0\0");
        assert_eq!(unfolded(Filter::Ascii85Decode, b"87cUR"), b"Hell");
        assert_eq!(unfolded(Filter::Ascii85Decode, b"87cURDZ"), b"Hello");
        assert_eq!(
            unfolded(Filter::RunLengthDecode, &[4, 10, 11, 12, 13, 14, 253, 3, 128, 9]),
            [10, 11, 12, 13, 14, 3, 3, 3, 3]
        );
        // The example of the specification.
        let lzw = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        assert_eq!(unfolded(Filter::LzwDecode, &lzw), [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
        assert_eq!(unfolded(Filter::FlateDecode, &[0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]), b"Hello");
    }

    #[test]
    fn broken_data_end_where_they_break() {
        for filter in [
            Filter::AsciiHexDecode,
            Filter::Ascii85Decode,
            Filter::RunLengthDecode,
            Filter::LzwDecode,
            Filter::FlateDecode,
        ] {
            for length in 0..64_u8 {
                let bytes: Vec<u8> =
                    (0..length).map(|at| at.wrapping_mul(37) ^ length.wrapping_mul(101)).collect();
                assert!(unfolded(filter, &bytes).len() <= 128 * 64, "{filter:?} {bytes:?}");
            }
        }
        assert!(unfold(Filter::DctDecode, true, Box::new(std::iter::empty()), &Cell::new(false)).is_none());
    }
}
