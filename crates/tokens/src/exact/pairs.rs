//! Tokens by the two tokens that they were merged from.

/// A table of pairs. Frequent pairs are inserted first and stand where they are looked for first.
pub(super) struct Pairs {
    /// Left and right, and what they become below them; all ones where free.
    slots: Vec<u64>,
    shift: u32,
    /// A bit for each pair, by its hash: most pairs that are looked for are none, and end here.
    some: Vec<u64>,
}

const SOME_BITS: u32 = 21;

const TOKEN_BITS: u32 = 18;
const FREE: u64 = u64::MAX;

/// Stands for no token: greater than any.
pub(super) const NONE: u32 = (1 << TOKEN_BITS) - 1;

impl Pairs {
    pub(super) fn with_capacity(pairs: usize) -> Self {
        let slots = pairs.next_power_of_two();
        Self { slots: vec![FREE; slots], shift: 64 - slots.ilog2(), some: vec![0; 1 << (SOME_BITS - 6)] }
    }

    pub(super) fn insert(&mut self, left: u32, right: u32, token: u32) {
        let pair = pair(left, right);
        let mixed = mix(pair);
        let (word, bit) = bit_of(mixed);
        self.some[word] |= bit;
        let mut at = (mixed >> self.shift) as usize;
        while self.slots[at] != FREE {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = pair << TOKEN_BITS | u64::from(token);
    }

    /// What two tokens merge to, or `NONE`.
    #[inline]
    pub(super) fn merged(&self, left: u32, right: u32, recent: &mut RecentPairs) -> u32 {
        let pair = pair(left, right);
        let mixed = mix(pair);
        let (word, bit) = bit_of(mixed);
        if self.some[word & (self.some.len() - 1)] & bit == 0 {
            return NONE;
        }
        let slot = &mut recent.0[mixed as usize >> 20 & (RECENT - 1)];
        if *slot >> TOKEN_BITS != pair {
            *slot = pair << TOKEN_BITS | u64::from(self.find(pair, mixed));
        }
        (*slot & u64::from(NONE)) as u32
    }

    fn find(&self, pair: u64, mixed: u64) -> u32 {
        let mut at = (mixed >> self.shift) as usize;
        loop {
            let slot = self.slots[at & (self.slots.len() - 1)];
            if slot >> TOKEN_BITS == pair {
                return (slot & u64::from(NONE)) as u32;
            }
            if slot == FREE {
                return NONE;
            }
            at += 1;
        }
    }
}

/// What two bytes of ASCII merge to.
pub(super) struct AsciiPairs(Vec<u32>);

impl AsciiPairs {
    pub(super) fn new() -> Self {
        Self(vec![NONE; 1 << 14])
    }

    pub(super) fn insert(&mut self, left: u8, right: u8, token: u32) {
        if left.is_ascii() && right.is_ascii() {
            self.0[usize::from(left) << 7 | usize::from(right)] = token;
        }
    }

    #[inline]
    pub(super) fn merged(&self, left: u8, right: u8) -> u32 {
        self.0.get(usize::from(left) << 7 | usize::from(right)).copied().unwrap_or(NONE)
    }
}

/// Pairs that were looked for and may be there: a small table that stays near the processor.
pub(super) struct RecentPairs(Vec<u64>);

const RECENT: usize = 1 << 14;

impl RecentPairs {
    pub(super) fn new() -> Self {
        Self(vec![FREE; RECENT])
    }
}

#[inline]
fn bit_of(mixed: u64) -> (usize, u64) {
    let at = (mixed >> (64 - SOME_BITS)) as usize;
    (at / 64, 1 << (at % 64))
}

#[inline]
fn mix(pair: u64) -> u64 {
    pair.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn pair(left: u32, right: u32) -> u64 {
    u64::from(left) << TOKEN_BITS | u64::from(right)
}
