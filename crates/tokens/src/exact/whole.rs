//! Tokens by their bytes: short ones by a key that holds the bytes themselves, long ones by a hash.

/// A piece of up to thirteen bytes and its length, in one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key(u128);

/// The longest piece that has a key.
pub(super) const LONGEST_KEY: usize = 13;

const LENGTH_AT: u32 = 104;
const TOKEN_AT: u32 = 108;

impl Key {
    /// The key of a short piece of a text.
    #[inline]
    pub(super) fn of(text: &[u8], at: usize, length: usize) -> Self {
        let bytes = match text.get(at..at + 16) {
            Some(bytes) => u128::from_le_bytes(bytes.try_into().unwrap_or_default()),
            None => sixteen_of(text.get(at..).unwrap_or_default()),
        };
        Self(bytes & MASKS[length & 15] | (length as u128) << LENGTH_AT)
    }

    #[inline]
    pub(super) fn hash(self) -> u64 {
        (self.0 as u64 ^ ((self.0 >> 64) as u64).wrapping_mul(SECOND)).wrapping_mul(FIRST)
    }

    /// The key and its token in one number, never zero.
    #[inline]
    pub(super) fn with(self, token: u32) -> u128 {
        self.0 | u128::from(token) << TOKEN_AT
    }

    /// The token of a number if it is of this key.
    #[inline]
    pub(super) fn token_in(self, slot: u128) -> Option<u32> {
        (slot & ((1 << TOKEN_AT) - 1) == self.0).then_some((slot >> TOKEN_AT) as u32)
    }
}

/// By length, which bits of sixteen bytes are in a key.
static MASKS: [u128; 16] = {
    let mut masks = [0; 16];
    let mut length = 1;
    while length <= LONGEST_KEY {
        masks[length] = masks[length - 1] << 8 | 0xff;
        length += 1;
    }
    masks
};

#[cold]
fn sixteen_of(rest: &[u8]) -> u128 {
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    u128::from_le_bytes(bytes)
}

const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
const SECOND: u64 = 0xd6e8_feb8_6659_fd93;

/// The hash of a piece of any length.
pub(super) fn hash(piece: &[u8]) -> u64 {
    let step = |hash: u64, bytes: u64| (hash.rotate_left(23) ^ bytes).wrapping_mul(FIRST);
    let (eights, rest) = piece.as_chunks::<8>();
    let hash = eights.iter().fold(piece.len() as u64, |hash, eight| step(hash, u64::from_le_bytes(*eight)));
    let last = rest.iter().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte));
    let mixed = step(hash, last);
    (mixed ^ mixed >> 32).wrapping_mul(SECOND)
}

/// The two tables. Frequent tokens are inserted first and stand where they are looked for first.
pub(super) struct Whole {
    /// A key and its token above it; zero where free.
    short: Vec<u128>,
    short_shift: u32,
    /// A bit for each short token, by its hash: most pieces that are none end here.
    some: Vec<u64>,
    /// The upper bits of a hash and a token below them; zero where free.
    long: Vec<u64>,
    long_shift: u32,
}

/// How many bits any token fits.
pub(super) const TOKEN_BITS: u32 = 18;
const SOME_BITS: u32 = 20;

#[inline]
fn bit_of(hash: u64) -> (usize, u64) {
    let at = (hash >> (64 - SOME_BITS)) as usize;
    (at / 64, 1 << (at % 64))
}
const TOKEN: u64 = (1 << TOKEN_BITS) - 1;

impl Whole {
    /// Room for that many tokens, of which few are long.
    pub(super) fn with_capacity(tokens: usize) -> Self {
        let (short, long) = (tokens.next_power_of_two(), (tokens / 5).next_power_of_two());
        Self {
            short: vec![0; short],
            short_shift: 64 - short.ilog2(),
            some: vec![0; 1 << (SOME_BITS - 6)],
            long: vec![0; long],
            long_shift: 64 - long.ilog2(),
        }
    }

    pub(super) fn insert(&mut self, piece: &[u8], token: u32) {
        if piece.len() <= LONGEST_KEY {
            let key = Key::of(piece, 0, piece.len());
            let (word, bit) = bit_of(key.hash());
            self.some[word] |= bit;
            let mut at = (key.hash() >> self.short_shift) as usize;
            while self.short[at] != 0 {
                at = (at + 1) & (self.short.len() - 1);
            }
            self.short[at] = key.with(token);
        } else {
            let hash = hash(piece);
            let mut at = (hash >> self.long_shift) as usize;
            while self.long[at] != 0 {
                at = (at + 1) & (self.long.len() - 1);
            }
            self.long[at] = hash & !TOKEN | u64::from(token);
        }
    }

    /// The token of a short piece, by its key and the key's hash.
    #[inline]
    pub(super) fn short(&self, key: Key, hash: u64) -> Option<u32> {
        let (word, bit) = bit_of(hash);
        if self.some[word] & bit == 0 {
            return None;
        }
        let mut at = (hash >> self.short_shift) as usize;
        loop {
            let slot = self.short[at & (self.short.len() - 1)];
            let found = key.token_in(slot);
            if found.is_some() || slot == 0 {
                return found;
            }
            at += 1;
        }
    }

    /// The token of a long piece, by its hash, where `is_it` agrees.
    pub(super) fn long(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let mut at = (hash >> self.long_shift) as usize;
        loop {
            let slot = self.long[at & (self.long.len() - 1)];
            if slot == 0 {
                return None;
            }
            let token = (slot & TOKEN) as u32;
            if (slot ^ hash) & !TOKEN == 0 && is_it(token) {
                return Some(token);
            }
            at += 1;
        }
    }
}
