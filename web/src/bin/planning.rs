//! Starts the planning regions: a module of its own, which the calculator does not wait for.

fn main() {
    let root = web_sys::window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id("planning"));
    if let Some(root) = root {
        tokentoll_web::ui::planning::start(root);
    }
}
