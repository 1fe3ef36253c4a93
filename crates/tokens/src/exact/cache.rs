//! What earlier texts left for later ones. Of bounded size: a piece replaces one in its place.

use super::whole::Key;

/// The tokens of pieces that were merged before: two megabytes of short ones and half of one of longer ones.
pub(super) struct Known {
    short: Vec<Short>,
    long: Vec<Long>,
}

const SHORT: usize = 1 << 15;
const LONG: usize = 1 << 12;
const LONG_BYTES: usize = 94;
const LONG_TOKENS: usize = 8;

/// A piece that has a key, with the number of its tokens above the key; one line of the processor's cache.
#[derive(Clone)]
#[repr(align(64))]
struct Short {
    key: u128,
    tokens: [u32; SHORT_TOKENS],
}

/// The most tokens of a short piece that are kept.
pub(super) const SHORT_TOKENS: usize = 12;

#[derive(Clone)]
struct Long {
    length: u8,
    count: u8,
    bytes: [u8; LONG_BYTES],
    tokens: [u32; LONG_TOKENS],
}

impl Known {
    pub(super) fn new() -> Self {
        let long = Long { length: 0, count: 0, bytes: [0; LONG_BYTES], tokens: [0; LONG_TOKENS] };
        Self { short: vec![Short { key: 0, tokens: [0; SHORT_TOKENS] }; SHORT], long: vec![long; LONG] }
    }

    /// The tokens of a short piece, where they are known.
    #[inline]
    pub(super) fn short(&self, key: Key, hash: u64) -> Option<&[u32]> {
        let slot = &self.short[(hash >> (64 - SHORT.ilog2())) as usize];
        let count = key.token_in(slot.key)?;
        slot.tokens.get(..count as usize)
    }

    /// Keeps the tokens of a short piece, unless they are too many.
    #[inline]
    pub(super) fn keep_short(&mut self, key: Key, hash: u64, tokens: &[u32]) {
        let slot = &mut self.short[(hash >> (64 - SHORT.ilog2())) as usize];
        if let Some(kept) = slot.tokens.get_mut(..tokens.len()) {
            kept.copy_from_slice(tokens);
            slot.key = key.with(tokens.len() as u32);
        }
    }

    /// The tokens of a longer piece, where they are known.
    pub(super) fn long(&self, piece: &[u8], hash: u64) -> Option<&[u32]> {
        let first = (hash >> (64 - LONG.ilog2())) as usize;
        let is_it = |slot: &&Long| slot.bytes.get(..slot.length as usize) == Some(piece);
        let slot = [first, first ^ 1].into_iter().filter_map(|at| self.long.get(at)).find(is_it)?;
        slot.tokens.get(..slot.count as usize)
    }

    /// Keeps the tokens of a longer piece, unless either is too long.
    pub(super) fn keep_long(&mut self, piece: &[u8], hash: u64, tokens: &[u32]) {
        if piece.len() <= LONG_BYTES && tokens.len() <= LONG_TOKENS {
            let first = (hash >> (64 - LONG.ilog2())) as usize;
            if self.long[first].length > 0 {
                self.long.swap(first, first ^ 1);
            }
            let slot = &mut self.long[first];
            (slot.length, slot.count) = (piece.len() as u8, tokens.len() as u8);
            slot.bytes[..piece.len()].copy_from_slice(piece);
            slot.tokens[..tokens.len()].copy_from_slice(tokens);
        }
    }
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
        key.token_in(self.0[(hash >> (64 - RECENT.ilog2())) as usize])
    }

    #[inline]
    pub(super) fn keep(&mut self, key: Key, hash: u64, token: u32) {
        self.0[(hash >> (64 - RECENT.ilog2())) as usize] = key.with(token);
    }
}
