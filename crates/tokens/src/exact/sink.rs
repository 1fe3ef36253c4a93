//! Where tokens go: into a number, into a list, or on in slices.

/// Takes tokens in order.
pub(super) trait Sink {
    /// Takes one.
    fn one(&mut self, token: u32);

    /// Takes several.
    fn many(&mut self, tokens: &[u32]);
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
}
