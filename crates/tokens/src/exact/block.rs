//! What the patterns of the public encodings have to know of 64 bytes.

use crate::masks::{self, Bytes};

/// Bit `i` of each number says something of byte `i`.
pub(super) struct Block {
    /// `a` to `z`.
    pub(super) lower: u64,
    /// `A` to `Z`.
    pub(super) upper: u64,
    /// `0` to `9`.
    pub(super) digit: u64,
    /// A space.
    pub(super) space: u64,
    /// White space of ASCII, line ends too.
    pub(super) white: u64,
    /// `\r` and `\n`.
    pub(super) newline: u64,
    /// `/`.
    pub(super) slash: u64,
    /// `'`.
    pub(super) apostrophe: u64,
    /// How many bytes there are before the first that is not ASCII.
    pub(super) length: u32,
}

impl Block {
    /// Of the bytes from an index on; after the end of the text nothing is ASCII.
    #[inline(always)]
    pub(super) fn of(text: &[u8], at: usize) -> Self {
        let bytes = Bytes::of(&masks::block(text, at));
        let space = bytes.equal(b' ');
        Self {
            lower: bytes.within(b'a', b'z'),
            upper: bytes.within(b'A', b'Z'),
            digit: bytes.within(b'0', b'9'),
            space,
            white: space | bytes.within(b'\t', b'\r'),
            newline: bytes.equal(b'\n') | bytes.equal(b'\r'),
            slash: bytes.equal(b'/'),
            apostrophe: bytes.equal(b'\''),
            length: bytes.beyond().trailing_zeros(),
        }
    }
}
