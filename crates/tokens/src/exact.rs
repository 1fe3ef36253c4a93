//! Counts that are exact because the vocabulary is public.
//!
//! The engine behind them is a trait: any library whose counts equal tiktoken's can take its place.

mod block;
mod cache;
mod characters;
#[cfg(feature = "cl100k")]
mod cl100k;
mod classes;
mod engine;
mod merge;
mod o200k;
mod packed;
mod pairs;
mod pattern;
mod queue;
mod runs;
mod sink;
mod starts;
mod vocabulary;
mod whole;

use std::sync::OnceLock;

use crate::Encoding;
#[cfg(feature = "cl100k")]
use cl100k::Cl100k;
use engine::BytePairs;
use o200k::O200k;

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
    match encoding {
        Encoding::O200kBase => {
            static ENGINE: OnceLock<BytePairs<O200k>> = OnceLock::new();
            ENGINE.get_or_init(|| BytePairs::new(packed::o200k(), packed::classes()))
        }
        #[cfg(feature = "cl100k")]
        Encoding::Cl100kBase => {
            static ENGINE: OnceLock<BytePairs<Cl100k>> = OnceLock::new();
            ENGINE.get_or_init(|| BytePairs::new(packed::cl100k(), packed::classes()))
        }
    }
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
