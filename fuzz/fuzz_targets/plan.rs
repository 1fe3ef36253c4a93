//! Any bytes are a question about cost: one line of JSON with an answer or with a known error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use tokentoll::{Code, PriceBook, plan};

fuzz_target!(|bytes: &[u8]| {
    let text = plan(PriceBook::embedded(), bytes).to_json();
    assert!(!text.contains(['\n', '\r']));
    let answer: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("no JSON: {e}: {text}"));
    if let Some(error) = answer.get("error") {
        let of = |member: &str| error[member].as_str().unwrap_or_default();
        assert!(Code::ALL.iter().any(|code| code.name() == of("code")), "{text}");
        assert!(!of("message").is_empty() && of("message").len() <= 2_000, "{text}");
    } else {
        money(&answer);
    }
    assert_eq!(plan(PriceBook::embedded(), bytes).to_json(), text, "the same question has the same answer");
});

/// Amounts are strings: what stands in an answer as a number is a count or a share, and finite.
fn money(value: &Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let is_cost = matches!(name.as_str(), "cost" | "total" | "saves" | "amount");
                assert!(!is_cost || !member.is_number(), "{name}: {member}");
                money(member);
            }
        }
        Value::Array(items) => items.iter().for_each(money),
        _ => {}
    }
}
