use super::*;
use tokentoll_core::{InferenceGeo, Meter, ServiceTier, Speed};
use tokentoll_plan::advise::{Advice, Change, Way, Wish, advise, break_even};
use tokentoll_plan::compare::{Candidate, Exchange};
use tokentoll_plan::conversation::Caching;
use tokentoll_plan::{Ratios, Rules, Spent};

fn plain(at: &Setting<'static>, wish: &Wish) -> Advice<'static> {
    advise(at, wish, &[], &Ratios::new(), &Exchange::default()).unwrap()
}

fn way<'a, 'b>(advice: &'a Advice<'b>, changes: &[&str]) -> &'a Way<'b> {
    let is = |way: &&Way<'_>| way.changes.iter().map(|c| c.name()).eq(changes.iter().copied());
    advice.ways.iter().find(is).unwrap_or_else(|| panic!("no {changes:?}"))
}

/// The sum of the quotes of a way, asked for one by one.
fn asked_for(way: &Way<'_>) -> Amount {
    let each = |spent: &Spent| {
        let quote = total(&way.at, spent.usage);
        assert_eq!(quote, spent.each);
        quote.times(spent.times.into()).unwrap()
    };
    way.requests.iter().map(each).fold(Amount::ZERO, |sum, amount| sum.plus(amount).unwrap())
}

#[test]
fn ten_questions_to_one_repository() {
    let at = at("claude-sonnet-4-5", "2026-02-20");
    let usage = Usage::new().input(212_400).output(2_000);
    let wish = Wish { times: 10, prefix: 200_000, shared: 1_000, ..Wish::once(usage) };
    let advice = plain(&at, &wish);
    assert_eq!(advice.total, Some(amount("13.194"))); // 10 × 1.3194
    assert_eq!(way(&advice, &["batch"]).total, amount("6.597"));
    // One write of 200,000 × 7.5, nine reads × 0.6, ten times 12,400 × 6 + 2,000 × 22.5.
    assert_eq!(way(&advice, &["cache_5m"]).total, amount("3.774"));
    assert_eq!(way(&advice, &["cache_1h"]).total, amount("4.674"));
    // Below the step: 200,000 × 3.75 + 9 × 200,000 × 0.3 + 10 × 2,000 × 15.
    assert_eq!(way(&advice, &["trim", "cache_5m"]).total, amount("1.59"));
    assert_eq!(way(&advice, &["trim"]).total, amount("6.3"));
    assert_eq!(way(&advice, &["split"]).total, amount("7.032"));
    // The hour in a batch, halved: (200,000 × 6 + 9 × 200,000 × 0.3 + 300,000) / 2.
    assert_eq!(advice.ways[0].total, amount("1.02"));
    assert!(advice.ways[0].changes.iter().map(|c| c.name()).eq(["batch", "trim", "cache_1h"]));
}

#[test]
fn pauses_that_outlive_the_cache_write_it_again() {
    let at = at("claude-opus-5-5", "2026-11-20");
    let wish = |every_s| Wish {
        times: 3,
        prefix: 100_000,
        every_s,
        ..Wish::once(Usage::new().input(100_000).output(10))
    };
    let written = |every_s, cache: &str| {
        let advice = plain(&at, &wish(every_s));
        let way = way(&advice, &[cache]);
        way.requests
            .iter()
            .map(|s| s.usage.of(Meter::CacheWrite5m).max(s.usage.of(Meter::CacheWrite1h)) / 100_000 * s.times)
            .sum::<u32>()
    };
    assert_eq!((written(299, "cache_5m"), written(300, "cache_5m")), (1, 3));
    assert_eq!((written(3_599, "cache_1h"), written(3_600, "cache_1h")), (1, 3));
}

#[test]
fn short_prefixes_are_not_cached() {
    let at = at("claude-haiku-4-5", "2026-11-20"); // at least 4,096 tokens
    let names = |prefix| {
        let wish = Wish { times: 100, prefix, ..Wish::once(Usage::new().input(10_000)) };
        plain(&at, &wish).ways.iter().any(|w| w.changes.contains(&Change::Cache(Caching::Minutes5)))
    };
    assert_eq!((names(4_095), names(4_096)), (false, true));
}

#[test]
fn a_prompt_over_the_window_is_trimmed_or_split() {
    let at = at("claude-sonnet-4-5", "2026-11-20");
    let advice = plain(&at, &Wish::once(Usage::new().input(450_000).output(1_000)));
    assert!(advice.now.cost.is_err() && advice.total.is_none());
    assert_eq!(way(&advice, &["split"]).changes, [Change::Split { into: 3 }]);
    assert_eq!(way(&advice, &["trim"]).changes, [Change::Trim { tokens: 250_000 }]);
    assert!(advice.savings().count() >= 2);
}

#[test]
fn dearer_terms_are_told_to_be_left() {
    let terms = Terms { speed: Speed::Fast, inference_geo: InferenceGeo::Us, ..Terms::default() };
    let at = at("claude-opus-5-5", "2026-11-20").on_terms(terms);
    let advice = plain(&at, &Wish::once(Usage::new().input(100_000).output(1_000)));
    for changes in [
        &["standard_speed"][..],
        &["anywhere"],
        &["standard_speed", "anywhere"],
        &["batch", "standard_speed", "anywhere"],
    ] {
        assert!(way(&advice, changes).difference.unwrap().is_sign_negative(), "{changes:?}");
    }
}

#[test]
fn other_models_are_counted_with_their_tokenizer() {
    let at = at("claude-sonnet-4-6", "2026-11-20");
    let other = Setting::find(book(), None, "claude-haiku-5-5", at.on, Terms::default()).unwrap();
    let ratios = Rules::embedded().ratios(at.found.model.tokenizer(), at.on);
    let wish = Wish::once(Usage::new().input(80_000).output(1_000));
    let candidates = [Candidate { at: other, usage: None }];
    let advice = advise(&at, &wish, &candidates, &ratios, &Exchange::default()).unwrap();
    let model = way(&advice, &["model"]);
    // 104,000 tokens are beyond the step at 100,000: 104,000 × 0.5 + 1,300 × 2.5.
    assert_eq!(model.total, amount("0.05525"));
    // 80,000 × 0.1 + 1,000 × 0.5 at the low end; 108,000 × 0.5 + 1,350 × 2.5 at the high one.
    assert_eq!(model.ends, Some([Some(amount("0.0085")), Some(amount("0.057375"))]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_way_is_the_sum_of_its_quotes_and_advice_never_costs_more(
        at in any_setting(),
        tier in proptest::sample::select(vec![ServiceTier::Standard, ServiceTier::Batch]),
        input in 0u32..600_000, output in 0u32..5_000, times in 1u32..30, every_s in 0u32..4_000,
        prefix in 0u32..600_000, shared in 0u32..50_000,
    ) {
        let at = at.on_terms(Terms { service_tier: tier, ..Terms::default() });
        let usage = Usage::new().input(input).output(output);
        let wish = Wish { usage, times, every_s, prefix, shared };
        let advice = advise(&at, &wish, &[], &Ratios::new(), &Exchange::default()).unwrap();
        for way in &advice.ways {
            prop_assert_eq!(asked_for(way), way.total);
            let trimmed: u64 = way.changes.iter().map(|c| if let Change::Trim { tokens } = c { u64::from(*tokens) } else { 0 }).sum();
            let parts = way.changes.iter().find_map(|c| if let Change::Split { into } = c { Some(u64::from(*into)) } else { None });
            let sent: u64 = way.requests.iter().map(|s| s.usage.prompt_tokens() * u64::from(s.times)).sum();
            let carried = parts.map_or(0, |parts| u64::from(shared) * parts);
            // Nothing is lost on the way: what is sent is the prompt, less what is trimmed, and what each part carries.
            prop_assert_eq!(sent, u64::from(times) * (u64::from(input) - trimmed + carried));
            if trimmed > 0 {
                let top = at.card().tiers().map_or(0, |t| t.tiers().iter().map(|t| u64::from(t.threshold())).max().unwrap());
                let window = at.card().window().map_or(0, |w| u64::from(w.tokens));
                prop_assert!(sent / u64::from(times) <= top.max(window));
            }
        }
        if let Some(now) = advice.total {
            prop_assert_eq!(now, total(&at, usage).times(times.into()).unwrap());
            for way in advice.savings() {
                prop_assert!(way.total < now);
                prop_assert_eq!(way.difference.unwrap(), asked_for(way).minus(now).unwrap());
            }
        }
        prop_assert!(advice.ways.is_sorted_by_key(|way| way.total));
    }

    #[test]
    fn break_even_is_right_one_below_and_one_above(at in any_setting(), prefix in 1u32..190_000, rest in 0u32..9_000, output in 0u32..3_000) {
        let usage = Usage::new().input(prefix + rest).output(output);
        let wish = Wish { prefix, ..Wish::once(usage) };
        for cache in [Caching::Minutes5, Caching::Hour1] {
            let Ok(Some(even)) = break_even(&at, &wish, cache) else { continue };
            let writes = cache.writes(at.card()).unwrap();
            let first = Usage::new().input(rest).with(writes, if writes == Meter::Input { prefix + rest } else { prefix }).output(output);
            let later = Usage::new().input(rest).cache_read(prefix).output(output);
            prop_assert_eq!([even.plain, even.write, even.read], [total(&at, usage), total(&at, first), total(&at, later)]);
            let with = |n: u32| even.write.plus(even.read.times((n - 1).into()).unwrap()).unwrap();
            let without = |n: u32| even.plain.times(n.into()).unwrap();
            match even.from {
                Some(n) => {
                    prop_assert!(with(n) < without(n));
                    prop_assert!(n == 1 || with(n - 1) >= without(n - 1));
                }
                None => prop_assert!(with(1_000_000) >= without(1_000_000)),
            }
        }
    }
}
