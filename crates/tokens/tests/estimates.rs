//! What holds for every estimate.

use proptest::prelude::*;
use tokentoll_tokens::{Basis, Counter, Family, Features, Method, Observation, Request};

const CLAUDE: [Family; 4] = [Family::ClaudeV1, Family::ClaudeV3, Family::ClaudeV47, Family::ClaudeV48];
const METHODS: [Method; 2] = [Method::Features, Method::PublicTokens];

fn counters() -> impl Iterator<Item = Counter<'static>> {
    CLAUDE.into_iter().flat_map(|family| METHODS.map(|method| Counter::new(family).by(method)))
}

#[test]
fn an_empty_text_is_nothing_and_an_empty_message_is_its_frame() {
    for counter in counters() {
        assert_eq!(counter.text("").tokens, 0);
        let frame = match counter.family() {
            Family::ClaudeV47 => 11,
            Family::ClaudeV48 => 6,
            _ => 7,
        };
        assert_eq!(counter.message("").tokens, frame);
    }
}

#[test]
fn a_longer_text_is_more() {
    let sentence = "All human beings are born free and equal in dignity and rights. ";
    for counter in counters() {
        let counts: Vec<u64> = (0..20).map(|times| counter.text(&sentence.repeat(times)).tokens).collect();
        assert!(counts.windows(2).all(|pair| pair[0] < pair[1]), "{counts:?}");
    }
}

#[test]
fn the_newer_tokenizer_counts_more_for_english() {
    let text = "Everyone has the right to life, liberty and the security of person. ".repeat(10);
    let [older, newer] =
        [Family::ClaudeV3, Family::ClaudeV48].map(|family| Counter::new(family).text(&text).tokens);
    assert!(newer * 100 > older * 120, "{newer} against {older}");
}

#[test]
fn claude_1_and_2_borrow_and_say_so() {
    let text = "A letter that nobody counted when it was sent.";
    let [borrowed, own] = [Family::ClaudeV1, Family::ClaudeV3].map(|family| Counter::new(family).text(text));
    assert_eq!(borrowed.tokens, own.tokens);
    assert!(borrowed.high() - borrowed.low() > own.high() - own.low());
    assert!(matches!(borrowed.basis, Basis::Estimated { method, .. } if method.contains("widened")));
}

#[test]
fn turns_cost_what_was_recorded() {
    let of = |turns: usize, family| {
        let messages: Vec<_> = (0..turns)
            .map(|turn| serde_json::json!({"role": (["user", "assistant"][turn % 2]), "content": ""}))
            .collect();
        let request = Request::read(&serde_json::json!({"messages": messages})).expect("a request");
        Counter::new(family).request(&request).expect("a count").total.tokens
    };
    assert_eq!([1, 3, 5, 7].map(|turns| of(turns, Family::ClaudeV3)), [7, 13, 19, 25]);
    assert_eq!([1, 3].map(|turns| of(turns, Family::ClaudeV48)), [6, 10]);
}

#[test]
fn an_image_of_unknown_size_is_said_and_widens_the_interval() {
    let body = serde_json::json!({"messages": [{"role": "user", "content": [
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "…"}}]}]});
    let count =
        Counter::new(Family::ClaudeV3).request(&Request::read(&body).expect("a request")).expect("a count");
    assert_eq!(count.notes.len(), 1);
    assert!(count.total.low() < 100 && count.total.high() > 1_500);
}

#[test]
fn an_observation_pulls_the_estimate_towards_the_truth() {
    let counter = Counter::new(Family::ClaudeV3);
    let text = "Quarterly figures, as every quarter, with the usual remarks. ".repeat(200);
    let plain = counter.message(&text).tokens;
    let seen = Observation { estimated: plain, true_tokens: plain * 11 / 10 };
    let pulled = counter.rescaled(seen).message(&text);
    assert!(pulled.tokens >= plain && pulled.tokens <= plain * 12 / 10);
    let nothing = Observation { estimated: 0, true_tokens: 0 };
    assert_eq!(counter.rescaled(nothing).message(&text), counter.message(&text));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_has_an_interval_around_its_count(text in any::<String>()) {
        for counter in counters() {
            let count = counter.text(&text);
            prop_assert!(count.low() <= count.tokens && count.tokens <= count.high());
            prop_assert!(count.tokens <= text.len() as u64);
            prop_assert_eq!(count, counter.text(&text), "the same text has the same count");
        }
    }

    #[test]
    fn features_count_every_byte(text in any::<String>(), more in any::<String>()) {
        let mut features = Features::of(&text);
        features.add(&more);
        prop_assert_eq!(features.bytes(), (text.len() + more.len()) as u64);
        prop_assert!(features.steps() <= 3 * features.bytes() + 3);
    }

    #[test]
    fn any_observation_leaves_an_interval(estimated: u64, true_tokens: u64) {
        let count = Counter::new(Family::ClaudeV48).by(Method::Features).rescaled(Observation { estimated, true_tokens }).text("some text");
        prop_assert!(count.low() <= count.tokens && count.tokens <= count.high());
    }

    #[test]
    fn no_request_makes_reading_panic(text in any::<String>(), kind in "[a-z_]{0,12}", number: i64) {
        let body = serde_json::json!({"system": number, "tools": [{"type": kind, "name": text}, number],
            "messages": [{"role": kind, "content": [{"type": kind, "text": text, "source": number}, number, null]}]});
        prop_assert!(Request::read(&body).is_err());
        let body = serde_json::json!({"system": text, "tools": [{"type": kind, "name": text}], "model": text,
            "messages": [{"role": "user", "content": [{"type": kind, "text": text, "name": text, "data": text,
                "content": [{"type": "text", "text": text}], "source": {"type": "text", "data": text}, "title": text}]}]});
        let Ok(request) = Request::read(&body) else { return Ok(()) };
        let count = Counter::new(Family::ClaudeV3).by(Method::Features).request(&request).expect("a Claude");
        prop_assert!(count.total.low() <= count.total.high());
    }
}
