//! Cuts what is read into blocks of whole pieces, in buffers that stay small.

use std::io::{Error, ErrorKind, Read, Result};
use tokentoll::usage::log::{Framing, Values};

/// How much is read before it is handed on: small enough for a core's own cache.
pub(crate) const BLOCK: usize = 256 << 10;

/// The longest piece that is held.
pub(crate) const LONGEST: usize = 16 << 20;

/// How much of a text tells its format.
const HEAD: usize = 64 << 10;

/// One piece of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece<'t> {
    pub(crate) text: &'t [u8],
    /// How many bytes it takes, with all that stands around it.
    pub(crate) length: usize,
    /// A piece that was too long to hold, of which `text` is the end; whether it may tell of a request.
    pub(crate) too_long: Option<bool>,
    /// Whether the text ended before the piece did.
    pub(crate) unfinished: bool,
}

/// Some pieces of a text, one after the other.
#[derive(Debug)]
pub(crate) struct Block {
    buffer: Vec<u8>,
    /// How much of the buffer is filled.
    filled: usize,
    /// Where JSON values end; the ends of lines are found later.
    ends: Vec<usize>,
    framing: Framing,
    too_long: Option<bool>,
    unfinished: bool,
    /// Where it ends in the text.
    offset: u64,
}

impl Block {
    pub(crate) fn new() -> Block {
        Block {
            buffer: Vec::new(),
            filled: 0,
            ends: Vec::new(),
            framing: Framing::Lines,
            too_long: None,
            unfinished: false,
            offset: 0,
        }
    }

    /// Where it ends in the text, in bytes.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// Whether its buffer had to grow.
    pub(crate) fn is_large(&self) -> bool {
        self.buffer.len() > BLOCK
    }

    /// Its pieces, in order.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let text = self.buffer.get(..self.filled).unwrap_or_default();
        let mut ends = self.ends.iter().copied();
        let mut lines = memchr::memchr_iter(b'\n', text).map(|at| at + 1);
        let (mut from, mut too_long) = (0, self.too_long);
        std::iter::from_fn(move || {
            if from >= text.len() {
                return None;
            }
            let end = match self.framing {
                Framing::Lines => lines.next(),
                Framing::Values => ends.next(),
            };
            let piece = text.get(from..end.unwrap_or(text.len())).unwrap_or_default();
            from = end.unwrap_or(text.len());
            let length = piece.len();
            let piece = match self.framing {
                Framing::Lines => piece.strip_suffix(b"\n").unwrap_or(piece),
                Framing::Values => Values::trim(piece),
            };
            let unfinished = self.unfinished && end.is_none();
            Some(Piece { text: piece, length, too_long: too_long.take(), unfinished })
        })
    }
}

/// Reads a text block by block.
pub(crate) struct Cutter {
    input: Box<dyn Read + Send>,
    /// What was read and not handed on yet.
    rest: Vec<u8>,
    framing: Framing,
    values: Values,
    offset: u64,
    ended: bool,
    /// Why nothing more can be read, once what was read is handed on.
    failed: Option<Error>,
    /// A piece that is too long is being left out; whether it may tell of a request.
    skipping: Option<bool>,
    size: usize,
    head: usize,
}

impl Cutter {
    /// Starts at an offset, and reads so many bytes at a time.
    pub(crate) fn new(input: Box<dyn Read + Send>, offset: u64, size: usize) -> Cutter {
        Cutter {
            input,
            rest: Vec::new(),
            framing: Framing::Lines,
            values: Values::default(),
            offset,
            ended: false,
            failed: None,
            skipping: None,
            size,
            head: HEAD,
        }
    }

    /// Takes no larger buffers than a text of so many bytes needs.
    pub(crate) fn expecting(mut self, bytes: u64) -> Cutter {
        // One more, so that the end is seen.
        let room = usize::try_from(bytes).unwrap_or(usize::MAX).saturating_add(1);
        (self.size, self.head) = (self.size.min(room), self.head.min(room));
        self
    }

    /// The first bytes, to tell the format by, without the mark that says that they are UTF-8.
    pub(crate) fn head(&mut self) -> &[u8] {
        let mut rest = std::mem::take(&mut self.rest);
        let mut filled = rest.len();
        rest.resize(filled.max(self.head), 0);
        while !self.ended && filled < self.head {
            filled += self.fill(&mut rest[filled..]);
        }
        rest.truncate(filled);
        if self.offset == 0 && rest.starts_with(b"\xef\xbb\xbf") {
            rest.drain(..3);
            self.offset = 3;
        }
        self.rest = rest;
        &self.rest
    }

    /// Why nothing more can be read of a text that is not looked at further.
    pub(crate) fn failure(&mut self) -> Result<()> {
        self.failed.take().map_or(Ok(()), Err)
    }

    /// How the text is cut.
    pub(crate) fn framed(&mut self, framing: Framing) {
        self.framing = framing;
    }

    /// Fills a block with the next pieces, as many as it holds; false once there is none left.
    pub(crate) fn next(&mut self, block: &mut Block) -> Result<bool> {
        block.ends.clear();
        block.framing = self.framing;
        if block.buffer.len() > self.size && self.rest.len() <= self.size / 2 {
            block.buffer.truncate(self.size);
            block.buffer.shrink_to_fit();
        }
        let least = self.size.max(self.rest.len());
        if block.buffer.len() < least {
            block.buffer.resize(least, 0);
        }
        let mut filled = self.rest.len();
        if let Some(start) = block.buffer.get_mut(..filled) {
            start.copy_from_slice(&self.rest);
        }
        self.rest.clear();
        let (mut searched, mut cut) = (0, 0);
        loop {
            while !self.ended && filled < block.buffer.len() {
                filled += self.fill(&mut block.buffer[filled..]);
            }
            cut = self.cut(&block.buffer[..filled], searched, cut, &mut block.ends);
            if cut > 0 || self.ended {
                break;
            }
            searched = filled;
            if block.buffer.len() < LONGEST {
                block.buffer.resize(block.buffer.len() * 2, 0);
            } else {
                filled = self.skip(&mut block.buffer);
                searched = filled;
            }
        }
        block.unfinished = self.ended && cut < filled;
        if !self.ended {
            self.rest.extend_from_slice(&block.buffer[cut..filled]);
            filled = cut;
        }
        block.filled = filled;
        block.too_long = if filled > 0 { self.skipping.take() } else { None };
        self.offset += filled as u64;
        block.offset = self.offset;
        match self.failed.take_if(|_| filled == 0) {
            Some(error) => Err(error),
            None => Ok(filled > 0),
        }
    }

    /// The end of the last whole piece of a text that was searched up to a place.
    fn cut(&mut self, text: &[u8], searched: usize, cut: usize, ends: &mut Vec<usize>) -> usize {
        let mut cut = cut;
        if self.framing == Framing::Lines {
            return memchr::memrchr(b'\n', &text[searched..]).map_or(cut, |at| searched + at + 1);
        }
        if self.skipping.is_some() && ends.is_empty() {
            // What is left out ends with its line.
            let Some(at) = memchr::memchr(b'\n', &text[searched..]) else { return cut };
            cut = searched + at + 1;
            ends.push(cut);
        }
        while let Some(end) = self.values.end_in(&text[cut..]) {
            cut += end;
            ends.push(cut);
        }
        cut
    }

    /// Leaves out what is held of a piece that is too long, but for its last bytes; gives how many those are.
    fn skip(&mut self, buffer: &mut [u8]) -> usize {
        // So that a word that goes on is not missed.
        const KEPT: usize = 64;
        let tells = [&b"usage"[..], b"okens"].iter().any(|word| memchr::memmem::find(buffer, word).is_some());
        self.skipping = Some(self.skipping.unwrap_or(false) || tells);
        let from = buffer.len() - KEPT;
        self.offset += from as u64;
        buffer.copy_within(from.., 0);
        self.values = Values::default();
        KEPT
    }

    /// Reads some more; nothing at the end, and where nothing more can be read.
    fn fill(&mut self, room: &mut [u8]) -> usize {
        loop {
            match self.input.read(room) {
                Ok(read) => {
                    self.ended = read == 0;
                    return read;
                }
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => {
                    (self.ended, self.failed) = (true, Some(e));
                    return 0;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes at a time.
    struct Slow(Vec<u8>, usize, usize);

    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
            let Slow(text, at, step) = self;
            let n = (*step).min(text.len() - *at).min(buffer.len());
            buffer[..n].copy_from_slice(&text[*at..*at + n]);
            *at += n;
            Ok(n)
        }
    }

    type Seen = (usize, Option<bool>, bool);

    fn all(text: &[u8], step: usize, size: usize, framing: Framing) -> (Vec<Seen>, u64) {
        let mut cutter = Cutter::new(Box::new(Slow(text.to_vec(), 0, step)), 0, size);
        cutter.framed(framing);
        let (mut block, mut seen) = (Block::new(), Vec::new());
        while cutter.next(&mut block).unwrap() {
            seen.extend(block.pieces().map(|p| (p.text.len(), p.too_long, p.unfinished)));
        }
        (seen, block.offset())
    }

    #[test]
    fn lines_at_every_step() {
        for (step, size) in [(1, 1), (2, 1), (3, 4), (100, 1), (100, 2), (100, 100)] {
            let (seen, offset) = all(b"ab\n\nc\nde", step, size, Framing::Lines);
            assert_eq!(seen, [(2, None, false), (0, None, false), (1, None, false), (2, None, true)]);
            assert_eq!(offset, 8);
        }
        assert_eq!(all(b"", 1, 1, Framing::Lines).0, []);
        assert_eq!(all(b"\n", 1, 1, Framing::Lines).0, [(0, None, false)]);
    }

    /// What was read before the input broke is handed on first.
    #[test]
    fn an_input_that_breaks_is_read_as_far_as_it_goes() {
        struct Breaks(usize);
        impl Read for Breaks {
            fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
                let all = b"\xef\xbb\xbfab\nc";
                if self.0 == all.len() {
                    return Err(ErrorKind::InvalidData.into());
                }
                buffer[0] = all[self.0];
                self.0 += 1;
                Ok(1)
            }
        }
        for size in [1, 4, 100] {
            let mut cutter = Cutter::new(Box::new(Breaks(0)), 0, size);
            assert_eq!(cutter.head(), b"ab\nc");
            let (mut block, mut seen) = (Block::new(), Vec::new());
            let error = loop {
                match cutter.next(&mut block) {
                    Ok(true) => seen.extend(block.pieces().map(|piece| (piece.text.len(), piece.unfinished))),
                    Ok(false) => panic!("the end is told as such"),
                    Err(error) => break error.kind(),
                }
            };
            assert_eq!(
                (seen, error, cutter.offset),
                (vec![(2, false), (1, true)], ErrorKind::InvalidData, 7)
            );
        }
    }

    #[test]
    fn values_at_every_step() {
        for (step, size) in [(1, 1), (2, 3), (3, 100), (100, 1), (100, 100)] {
            let (seen, _) = all(b"[{\"a\":\n1},\n{}]\n", step, size, Framing::Values);
            assert_eq!(seen[..2], [(8, None, false), (2, None, false)]);
        }
    }

    #[test]
    fn a_long_line_is_held_and_a_longer_one_left_out() {
        let line = |length: usize, word: &str| {
            let mut text = vec![b'x'; length];
            text[length / 2..length / 2 + word.len()].copy_from_slice(word.as_bytes());
            text.push(b'\n');
            text.extend_from_slice(b"ab\n");
            text
        };
        let (seen, _) = all(&line(3 << 20, ""), 1 << 16, BLOCK, Framing::Lines);
        assert_eq!(seen, [(3 << 20, None, false), (2, None, false)]);
        for (word, tells) in [("usage", true), ("", false)] {
            for framing in [Framing::Lines, Framing::Values] {
                let text = line(100 << 20, word);
                let (seen, offset) = all(&text, 1 << 16, BLOCK, framing);
                assert_eq!((seen[0].1, seen[1]), (Some(tells), (2, None, false)), "{framing:?}");
                assert_eq!(offset, text.len() as u64);
            }
        }
    }
}
