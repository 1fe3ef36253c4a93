//! The tokens of an encoding: their bytes, and which two tokens each was merged from.

use super::pairs::{AsciiPairs, Pairs};
use super::whole::Whole;

/// A vocabulary, ready for use.
pub(super) struct Vocabulary {
    bytes: Vec<u8>,
    /// Where each token's bytes end.
    ends: Vec<u32>,
    /// Tokens by the two tokens that they were merged from.
    pub(super) pairs: Pairs,
    pub(super) ascii_pairs: AsciiPairs,
    /// Tokens by their bytes.
    pub(super) whole: Whole,
    /// The tokens of single bytes.
    pub(super) singles: [u32; 256],
}

impl Vocabulary {
    /// From the single bytes in the order of their tokens, and the pairs that the other tokens are merged from.
    pub(super) fn new(singles: &[u8], merged: impl ExactSizeIterator<Item = (u32, u32)>) -> Self {
        let tokens = singles.len() + merged.len();
        let mut vocabulary = Self {
            bytes: Vec::with_capacity(tokens * 7),
            ends: Vec::with_capacity(tokens),
            pairs: Pairs::with_capacity(tokens),
            ascii_pairs: AsciiPairs::new(),
            whole: Whole::with_capacity(tokens),
            singles: [0; 256],
        };
        for byte in singles {
            vocabulary.singles[*byte as usize] = vocabulary.tokens();
            vocabulary.bytes.push(*byte);
            vocabulary.add();
        }
        for (left, right) in merged {
            for part in [left, right] {
                let (start, end) = vocabulary.range(part);
                vocabulary.bytes.extend_from_within(start..end);
            }
            let token = vocabulary.tokens();
            vocabulary.pairs.insert(left, right, token);
            if let (Some(left), Some(right)) = (singles.get(left as usize), singles.get(right as usize)) {
                vocabulary.ascii_pairs.insert(*left, *right, token);
            }
            vocabulary.add();
        }
        vocabulary
    }

    /// Ends the next token at what was pushed.
    fn add(&mut self) {
        let token = self.tokens();
        self.ends.push(self.bytes.len() as u32);
        let (start, end) = self.range(token);
        self.whole.insert(&self.bytes[start..end], token);
    }

    fn range(&self, token: u32) -> (usize, usize) {
        let token = token as usize;
        let start = token.checked_sub(1).map_or(0, |before| self.ends[before]);
        (start as usize, self.ends[token] as usize)
    }

    /// How many tokens there are.
    pub(super) fn tokens(&self) -> u32 {
        self.ends.len() as u32
    }

    /// The bytes of the longest token.
    pub(super) fn longest(&self) -> usize {
        (0..self.tokens()).map(|token| self.range(token)).map(|(start, end)| end - start).max().unwrap_or(0)
    }

    /// The bytes of a token.
    pub(super) fn piece(&self, token: u32) -> Option<&[u8]> {
        let (start, end) = (token < self.tokens()).then(|| self.range(token))?;
        self.bytes.get(start..end)
    }

    /// The token of a piece longer than a key.
    pub(super) fn long(&self, piece: &[u8], hash: u64) -> Option<u32> {
        self.whole.long(hash, |token| self.piece(token) == Some(piece))
    }
}
