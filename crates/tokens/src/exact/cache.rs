//! What earlier texts left for later ones. Of bounded size: a piece replaces one in its place.

use super::whole::Key;

/// The tokens of pieces that were merged before, three megabytes of them.
pub(super) struct Known {
    short: Table<34, 7>,
    long: Table<94, 8>,
}

impl Known {
    pub(super) fn new() -> Self {
        Self { short: Table::new(1 << 14), long: Table::new(1 << 12) }
    }

    /// The tokens of a piece, where they are known.
    pub(super) fn find(&self, piece: &[u8], hash: u64) -> Option<&[u32]> {
        if self.short.holds(piece) { self.short.find(piece, hash) } else { self.long.find(piece, hash) }
    }

    /// Keeps the tokens of a piece, unless either is too long.
    pub(super) fn keep(&mut self, piece: &[u8], hash: u64, tokens: &[u32]) {
        if self.short.holds(piece) {
            self.short.keep(piece, hash, tokens);
        } else {
            self.long.keep(piece, hash, tokens);
        }
    }
}

/// Pieces of up to `BYTES` bytes and `TOKENS` tokens.
struct Table<const BYTES: usize, const TOKENS: usize> {
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

impl<const BYTES: usize, const TOKENS: usize> Table<BYTES, TOKENS> {
    fn new(slots: usize) -> Self {
        let free = Slot { length: 0, count: 0, bytes: [0; BYTES], tokens: [0; TOKENS] };
        Self { slots: vec![free; slots.next_power_of_two()], shift: 64 - slots.next_power_of_two().ilog2() }
    }

    fn holds(&self, piece: &[u8]) -> bool {
        piece.len() <= BYTES
    }

    fn find(&self, piece: &[u8], hash: u64) -> Option<&[u32]> {
        let first = (hash >> self.shift) as usize;
        let is_it = |slot: &&Slot<BYTES, TOKENS>| slot.bytes.get(..slot.length as usize) == Some(piece);
        let slot = [first, first ^ 1].into_iter().filter_map(|at| self.slots.get(at)).find(is_it)?;
        slot.tokens.get(..slot.count as usize)
    }

    fn keep(&mut self, piece: &[u8], hash: u64, tokens: &[u32]) {
        if piece.len() <= BYTES && tokens.len() <= TOKENS {
            let first = (hash >> self.shift) as usize;
            if self.slots[first].length > 0 {
                self.slots.swap(first, first ^ 1);
            }
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
