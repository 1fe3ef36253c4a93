//! Where tokens go: into a number, into a list, or on in slices.

use super::cache::Found;

/// Takes tokens in order.
pub(super) trait Sink {
    /// Takes one.
    fn one(&mut self, token: u32);

    /// Takes several.
    fn many(&mut self, tokens: &[u32]);

    /// Takes what a piece comes to, if that is all there is to know; says whether it did.
    fn found(&mut self, found: Found) -> bool;

    /// Whether the tokens matter, and not their number alone.
    const NEEDS_TOKENS: bool = true;
}

/// Counts them.
impl Sink for u64 {
    #[inline]
    fn one(&mut self, _: u32) {
        *self += 1;
    }

    fn many(&mut self, tokens: &[u32]) {
        *self += tokens.len() as Self;
    }

    #[inline(always)]
    fn found(&mut self, found: Found) -> bool {
        let count = found.count();
        *self += count.unwrap_or(0);
        count.is_some()
    }

    const NEEDS_TOKENS: bool = false;
}

/// Keeps them.
impl Sink for Vec<u32> {
    #[inline]
    fn one(&mut self, token: u32) {
        self.push(token);
    }

    fn many(&mut self, tokens: &[u32]) {
        self.extend_from_slice(tokens);
    }

    #[inline]
    fn found(&mut self, found: Found) -> bool {
        let token = found.token();
        token.into_iter().for_each(|token| self.one(token));
        token.is_some()
    }
}

/// Hands them on, some thousands at a time.
pub(super) struct Slices<'a> {
    tokens: Vec<u32>,
    each: &'a mut dyn FnMut(&[u32]),
}

const SLICE: usize = 1 << 13;

impl<'a> Slices<'a> {
    pub(super) fn to(each: &'a mut dyn FnMut(&[u32])) -> Self {
        Self { tokens: Vec::new(), each }
    }

    /// Hands on what is there.
    pub(super) fn hand_on(&mut self) {
        if !self.tokens.is_empty() {
            (self.each)(&self.tokens);
            self.tokens.clear();
        }
    }

    #[inline]
    fn hand_on_if_full(&mut self) {
        if self.tokens.len() >= SLICE {
            self.hand_on();
        }
    }
}

impl Sink for Slices<'_> {
    #[inline]
    fn one(&mut self, token: u32) {
        self.hand_on_if_full();
        self.tokens.push(token);
    }

    fn many(&mut self, tokens: &[u32]) {
        for slice in tokens.chunks(SLICE) {
            self.hand_on_if_full();
            self.tokens.extend_from_slice(slice);
        }
    }

    #[inline]
    fn found(&mut self, found: Found) -> bool {
        let token = found.token();
        token.into_iter().for_each(|token| self.one(token));
        token.is_some()
    }
}
