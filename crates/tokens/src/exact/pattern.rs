//! What a pattern does: it cuts a text into pieces that are tokens or are merged from bytes by themselves.

use super::block::Block;
use super::classes::Classes;

/// The pattern of an encoding.
pub(super) trait Pattern: Send + Sync {
    /// Where the piece ends that begins at an index, which lies before the end of the text.
    fn piece_end(text: &[u8], at: usize, classes: &Classes) -> usize;

    /// Of the block at an index, where a piece begins: the bits at which others do, as far as its ASCII tells.
    fn starts(text: &[u8], at: usize, block: &Block) -> u64;
}
