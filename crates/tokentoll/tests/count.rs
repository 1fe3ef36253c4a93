//! Counts in the wire form: each ask has a count or an error, whatever it holds.
#![cfg(feature = "tokens")]

use proptest::prelude::*;
use serde_json::{Value, json};
use tokentoll::tokens::{Counter, Family, Method, Request};
use tokentoll::{Ask, Code, CountAnswer, MAX_COUNT_BYTES, PriceBook, Usage, count};

fn counted(ask: &Value) -> CountAnswer {
    count(ask.to_string().as_bytes())
}

const PREAMBLE: &str = "Whereas recognition of the inherent dignity of all members of the human family is the \
    foundation of freedom, justice and peace in the world, now, therefore, this declaration is proclaimed.";

#[test]
fn a_text_counts_as_the_only_message_of_a_user() {
    for (model, id, frame) in [
        ("claude-sonnet-4-5", "claude-sonnet-4-5-20250929", 7),
        ("claude-opus-4-7", "claude-opus-4-7", 11),
        ("anthropic/claude-opus-5", "claude-opus-5", 6),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5-20250929", 7),
    ] {
        let answer = counted(&json!({ "model": model, "text": PREAMBLE }));
        let count = answer.count().unwrap_or_else(|| panic!("{}", answer.to_json()));
        let expected = Counter::of_model(model).unwrap().message(PREAMBLE);
        assert_eq!(
            (count.tokens, count.low, count.high),
            (expected.tokens, expected.low(), expected.high()),
            "{model}"
        );
        assert!(count.model.contains(id), "{}", count.model);
        assert_eq!((count.basis, &*count.method), ("estimated", Method::default().name()));
        assert_eq!(counted(&json!({ "model": model, "text": "" })).count().unwrap().tokens, frame);
        let parts: u64 = count.parts.iter().map(|part| part.tokens).sum();
        assert_eq!(parts, count.tokens);
    }
}

#[test]
fn a_request_counts_by_part_and_names_what_it_could_not_read() {
    let body = json!({ "model": "ignored-here", "system": "Be brief.",
        "messages": [{ "role": "user", "content": [
            { "type": "text", "text": PREAMBLE, "cache_control": { "type": "ephemeral" } },
            { "type": "image", "source": { "type": "url", "url": "https://example.com/a.png" } },
            { "type": "riddle" } ] }] });
    let answer = counted(&json!({ "id": "r", "model": "claude-opus-5", "request": body }));
    let count = answer.count().unwrap_or_else(|| panic!("{}", answer.to_json()));
    let request =
        Counter::of_model("claude-opus-5").unwrap().request(&Request::read(&body).unwrap()).unwrap();
    assert_eq!(count.tokens, request.total.tokens);
    assert_eq!(count.unread, ["messages[0]: a block of type `riddle`"]);
    assert!(count.notes.iter().any(|note| note.contains("an image of unknown size")), "{:?}", count.notes);
    assert!(!count.notes.iter().any(|note| note.contains("riddle")), "said once: {:?}", count.notes);
    let kinds: Vec<_> = count.parts.iter().map(|part| (&*part.place, part.kind, part.cached)).collect();
    assert!(kinds.contains(&("messages[0]", "text", true)), "{kinds:?}");
    assert!(kinds.contains(&("messages[0]", "image", false)), "{kinds:?}");
    assert!(kinds.contains(&("system[0]", "text", false)), "{kinds:?}");
}

#[test]
fn the_method_is_chosen_and_an_exact_count_stays_exact() {
    let fast = counted(&json!({ "model": "claude-opus-5", "text": PREAMBLE, "method": "features" }));
    let expected = Counter::new(Family::ClaudeV48).by(Method::Features).message(PREAMBLE);
    assert_eq!(fast.count().map(|count| count.tokens), Some(expected.tokens));
    let known = counted(&json!({ "model": "gpt-5.4", "text": PREAMBLE, "method": "features" }));
    let known = known.count().unwrap();
    if cfg!(feature = "vocabularies") {
        assert_eq!((known.basis, &*known.method), ("exact", "o200k_base"));
        assert_eq!((known.low, known.high), (known.tokens, known.tokens));
    } else {
        assert_eq!(known.basis, "estimated");
        assert!(known.low < known.tokens && known.tokens < known.high);
    }
    // A model without a price here, whose encoding is public all the same.
    assert_eq!(
        counted(&json!({ "model": "gpt-4o-mini", "text": "a" })).count().unwrap().model,
        "gpt-4o-mini"
    );
}

#[test]
fn errors_have_the_codes_of_asks() {
    let request = json!({ "messages": [] });
    for (ask, code, field) in [
        (json!({ "model": "claude-opus-5" }), Code::BadUsage, "text"),
        (json!({ "model": "claude-opus-5", "text": "a", "request": request }), Code::BadUsage, "text"),
        (json!({ "text": "a" }), Code::BadJson, "model"),
        (json!({ "model": "claude-opus-5", "text": 5 }), Code::BadJson, "text"),
        (json!({ "model": "claude-opus-5", "text": null }), Code::BadJson, "text"),
        (json!({ "model": "claude-opus-5", "request": "{}" }), Code::BadJson, "request"),
        (json!({ "model": "claude-opus-5", "request": {} }), Code::BadJson, "request"),
        (json!({ "model": "claude-opus-5", "text": "a", "colour": 1 }), Code::UnknownField, "colour"),
        (json!({ "model": "claude-opus-5", "text": "a", "usage": {} }), Code::UnknownField, "usage"),
        (json!({ "model": "claude-opus-5", "text": "a", "on": "2026-02-30" }), Code::BadDate, "on"),
        (json!({ "model": "claude-opus-5", "text": "a", "method": "guess" }), Code::BadJson, "method"),
        (json!({ "model": "claude-9", "text": "a" }), Code::UnknownModel, "model"),
        (json!({ "model": "gemini-2.5-pro", "text": "a" }), Code::UnknownModel, "model"),
        (json!({ "model": "", "text": "a" }), Code::UnknownModel, "model"),
        (json!({ "id": -1, "model": "claude-opus-5", "text": "a" }), Code::BadJson, "id"),
        (json!([]), Code::BadJson, ""),
    ] {
        let answer = counted(&ask);
        assert_eq!(answer.code(), Some(code), "{ask}: {}", answer.to_json());
        let written: Value = serde_json::from_str(&answer.to_json()).unwrap();
        let met = written["error"]["field"].as_str().unwrap_or_default();
        assert_eq!(met, field, "{ask}: {written}");
    }
    let twice = br#"{ "model": "claude-opus-5", "text": "a", "text": "b" }"#;
    assert_eq!(count(twice).code(), Some(Code::BadJson));
    let deep = format!(r#"{{"model":"claude-opus-5","request":{}1{}}}"#, "[".repeat(500), "]".repeat(500));
    assert_eq!(count(deep.as_bytes()).code(), Some(Code::TooLarge));
}

#[test]
fn a_text_beyond_the_limit_of_asks_is_counted_and_one_beyond_its_own_is_not() {
    let text = "All human beings are born free and equal. ".repeat(50_000);
    assert!(text.len() > 2 * tokentoll::MAX_ASK_BYTES);
    let answer = counted(&json!({ "model": "claude-opus-5", "text": text, "method": "features" }));
    assert!(answer.count().unwrap().tokens > 400_000);
    assert_eq!(count(&vec![b' '; MAX_COUNT_BYTES + 1]).code(), Some(Code::TooLarge));
}

#[test]
fn what_was_counted_can_be_priced() {
    let answer = counted(&json!({ "model": "claude-sonnet-4-5", "text": PREAMBLE.repeat(100) }));
    let count = answer.count().unwrap();
    let ask = Ask::new(&*count.model, "2026-02-20".parse().unwrap());
    let price = |tokens: u64| {
        let usage = Usage::new().input(u32::try_from(tokens).unwrap());
        ask.clone().usage(usage).price(PriceBook::embedded()).total().unwrap()
    };
    assert!(price(count.low) <= price(count.tokens) && price(count.tokens) <= price(count.high));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_get_one_line_of_json(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let line = count(&bytes).to_json();
        prop_assert!(!line.contains('\n'));
        prop_assert!(serde_json::from_str::<Value>(&line).is_ok());
    }

    #[test]
    fn any_text_has_a_count_within_its_interval(text in "\\PC{0,80}") {
        let answer = counted(&json!({ "id": text, "model": "claude-sonnet-4-5", "text": text, "method": "features" }));
        let count = answer.count().expect("a count");
        prop_assert!(count.low <= count.tokens && count.tokens <= count.high);
    }

    #[test]
    fn any_text_as_any_member_gets_an_answer(text in "\\PC{0,40}", member in 0_usize..6) {
        let name = ["id", "model", "on", "method", "text", "request"][member];
        let mut ask = json!({ "model": "claude-opus-4-6", "on": "2026-05-01", "text": "a", "method": "features" });
        ask[name] = json!(text);
        let answer = counted(&ask);
        prop_assert_eq!(answer.count().is_some(), answer.code().is_none());
    }
}
