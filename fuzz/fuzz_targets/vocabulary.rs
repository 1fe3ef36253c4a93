//! Any bytes are a vocabulary that counts any text, or an error that says where; in each of the three formats.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tokentoll::tokens::{Pattern, Vocabulary};

/// Texts of many kinds, beside the file itself.
const TEXTS: [&str; 6] = ["", "Hello, world", "naïve ÉTÉ 人人生而自由 🌊", "   \n\n\t a1b22c333 ", "aaaaaaaaaaaaaaaaaaaaaaaa", "don't DON'T l'été"];

fuzz_target!(|bytes: &[u8]| {
    let read = [
        Vocabulary::read("a file", bytes),
        Vocabulary::ranks("a file", bytes, Pattern::Cl100kBase),
        Vocabulary::ranks("a file", bytes, Pattern::O200kBase),
        Vocabulary::tokenizer_json("a file", bytes),
        Vocabulary::pieces("a file", bytes),
    ];
    for vocabulary in read {
        match vocabulary {
            Ok(vocabulary) => {
                let own = String::from_utf8_lossy(bytes);
                for text in TEXTS.into_iter().chain([&*own]) {
                    let count = vocabulary.count(text);
                    assert_eq!(count, vocabulary.count(text));
                    // A byte or a piece costs a thousand at the most, words have marks, and NFKC may make eighteen
                    // characters of one.
                    assert!(count <= 64_000 * text.len() as u64, "{count} of {} bytes", text.len());
                    assert!(text.is_empty() || count > 0 || text.trim().is_empty() || own == text, "{text:?}");
                }
            }
            Err(error) => {
                let told = error.to_string();
                assert!(!told.is_empty() && told.len() <= 2_000, "{} bytes of message", told.len());
            }
        }
    }
});
