//! Cuts what is read into pieces, in a buffer that stays small.

use std::io::{ErrorKind, Read, Result};
use tokentoll::usage::log::{Framing, Values};

/// The buffer: small enough for a core's own cache.
const BUFFER: usize = 256 << 10;

/// The longest piece that is held.
pub(crate) const LONGEST: usize = 16 << 20;

/// One piece of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece<'t> {
    pub(crate) text: &'t [u8],
    /// Its number, from 1: of the line, or of the value.
    pub(crate) number: u64,
    /// A piece that was too long to hold, of which `text` is the start; whether it may tell of a request.
    pub(crate) too_long: Option<bool>,
    /// Whether the text ended before the piece did.
    pub(crate) unfinished: bool,
}

/// How far a text was handed on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Bytes.
    pub(crate) offset: u64,
    /// Pieces.
    pub(crate) number: u64,
    /// Whether the last piece waits for its end.
    pub(crate) waits: bool,
}

/// Reads a text piece by piece.
pub(crate) struct Pieces<R> {
    input: R,
    buffer: Vec<u8>,
    /// What is in the buffer and not handed on yet.
    from: usize,
    to: usize,
    /// Up to where it was searched for an end.
    searched: usize,
    framing: Framing,
    values: Values,
    number: u64,
    offset: u64,
    ended: bool,
    /// A piece that is too long is being left out; whether it may tell of a request.
    skipping: Option<bool>,
}

impl<R: Read> Pieces<R> {
    /// Starts at an offset, before which a number of pieces stand.
    pub(crate) fn new(input: R, offset: u64, number: u64) -> Self {
        Pieces {
            input,
            buffer: vec![0; BUFFER],
            from: 0,
            to: 0,
            searched: 0,
            framing: Framing::Lines,
            values: Values::default(),
            number,
            offset,
            ended: false,
            skipping: None,
        }
    }

    /// The first bytes, to tell the format by.
    pub(crate) fn head(&mut self) -> Result<&[u8]> {
        while !self.ended && self.to < 64 << 10 {
            self.fill()?;
        }
        Ok(&self.buffer[self.from..self.to])
    }

    /// How the text is cut.
    pub(crate) fn framed(&mut self, framing: Framing) {
        self.framing = framing;
    }

    /// The number of pieces that were handed on.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Hands on the next pieces, as many as are at hand; false once there is none left.
    pub(crate) fn next(&mut self, take: impl FnOnce(&[Piece<'_>], Place)) -> Result<bool> {
        loop {
            let mut cuts = Vec::new();
            let mut at = self.from;
            while let Some(end) = self.end_after(at) {
                cuts.push((at, end));
                at = end;
                self.searched = end;
            }
            let ended = self.ended && at < self.to;
            if cuts.is_empty() && !ended {
                if self.ended {
                    return Ok(false);
                }
                self.make_room();
                self.fill()?;
                continue;
            }
            let mut pieces = Vec::with_capacity(cuts.len() + 1);
            for (from, to) in cuts {
                self.number += 1;
                let too_long = self.skipping.take();
                pieces.push((from, to, self.number, too_long, false));
            }
            if ended {
                self.number += 1;
                let too_long = self.skipping.take();
                pieces.push((at, self.to, self.number, too_long, true));
                at = self.to;
            }
            self.offset += (at - self.from) as u64;
            let pieces: Vec<Piece<'_>> = pieces
                .into_iter()
                .map(|(from, to, number, too_long, unfinished)| Piece {
                    text: self.trimmed(from, to),
                    number,
                    too_long,
                    unfinished,
                })
                .collect();
            take(&pieces, Place { offset: self.offset, number: self.number, waits: false });
            self.from = at;
            self.searched = at;
            return Ok(true);
        }
    }

    /// Where the piece that starts at `at` ends, if that is in the buffer.
    fn end_after(&mut self, at: usize) -> Option<usize> {
        match self.framing {
            _ if self.skipping.is_some() => self.newline(),
            Framing::Lines => self.newline(),
            Framing::Values => self.values.end_in(&self.buffer[at..self.to]).map(|end| at + end),
        }
    }

    fn newline(&mut self) -> Option<usize> {
        let found = memchr::memchr(b'\n', &self.buffer[self.searched..self.to]);
        let end = found.map(|at| self.searched + at + 1);
        self.searched = end.unwrap_or(self.to);
        end
    }

    fn trimmed(&self, from: usize, to: usize) -> &[u8] {
        let text = &self.buffer[from..to];
        match self.framing {
            Framing::Lines => text.strip_suffix(b"\n").unwrap_or(text),
            Framing::Values => Values::trim(text),
        }
    }

    /// Moves what is left to the front; where that is everything, makes the buffer larger, or starts to leave
    /// the piece out.
    fn make_room(&mut self) {
        if self.from > 0 {
            self.buffer.copy_within(self.from..self.to, 0);
            self.to -= self.from;
            self.searched -= self.from;
            self.from = 0;
            if self.buffer.len() > BUFFER && self.to <= BUFFER / 2 {
                self.buffer.truncate(BUFFER);
                self.buffer.shrink_to_fit();
            }
        }
        if self.to < self.buffer.len() {
            return;
        }
        if self.buffer.len() < LONGEST {
            self.buffer.resize(self.buffer.len() * 2, 0);
            return;
        }
        // The last bytes stay, so that a word that goes on is not missed.
        const KEPT: usize = 64;
        let tells =
            [&b"usage"[..], b"okens"].iter().any(|word| memchr::memmem::find(&self.buffer, word).is_some());
        self.skipping = Some(self.skipping.unwrap_or(false) || tells);
        self.offset += (self.to - KEPT) as u64;
        self.buffer.copy_within(self.to - KEPT..self.to, 0);
        self.to = KEPT;
        self.searched = KEPT;
        self.values = Values::default();
    }

    fn fill(&mut self) -> Result<()> {
        loop {
            match self.input.read(&mut self.buffer[self.to..]) {
                Ok(0) => self.ended = true,
                Ok(read) => self.to += read,
                Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            }
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes at a time.
    struct Slow<'t>(&'t [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
            let n = self.1.min(self.0.len()).min(buffer.len());
            buffer[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    type Seen = (usize, u64, Option<bool>, bool);

    fn all(text: &[u8], step: usize, framing: Framing) -> (Vec<Seen>, u64) {
        let mut pieces = Pieces::new(Slow(text, step), 0, 0);
        pieces.framed(framing);
        let mut seen = Vec::new();
        while pieces
            .next(|some, _| {
                seen.extend(some.iter().map(|p| (p.text.len(), p.number, p.too_long, p.unfinished)))
            })
            .unwrap()
        {}
        (seen, pieces.offset)
    }

    #[test]
    fn lines_at_every_step() {
        for step in [1, 2, 3, 100] {
            let (seen, offset) = all(b"ab\n\nc\nde", step, Framing::Lines);
            assert_eq!(
                seen,
                [(2, 1, None, false), (0, 2, None, false), (1, 3, None, false), (2, 4, None, true)]
            );
            assert_eq!(offset, 8);
        }
        assert_eq!(all(b"", 1, Framing::Lines).0, []);
        assert_eq!(all(b"\n", 1, Framing::Lines).0, [(0, 1, None, false)]);
    }

    #[test]
    fn values_at_every_step() {
        for step in [1, 2, 3, 100] {
            let (seen, _) = all(b"[{\"a\":\n1},\n{}]\n", step, Framing::Values);
            assert_eq!(seen[..2], [(8, 1, None, false), (2, 2, None, false)]);
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
        let (seen, _) = all(&line(3 << 20, ""), 1 << 16, Framing::Lines);
        assert_eq!(seen, [(3 << 20, 1, None, false), (2, 2, None, false)]);
        for (word, tells) in [("usage", true), ("", false)] {
            let text = line(100 << 20, word);
            let (seen, offset) = all(&text, 1 << 16, Framing::Lines);
            assert_eq!((seen[0].1, seen[0].2, seen[1]), (1, Some(tells), (2, 2, None, false)));
            assert_eq!(offset, text.len() as u64);
        }
    }
}
