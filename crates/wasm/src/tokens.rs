//! How many tokens a text has.

use crate::Refused;
use tokentoll::Failure;
use tokentoll::tokens::{Stream, TokenCount};
use wasm_bindgen::prelude::wasm_bindgen;

/// The answer to an ask for a count, both in the wire form: the first as its bytes, the second as text.
///
/// ```
/// let ask = br#"{ "model": "claude-sonnet-4-5", "text": "Hello, world!" }"#;
/// assert!(tokentoll_wasm::tokens::count(ask).contains(r#""basis":"estimated""#));
/// ```
#[cfg(feature = "requests")]
#[wasm_bindgen]
pub fn count(ask: &[u8]) -> String {
    tokentoll::count(ask).to_json()
}

/// Counts a text that arrives in slices of UTF-8, cut anywhere: for files that are too long for one call, with
/// progress between the slices. Dropping it cancels.
///
/// ```
/// use tokentoll_wasm::tokens::Counter;
/// let mut counter = Counter::new("claude-opus-4-8")?;
/// counter.push("All human beings are born free ".as_bytes())?;
/// counter.push("and equal. 人人生而自由。".as_bytes())?;
/// let count = counter.finish()?;
/// assert!(count.low() <= count.tokens() && count.tokens() <= count.high());
/// # Ok::<(), tokentoll_wasm::Refused>(())
/// ```
#[wasm_bindgen]
#[derive(Debug)]
pub struct Counter(Stream<'static>);

#[wasm_bindgen]
impl Counter {
    /// A counter for a model; the text is the only message of a request.
    ///
    /// # Errors
    /// For a model whose tokenizer is not known.
    #[wasm_bindgen(constructor)]
    pub fn new(model: &str) -> Result<Counter, Refused> {
        Ok(Counter(counter(model)?.message_stream()))
    }

    /// Takes the next slice.
    ///
    /// # Errors
    /// For bytes that are no UTF-8.
    pub fn push(&mut self, slice: &[u8]) -> Result<(), Refused> {
        Ok(self.0.push(slice).map_err(Failure::from)?)
    }

    /// How many bytes the count so far stands on.
    #[wasm_bindgen(getter)]
    pub fn bytes(&self) -> f64 {
        self.0.bytes_read() as f64
    }

    /// The count of the bytes read so far.
    #[wasm_bindgen(js_name = soFar)]
    pub fn so_far(&self) -> Count {
        Count(self.0.so_far())
    }

    /// The count of the whole. Nothing can be pushed after it.
    ///
    /// # Errors
    /// Where the text ends inside a character.
    pub fn finish(self) -> Result<Count, Refused> {
        Ok(Count(self.0.finish().map_err(Failure::from)?))
    }
}

/// A count and what it rests on.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Count(TokenCount);

#[wasm_bindgen]
impl Count {
    /// The count, or the likeliest one.
    #[wasm_bindgen(getter)]
    pub fn tokens(&self) -> f64 {
        self.0.tokens as f64
    }

    /// The least it is likely to be.
    #[wasm_bindgen(getter)]
    pub fn low(&self) -> f64 {
        self.0.low() as f64
    }

    /// The most it is likely to be.
    #[wasm_bindgen(getter)]
    pub fn high(&self) -> f64 {
        self.0.high() as f64
    }

    /// `exact` or `estimated`.
    #[wasm_bindgen(getter)]
    pub fn basis(&self) -> String {
        self.0.basis.name().to_owned()
    }

    /// The encoding that counted it, or how it was estimated.
    #[wasm_bindgen(getter)]
    pub fn method(&self) -> String {
        self.0.basis.method()
    }
}

/// With prices around, by every spelling they know; without, by the beginning of a canonical id.
#[cfg(feature = "requests")]
fn counter(model: &str) -> Result<tokentoll::tokens::Counter<'static>, Failure> {
    tokentoll::counter(model)
}

#[cfg(not(feature = "requests"))]
fn counter(model: &str) -> Result<tokentoll::tokens::Counter<'static>, Failure> {
    Ok(tokentoll::tokens::Counter::of_model(model)?)
}
