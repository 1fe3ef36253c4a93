//! Where a piece may be cut before it is merged, and from which tokens merging may begin.
//!
//! Byte pair merging begins with bytes and knows no characters. But a token that holds a part of a character
//! and bytes beyond it is rare, and two characters that stand side by side in no token are never merged. So
//! most pieces in scripts of many characters fall apart before anything is merged, and a character that is a
//! token is one from the start. The tokens are the same.

use super::classes::point_at;
use super::vocabulary::Vocabulary;

/// What the vocabulary says of characters.
pub(super) struct Characters {
    /// Tokens of the characters of two and three bytes, by their code point; zero where there is none.
    tokens: Vec<u32>,
    /// By the last byte of a character and the first of the next: whether a token ties a part of one to the other.
    tied: Vec<u64>,
    /// By a hash of two characters: whether they may stand side by side in a token.
    neighbours: Vec<u64>,
}

const NEIGHBOUR_BITS: u32 = 20;

impl Characters {
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let neighbours = vec![0; 1 << (NEIGHBOUR_BITS - 6)];
        let mut characters = Self { tokens: vec![0; 0x1_0000], tied: vec![0; 1024], neighbours };
        for token in 0..vocabulary.tokens() {
            let piece = vocabulary.piece(token).unwrap_or_default();
            if !piece.is_ascii() {
                characters.read(piece, token);
            }
        }
        characters
    }

    fn read(&mut self, piece: &[u8], token: u32) {
        for chunk in piece.utf8_chunks() {
            let pairs = chunk.valid().chars().zip(chunk.valid().chars().skip(1));
            for (left, right) in pairs {
                let (word, bit) = neighbours_at(left as u32, right as u32);
                self.neighbours[word] |= bit;
            }
        }
        match std::str::from_utf8(piece) {
            Ok(text) => {
                let mut points = text.chars();
                if let (Some(point @ '\u{80}'..='\u{ffff}'), None) = (points.next(), points.next()) {
                    self.tokens[point as usize] = token;
                }
            }
            Err(_) => self.tie(piece),
        }
    }

    /// Marks the boundaries in a token next to which a character is not whole.
    fn tie(&mut self, piece: &[u8]) {
        let is_start = |at: &usize| piece[*at] & 0xc0 != 0x80;
        let Some(first) = (0..piece.len()).find(is_start) else { return };
        let last = (0..piece.len()).rfind(is_start).unwrap_or(first);
        if first > 0 {
            self.mark(piece[first - 1], piece[first]);
        }
        if last > 0 && std::str::from_utf8(&piece[last..]).is_err() {
            self.mark(piece[last - 1], piece[last]);
        }
    }

    fn mark(&mut self, before: u8, after: u8) {
        let at = usize::from(before) << 8 | usize::from(after);
        self.tied[at / 64] |= 1 << (at % 64);
    }

    #[inline]
    fn is_tied(&self, before: u8, after: u8) -> bool {
        let at = usize::from(before) << 8 | usize::from(after);
        self.tied[at / 64] >> (at % 64) & 1 == 1
    }

    /// The first part of a text that nothing is merged with: its end, and its token where it is one character.
    #[inline]
    pub(super) fn segment(&self, text: &[u8]) -> (usize, Option<u32>) {
        let (mut point, mut at) = point_at(text, 0);
        let first = (at, point);
        while at < text.len() {
            let (next, length) = point_at(text, at);
            if (point >= 0x80 || next >= 0x80) && !self.is_tied(text[at - 1], text[at]) {
                let (word, bit) = neighbours_at(point, next);
                if self.neighbours[word] & bit == 0 {
                    break;
                }
            }
            (point, at) = (next, at + length);
        }
        let token = self.tokens.get(first.1 as usize).copied().filter(|token| *token != 0);
        (at, token.filter(|_| at == first.0))
    }

    /// The token to begin with at an index of a piece and its length in bytes, where it is a whole character.
    #[inline]
    pub(super) fn at(&self, piece: &[u8], at: usize) -> Option<(u32, usize)> {
        let (point, length) = match *piece.get(at..)? {
            [a @ 0xc2..0xe0, b, ..] => (usize::from(a & 0x1f) << 6 | usize::from(b & 0x3f), 2),
            [a @ 0xe0..0xf0, b, c, ..] => {
                (usize::from(a & 0x0f) << 12 | usize::from(b & 0x3f) << 6 | usize::from(c & 0x3f), 3)
            }
            _ => return None,
        };
        let token = self.tokens[point];
        let end = at + length;
        let tied = at > 0 && self.is_tied(piece[at - 1], piece[at])
            || end < piece.len() && self.is_tied(piece[end - 1], piece[end]);
        (token != 0 && !tied).then_some((token, length))
    }
}

fn neighbours_at(left: u32, right: u32) -> (usize, u64) {
    let mixed = (u64::from(left) << 21 | u64::from(right)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let at = (mixed >> (64 - NEIGHBOUR_BITS)) as usize;
    (at / 64, 1 << (at % 64))
}
