use super::*;
use tokentoll_core::Meter;
use tokentoll_plan::Range;
use tokentoll_plan::forecast::{Expected, Share, forecast};

fn range(low: u32, likely: u32, high: u32) -> Range {
    Range::new(low, likely, high).unwrap()
}

#[test]
fn a_range_that_straddles_has_two_branches() {
    let at = at("claude-sonnet-4-5", "2026-02-20");
    let input = range(190_001, 199_000, 210_000);
    let expected = Expected { known: Usage::new(), input, output: Range::exact(1_000) };
    let forecast = forecast(&at, &expected).unwrap();
    let [below, above] = &forecast.branches[..] else { panic!("{forecast:?}") };
    assert_eq!(below.from.cost, Ok(amount("0.585003"))); // 190,001 × 3 + 1,000 × 15
    assert_eq!(below.to.cost, Ok(amount("0.615"))); // 200,000 × 3 + 1,000 × 15
    assert_eq!(above.from.cost, Ok(amount("1.222506"))); // 200,001 × 6 + 1,000 × 22.5
    assert_eq!(above.to.cost, Ok(amount("1.2825"))); // 210,000 × 6 + 1,000 × 22.5
    assert_eq!(forecast.crossing(), Share { counts: 10_000, of: 20_000 });
    assert_eq!(forecast.crossing().to_string(), "50.0");
    assert_eq!(above.tier(), Some(200_000));
}

#[test]
fn cached_tokens_move_the_step_towards_less_fresh_input() {
    let at = at("claude-sonnet-4-5", "2026-02-20");
    let known = Usage::new().cache_read(150_000);
    let expected = Expected { known, input: range(40_000, 45_000, 60_000), output: Range::exact(0) };
    let forecast = forecast(&at, &expected).unwrap();
    assert_eq!(forecast.branches[0].to.usage.of(Meter::Input), 50_000);
    assert_eq!(forecast.crossing(), Share { counts: 10_000, of: 20_001 });
}

#[test]
fn beyond_the_window_there_is_no_price() {
    let at = at("claude-sonnet-4-5", "2026-11-20");
    let expected =
        Expected { known: Usage::new(), input: range(150_000, 190_000, 249_999), output: Range::exact(1) };
    let forecast = forecast(&at, &expected).unwrap();
    assert_eq!(forecast.branches.len(), 2);
    assert!(forecast.branches[0].rejected().is_none());
    assert!(forecast.branches[1].rejected().is_some());
    assert_eq!(forecast.branches[1].share, Share { counts: 49_999, of: 100_000 });
    assert_eq!(forecast.crossing().counts, 0);
    assert!(forecast.high.cost.is_err());
}

#[test]
fn one_price_is_one_branch_and_exact_counts_are_one_quote() {
    let at = at("claude-opus-4-6", "2026-03-13");
    let input = range(100_000, 250_000, 900_000);
    let forecast = forecast(&at, &Expected { known: Usage::new(), input, output: Range::exact(10) }).unwrap();
    assert_eq!((forecast.branches.len(), forecast.straddles()), (1, false));
}

proptest! {
    #[test]
    fn the_ends_equal_direct_quotes(
        at in any_setting(),
        mut input in proptest::array::uniform3(0u32..400_000),
        mut output in proptest::array::uniform3(0u32..60_000),
        cached in 0u32..150_000,
    ) {
        input.sort_unstable();
        output.sort_unstable();
        let known = if at.card().rates().of(Meter::CacheRead).is_some() { Usage::new().cache_read(cached) } else { Usage::new() };
        let expected = Expected { known, input: range(input[0], input[1], input[2]), output: range(output[0], output[1], output[2]) };
        let forecast = forecast(&at, &expected).unwrap();
        for (i, outcome) in [&forecast.low, &forecast.likely, &forecast.high].into_iter().enumerate() {
            let quote = at.quote(&known.input(input[i]).output(output[i]));
            prop_assert_eq!(&outcome.cost, &quote.as_ref().map(|q| q.total()).map_err(Clone::clone));
            prop_assert_eq!(outcome.tier, quote.ok().and_then(|q| q.tier()).map(|t| t.threshold).or(outcome.tier.filter(|_| outcome.cost.is_err())));
        }
        // The branches cut the range without gap or overlap, and each changes the tier or the verdict.
        let counts: u64 = forecast.branches.iter().map(|b| b.share.counts).sum();
        prop_assert_eq!(counts, expected.input.counts());
        for pair in forecast.branches.windows(2) {
            prop_assert_eq!(pair[0].to.usage.of(Meter::Input) + 1, pair[1].from.usage.of(Meter::Input));
            prop_assert!(pair[0].tier() != pair[1].tier() || pair[0].rejected().is_some() != pair[1].rejected().is_some());
        }
        for branch in &forecast.branches {
            prop_assert_eq!(branch.from.tier, branch.to.tier);
        }
    }
}
