//! Any JSON is a request with a count, or an error that says where.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use tokentoll::tokens::{Counter, Method, Request, TokenCount};

const MODELS: [&str; 6] =
    ["claude-sonnet-4-5", "claude-opus-4-7", "claude-opus-5", "claude-2.1", "gpt-4o", "gpt-4"];

fuzz_target!(|bytes: &[u8]| {
    // The wire form first: whatever the bytes are, one line with a count or a known error.
    let answer = tokentoll::count(bytes).to_json();
    assert!(!answer.contains('\n'));
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    assert!(answer.get("error").is_some() != answer.get("tokens").is_some(), "{answer}");

    let Ok(body) = serde_json::from_slice::<Value>(bytes) else { return };
    let request = match Request::read(&body) {
        Ok(request) => request,
        Err(error) => {
            let told = error.to_string();
            assert!(told.contains(": met ") && told.contains(", expected ") && told.len() <= 2_000, "{told}");
            return;
        }
    };
    for model in MODELS {
        let counter = Counter::of_model(model).expect("known").by(Method::Features);
        let Ok(counted) = counter.request(&request) else { continue };
        held(counted.total);
        counted.parts.iter().for_each(|part| held(part.count));
        for billed in [counted.cache.cold, counted.cache.warm] {
            let meters = billed.meters();
            meters.iter().for_each(|(_, count)| held(*count));
            assert_eq!(meters.iter().map(|(_, count)| count.tokens).sum::<u64>(), counted.total.tokens);
        }
        assert_eq!(counter.request(&request).expect("as before"), counted);
    }
});

fn held(count: TokenCount) {
    assert!(count.low() <= count.tokens && count.tokens <= count.high(), "{count:?}");
}
