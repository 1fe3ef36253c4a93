//! What earlier texts left for later ones. Of bounded size: a piece replaces one in its place.

use super::whole::{Key, TOKEN_BITS};

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

/// Short pieces met lately, with what they come to: small tables that stay near the processor.
pub(super) struct Recent {
    /// Where each piece is looked for first.
    first: Vec<u128>,
    /// Where it stands when another does there.
    sets: Vec<Set>,
    /// Whose place in a full set is taken next.
    next: usize,
}

/// Pieces whose hashes begin alike, in one line of the processor's cache.
#[derive(Clone)]
#[repr(align(64))]
struct Set([u128; WAYS]);

const WAYS: usize = 4;
const FIRST: usize = 1 << 14;
const SETS: usize = 1 << 13;

/// What a short piece comes to: its only token, or that it has several, and how many where they are few.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Found(u32);

impl Found {
    /// Several, and not said how many.
    pub(super) const SEVERAL: Self = Self(3 << TOKEN_BITS);

    pub(super) fn one(token: u32) -> Self {
        Self(token)
    }

    pub(super) fn many(tokens: &[u32]) -> Self {
        match *tokens {
            [token] => Self(token),
            [_, _] => Self(1 << TOKEN_BITS),
            [_, _, _] => Self(2 << TOKEN_BITS),
            _ => Self::SEVERAL,
        }
    }

    /// The only token.
    #[inline]
    pub(super) fn token(self) -> Option<u32> {
        (self.0 < 1 << TOKEN_BITS).then_some(self.0)
    }

    /// How many tokens, where it is known.
    #[inline]
    pub(super) fn count(self) -> Option<u64> {
        (self.0 < Self::SEVERAL.0).then_some(1 + u64::from(self.0 >> TOKEN_BITS))
    }
}

impl Recent {
    pub(super) fn new() -> Self {
        Self { first: vec![0; FIRST], sets: vec![Set([0; WAYS]); SETS], next: 0 }
    }

    /// What a piece comes to, if it stands where it is looked for first.
    #[inline(always)]
    pub(super) fn first(&self, key: Key, hash: u64) -> Option<Found> {
        key.token_in(self.first[first_at(hash)]).map(Found)
    }

    /// What a piece comes to, wherever it stands. From then on it stands first.
    pub(super) fn find(&mut self, key: Key, hash: u64) -> Option<Found> {
        let first = &mut self.first[first_at(hash)];
        if let Some(token) = key.token_in(*first) {
            return Some(Found(token));
        }
        let set = &mut self.sets[set_at(hash)].0;
        let slot = set.iter_mut().find(|slot| key.token_in(**slot).is_some())?;
        std::mem::swap(first, slot);
        key.token_in(*first).map(Found)
    }

    /// Keeps what a piece comes to that is not there yet.
    pub(super) fn keep(&mut self, key: Key, hash: u64, found: Found) {
        let (first, set) = (&mut self.first[first_at(hash)], &mut self.sets[set_at(hash)].0);
        let slot = match set.iter_mut().find(|slot| **slot == 0) {
            _ if *first == 0 => first,
            Some(free) => free,
            None => {
                self.next += 1;
                &mut self.sets[set_at(hash)].0[self.next % WAYS]
            }
        };
        *slot = key.with(found.0);
    }
}

#[inline(always)]
fn first_at(hash: u64) -> usize {
    (hash >> (64 - FIRST.ilog2())) as usize
}

fn set_at(hash: u64) -> usize {
    (hash >> (64 - SETS.ilog2())) as usize
}
