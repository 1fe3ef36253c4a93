//! Counts that are exact because the vocabulary is public.
//!
//! The engine behind them is a trait: any library whose counts equal tiktoken's can take its place.

mod cache;
mod characters;
mod cl100k;
mod classes;
mod engine;
mod merge;
mod o200k;
mod pairs;
mod queue;
mod runs;
mod vocabulary;
mod whole;

use std::sync::OnceLock;

use crate::Encoding;
use engine::BytePairs;

/// Something that cuts text into the tokens of one encoding.
///
/// ```
/// use tokentoll_tokens::{Encoding, Engine};
/// let engine: &dyn Engine = Encoding::O200kBase.engine();
/// assert_eq!(engine.count("a b c"), 3);
/// ```
pub trait Engine: Send + Sync {
    /// Appends the tokens of a text.
    fn encode(&self, text: &str, tokens: &mut Vec<u32>);

    /// The bytes of a token, where there is such a token.
    fn piece(&self, token: u32) -> Option<&[u8]>;

    /// One more than the greatest token.
    fn tokens(&self) -> u32;

    /// Calls `each` with some thousands of tokens of a text after the other, so that memory stays bounded.
    fn for_each_slice(&self, text: &str, each: &mut dyn FnMut(&[u32]));

    /// How many tokens a text has.
    fn count(&self, text: &str) -> u64;
}

/// The engine of an encoding, made ready at the first call.
pub(crate) fn engine(encoding: Encoding) -> &'static dyn Engine {
    static O200K: OnceLock<BytePairs> = OnceLock::new();
    static CL100K: OnceLock<BytePairs> = OnceLock::new();
    match encoding {
        Encoding::O200kBase => O200K.get_or_init(|| ready(encoding, include_bytes!("../data/o200k.bin"))),
        Encoding::Cl100kBase => CL100K.get_or_init(|| ready(encoding, include_bytes!("../data/cl100k.bin"))),
    }
}

fn ready(encoding: Encoding, packed: &[u8]) -> BytePairs {
    let (singles, packed) = packed.split_at(256);
    let numbers: Vec<u32> = classes::varints(packed).collect();
    let (left, right) = numbers.split_at(numbers.len() / 2);
    let merged: Vec<(u32, u32)> = left.iter().copied().zip(right.iter().copied()).collect();
    let vocabulary = vocabulary::Vocabulary::new(singles.iter().copied(), &merged);
    BytePairs::new(encoding, classes::Classes::unpack(include_bytes!("../data/classes.bin")), vocabulary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_vocabularies_are_there() {
        assert!(Encoding::O200kBase.engine().tokens() > 199_000);
        assert!(Encoding::Cl100kBase.engine().tokens() > 100_000);
        assert_eq!(Encoding::O200kBase.engine().piece(u32::MAX), None);
    }
}
