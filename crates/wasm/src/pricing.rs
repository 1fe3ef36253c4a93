//! What a request costs.

use tokentoll::PriceBook;
use wasm_bindgen::prelude::wasm_bindgen;

/// Answers one ask, as bytes of JSON in the wire form, with a quote or an error in the wire form.
///
/// ```
/// let ask = br#"{ "model": "claude-sonnet-4-5", "on": "2026-02-20", "usage": { "input": 500000, "output": 2000 } }"#;
/// assert!(tokentoll_wasm::pricing::quote(ask).contains(r#""total":"3.045""#));
/// ```
#[wasm_bindgen]
pub fn quote(ask: &[u8]) -> String {
    tokentoll::answer(PriceBook::embedded(), ask).to_json()
}
