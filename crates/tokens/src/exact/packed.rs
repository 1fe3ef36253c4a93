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
    let mut packed: &[u8] = include_bytes!("../../data/classes.bin");
    let runs = varints(&mut packed);
    Classes::new(runs.map(|run| (run as usize % 8, run as usize / 8)))
}

/// The 256 single bytes in the order of their tokens, then the two parts of each other token, as `examples/pack`
/// says: each as its first byte and how many tokens before it begin with that byte.
fn vocabulary(packed: &[u8]) -> Vocabulary {
    let (singles, mut packed) = packed.split_at(256);
    let sizes: Vec<usize> = varints(&mut packed).take(256).map(|size| size as usize).collect();
    let count = sizes.iter().sum();
    let (left_firsts, mut rest) = packed.split_at(count);
    let right_firsts = rest.split_off(..count).unwrap_or_default();
    let ordinals: Vec<u32> = varints(&mut rest).collect();
    let (left_ordinals, right_ordinals) = ordinals.split_at(count);
    let mut next_first = starts(sizes);
    let (mut next_left, mut next_right) =
        (starts(occurrences(left_firsts)), starts(occurrences(right_firsts)));
    // The tokens so far, by their first byte, and the last byte of each.
    let mut tokens = vec![Vec::new(); 256];
    let mut lasts = singles.to_vec();
    for (token, first) in singles.iter().enumerate() {
        tokens[*first as usize].push(token as u32);
    }
    let mut pairs = Vec::with_capacity(count);
    for left_first in left_firsts {
        let part = |first: u8, next: &mut [usize], ordinals: &[u32]| {
            tokens[first as usize][ordinals[advance(&mut next[first as usize], 1)] as usize]
        };
        let left = part(*left_first, &mut next_left, left_ordinals);
        let right_first = right_firsts[advance(&mut next_first[lasts[left as usize] as usize], 1)];
        let right = part(right_first, &mut next_right, right_ordinals);
        pairs.push((left, right));
        tokens[*left_first as usize].push(lasts.len() as u32);
        lasts.push(lasts[right as usize]);
    }
    Vocabulary::new(singles, pairs.into_iter())
}

/// How often each byte occurs.
fn occurrences(bytes: &[u8]) -> Vec<usize> {
    bytes.iter().fold(vec![0; 256], |mut counts, byte| {
        counts[*byte as usize] += 1;
        counts
    })
}

/// Where each of several groups begins that stand side by side.
fn starts(sizes: Vec<usize>) -> Vec<usize> {
    sizes.into_iter().scan(0, |end, size| Some(advance(end, size))).collect()
}

/// A place, which moves on.
fn advance(place: &mut usize, by: usize) -> usize {
    *place += by;
    *place - by
}

/// Whole numbers, seven bits a byte, the low ones first.
fn varints(packed: &mut &[u8]) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = *packed.split_off_first()?;
            value |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
            shift += 7;
        }
    })
}
