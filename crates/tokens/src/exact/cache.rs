//! The tokens of pieces that were merged before. Of bounded size: a piece replaces the one in its place.

use super::whole::Key;

/// Pieces of up to `BYTES` bytes and `TOKENS` tokens.
pub(super) struct Cache<const BYTES: usize, const TOKENS: usize> {
    slots: Vec<Slot<BYTES, TOKENS>>,
    shift: u32,
}

#[derive(Clone)]
struct Slot<const BYTES: usize, const TOKENS: usize> {
    length: u8,
    count: u8,
    bytes: [u8; BYTES],
    tokens: [u32; TOKENS],
}

impl<const BYTES: usize, const TOKENS: usize> Cache<BYTES, TOKENS> {
    pub(super) fn new(slots: usize) -> Self {
        let free = Slot { length: 0, count: 0, bytes: [0; BYTES], tokens: [0; TOKENS] };
        Self { slots: vec![free; slots.next_power_of_two()], shift: 64 - slots.next_power_of_two().ilog2() }
    }

    /// The tokens of a piece, where they are known.
    pub(super) fn find(&self, piece: &[u8], hash: u64) -> Option<&[u32]> {
        let first = (hash >> self.shift) as usize;
        let is_it = |slot: &&Slot<BYTES, TOKENS>| slot.bytes.get(..slot.length as usize) == Some(piece);
        let slot = [first, first ^ 1].into_iter().filter_map(|at| self.slots.get(at)).find(is_it)?;
        slot.tokens.get(..slot.count as usize)
    }

    /// Keeps the tokens of a piece, unless either is too long.
    pub(super) fn keep(&mut self, piece: &[u8], hash: u64, tokens: &[u32]) {
        if piece.len() <= BYTES && tokens.len() <= TOKENS {
            let first = (hash >> self.shift) as usize;
            self.slots.swap(first, first ^ 1);
            let slot = &mut self.slots[first];
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
