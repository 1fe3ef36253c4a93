//! Any bytes are a file of some kind: a text, an image, a PDF or something else, however they arrive.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tokentoll::tokens::files::{Content, content, pdf};
use tokentoll::tokens::{Counter, Family, Method, Pixels};

fuzz_target!(|bytes: &[u8]| {
    if let Some(size) = Pixels::of_image(bytes) {
        assert!(size.width > 0 && size.height > 0);
    }
    match content(bytes) {
        Content::Text(encoding) => {
            let decoded = |slices: [&[u8]; 2]| {
                let (mut decoder, mut text) = (encoding.decoder(), String::new());
                decoder.push(slices[0], false, &mut text);
                decoder.push(slices[1], true, &mut text);
                (text, decoder.malformed())
            };
            let whole = decoded([bytes, b""]);
            let cut = usize::from(bytes.first().copied().unwrap_or(0)) % (bytes.len() + 1);
            assert_eq!(decoded([&bytes[..cut], &bytes[cut..]]), whole, "{}: cut at {cut}", encoding.name());
            counted(&whole.0, cut);
        }
        Content::Binary(what) => assert!(!what.is_empty()),
        Content::Image | Content::Pdf => {}
    }
    // Whatever it looks like: who has a name ending in .pdf may try.
    if let Ok(found) = pdf(bytes.to_vec()) {
        assert!(found.pages > 0 && found.texts.len() <= found.pages as usize);
        assert!(found.texts.iter().all(|text| !text.trim().is_empty()));
    }
});

/// A text counts as much in slices as in one piece, and has an interval around its count.
fn counted(text: &str, cut: usize) {
    for (family, method) in [(Family::ClaudeV3, Method::PublicTokens), (Family::ClaudeV48, Method::Features)] {
        let counter = Counter::new(family).by(method);
        let whole = counter.text(text);
        assert!(whole.low() <= whole.tokens && whole.tokens <= whole.high() && whole.tokens <= text.len() as u64);
        let mut stream = counter.stream();
        let (first, rest) = text.as_bytes().split_at(cut.min(text.len()));
        stream.push(first).expect("UTF-8");
        stream.push(rest).expect("UTF-8");
        assert_eq!(stream.finish().expect("UTF-8"), whole);
    }
}
