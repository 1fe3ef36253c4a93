//! Counts that are exact because the vocabulary is public.
//!
//! The engine behind them is a trait: any library whose counts equal tiktoken's can take its place.

use std::sync::OnceLock;

use crate::Encoding;
use crate::slices::Slices;

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

    /// Calls `each` with the tokens of one slice of the text after the other, so that memory stays bounded.
    fn for_each_slice(&self, text: &str, each: &mut dyn FnMut(&[u32])) {
        let mut tokens = Vec::new();
        for slice in Slices::of(text) {
            tokens.clear();
            self.encode(slice, &mut tokens);
            each(&tokens);
        }
    }

    /// How many tokens a text has.
    fn count(&self, text: &str) -> u64 {
        let mut count = 0;
        self.for_each_slice(text, &mut |tokens| count += tokens.len() as u64);
        count
    }
}

/// The engine of an encoding, made ready at the first call.
pub(crate) fn engine(encoding: Encoding) -> &'static dyn Engine {
    static O200K: OnceLock<Toktok> = OnceLock::new();
    static CL100K: OnceLock<Toktok> = OnceLock::new();
    match encoding {
        Encoding::O200kBase => O200K.get_or_init(|| Toktok::ready(encoding)),
        Encoding::Cl100kBase => CL100K.get_or_init(|| Toktok::ready(encoding)),
    }
}

/// The counts of the crate `toktok-rs`: linear in every text met, and equal to tiktoken's.
struct Toktok(Option<toktok::Tokenizer>);

impl Toktok {
    /// The vocabulary is compiled in; a test keeps it readable.
    fn ready(encoding: Encoding) -> Self {
        Self(toktok::Tokenizer::builtin(encoding.name()).ok())
    }
}

impl Engine for Toktok {
    fn encode(&self, text: &str, tokens: &mut Vec<u32>) {
        if let Some(tokenizer) = &self.0 {
            tokenizer.encode_into(text.as_bytes(), tokens);
        }
    }

    fn piece(&self, token: u32) -> Option<&[u8]> {
        self.0.as_ref()?.token_bytes(token)
    }

    fn tokens(&self) -> u32 {
        self.0.as_ref().map_or(0, |tokenizer| tokenizer.vocab_size() as u32)
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

    #[test]
    fn slices_are_the_text_and_change_no_count() {
        let text = "fn main() {\n    let x = 1;\n}\nA word, another; it's 12 345 中文\n".repeat(40_000);
        assert_eq!(Slices::of(&text).collect::<String>(), text);
        assert!(Slices::of(&text).count() > 1);
        let mut whole = Vec::new();
        Encoding::O200kBase.engine().encode(&text, &mut whole);
        assert_eq!(Encoding::O200kBase.count(&text), whole.len() as u64);
    }
}
