//! What the page asks of the browser: `static/browser.js`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./browser.js")]
extern "C" {
    /// Today by the reader's clock, as `YYYY-MM-DD`; only `main.rs` asks.
    pub fn today() -> String;
    /// The packed prices that come with the page.
    pub fn prices() -> Vec<u8>;
    pub(crate) fn kept(name: &str) -> String;
    pub(crate) fn keep(name: &str, value: &str);
    pub(crate) fn languages() -> String;
    pub(crate) fn fragment() -> String;
    pub(crate) fn listen(told: &Closure<dyn Fn(String, String)>);
    #[wasm_bindgen(js_name = isNarrow)]
    pub(crate) fn is_narrow() -> String;
    #[wasm_bindgen(js_name = writeFragment)]
    pub(crate) fn write_fragment(text: &str);
    pub(crate) fn dress(lang: &str, theme: &str, title: &str);
    #[wasm_bindgen(js_name = takeOver)]
    pub(crate) fn take_over();
    /// Runs this in a task of its own.
    pub fn soon(run: &JsValue);
    /// The same, once what stands is painted.
    #[wasm_bindgen(js_name = afterPaint)]
    pub(crate) fn after_paint(run: &JsValue);
    pub(crate) fn ready();
    pub(crate) fn typed(name: &str) -> String;
    #[wasm_bindgen(js_name = copyAddress)]
    pub(crate) fn copy_address(text: &str);
    pub(crate) fn print();
    pub(crate) fn focus(id: &str);
    /// Loads what counts and seals the page, and what it has to tell.
    pub(crate) fn seal(tell: &Closure<dyn Fn(String, String)>);
    /// Passes on to what counts: a function of `static/counter.js`, and what it is about.
    pub(crate) fn counter(what: &str, about: &JsValue);
}
