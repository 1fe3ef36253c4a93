//! The exact counter of `o200k_base` as a WASM module with a plain interface: reserve, write, count.

use std::cell::RefCell;

use tokentoll_tokens::Encoding;

thread_local! {
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Where a text of that many bytes is to be written.
#[unsafe(no_mangle)]
pub extern "C" fn reserve(bytes: usize) -> *mut u8 {
    TEXT.with_borrow_mut(|text| {
        text.resize(bytes, 0);
        text.as_mut_ptr()
    })
}

/// The tokens of the text that was written.
#[unsafe(no_mangle)]
pub extern "C" fn count() -> u32 {
    TEXT.with_borrow(|text| std::str::from_utf8(text).map_or(u32::MAX, |text| Encoding::O200kBase.count(text) as u32))
}
