//! Starts the browser calculator; the only place that asks the clock.

use tokentoll::PriceBook;
use tokentoll_web::ui::{App, AppProps, Listed, prices, soon, today};
use wasm_bindgen::UnwrapThrowExt;
use wasm_bindgen::prelude::Closure;

fn main() {
    // The browser's own calendar gives a real day.
    let Ok(today) = today().parse() else { return };
    // The page that waits for this shows the error.
    let book = PriceBook::unpack_cards(&prices()).map_err(|error| error.to_string());
    let listed = Listed(Box::leak(Box::new(book.unwrap_or_else(|why| wasm_bindgen::throw_str(&why)))));
    // A slow phone takes long for the prices, and as long for drawing: somebody may want something in between.
    soon(&Closure::once_into_js(move || {
        let root = web_sys::window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id("app"));
        yew::Renderer::<App>::with_root_and_props(root.unwrap_throw(), AppProps { today, listed }).render();
    }));
}
