use super::*;
use rust_decimal::Decimal;
use tokentoll_core::Meter;
use tokentoll_plan::cliff::{BANDS, cliff, stretched};

fn decimal(text: &str) -> Decimal {
    tokentoll_core::plain_decimal(text).unwrap()
}

#[test]
fn the_step_of_sonnet_4_5_by_hand() {
    let at = at("claude-sonnet-4-5", "2026-02-20");
    let cliff = cliff(&at, &Usage::new().input(212_400).output(2_000), 0).unwrap();
    let [step] = &cliff.steps[..] else { panic!("{cliff:?}") };
    assert_eq!(step.below.cost, Ok(amount("0.63"))); // 200,000 × 3 + 2,000 × 15
    assert_eq!(step.beyond.cost, Ok(amount("1.245006"))); // 200,001 × 6 + 2,000 × 22.5
    assert_eq!(step.jump, decimal("0.615006"));
    let trim = step.trim.as_ref().unwrap();
    assert_eq!((trim.tokens, trim.cost, trim.saves), (12_400, amount("0.63"), decimal("0.6894")));
    assert_eq!((cliff.room, cliff.next_token), (None, Some(decimal("0.000006"))));
    assert_eq!(cliff.upto, 400_000);
    // With d tokens beyond: (1,200,000 + 6 d + 15,000) / d ÷ 3 ≥ 10, so d ≤ 615,000 / 24 = 25,625, and so on.
    let bands: Vec<_> = step.bands.iter().map(|b| (b.tenths, b.upto)).collect();
    assert_eq!(bands, [(100, 225_625), (45, 282_000), (30, 405_000)]);
}

#[test]
fn without_output_the_bands_are_those_of_the_formula() {
    // (2 n − T) / (n − T): 10 at 1.125 T, 4.5 at 1.4 T, 3 at 2 T.
    let at = at("claude-sonnet-4-5", "2026-02-20");
    let cliff = cliff(&at, &Usage::new().input(10_000), 0).unwrap();
    assert_eq!(cliff.steps[0].bands.iter().map(|b| b.upto).collect::<Vec<_>>(), [225_000, 280_000, 400_000]);
    assert_eq!(cliff.room, Some(190_000));
}

#[test]
fn at_the_edge_the_next_token_costs_the_jump() {
    let at = at("claude-haiku-5-5", "2026-11-20");
    let cliff = cliff(&at, &Usage::new().input(100_000).output(1_000), 0).unwrap();
    // 100,001 × 0.5 + 1,000 × 2.5 − (100,000 × 0.1 + 1,000 × 0.5), per million.
    assert_eq!((cliff.room, cliff.next_token), (Some(0), Some(decimal("0.0420005"))));
    // Five times the price: at least four and a half times up to the end of the window.
    assert_eq!(cliff.steps[0].bands[1].upto, 1_000_000);
}

#[test]
fn cached_shares_are_kept_and_count() {
    let at = at("claude-sonnet-4-5", "2026-02-20");
    let usage = Usage::new().input(1).cache_read(200_000).output(1_000);
    let cliff = cliff(&at, &usage, 0).unwrap();
    assert_eq!(cliff.now.cost, Ok(amount("0.142506")));
    assert_eq!(cliff.now.tier, Some(200_000));
    assert_eq!(cliff.steps[0].trim.as_ref().unwrap().tokens, 1);
}

#[test]
fn several_steps_an_inclusive_one_and_none() {
    let of = |seller, model| {
        let at = Setting::find(book(), Some(seller), model, day("2026-11-20"), Terms::default()).unwrap();
        let cliff = cliff(&at, &Usage::new().input(50_000).output(1_000), 0).unwrap();
        cliff.steps.iter().map(|s| s.below.usage.of(Meter::Input)).collect::<Vec<_>>()
    };
    assert_eq!(of("alibaba", "qwen3-coder-plus"), [32_000, 128_000, 256_000]);
    assert_eq!(of("xai", "grok-4.6"), [199_999]);
    assert_eq!(of("anthropic", "claude-opus-5-5"), [0u32; 0]);
    let graduated =
        Setting::find(book(), Some("zenmux"), "claude-sonnet-4-5", day("2026-11-20"), Terms::default());
    let cliff = cliff(&graduated.unwrap(), &Usage::new().input(500_000), 0).unwrap();
    assert_eq!(cliff.steps[0].jump, decimal("0.000006"), "only the excess: no cliff");
    assert!(cliff.steps[0].bands.is_empty());
}

#[test]
fn a_step_down_makes_longer_prompts_cheaper() {
    use tokentoll_core::{Comparison, MeterSet, RateCard, Rates, Tier, Tiers};
    let rates = |input: &str| Rates::new().with(Meter::Input, input.parse().unwrap()).unwrap();
    let tiers = Tiers::volume(Comparison::Above, MeterSet::PROMPT, vec![Tier::new(1_000, rates("2/Mtok"))]);
    let card = RateCard::builder(tokentoll_core::Currency::Usd, rates("4/Mtok")).tiers(tiers.unwrap());
    assert!(card.build().is_ok());
    let book = tokentoll_book::PriceBook::read([("own", OWN)]).unwrap();
    let at = Setting::find(&book, Some("own"), "m", day("2026-01-01"), Terms::default()).unwrap();
    let cliff = cliff(&at, &Usage::new().input(900), 0).unwrap();
    // Beyond: 1,001 × 2 = 2,002; below, from 501 tokens on 4 × n is more.
    assert_eq!(cliff.steps[0].dearer_below, Some((501, 1_000)));
    assert!(cliff.steps[0].jump.is_sign_negative());
}

const OWN: &str = r#"{ "format": 1, "seller": "own", "name": "Own", "currency": "USD", "sources": { "a": "A" },
  "models": [{ "id": "m", "prices": [{ "from": "2026-01-01", "source": ["a"], "checked": "2026-01-01",
    "rates": { "input": "4/Mtok" },
    "long_context": { "counts": ["input"], "comparison": ">", "scope": "volume",
      "tiers": [{ "threshold": 1000, "rates": { "input": "2/Mtok" } }] } }] }] }"#;

proptest! {
    #[test]
    fn what_each_token_costs_sums_to_the_difference(at in any_setting(), tokens in 1u32..300_000, further in 1u32..40) {
        let usage = Usage::new().input(tokens).output(500);
        let mut sum = Decimal::ZERO;
        for n in tokens..tokens + further {
            match cliff(&at, &usage.input(n), 0) {
                Ok(cliff) => sum += cliff.next_token.unwrap_or_default(),
                Err(_) => return Ok(()), // over the window
            }
        }
        if let (Ok(from), Ok(to)) = (at.quote(&usage), at.quote(&usage.input(tokens + further))) {
            prop_assert_eq!(sum, to.total().minus(from.total()).unwrap());
        }
    }

    #[test]
    fn every_point_is_a_quote_and_the_trim_lands_at_the_threshold(
        at in any_setting(), input in 0u32..500_000, read in 0u32..100_000, samples in 0u32..20,
    ) {
        let usage = if at.card().rates().of(Meter::CacheRead).is_some() {
            Usage::new().input(input).cache_read(read).output(700)
        } else {
            Usage::new().input(input).output(700)
        };
        let Ok(cliff) = cliff(&at, &usage, samples) else { return Ok(()) };
        prop_assert!(cliff.curve.windows(2).all(|p| p[0].usage.prompt_tokens() < p[1].usage.prompt_tokens()));
        for point in &cliff.curve {
            let tokens = u32::try_from(point.usage.prompt_tokens()).unwrap();
            prop_assert_eq!(point.usage, stretched(&usage, tokens));
            prop_assert_eq!(point.cost.clone().ok(), at.quote(&point.usage).ok().map(|q| q.total()));
        }
        for step in &cliff.steps {
            prop_assert_eq!(at.quote(&step.below.usage).unwrap().tier().map_or(0, |t| t.threshold) < step.threshold, true);
            prop_assert_eq!(at.quote(&step.beyond.usage).unwrap().tier().unwrap().threshold, step.threshold);
            prop_assert_eq!(step.below.usage.prompt_tokens() + 1, step.beyond.usage.prompt_tokens());
            if let Some(trim) = &step.trim {
                prop_assert_eq!(trim.usage, step.below.usage);
                prop_assert_eq!(trim.saves, total(&at, usage).minus(total(&at, trim.usage)).unwrap());
                prop_assert_eq!(u64::from(trim.tokens) + trim.usage.prompt_tokens(), usage.prompt_tokens());
            }
            // A band is true at its end and no more one token later.
            let base = step.below.usage.prompt_tokens() as u32;
            for band in step.bands.iter().filter(|b| u64::from(b.upto) < 999_999) {
                prop_assert!(BANDS.contains(&band.tenths));
                prop_assert!(band.upto > base);
            }
        }
    }
}
