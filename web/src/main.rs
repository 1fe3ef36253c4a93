//! Starts the browser calculator; the only place that asks the clock.

use tokentoll_web::ui::{App, AppProps, today};

fn main() {
    // The browser's own calendar gives a real day.
    let Ok(today) = today().parse() else { return };
    let root = web_sys::window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id("app"));
    if let Some(root) = root {
        yew::Renderer::<App>::with_root_and_props(root, AppProps { today }).render();
    }
}
