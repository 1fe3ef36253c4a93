use super::*;
use tokentoll_core::{Meter, ServiceTier};
use tokentoll_plan::limits::{LimitOf, limits, of_own};
use tokentoll_plan::rules::PerMinute;
use tokentoll_plan::{PlanError, Rules};

fn ask(model: &str, on: &str, usage: Usage) -> tokentoll_plan::limits::Limits<'static> {
    limits(&at(model, on), &usage, Rules::embedded()).unwrap()
}

#[test]
fn the_binding_limit_is_the_one_that_allows_least() {
    // Tier 4 of early 2026: 4,000 requests, 2,000,000 in, 400,000 out.
    let of = |usage| {
        let limits = ask("claude-sonnet-4-5", "2026-02-20", usage);
        let four = limits.tier("4").unwrap();
        (four.binding, four.rate.to_string())
    };
    assert_eq!(of(Usage::new().input(100_000).output(1_000)), (LimitOf::Input, "20".to_owned()));
    assert_eq!(of(Usage::new().input(1_000).output(10_000)), (LimitOf::Output, "40".to_owned()));
    assert_eq!(of(Usage::new().input(100).output(10)), (LimitOf::Requests, "4000".to_owned()));
    assert_eq!(of(Usage::new().input(3_000).output(700)), (LimitOf::Output, "571.428".to_owned()));
}

#[test]
fn cache_reads_count_only_where_they_do() {
    let usage = Usage::new().input(20_000).cache_read(80_000).output(1_000);
    // Eight of ten tokens from the cache: five times the throughput, exactly.
    let cached = ask("claude-sonnet-4-5", "2026-02-20", usage).tier("4").unwrap().rate;
    let fresh = ask("claude-sonnet-4-5", "2026-02-20", Usage::new().input(100_000).output(1_000))
        .tier("4")
        .unwrap()
        .rate;
    assert_eq!((cached.thousandths(), fresh.thousandths()), (100_000, 20_000));
    let old = ask("claude-3-haiku-20240307", "2026-02-20", usage);
    assert_eq!(old.tier("4").unwrap().counted_input, 100_000);
}

#[test]
fn long_prompts_had_a_pool_of_their_own_until_2026_03_13() {
    let long = Usage::new().input(250_000).output(1_000);
    let before = ask("claude-opus-4-6", "2026-03-12", long);
    assert_eq!((before.tiers.len(), before.closed.len()), (1, 3));
    let pool = before.tier("4").unwrap();
    assert!(pool.long_context && pool.rate.to_string() == "4"); // 1,000,000 / 250,000
    let after = ask("claude-opus-4-6", "2026-03-13", long);
    assert_eq!((after.tiers.len(), after.tier("4").unwrap().rate.to_string()), (4, "8".to_owned()));
    assert!(!after.tier("4").unwrap().long_context);
    let short = ask("claude-opus-4-6", "2026-03-12", Usage::new().input(200_000));
    assert!(!short.tier("4").unwrap().long_context);
    assert_eq!(after.tier("1").unwrap().exceeded_by_one, [LimitOf::Input]); // 250,000 of 30,000
}

#[test]
fn the_tiers_since_2026_06_26() {
    let usage = Usage::new().input(20_000).output(1_000);
    let before = ask("claude-haiku-4-5", "2026-06-25", usage);
    assert_eq!(before.tiers.iter().map(|t| &*t.tier).collect::<Vec<_>>(), ["1", "2", "3", "4"]);
    let after = ask("claude-haiku-4-5", "2026-06-26", usage);
    assert_eq!(after.tiers.iter().map(|t| &*t.tier).collect::<Vec<_>>(), ["start", "build", "scale"]);
    // 2,000,000 / 20,000 = 100 a minute holds 100 and not 101.
    assert_eq!(after.needed(100).unwrap().tier, "start");
    assert_eq!(after.needed(101).unwrap().tier, "build");
    assert!(after.needed(501).is_none());
}

#[test]
fn times_and_concurrency_are_rounded_to_the_safe_side() {
    let rate = ask("claude-sonnet-4-5", "2026-02-20", Usage::new().input(300_000 / 2).output(1))
        .tier("4")
        .unwrap()
        .rate;
    assert_eq!(rate.to_string(), "13.333"); // 2,000,000 / 150,000
    assert_eq!(rate.seconds(40), 180);
    assert_eq!(rate.seconds(41), 185); // 184.5
    assert_eq!(rate.concurrency(60_000), 14); // 13.33 under way
    assert_eq!(rate.concurrency(4_500), 1); // exactly one
}

#[test]
fn batches_have_their_queue() {
    let at = at("claude-opus-5-5", "2026-11-20")
        .on_terms(Terms { service_tier: ServiceTier::Batch, ..Terms::default() });
    let limits = limits(&at, &Usage::new().input(1_000).output(1), Rules::embedded()).unwrap();
    let batch = limits.batch.unwrap();
    assert_eq!((batch.batches(100_000), batch.batches(100_001)), (Some(1), Some(2)));
    assert_eq!(
        (batch.waves("start", 200_000), batch.waves("start", 200_001), batch.waves("scale", 500_000)),
        (Some(1), Some(2), Some(1))
    );
    assert_eq!(batch.waves("none", 1), None);
}

#[test]
fn what_is_not_known_is_said() {
    let unknown =
        |model: &str, on: &str| match limits(&at(model, on), &Usage::new().input(1), Rules::embedded()) {
            Err(error @ PlanError::NoRule { .. }) => error.to_string(),
            other => panic!("{other:?}"),
        };
    assert!(unknown("claude-sonnet-4-5", "2026-02-18").contains("2026-02-19"));
    assert!(unknown("claude-mythos-5", "2026-11-20").contains("names no class"));
    assert!(unknown("gpt-5.4", "2026-11-20").contains("seller"));
    let zero = PerMinute { requests: 1, input: 0, output: 1 };
    assert!(of_own(zero, false, &Usage::new().input(1)).is_err());
    let own =
        of_own(PerMinute { requests: 10, input: 1_000, output: 1_000 }, true, &Usage::new().cache_read(500))
            .unwrap();
    assert_eq!((own.binding, own.rate.to_string()), (LimitOf::Input, "2".to_owned()));
    assert_eq!(Usage::new().of(Meter::Output), 0);
}
