//! The data that the program carries: vocabularies as merged pairs, character classes as runs.
//!
//! `examples/pack` writes it; a test packs it again and compares.

use super::classes::Classes;
use super::vocabulary::Vocabulary;

/// The vocabulary of `o200k_base`.
pub(super) fn o200k() -> Vocabulary {
    vocabulary(include_bytes!("../../data/o200k.bin"))
}

/// The vocabulary of `cl100k_base`.
#[cfg(feature = "cl100k")]
pub(super) fn cl100k() -> Vocabulary {
    vocabulary(include_bytes!("../../data/cl100k.bin"))
}

/// The classes of characters.
pub(super) fn classes() -> Classes {
    let runs = varints(include_bytes!("../../data/classes.bin"));
    Classes::new(runs.map(|run| (run as usize % 8, run as usize / 8)))
}

/// The 256 single bytes in the order of their tokens, then the left parts of all merged pairs, then the right ones.
fn vocabulary(packed: &[u8]) -> Vocabulary {
    let (singles, packed) = packed.split_at(256);
    let parts: Vec<u32> = varints(packed).collect();
    let (left, right) = parts.split_at(parts.len() / 2);
    Vocabulary::new(singles, left.iter().copied().zip(right.iter().copied()))
}

/// Whole numbers, seven bits a byte, the low ones first.
fn varints(packed: &[u8]) -> impl Iterator<Item = u32> {
    let mut bytes = packed.iter();
    std::iter::from_fn(move || {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = *bytes.next()?;
            value |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
            shift += 7;
        }
    })
}
