//! Where the data comes from: the vocabularies that the crate `tiktoken-rs` carries.

use tiktoken_rs::CoreBPE;

/// The tokens of `o200k_base` in the order of their ranks, without the special ones.
pub(crate) fn o200k() -> Vec<Vec<u8>> {
    tokens(tiktoken_rs::o200k_base_singleton(), 199_998)
}

/// The tokens of `cl100k_base` in the order of their ranks, without the special ones.
pub(crate) fn cl100k() -> Vec<Vec<u8>> {
    tokens(tiktoken_rs::cl100k_base_singleton(), 100_256)
}

fn tokens(encoding: &CoreBPE, count: u32) -> Vec<Vec<u8>> {
    let bytes = |token| encoding.decode_bytes(&[token]).expect("every rank below the count is taken");
    (0..count).map(bytes).collect()
}
