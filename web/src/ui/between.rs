//! What the calculator and the planning regions tell each other: `static/between.js`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./between.js")]
extern "C" {
    /// The calculator tells what it shows: its fragment, language and day, and a price file by name and text.
    pub(crate) fn show(fragment: &str, lang: &str, today: &str, name: &str, prices: &str, can_undo: bool);
    /// What it shows, told to the planning regions whenever the browser has time.
    #[wasm_bindgen(js_name = onShown)]
    pub(crate) fn on_shown(tell: &Closure<dyn Fn(String, String, String, String, String, bool)>);
    /// The regions ask the calculator for a change: `apply` a fragment, `undo`, or keep `also` these members of the address.
    pub(crate) fn tell(kind: &str, text: &str);
    #[wasm_bindgen(js_name = onTold)]
    pub(crate) fn on_told(told: &Closure<dyn Fn(String, String)>);
}
