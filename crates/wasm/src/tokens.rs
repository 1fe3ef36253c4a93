//! How many tokens a text has.

use tokentoll::tokens::{Basis, CountError, Stream};
use wasm_bindgen::prelude::wasm_bindgen;

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
/// # Ok::<(), String>(())
/// ```
#[wasm_bindgen]
pub struct Counter(Stream<'static>);

#[wasm_bindgen]
impl Counter {
    /// A counter for a model; the text is the only message of a request.
    ///
    /// # Errors
    /// For a model whose tokenizer is not known.
    #[wasm_bindgen(constructor)]
    pub fn new(model: &str) -> Result<Counter, String> {
        let counter = tokentoll::tokens::Counter::of_model(model).map_err(told)?;
        Ok(Counter(counter.message_stream()))
    }

    /// Takes the next slice.
    ///
    /// # Errors
    /// For bytes that are no UTF-8.
    pub fn push(&mut self, slice: &[u8]) -> Result<(), String> {
        self.0.push(slice).map_err(told)
    }

    /// How many bytes the count so far stands on.
    #[wasm_bindgen(getter)]
    pub fn bytes(&self) -> f64 {
        self.0.bytes_read() as f64
    }

    /// The count of the bytes read so far.
    #[wasm_bindgen(js_name = soFar)]
    pub fn so_far(&self) -> Count {
        Count::of(self.0.so_far())
    }

    /// The count of the whole. Nothing can be pushed after it.
    ///
    /// # Errors
    /// Where the text ends inside a character.
    pub fn finish(self) -> Result<Count, String> {
        self.0.finish().map(Count::of).map_err(told)
    }
}

/// A count and what it rests on.
#[wasm_bindgen]
pub struct Count(tokentoll::tokens::TokenCount);

#[wasm_bindgen]
impl Count {
    fn of(count: tokentoll::tokens::TokenCount) -> Count {
        Count(count)
    }

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
        match self.0.basis {
            Basis::Exact { .. } => "exact",
            Basis::Estimated { .. } => "estimated",
            Basis::Vocabulary { .. } => "vocabulary",
        }
        .to_owned()
    }

    /// The encoding that counted it, or how it was estimated.
    #[wasm_bindgen(getter)]
    pub fn method(&self) -> String {
        match self.0.basis {
            Basis::Exact { encoding } => encoding.name(),
            Basis::Estimated { method, .. } => method,
            Basis::Vocabulary { id, .. } => return id.to_string(),
        }
        .to_owned()
    }
}

fn told(error: CountError) -> String {
    error.to_string()
}
