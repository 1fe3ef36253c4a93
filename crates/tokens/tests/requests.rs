//! What holds for the count of every whole request.

use proptest::prelude::*;
use serde_json::{Value, json};
use tokentoll_tokens::{Basis, Cached, Counter, Method, Models, Request, RequestCount};

fn count(model: &str, body: &Value) -> RequestCount {
    let request = Request::read(body).expect("a request");
    Counter::of_model(model).expect("a model").by(Method::Features).request(&request).expect("a count")
}

fn sentence(times: usize) -> String {
    "All human beings are born free and equal in dignity and rights. ".repeat(times)
}

/// A Messages request of blocks of so many sentences, each with the lifetime of its breakpoint or none.
fn body(system: &[(usize, u8)], messages: &[(usize, u8)], tools: usize, whole: u8) -> Value {
    let control = |ttl: u8| match ttl {
        0 => Value::Null,
        1 => json!({"type": "ephemeral"}),
        _ => json!({"type": "ephemeral", "ttl": "1h"}),
    };
    let blocks = |list: &[(usize, u8)]| -> Vec<Value> {
        let block = |(times, ttl): &(usize, u8)| json!({"type": "text", "text": sentence(*times), "cache_control": control(*ttl)});
        list.iter().map(block).collect()
    };
    let tools: Vec<Value> = (0..tools).map(|k| json!({"name": format!("tool_{k}"), "description": sentence(3), "input_schema": {"type": "object"}})).collect();
    let messages: Vec<Value> =
        blocks(messages).into_iter().map(|block| json!({"role": "user", "content": [block]})).collect();
    json!({"system": blocks(system), "messages": messages, "tools": tools, "cache_control": control(whole)})
}

#[test]
fn one_hour_comes_before_five_minutes_and_the_rest_is_input() {
    let counted = count("claude-sonnet-4-5", &body(&[(100, 2)], &[(50, 1), (10, 0)], 0, 0));
    let cold = counted.cache.cold;
    assert!((1_100..1_800).contains(&cold.cache_write_1h.tokens), "{cold:?}");
    assert!((500..900).contains(&cold.cache_write_5m.tokens), "{cold:?}");
    assert!((90..200).contains(&cold.input.tokens), "{cold:?}");
    assert_eq!(cold.cache_read.tokens, 0);
    let warm = counted.cache.warm;
    assert_eq!(warm.cache_read.tokens, cold.cache_write_1h.tokens + cold.cache_write_5m.tokens);
    assert_eq!(warm.input, cold.input);
    assert!(counted.refused.is_empty());
}

#[test]
fn a_prefix_about_as_long_as_the_minimum_may_be_cached_and_may_not() {
    // The shortest text that is taken to be long enough.
    let long = |times| {
        let counted = count("claude-sonnet-4-5", &body(&[(times, 1)], &[(1, 0)], 0, 0));
        (counted.cache.breakpoints[0].cached, counted.cache)
    };
    assert_eq!(long(20).0, Cached::No);
    assert_eq!(long(200).0, Cached::Yes);
    let (_, cache) = (20..200).map(long).find(|(cached, _)| *cached == Cached::Perhaps).expect("in between");
    for meter in [cache.cold.cache_write_5m, cache.warm.cache_read] {
        assert_eq!(meter.low(), 0);
        assert!(meter.high() >= 1024);
    }
    assert!(cache.cold.input.high() > 1000 && cache.cold.input.low() < 50);
    assert!(cache.notes()[0].contains("may write nothing; this model caches 1024 and more"));
}

#[test]
fn models_differ_in_what_they_cache_and_keep() {
    let written =
        |model: &str| count(model, &body(&[(60, 1)], &[(1, 0)], 0, 0)).cache.cold.cache_write_5m.tokens;
    assert_eq!(
        [written("claude-haiku-4-5"), written("claude-sonnet-4-5"), written("claude-3-sonnet-20240229")],
        [0; 3]
    );
    assert!(written("claude-opus-5") > 512);
    let thinking = json!({"messages": [{"role": "user", "content": "a"},
        {"role": "assistant", "content": [{"type": "thinking", "thinking": sentence(10), "signature": "x"}, {"type": "text", "text": "b"}]},
        {"role": "user", "content": "c"}]});
    let [dropped, kept] =
        ["claude-sonnet-4-5", "claude-sonnet-4-6"].map(|model| count(model, &thinking).total.tokens);
    assert!(kept > dropped + 90, "{kept} and {dropped}");
}

#[test]
fn an_assumption_widens_the_interval() {
    let tools = body(&[], &[(1, 0)], 1, 0);
    let width = |model: &str| {
        let total = count(model, &tools).total;
        total.high() - total.low()
    };
    assert!(
        width("claude-sonnet-5-5") >= width("claude-sonnet-5") + 190,
        "its tool prompt is not documented"
    );
    let mut forced = tools;
    forced["tool_choice"] = json!({"type": "any"});
    assert_eq!(
        count("claude-sonnet-5-5", &forced).refused,
        ["tool_choice: this model refuses to be forced to use a tool"]
    );
    assert_eq!(count("claude-2.1", &forced).refused, ["tools: this model takes none"]);
}

#[test]
fn tools_of_the_vendor_cost_what_is_documented() {
    let with = |kind: &str| json!({"messages": [{"role": "user", "content": "a"}], "tools": [{"type": kind, "name": "x"}]});
    let part = |model: &str, kind: &str| {
        count(model, &with(kind))
            .parts
            .into_iter()
            .find(|part| part.kind.name() == "tool_definition")
            .expect("a tool")
            .count
    };
    assert_eq!(
        [part("claude-sonnet-4-5", "bash_20250124").tokens, part("claude-opus-5", "bash_20250124").tokens],
        [244, 325]
    );
    let unknown = part("claude-opus-5", "time_machine_20300101");
    assert!(unknown.low() < 150 && unknown.high() > 850, "{unknown:?}");
    let notes = count("claude-opus-5", &with("time_machine_20300101")).notes;
    assert!(notes[0].contains("whose prompt is not published"), "{notes:?}");
}

#[test]
fn a_large_image_may_cost_less_on_the_models_of_autumn_2026() {
    let body = json!({"messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "url", "url": "u"}}]}]});
    let of = |model: &str, width, height| {
        let mut request = Request::read(&body).expect("a request");
        request.measure_images([tokentoll_tokens::Pixels { width, height }]);
        Counter::of_model(model).expect("a model").request(&request).expect("a count").total
    };
    let large = of("claude-opus-5-5", 3840, 2160);
    assert!(large.low() < 3000 && large.high() < 4800, "{large:?}");
    assert_eq!(of("claude-opus-5-5", 1920, 1080), of("claude-opus-5", 1920, 1080));
    assert_eq!(of("claude-opus-5", 3840, 2160).low(), of("claude-opus-5", 3840, 2160).tokens);
}

#[test]
fn an_image_too_large_is_refused() {
    let image = json!({"type": "image", "source": {"type": "url", "url": "u"}});
    let body = json!({"messages": [{"role": "user", "content": vec![image; 21]}]});
    let mut request = Request::read(&body).expect("a request");
    let size = |width| tokentoll_tokens::Pixels { width, height: 100 };
    request.measure_images([size(2001)].into_iter().chain(std::iter::repeat_n(size(100), 20)));
    let refused =
        Counter::of_model("claude-opus-5").expect("a model").request(&request).expect("a count").refused;
    assert_eq!(refused, ["messages[0]: an image of 2001 by 100, expected 2000 at most"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_split_sums_to_the_whole(
        system in proptest::collection::vec((0_usize..80, 0_u8..3), 0..3),
        messages in proptest::collection::vec((0_usize..80, 0_u8..3), 1..4),
        tools in 0_usize..3,
        whole in 0_u8..3,
        model in 0_usize..29,
    ) {
        let facts = &Models::embedded().all()[model];
        let counted = count(&facts.prefix, &body(&system, &messages, tools, whole));
        let total = counted.total;
        for billed in [counted.cache.cold, counted.cache.warm] {
            let sum: u64 = billed.meters().iter().map(|(_, count)| count.tokens).sum();
            prop_assert_eq!(sum, total.tokens);
            for (meter, count) in billed.meters() {
                prop_assert!(count.low() <= count.tokens && count.tokens <= count.high(), "{} {:?}", meter, count);
                let estimated = matches!(count.basis, Basis::Estimated { .. });
                prop_assert!(estimated);
            }
        }
        let (cold, warm) = (counted.cache.cold, counted.cache.warm);
        prop_assert_eq!(cold.cache_read.tokens, 0);
        prop_assert_eq!(warm.cache_write_5m.tokens + warm.cache_write_1h.tokens, 0);
        prop_assert_eq!(warm.cache_read.tokens, cold.cache_write_5m.tokens + cold.cache_write_1h.tokens);
        let least = facts.min_cacheable;
        let cached = warm.cache_read.tokens;
        prop_assert!(cached == 0 || least.is_some_and(|least| cached >= least), "{cached} of {least:?}");
        prop_assert_eq!(counted.cache.breakpoints.len(), counted.parts.iter().filter(|part| part.cached).count());
        let prefixes: Vec<u64> = counted.cache.breakpoints.iter().map(|point| point.prefix.tokens).collect();
        prop_assert!(prefixes.is_sorted() && prefixes.iter().all(|prefix| *prefix <= total.tokens));
        // The whole is surer than its parts together.
        let parts: (u64, u64) = counted.parts.iter().fold((0, 0), |sum, part| (sum.0 + part.count.low(), sum.1 + part.count.high()));
        let rounding = counted.parts.len() as u64;
        prop_assert!(parts.0 <= total.tokens + rounding && total.tokens <= parts.1 + rounding);
    }
}
