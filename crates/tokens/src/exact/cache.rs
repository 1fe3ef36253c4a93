//! The tokens of pieces that were merged before. Of bounded size: a piece replaces the one in its place.

use super::whole::Key;

/// One piece: its bytes and its tokens.
#[derive(Clone)]
struct Slot {
    length: u8,
    count: u8,
    bytes: [u8; LONGEST],
    tokens: [u32; MOST],
}

/// The longest piece that is kept, and the most tokens.
const LONGEST: usize = 34;
const MOST: usize = 7;

const SLOTS: usize = 1 << 15;

/// A megabyte of pieces.
pub(super) struct Cache(Vec<Slot>);

impl Cache {
    pub(super) fn new() -> Self {
        Self(vec![Slot { length: 0, count: 0, bytes: [0; LONGEST], tokens: [0; MOST] }; SLOTS])
    }

    /// The tokens of a piece, where they are known.
    #[inline]
    pub(super) fn find(&self, piece: &[u8], hash: u64) -> Option<&[u32]> {
        let first = place(hash);
        let is_it = |at: &usize| self.0[*at].bytes.get(..self.0[*at].length as usize) == Some(piece);
        let slot = &self.0[[first, first ^ 1].into_iter().find(is_it)?];
        slot.tokens.get(..slot.count as usize)
    }

    /// Keeps the tokens of a piece, unless either is too long.
    pub(super) fn keep(&mut self, piece: &[u8], hash: u64, tokens: &[u32]) {
        if piece.len() <= LONGEST && tokens.len() <= MOST {
            let first = place(hash);
            self.0.swap(first, first ^ 1);
            let slot = &mut self.0[first];
            (slot.length, slot.count) = (piece.len() as u8, tokens.len() as u8);
            slot.bytes[..piece.len()].copy_from_slice(piece);
            slot.tokens[..tokens.len()].copy_from_slice(tokens);
        }
    }
}

fn place(hash: u64) -> usize {
    (hash >> 20) as usize % SLOTS
}

/// Short pieces that are tokens: a small table that stays near the processor, before the whole vocabulary.
pub(super) struct Recent(Vec<u128>);

const RECENT: usize = 1 << 15;

impl Recent {
    pub(super) fn new() -> Self {
        Self(vec![0; RECENT])
    }

    #[inline]
    pub(super) fn find(&self, key: Key, hash: u64) -> Option<u32> {
        key.token_in(self.0[(hash >> 40) as usize % RECENT])
    }

    #[inline]
    pub(super) fn keep(&mut self, key: Key, hash: u64, token: u32) {
        self.0[(hash >> 40) as usize % RECENT] = key.with(token);
    }
}
