//! What is thrown.

use tokentoll::Failure;
use wasm_bindgen::prelude::wasm_bindgen;

/// Why there is no answer.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Refused {
    code: &'static str,
    message: String,
    field: String,
}

#[wasm_bindgen]
impl Refused {
    /// One of few permanent words.
    #[wasm_bindgen(getter)]
    pub fn code(&self) -> String {
        self.code.to_owned()
    }

    /// What was met and what was expected.
    #[wasm_bindgen(getter)]
    pub fn message(&self) -> String {
        self.message.clone()
    }

    /// The member of what was asked, as a dotted path; empty for the whole.
    #[wasm_bindgen(getter)]
    pub fn field(&self) -> String {
        self.field.clone()
    }
}

#[cfg(feature = "pricing")]
impl Refused {
    /// A price file that cannot be read, or does not fit those below it.
    pub(crate) fn prices(error: &tokentoll::book::BookError) -> Refused {
        Refused { code: "bad_prices", message: error.to_string(), field: String::new() }
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Refused { code: failure.code.name(), message: failure.message, field: failure.field }
    }
}
