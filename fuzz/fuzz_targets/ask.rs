//! Any bytes get an answer: one line of JSON, with an exact total or a known error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tokentoll::{Ask, PriceBook, answer};
use tokentoll_fuzz::check_answer;

fuzz_target!(|bytes: &[u8]| {
    let book = PriceBook::embedded();
    let told = answer(book, bytes);
    let text = told.to_json();
    let json = check_answer(&text);
    assert_eq!(told.total().is_some(), told.code().is_none());
    assert_eq!(told.total().map(|t| t.to_string()).as_deref(), json["total"].as_str());
    assert_eq!(told.code().map(|c| c.name()), json["error"]["code"].as_str());
    assert_eq!(answer(book, bytes).to_json(), text, "the same ask, another answer");
    match Ask::read(bytes) {
        Ok(ask) => assert_eq!(ask.price(book).to_json(), text),
        Err((id, failure)) => {
            assert_eq!(told.id(), id.as_ref());
            assert_eq!(told.code(), Some(failure.code));
        }
    }
});
