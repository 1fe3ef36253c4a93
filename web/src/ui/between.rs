//! What the calculator and the planning regions tell each other: `static/between.js`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./between.js")]
extern "C" {
    /// The calculator tells what it shows: its fragment, language and day, and a price file by name and text.
    pub(crate) fn show(fragment: &str, lang: &str, today: &str, name: &str, prices: &str, can_undo: bool);
    /// What it shows, told to the planning regions whenever the browser has time.
    #[wasm_bindgen(js_name = onShown)]
    pub(crate) fn on_shown(tell: &Closure<dyn Fn(String, String, String, String, String, bool)>);
    /// The calculator asks for what it cannot read itself; the answer comes with what the browser tells.
    pub(crate) fn ask(what: &str, name: &str, text: &str);
    #[wasm_bindgen(js_name = onAsked)]
    pub(crate) fn on_asked(answer: &Closure<Answer>);
    /// A price file was chosen; the answer comes as to what is asked for.
    #[wasm_bindgen(js_name = choosePrices)]
    pub(crate) fn choose_prices(input: &JsValue);
    /// The prices that were read last, packed.
    pub(crate) fn taken() -> Vec<u8>;
    /// The regions ask the calculator for a change: `apply` a fragment, `undo`, or keep `also` these members of the address.
    pub(crate) fn tell(kind: &str, text: &str);
    pub(crate) fn say(text: &str);
    #[wasm_bindgen(js_name = onNarrow)]
    pub(crate) fn on_narrow(tell: &Closure<dyn Fn(bool)>);
    #[wasm_bindgen(js_name = onTold)]
    pub(crate) fn on_told(told: &Closure<dyn Fn(String, String)>);
}

/// Answers what is asked for: what, the day, the fragment, a price file by name and text, what was counted.
pub(crate) type Answer = dyn Fn(String, String, String, String, String, String) -> Result<JsValue, JsValue>;
