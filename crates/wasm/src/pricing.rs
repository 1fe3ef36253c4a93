//! What a request costs.

use crate::Refused;
use std::borrow::Cow;
use tokentoll::wire::to_json;
use tokentoll::{ModelsAsk, PriceBook, RatesAsk};
use wasm_bindgen::prelude::wasm_bindgen;

/// The prices that answer: those compiled in, and what is laid over them.
///
/// ```
/// use tokentoll_wasm::pricing::Book;
/// let book = Book::new();
/// let ask = br#"{ "model": "claude-sonnet-4-5", "on": "2026-02-20", "usage": { "input": 500000, "output": 2000 } }"#;
/// assert!(book.quote(ask).contains(r#""total":"3.045""#));
/// assert!(book.rates(br#"{ "model": "claude-sonnet-4-5" }"#).contains(r#""from":"2025-09-29""#));
/// assert!(book.models(br#"{ "on": "2026-02-20", "sellers": "anthropic" }"#).contains("unknown_field"));
/// ```
#[wasm_bindgen]
#[derive(Debug)]
pub struct Book(Cow<'static, PriceBook>);

#[wasm_bindgen]
impl Book {
    /// The prices compiled in.
    #[wasm_bindgen(constructor)]
    #[expect(clippy::new_without_default, reason = "JavaScript has no use for it")]
    pub fn new() -> Book {
        Book(Cow::Borrowed(PriceBook::embedded()))
    }

    /// The same prices with a price file of one seller laid over them.
    ///
    /// # Errors
    /// For a file that is no price file, or does not fit the prices below it.
    #[wasm_bindgen(js_name = overlaidBy)]
    pub fn overlaid_by(&self, name: &str, text: &str) -> Result<Book, Refused> {
        let over = PriceBook::read([(name, text)]).map_err(|e| Refused::prices(&e))?;
        Ok(Book(Cow::Owned(self.0.overlaid_by(&over).map_err(|e| Refused::prices(&e))?)))
    }

    /// The answer to an ask, both in the wire form: the first as its bytes, the second as text.
    pub fn quote(&self, ask: &[u8]) -> String {
        tokentoll::answer(&self.0, ask).to_json()
    }

    /// The models of a day.
    pub fn models(&self, ask: &[u8]) -> String {
        to_json(ModelsAsk::read(ask).and_then(|ask| ask.answer(&self.0)))
    }

    /// The history of a model.
    pub fn rates(&self, ask: &[u8]) -> String {
        to_json(RatesAsk::read(ask).and_then(|ask| ask.answer(&self.0)))
    }

    /// The answer to a question about cost.
    pub fn plan(&self, ask: &[u8]) -> String {
        tokentoll::plan(&self.0, ask).to_json()
    }

    /// The version of the prices: it changes when any of them does.
    #[wasm_bindgen(getter)]
    pub fn version(&self) -> String {
        self.0.version()
    }
}
